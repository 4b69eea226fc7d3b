"""What a name states, laid over what was estimated from the sound alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from offline.analysis.names import NameFacts
from offline.analysis.sample import Analysis
from offline.analysis.tonality import note_midi
from retrieval_core.taxonomy import shipped

#: The part of its scale, at the end that is named, where a measure then lies: samples that are named alike keep their order.
NAMED_END = 0.25


def with_name(analysis: Analysis, facts: NameFacts) -> Analysis:
    """An analysis that was made without the name, corrected by what the name states.

    So the estimate can be kept by a file's content, whatever the file is called later.

    >>> with_name(Analysis(2.0, "loop", tempo=87.0), NameFacts(tempo=174.0)).tempo
    174.0
    """
    stated: dict[str, object] = {}
    # "Breakbeat kit/snare.wav": too short for a loop, whatever its folder is called.
    short = (analysis.kind, analysis.kind_confidence) == ("one-shot", 1.0)
    kind = analysis.kind if short else facts.kind or analysis.kind
    if facts.kind is not None:
        stated |= {"kind": kind, "kind_confidence": 1.0}
    if kind == "one-shot":
        stated |= {"tempo": None, "tempo_confidence": 0.0}
    elif facts.tempo is not None:
        stated |= {"tempo": facts.tempo, "tempo_confidence": 1.0}
    if facts.key is not None:
        # A tonic alone leaves the mode to the estimate, where that agrees on the tonic.
        agrees = " " not in facts.key and (analysis.key or "").split(" ")[0] == facts.key
        stated |= {"key": analysis.key if agrees else facts.key, "key_confidence": 1.0}
    if facts.pitch is not None and kind == "one-shot":
        stated |= {"pitch": note_midi(facts.pitch), "pitch_name": facts.pitch, "pitch_confidence": 1.0}
    stated["measures"] = measures_named(analysis.measures, facts.adjectives)
    names = {"kind": facts.kind, "tempo": stated.get("tempo"), "key": facts.key, "pitch": stated.get("pitch")}
    told = tuple(name for name, value in names.items() if value is not None)
    return replace(analysis, **stated, stated=(*told, *facts.adjectives))  # type: ignore[arg-type]


def measures_named(measures: Mapping[str, float], adjectives: Iterable[str]) -> dict[str, float]:
    """Measures, each that an adjective speaks of moved to the end that it names.

    >>> measures_named({"brightness": 0.5, "attack": 0.5}, ["dark"])
    {'brightness': 0.125, 'attack': 0.5}
    """
    found = dict(measures)
    for word in adjectives:
        adjective = shipped().adjectives[word]
        if (value := found.get(adjective.quality)) is not None:
            end = (1 - NAMED_END) * (adjective.direction > 0)
            found[adjective.quality] = end + NAMED_END * value
    return found
