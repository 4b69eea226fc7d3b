"""What words mean, for who asks: "what is a ride?", in the words of the taxonomy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import prompts
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Sense, Taxonomy, shipped

#: Of several things that a phrase can mean, the first of these is told.
_ORDER = ("class", "machine", "coarse", "mood", "quality", "genre", "flavour", "form")
#: So many words or sounds are named as examples.
_FEW = 4
#: Genres of more tempi than so many bpm are at home in none.
_NARROW = 30
#: Up to which bpm a tempo is called what.
_PACES = ((80, "slow"), (100, "rather slow"), (125, "neither slow nor fast"), (150, "rather fast"))


def explained(terms: Sequence[str], retriever: Retriever, alone: bool = True) -> str:
    """What some words mean, and, where that is said `alone`, how to hear the sound that is asked about; that they are unknown, where they are."""
    told = [_explained(phrase) for term in terms for phrase in prompts.phrases(term)]
    if not told:
        return f"I cannot explain “{terms[0]}”: I know words for sounds, and no others."
    sounds = prompts.parse(terms[0]).classes if alone and len(terms) == 1 else ()
    if sounds and {*sounds} == {*retriever.catalog.unheld(sounds)}:
        told.append("The library holds none.")
    elif sounds:
        told.append(f"Say “{prompts.class_name(sounds[0])}” to hear some.")
    return " ".join(told)


def _explained(phrase: str) -> str:
    taxonomy = shipped()
    if prompts.is_tempo(phrase):
        return _pace(int(phrase), taxonomy)
    if key := prompts.key_of(phrase):
        mode = key.split()[-1]
        return f"{key} is a key: {taxonomy.terms['key']}. “{mode}” means {taxonomy.terms[mode]}."
    if about := taxonomy.terms.get(phrase):
        return f"“{phrase}” means {about}."
    senses = [sense for sense in taxonomy.senses(phrase) if sense.how not in ("clues", "comparative")]
    return _meaning(phrase, min(senses, key=lambda sense: _ORDER.index(sense.kind)), taxonomy)


def _pace(bpm: int, taxonomy: Taxonomy) -> str:
    """How fast a tempo is, and in what music it is usual.

    >>> _pace(174, shipped())
    '174 bpm is fast, and usual in dnb.'
    """
    pace = next((name for limit, name in _PACES if bpm < limit), "fast")
    usual = [
        genre.words[0]
        for genre in taxonomy.genres.values()
        if genre.tempo[0] <= bpm <= genre.tempo[1] <= genre.tempo[0] + _NARROW
    ]
    return f"{bpm} bpm is {pace}{f', and usual in {_listed(usual)}' if usual else ''}."


def _meaning(phrase: str, sense: Sense, taxonomy: Taxonomy) -> str:
    """What a phrase means in one of its senses."""
    if sense.kind == "class":
        one = taxonomy.classes[sense.id]
        if phrase not in (one.name, one.plural, one.id):
            return f"I count “{phrase}” among the {one.plural}: {one.about}."
        single = one.about.split()[0] in ("a", "an", "the", "any")
        article = "An" if one.name[0] in "aeiou" else "A"
        return (
            f"{article} {one.name} is {one.about}."
            if single
            else f"{one.plural.capitalize()} are {one.about}."
        )
    if sense.kind == "form":
        return f"“{phrase}” means {taxonomy.terms[sense.id]}."
    if sense.kind == "machine":
        machine = taxonomy.machines[sense.id]
        sounds = [*machine.alone, *(id for id in machine.classes if id not in machine.alone)]
        made = _listed(prompts.class_name(id) for id in sounds)
        return f"“{phrase}” is the name of an instrument; who says it mostly means {made}."
    if sense.kind == "coarse":
        return f"“{phrase}” is a word for all {taxonomy.coarse[sense.id].name}."
    if sense.kind == "mood":
        qualities = taxonomy.moods[sense.id].qualities.items()
        plain = [
            (taxonomy.qualities[id].high if end > 0 else taxonomy.qualities[id].low)[0]
            for id, end in qualities
        ]
        return f"“{phrase}” is a mood; I look for what is {_listed(plain)}."
    if sense.kind == "genre":
        genre = taxonomy.genres[sense.id]
        low, high = genre.tempo
        made = _listed(map(prompts.class_name, genre.classes))
        return f"“{phrase}” is a style of music, mostly at {low:g} to {high:g} bpm, with {made}."
    if sense.kind == "quality":
        quality = taxonomy.qualities[sense.id]
        same, opposite = (quality.high, quality.low)[:: sense.direction]
        return f"“{phrase}” means about the same as {_alike(phrase, same)}; the opposite is “{opposite[0]}”."
    return f"“{phrase}” says what a sound is like, about the same as {_alike(phrase, taxonomy.flavours[sense.id])}."


def _alike(phrase: str, words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in [word for word in words if word != phrase][:2])


def _listed(names: Iterable[str]) -> str:
    """The first few of some names, in words: "kicks, claps and snares"."""
    *others, last = [*names][:_FEW]
    return f"{', '.join(others)} and {last}" if others else last
