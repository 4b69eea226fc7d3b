"""Honest limits: the score below which what comes back is only the nearest thing there is.

A prompt whose best hit scores lower than nearly all prompts for sounds that the library does hold is probably about one
that it does not. Where that lies is a property of the encoders, the heads and the library, so each build measures it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval_core.build import PROJECT
from retrieval_core.taxonomy import shipped

#: Prompts written by hand for one class each. Of the 361, 53 are names that heads learn from as well; without those, the thresholds of hybrid
#: lie within 0.005 of what they are with them.
PROMPTS = PROJECT / "data/queries/text_to_audio.jsonl"
#: Share of the prompts for what the library holds that may fall below the threshold.
FALSE_REFUSALS = 0.05
#: Share of the prompts for other sounds that must fall below it: a doubt that the rest does not raise says nothing.
REFUSALS = 0.5
#: From this probability on a sample is believed to be of a class, and the library to hold it.
BELIEVED = 0.5
#: Prompts for classes of the library without which there is no threshold.
ENOUGH = 20


def prompts(memberships: Iterable[dict[str, float]], file: Path = PROMPTS) -> list[tuple[str, str, bool]]:
    """Prompts with the class they ask for, and whether the library holds it.

    Those are left out that a library answers in part: it has no floor tom, but other toms.
    """
    taxonomy = shipped()
    held = {name for classes in memberships for name, p in classes.items() if p >= BELIEVED}
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if len(row["classes"]) != 1 or row["exclude"]:
            continue
        [name] = row["classes"]
        one = taxonomy.classes.get(name)
        near = {name, *taxonomy.ancestors(name), *taxonomy.descendants(name), *one.related} if one else {name}
        if name in held or not near & held:
            found.append((row["text"], name, name in held))
    return found


def calibrate(best: np.ndarray, asked: Sequence[tuple[str, str, bool]]) -> dict[str, Any] | None:
    """The threshold of an approach, and what it does to prompts that it was not chosen on.

    Parameters:
        best: the score of the best hit for each prompt.
        asked: prompts, as `prompts` gives them.

    Returns:
        `threshold`; `false_refusals`, the share of the prompts for what is there that fall below it, and `refusals`, the
        same of the others (None where there are none), both with thresholds chosen on the other half of the classes;
        `prompts` and `others`, how many they are. `threshold` is None where it does not keep its promise on the other
        half, or does not tell other sounds, as with prototypes, whose scores compare sounds with sounds. None where the
        prompts are too few, or all for one class.
    """
    there = np.array([held for _, _, held in asked], dtype=bool)
    if there.sum() < ENOUGH or len({name for _, name, held in asked if held}) < 2:
        return None
    first = {
        name
        for kind in (True, False)
        for name in sorted({name for _, name, held in asked if held is kind})[::2]
    }
    half = np.array([name in first for _, name, _ in asked])
    wrongly, rightly = [], []
    for side in (half, ~half):
        threshold = _threshold(best[there & side], best[~there & side])
        wrongly.append(best[there & ~side] < threshold)
        rightly.append(best[~there & ~side] < threshold)
    false_refusals = float(np.concatenate(wrongly).mean())
    refusals = None if there.all() else float(np.concatenate(rightly).mean())
    kept = false_refusals <= 2 * FALSE_REFUSALS and (refusals is None or refusals >= REFUSALS)
    return {
        "threshold": _threshold(best[there], best[~there]) if kept else None,
        "false_refusals": false_refusals,
        "refusals": refusals,
        "prompts": int(there.sum()),
        "others": int((~there).sum()),
    }


def _threshold(there: np.ndarray, others: np.ndarray) -> float:
    """Half-way between the scores that few prompts for what is there stay below, and those that few others exceed.

    Where the two overlap, the former alone count.
    """
    low = float(np.quantile(there, FALSE_REFUSALS))
    high = float(np.quantile(others, 1 - FALSE_REFUSALS)) if len(others) else low
    return (low + min(high, low)) / 2
