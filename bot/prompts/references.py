"""What a prompt points at: a hit of the last answer, the next page, another approach."""

from collections.abc import Sequence
from functools import lru_cache

from bot.prompts import lists
from bot.prompts.prompt import Prompt
from bot.prompts.words import tokens

_CARDINALS = {
    word: rank for rank, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_ORDINALS = {
    word: rank
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th",
    )
    for rank, word in enumerate(words.split(), 1)
} | {"last": -1}
_ONES = {"one", "ones"}
#: Behind a rank that a prompt begins with.
_BEGUN = frozenset("one one's is was but".split())
RANKS = _CARDINALS.keys() | _ORDINALS.keys()
_LIKE = lists.phrases("references", "like")
_HITS = lists.words("references", "hits")
_LEADING = lists.words("references", "leading")
_DATED = frozenset("on since until till by before after due".split())
_PASSAGES = lists.words("references", "passages")
#: What follows the number of a hit that is spoken of: "3 is nice".
_SUFFICES = frozenset("enough plenty sufficient fine ok okay".split())
_PRAISED = lists.phrases("references", "praised")
_MORE_OF_IT = lists.phrases("references", "more_of_it")
_PRAISING = lists.words("references", "praising")
_APPROACH_BEFORE = lists.words("references", "approach_before")
_APPROACH_CUES = lists.words("references", "approach_cues")
#: "Give me like 4" asks for some four.
_ROUGHLY = frozenset("do get gimme give it maybe me need say want".split())
_BREAKS = {"", *",.;:!?()[]-/"}
#: What may stand before "go back", and before "surprise me" as well.
_BACKING = frozenset("actually hmm maybe nah no nope nvm sorry thanks wait".split())
_GREETING = frozenset("and bot just now ok okay please so then well yo".split())
_APPROACH_AFTER = frozenset("approach method model instead please : one".split())
_SETTLES = lists.phrases("references", "settles")
_ONCE = lists.words("references", "once")
_POLITE = lists.words("references", "polite")
_MORE = lists.phrases("references", "more")
_DIFFERENT = lists.phrases("references", "different")
_DISPLEASED = lists.phrases("references", "displeased")
_BACK = lists.phrases("references", "back")
_REFUSED = lists.phrases("references", "refused")
#: What begins anew, whatever else is said.
RESTARTS = lists.phrases("turns", "restarts")
_RANDOM = lists.phrases("references", "random")
_ANYHOW = lists.phrases("references", "anyhow")


def like_rank(prompt: Prompt, first: bool = False) -> int | None:
    """Take "more like the second one", "similar to #3", "the last one but darker": the rank that is meant, -1 the last."""
    for at, word in enumerate(prompt.words):
        if not (word in RANKS or word[0].isdigit() or word.endswith("'s")) or not (
            found := rank_at(prompt, at)
        ):
            continue
        rank, end = found
        start = prompt.before(at, {"the", "that", "this", "number", "no", "nr", "#", "to", "as"})
        like = next(
            (at for at in (start - 2, start - 1) if at >= 0 and prompt.starts(at, _LIKE) >= start), None
        )
        named = first and prompt.names_class_behind(0)
        plain = not prompt.starts(start, _LIKE) if word in _ORDINALS else word.isdigit() or like is None
        if named and plain:
            continue  # "need a kick, the last one was too loud", "kicks, like 6", "coffee number four, hats please"
        if like is not None:
            start = prompt.before(like, _LEADING)
        elif not prompt.starts(start, _LIKE) and prompt.word(at - 1) not in (
            "the",
            "that",
            "this",
            "#",
            "number",
            "",
        ):
            continue
        prompt.take(start, end)
        _take_praise(prompt, end)
        for place in range(end, len(prompt.words)):  # "the first one's close, like the first one but slower"
            if (again := rank_at(prompt, place)) and again[0] == rank:
                prompt.take(prompt.before(place, {"the", "like", "that", "to", "more", "number"}), again[1])
        return rank
    return None


def refused_rank(prompt: Prompt) -> int | None:
    """The rank of a hit that is not to come again, where a prompt says nothing else: "drop the second", "without number 3"."""
    start = prompt.after(0, _GREETING | _BACKING | {","})
    if not (end := prompt.starts(start, _REFUSED)):
        return None
    at = prompt.after(end, {"the", "number", "#", "that"})
    found = rank_at(prompt, at)
    rest = {word for word in prompt.words[found[1] :] if word.isalnum()} if found else set[str]()
    return found[0] if found and rest <= _GREETING else None


