"""Learning from judged pairs: a loss beside that of the labels, for approaches whose heads turn words into a query."""

from __future__ import annotations

import torch
from torch.nn.functional import logsigmoid

from offline.approaches import Judged

#: How much a judged pair counts beside a sample of the library: a person looked at this one.
STRENGTH = 5.0
#: Steepness of the logistic, in units of cosine: at a distance of 0.3 from the mean a pair is as good as settled.
SCALE = 10.0


def judged_loss(audio: torch.Tensor, texts: torch.Tensor, judged: Judged) -> torch.Tensor:
    """Logistic loss of each pair against the library at large (as Bradley and Terry, 1952, compare two things).

    What was liked should lie nearer to its text than the samples do on average, what was disliked farther.

    Parameters:
        audio: (n, d) and texts: (p, d), unit rows in the space in which they are compared.
    """
    cosines = audio @ texts.T
    above = cosines[judged.rows, judged.columns] - cosines.mean(dim=0)[judged.columns]
    losses = -judged.weights.abs() * logsigmoid(SCALE * judged.weights.sign() * above)
    return STRENGTH * losses.sum() / len(audio)
