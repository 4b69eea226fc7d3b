"""Sounds of which a turn speaks by their ranks among the hits, or by what tells them apart: "swap 2", "make the dark one longer"."""

from collections.abc import Sequence

from bot.prompts.context import hits
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import KITS
from bot.prompts.requests.wording import class_name
from bot.prompts.several.fates import FATES, JOINTS, REST, THE, sounds_of, spoken_of, wanted_of
from bot.prompts.sounds import complaints
from retrieval_core.request import Request

_BEFORE_RANKS = FATES.keys() | {"can", "could", "make", "should"}
_BEHIND_RANKS = FATES.keys() | complaints.VERBS | {"be", "can", "could", "should", "to"}
#: "The whole kit", and where nothing is said of that by itself.
_WHOLE, _ABOUT_IT = frozenset("drum entire full whole".split()), FATES.keys() | {"again", "like"}
_NUMBER = frozenset("# number nr".split())
#: What may stand before a comparative.
_LEADING = frozenset("a bit but just little slightly".split())


def by_name(prompt: Prompt, parts: Sequence[Request]) -> tuple[str, set[int]]:
    """A prompt with the names of sounds in place of their ranks, and these: "keep the kick, swap the snare", for "keep 1, swap 2"; "" where it changes none.

    Each part has as many hits as it asks for, so that their ranks are known; "the second snare" is one of the snares.
    """
    shown = [part for part in parts for _ in range(part.k)]
    words, meant, last = prompt.words.copy(), set[int](), 0
    starts = [at for at, word in enumerate(words) if word in hits.RANKS or word[0].isdigit()]
    found = [(at, hits.ranks_at(prompt, at, bare=True)) for at in starts]
    for at, told in found:
        if told is None or at < last:
            continue
        (ranks, last), start = told, prompt.before(at, THE | _NUMBER)
        sound = next((m for m in sounds_of(prompt) if m.end in (last, start)), None)
        among = spoken_of(prompt, sound, shown) if sound else range(len(shown))
        if sound and sound.end == start:  # "swap kick 2", of three
            start = prompt.before(sound.start, THE)
            among = among if len(among) > 1 else range(0)
        if not all(0 < abs(rank) <= len(among) for rank in ranks):
            continue
        places = [among[rank - 1 if rank > 0 else rank] for rank in ranks]
        names = [class_name(shown[place].classes[0], one=True) for place in places]
        if _is_changed(prompt, start, last, names[-1], len(found) > 1):
            meant |= {place + 1 for place in places}
            words[start:last] = ["the " + " and the ".join(names), *[""] * (last - start - 1)]
    return (" ".join(filter(None, words)), meant) if meant else ("", meant)


def whole(prompt: Prompt) -> str:
    """A prompt with an "it" for the kit that it is about: "make it darker", for "make the kit darker"; "" where it is about none, or the rest of it."""
    at = next((at for at, word in enumerate(prompt.words) if word in KITS), 0)
    start = prompt.before(at, _WHOLE)
    if prompt.word(start - 1) not in THE or not _ABOUT_IT.isdisjoint(prompt.words):
        return ""
    # "The kit darker please" is "darker please".
    it = [] if start - 1 == hits.opening(prompt) and _is_compared(prompt, at + 1) else ["it"]
    return " ".join([*prompt.words[: start - 1], *it, *prompt.words[at + 1 :]])


def by_quality(prompt: Prompt, parts: Sequence[Request]) -> str:
    """A prompt with the names of sounds behind the adjectives that tell them apart: "change the punchy kick", for "change the punchy one"; "" without any."""
    words = prompt.words.copy()
    for m in prompt.mentions:
        quality = m.meaning.quality
        meant = [part for part in parts if quality and quality.word in part.qualities]
        if len(meant) == 1 and prompt.word(m.start - 1) in THE and prompt.word(m.end) == "one":
            words[m.end] = class_name(meant[0].classes[0], one=True)
    return "" if words == prompt.words else " ".join(words)


def _is_changed(prompt: Prompt, at: int, end: int, name: str, several: bool) -> bool:
    """Whether it is told at some ranks what is to become of those sounds, or what is wrong with them: "swap 2", "3 is too bright", "make #2 darker".

    Not so in "swap 2 kicks", "more like 2"; "3 darker" are so many, unless several are told of: "1 darker, 3 longer".
    """
    lead = prompt.word(prompt.before(at, {"one", "for"}) - 1)  # the "another" of "another one for 2"
    marked = prompt.word(at) in THE | _NUMBER
    rest = not (FATES.keys().isdisjoint(prompt.words) or REST.isdisjoint(prompt.words))
    tells = prompt.word(end) in _BEHIND_RANKS or _is_compared(prompt, end)
    if lead in _BEFORE_RANKS or (rest and lead == "like"):
        return tells or hits.may_end(prompt, end) or (marked and lead == "make")
    begins = at == hits.opening(prompt) or lead in JOINTS
    known = marked or several or rest or wanted_of(" ".join((name, *prompt.words[end:]))) != ""
    return begins and tells and known


def _is_compared(prompt: Prompt, end: int) -> bool:
    """Whether a comparative follows: "#2 darker", "#2 but a bit darker"."""
    behind = prompt.mention_at(prompt.after(end, _LEADING))
    return behind is not None and behind.meaning.quality is not None and behind.meaning.quality.comparative