def starts_over(prompt: Prompt) -> bool:
    """Whether all that was said before is to be forgotten, and nothing else is said: "ok, start over"."""
    start = prompt.after(0, _GREETING | _BACKING | {",", "let's", "lets"})
    end = 0 if prompt.starts(start, _DIFFERENT) else prompt.starts(start, RESTARTS)
    return end > 0 and not any(word.isalnum() for word in prompt.words[prompt.after(end, _GREETING) :])


def rank_at(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """A rank at a place: "second one", "#3", "number four"; and where it ends."""
    word = prompt.word(at).removesuffix("'s")
    if not (word in RANKS or word.isdigit()) or prompt.locked[at]:
        return None
    if prompt.word(at + 1) in ("thing", "time") or (
        prompt.word(at + 1) in _ONES
        and prompt.word(at + 2) in ("were", "was")
        and prompt.names_class(prompt.after(at + 3, {"a", "all", "just", "an"}))
    ):
        return None  # "the last thing I need", "the last ones were claps"
    if (
        word.isascii()
        and word.isdigit()
        and at == 0
        and prompt.starts(1, _PRAISED)
        and prompt.word(2) not in _SUFFICES
        and not (prompt.word(1) == "sounds" and prompt.word(2) in _BREAKS | _GREETING)  # "5 sounds please"
        and 0 < int(word) <= 50
    ):
        return int(word), 1
    if _announces(prompt, at):
        return None
    said = prompt.word(at - 1) in ("", ",", ".", "!") and prompt.word(at + 1) in _BEGUN
    opens = said or len(prompt.words) == 1
    if word in _ORDINALS and (
        opens or prompt.word(at - 1) in ("the", "that", "this", "like", "to", "as", "your")
    ):
        if (
            _is_number(prompt.word(at + 1))
            or _is_counted(prompt, at + 1)
            or (prompt.word(at - 1) == "the" and prompt.word(at - 2) in _DATED)
        ):
            return None
        end = prompt.after(at + 1, _HITS)
        following = prompt.mention_at(end)
        if following and end == at + 1:  # "the first kick": a hit all the same
            end = following.end if following.meaning.classes else end
        return _ORDINALS[word], end
    previous = prompt.word(at - 1)
    # "Like 4 rimshots", "like 5 really dark kicks" are about so many.
    numbered = previous in ("#", "number", "nr") or (
        previous in ("to", "like")
        and prompt.words[max(0, at - 2)] not in _ROUGHLY
        and word.isdigit()
        and prompt.word(at + 1) not in ("or", "to", "-", "maybe")
        and not _is_counted(prompt, at + 1)
        and not any(prompt.names_class(place) for place in range(at + 1, prompt.clause_end(at + 1)))
    )
    if numbered and (word in _CARDINALS or (word.isascii() and word.isdigit() and 0 < int(word) <= 50)):
        return _CARDINALS.get(word) or int(word), prompt.after(at + 1, {"there", "please"})
    return None


def _announces(prompt: Prompt, at: int) -> bool:
    """Whether a rank at the start counts wishes and points at no hit: "last one: an impact", "first, a kick"."""
    end = prompt.after(at + 1, _ONES)
    opens = not any(word.isalnum() for word in prompt.words[max(0, at - 2) : at])
    new = prompt.word(end) == ":" or (prompt.word(end) == "," and prompt.word(end + 1) in ("a", "an", "some"))
    return opens and new and prompt.names_class_behind(end)


def _is_number(word: str) -> bool:
    """Whether so many are told of, and not one: the 3 of "the first 3"."""
    return word.isdigit() or (word in _CARDINALS and word != "one")


def _is_counted(prompt: Prompt, at: int) -> bool:
    """Whether something else than hits is told apart: "the second drop", "the first verse"."""
    at += prompt.word(at).isdigit()  # "the last 2 bars"
    return prompt.word(at).removesuffix("s") in _PASSAGES or prompt.word(at) in _PASSAGES


def _take_praise(prompt: Prompt, at: int) -> None:
    """The rest of "the third one is great, more of those"."""
    if prompt.word(at) in _PRAISING or prompt.words[at - 1] == "one's":
        end = at
        while prompt.word(end) and prompt.word(end) not in (",", ".", "but", "!", "and", "too", "not"):
            end += 1
        prompt.take(at, end)
        at = prompt.after(end, {",", ".", "!", "and"})
    for start in (at, prompt.after(at, {",", ".", "!", "and"})):
        end = prompt.starts(start, _MORE_OF_IT)
        if end:
            prompt.take(at, end)


def approach(prompt: Prompt, names: Sequence[str]) -> str | None:
    """Take an approach by name: "use contrastive", "with the linear projection approach", or the name alone.

    A name of one word is an ordinary word too ("hybrid drums") and needs such a cue.
    """
    spoken, phrases = _spoken(tuple(names))
    for at, end in prompt.places(phrases):
        phrase = " ".join(prompt.words[at:end])
        start = prompt.before(at, _APPROACH_BEFORE)
        finish = prompt.after(end, _APPROACH_AFTER)
        cued = (
            any(prompt.word(place) in _APPROACH_CUES for place in range(start, at))
            or any(prompt.word(place) in ("approach", "method", "model") for place in range(end, finish))
            or (prompt.word(start - 1) in _BREAKS and prompt.word(finish) in _BREAKS)
        )
        if cued or " " in phrase:
            prompt.take(start, finish)
            return spoken[phrase]
    return None


@lru_cache(maxsize=8)
def _spoken(names: tuple[str, ...]) -> tuple[dict[str, str], lists.Phrases]:
    """The names of approaches as they are spoken, alone and as phrases to look for."""
    spoken = {name.replace("_", " ").replace("-", " "): name for name in names}
    return spoken, lists.Phrases(", ".join(spoken))


def settles(text: str) -> bool:
    """Whether a prompt that names an approach chooses it for good, and not just for the sounds that are spoken of.

    >>> settles("use hybrid please"), settles("try that with hybrid")
    (True, False)
    """
    words = [token.word for token in tokens(text)]
    start = next((at for at, word in enumerate(words) if word not in _POLITE), len(words))
    return bool(_SETTLES.end(words, start)) and not _ONCE & set(words)


def wants_more(prompt: Prompt) -> bool:
    """Take "more", "another", "next" and the like."""
    for at, end in prompt.places(_MORE):
        if not prompt.locked[at] and not _compares(prompt, end) and prompt.word(end) != "than":
            prompt.take(at, end)
            return True
    return False


def _compares(prompt: Prompt, at: int) -> bool:
    """Whether "more" belongs to an adjective: "more punchy"."""
    mention = prompt.mention_at(at)
    return bool(
        mention and mention.meaning.quality and not mention.meaning.classes and prompt.word(at - 1) == "more"
    )


def displeasure(prompt: Prompt) -> set[str]:
    """The words by which the last answer is refused as a whole: "I don't like any of these"; none where it is not."""
    places = range(len(prompt.words))
    return {word for at in places for word in prompt.words[at : _DISPLEASED.end(prompt.words, at)]}


def goes_back(prompt: Prompt) -> bool:
    """Whether a prompt asks for the answer before the last one, and for nothing else: "nah, go back please"."""
    words = [word for word in prompt.words if word.isalnum() and word not in _GREETING | _BACKING]
    return bool(words) and _BACK.end(words, 0) == len(words)


def at_random(prompt: Prompt) -> bool:
    """Take "random", "surprise me", "you choose": any sound will do as well as another."""
    clauses = [
        (at, end)
        for at, end in prompt.places(_ANYHOW)
        if prompt.word(end) in _BREAKS | {"with"} and prompt.word(at - 1) in _BREAKS | _GREETING
    ]
    found = [*prompt.places(_RANDOM), *clauses]
    for at, end in found:
        prompt.take(at, end)
    return bool(found)


def wants_different(prompt: Prompt) -> bool:
    """Take "something completely different"."""
    if prompt.words == ["different"]:
        prompt.take(0, 1)
        return True
    for at, end in prompt.places(_DIFFERENT):
        prompt.take(prompt.before(at, {"now", "for", "and"}), end)
        return True
    return False
