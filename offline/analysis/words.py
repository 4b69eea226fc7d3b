"""Measures turned into words: adjectives, and a caption of one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from offline.analysis.sample import Analysis
from retrieval_core.taxonomy import shipped

NOTABLE = 0.15  # how far from typical, in parts of its scale, a measure must lie to earn its word
# Medians over CC0 and CC BY recordings and one synthesised sample of each kind, rounded.
TYPICAL: Mapping[str, float] = {
    "brightness": 0.55,
    "attack": 0.75,
    "length": 0.6,
    "noisiness": 0.5,
    "register": 0.5,
    "room": 0.15,
    "loudness": 0.6,
    "tonality": 0.75,
    "weight": 0.1,
    "motion": 0.2,
    "busyness": 0.45,
    "tempo": 0.5,
    "mode": 0.5,
}
# A caption has room for two adjectives. Tempo, mode and length are said in it as numbers and names.
_IN_CAPTION = ("brightness", "attack", "noisiness", "weight", "room", "busyness")


def typical(analyses: Iterable[Analysis]) -> dict[str, float]:
    """Median of each measure over samples, of one class say: a hi-hat is dark beside other hi-hats."""
    gathered: dict[str, list[float]] = {}
    for analysis in analyses:
        for name, value in analysis.measures.items():
            gathered.setdefault(name, []).append(value)
    return {name: median(values) for name, values in gathered.items()}


def qualities(analysis: Analysis, beside: Mapping[str, float] = TYPICAL) -> tuple[str, ...]:
    """Adjectives of the taxonomy: those that a sample's name states, then those that it has earned, the most pronounced first.

    Parameters:
        analysis: the sample.
        beside: what is typical, as `typical` gives it for the sample's class; without it, samples at large.

    >>> qualities(Analysis(0.2, measures={"brightness": 0.1, "attack": 0.9, "length": 0.5}))
    ('dark', 'punchy')
    """
    named = stated(analysis)
    distance = {
        name: value - beside.get(name, TYPICAL[name])
        for name, value in analysis.measures.items()
        if name not in named.values()
    }
    notable = sorted(
        (name for name in distance if abs(distance[name]) >= NOTABLE), key=lambda name: -abs(distance[name])
    )
    return (*named, *(_word(name, distance[name]) for name in notable))


def stated(analysis: Analysis) -> dict[str, str]:
    """The adjectives that stand in a sample's name, each with the quality that it speaks of."""
    adjectives = shipped().adjectives
    return {word: adjectives[word].quality for word in analysis.stated if word in adjectives}


def caption(fine_class: str, analysis: Analysis, beside: Mapping[str, float] = TYPICAL) -> str:
    """One line that describes a sample.

    Parameters:
        fine_class: display name of its class ("808 kick").
        analysis: the sample.
        beside: as for `qualities`.

    >>> caption("808 kick", Analysis(0.62, measures={"brightness": 0.1, "attack": 0.95}))
    'a dark, punchy 808 kick one-shot, 0.6 s'
    >>> caption("piano", Analysis(5.33, "loop", tempo=90.0, key="A minor", measures={"brightness": 0.9}))
    'a bright piano loop in A minor, 90 bpm, 5.3 s'
    """
    spoken = {_word(name, end) for name in _IN_CAPTION for end in (-1, 1)} | stated(analysis).keys()
    adjectives = ", ".join([word for word in qualities(analysis, beside) if word in spoken][:2])
    noun = fine_class if fine_class.endswith(("loop", analysis.kind)) else f"{fine_class} {analysis.kind}"
    subject = f"{adjectives} {noun}".strip()
    article = "an" if subject[0].lower() in "aeio" else "a"
    tone = (
        f" in {analysis.key}" if analysis.key else f" at {analysis.pitch_name}" if analysis.pitch_name else ""
    )
    tempo = "" if analysis.tempo is None else f", {round(analysis.tempo, 1):g} bpm"
    return f"{article} {subject}{tone}{tempo}, {_seconds(analysis.lasts)}"


def _word(quality: str, direction: float) -> str:
    """The taxonomy's first adjective for an end of a quality."""
    known = shipped().qualities[quality]
    return (known.high if direction > 0 else known.low)[0]


def _seconds(duration: float) -> str:
    return f"{duration:.2f} s" if duration < 0.1 else f"{duration:.1f} s"
