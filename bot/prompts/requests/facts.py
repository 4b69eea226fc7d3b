"""Questions about what is known of hits: "how long is it", "that goes crazy, what key", "is 2 a loop"."""

from bot.prompts.context.hits import RANKS, opening, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.words import tokens

ARE = frozenset("ain't are aren't is isn't isnt was wasn't were".split())
WHICH = frozenset("what what's whats which".split())
SIGNS = frozenset(", . ! ; -".split())
SHOWN = lists.words("questions", "shown")
_ASKED = lists.phrases("questions", "asked")
_FACTS = lists.words("questions", "facts")
_ASKED_FOR = {
    "key": frozenset("key keys scale tune tuning".split()),
    "note": frozenset("note notes pitch root".split()),
    "tempo": frozenset("bpm bpms speed tempo tempos".split()),
    "format": lists.words("questions", "formats"),
    "channels": frozenset("channels mono stereo".split()),
    "unknown": lists.words("questions", "unknown"),
}
#: Before the number of a hit: "the key of 2".
_OF = frozenset("are does for is of was".split())
_DETERMINERS = frozenset("a all also an any both really".split())
_BUT = frozenset("and but so".split())
_POINTING = frozenset(["", "#", "number", "that", "the", "this"])
_ASKING = _OF | lists.words("questions", "asking")
#: What a question about facts begins with, behind whatever is said of a hit.
_ASKING_ON = WHICH | frozenset(["how", "tell"])
_BEGINNING = _ASKING_ON | frozenset("do does has have list".split())
_BEING = ARE | {"what's", "whats"}
#: What is asked of several: "names please".
_LISTED = frozenset("durations keys lengths names notes pitches tempos".split())
#: "I don't mind how long they are."
_MINDING = frozenset("care matter mind".split())
#: The numbers that hits may have.
HITS = frozenset(map(str, range(1, 11)))
_FEW, _MANY = 4, 9  # words that are asked about hits, and no more; "a loop or a one shot, the first one"


def facts_asked(text: str) -> set[str]:
    """Which facts a question about hits asks for; "unknown" stands for those of which nothing is known.

    >>> facts_asked("what key is 3?"), facts_asked("how long is it"), facts_asked("are these royalty free")
    ({'key'}, set(), {'unknown'})
    """
    said = {token.word for token in tokens(text)}
    return {name for name, words in _ASKED_FOR.items() if not words.isdisjoint(said)}


def asks_about_hits(prompt: Prompt) -> bool:
    """Whether a prompt asks what is known of what was shown last: "how long is it", "the third is great, what key is it in?"."""
    words = prompt.words
    if prompt.word(opening(prompt)) == "compare":  # "compare #1 and #3"
        return bool(ranks_asked(prompt))
    last = max((at + 1 for at, word in enumerate(words[:-1]) if word in SIGNS), default=0)
    at = next((at for at in (0, opening(prompt), last) if _ASKED.end(words, at)), None)
    if at is None or prompt.word(at + 1) == "about" or _FACTS.isdisjoint(words[at : at + 6]):
        return (
            _asks_whether(prompt, opening(prompt))
            or _asks_whether(prompt, prompt.after(last, _BUT))
            or _names_fact(prompt)
        )
    return not SHOWN.isdisjoint(words[at:]) or bool(ranks_asked(prompt)) or _names_fact(prompt)


def _asks_whether(prompt: Prompt, start: int) -> bool:
    """Whether a prompt asks from a place on if hits are what can be known: "is 2 in c minor", "is it a loop"."""
    if prompt.word(start) not in ARE:
        return False
    end = (ranks_at(prompt, start + 1, bare=True) or (0, prompt.after(start + 1, SHOWN)))[1]
    rest = [word for word in prompt.words[end:] if word.isalnum()]
    named = prompt.mention_at(prompt.after(end, _DETERMINERS))
    either = named is not None and prompt.word(named.end) == "or"  # "is it short or long?"
    known = named is not None and (either or bool(named.meaning.classes or named.meaning.kind))
    asked = known or rest[:1] == ["in"] or "".join(rest).isdigit() or bool(facts_asked(" ".join(rest)))
    return end > start + 1 and len(rest) <= (_MANY if either else _FEW) and asked


def _names_fact(prompt: Prompt) -> bool:
    """Whether nothing but a fact is named, and maybe whose it is, from some place on: "key of 2?", "in which keys?", "2 is fire how long is it"."""
    first, ranks = opening(prompt), bool(ranks_asked(prompt))
    for at in range(first, len(prompt.words)):
        words = prompt.words[at:]
        parted = at == first or prompt.words[at - 1] in SIGNS  # not so "would you have it in stereo"
        begins = words[0] in (_BEGINNING if parted else _ASKING_ON) or (
            words[0] == "in" and words[1:2] and words[1] in WHICH
        )
        counted = words[0].isdigit() and any(
            map(_is_fact, [word for word in words if word != "+"][1:2])
        )  # "2 seconds?", "2+ secs"
        if not (begins or at == first) or counted or not all(map(_may_stand, words)):
            continue
        counts = words[:2] == ["how", "many"] and not any(map(_is_fact, words[2:3]))
        if counts or _names_other(prompt, at) or not _MINDING.isdisjoint(prompt.words[:at]):
            return False
        if ranks and words[0] in WHICH and not _BEING.isdisjoint(words):  # "that 4th one, what is it"
            return True
        # "In the key of the second" is asked of other sounds.
        # "Pitch of each", "names please"; not so "stereo please".
        listed = "each" in words or words[0] in _LISTED
        asks = begins or (words[0] != "in" and (ranks or listed or words[-1] == "?"))
        if asks and any(map(_is_fact, words)):
            return True
    return False


def _names_other(prompt: Prompt, end: int) -> bool:
    """Whether sounds are named before a place, "kicks, how long are they"; not so "that kick is fire, how long is it"."""
    named = (m for m in prompt.mentions if (m.meaning.classes or m.meaning.kind) and m.end <= end)
    return any(prompt.word(m.start - 1) not in SHOWN | {"the"} for m in named)


def _is_fact(word: str) -> bool:
    return word in _FACTS or word.removesuffix("s") in _FACTS


def _may_stand(word: str) -> bool:
    """Whether a word may stand in a question that asks for facts alone."""
    return _is_fact(word) or word in _ASKING or word in RANKS or word in HITS or not word.isalnum()


def ranks_asked(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that a question is about, none where it is about all of them."""
    first = opening(prompt)
    for at, word in enumerate(prompt.words):
        before = prompt.word(at - 1) if at != first else ""
        begins = at == first and (word in RANKS or word.isdigit()) and not _is_fact(prompt.word(at + 1))
        bare = before in _OF | ARE | WHICH or word.endswith("'s") or begins
        found = ranks_at(prompt, at, bare) if bare or before in _POINTING else None
        if found:
            return found[0]
    return ()
