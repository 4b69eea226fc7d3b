"""Learning from judged pairs: a loss beside that of the labels, for approaches whose heads turn words into a query."""

from __future__ import annotations

import torch
from torch.nn.functional import logsigmoid

from offline.approaches import Judged

#: How much a judged pair counts beside a sample of the library: a person looked at this one.
STRENGTH = 5.0
#: What all of them count together, at most, in parts of the loss of the labels.
MOST = 0.2
#: Steepness of the logistic, in units of cosine: at a distance of 0.3 from where it belongs a pair is as good as settled.
SCALE = 10.0


def judged_loss(audio: torch.Tensor, texts: torch.Tensor, judged: Judged) -> torch.Tensor:
    """Logistic loss of each pair against the library at large (as Bradley and Terry, 1952, compare two things).

    What was liked should be nearer to its text than one standard deviation above the mean of all samples, among the best
    sixth of them; what was disliked need not be far, but no nearer than that.

    Parameters:
        audio: (n, d) and texts: (p, d), unit rows in the space in which they are compared.
    """
    cosines = audio @ texts.T
    near = cosines.mean(dim=0) + cosines.std(dim=0, correction=0)  # of one sample, 0
    above = cosines[judged.rows, judged.columns] - near[judged.columns]
    sizes = judged.weights.abs()
    losses = -sizes * logsigmoid(SCALE * judged.weights.sign() * above)
    return losses.sum() * min(STRENGTH / len(audio), MOST / max(float(sizes.sum()), 1e-9))
