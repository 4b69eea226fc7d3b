"""What a prompt points at, of what was said and shown: the next page, the answer before, another approach."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from bot.prompts.context.hits import AGREEING, BACKING, GREETING, MORE_OF_IT, number
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.slang import tidied
from bot.prompts.language.vocabulary import KITS
from bot.prompts.language.words import tokens

_APPROACH_BEFORE = lists.words("references", "approach_before")
_APPROACH_CUES = lists.words("references", "approach_cues")
_BREAKS = {"", *",.;:!?()[]-/"}
_APPROACH_AFTER = frozenset("approach method model instead please : one".split())
_SETTLES = lists.phrases("references", "settles")
_ONCE = lists.words("references", "once")
_POLITE = lists.words("references", "polite")
_MORE = lists.phrases("references", "more")
_LIKE_IT = re.compile(r"\b(?:like|similar to|close to) (?:it|that|these|this|those|them)\b", re.IGNORECASE)
_LIKENED = re.compile(r"\b(?:like|similar to|close to) (\S.*)$", re.IGNORECASE)
_DIFFERENT = lists.phrases("references", "different")
_DROPPED = lists.phrases("references", "dropped")
_DROPPING = lists.words("references", "dropping")
#: What the verb is said of, and what may stand behind that: "take those ones out".
_THEM, _OUT = (
    (["both"], ["em"], ["it"], ["that"], ["them"], ["these"], ["this"], ["those"]),
    frozenset("away off one ones out".split()),
)
_DISPLEASED = lists.phrases("references", "displeased")
_BACK = lists.words("references", "back")
_BACK_WITH = _BACK | lists.words("references", "back_with")
#: What may stand before a wish to go back.
_OPENING = AGREEING | BACKING | GREETING
_GOING = frozenset("by go jump me step take us".split())
#: How many turns: "go back two steps", "undo the last 2".
_UNDOING = frozenset("back cancel reset return revert undo".split())
_TURNS = lists.words("references", "turns")
_FIRST = lists.words("references", "first")
_FIRST_OF = lists.words("references", "first_of") | _UNDOING
#: One of these tells that it is the first answer, and not a hit: "as at the beginning", "the original ones".
_ALL_OF_IT = _UNDOING | frozenset(
    "batch beginning hits lot set ones originally results samples sounds start".split()
)
_AGAIN_WITH = lists.words("references", "again_with")
#: An answer as a whole, and what it was: "the previous ones had", "the first batch was"; "the first one" is a hit.
_SHOWN = frozenset("answer batch hits lot ones results samples set sounds".split())
_HAVING_BEEN = frozenset("felt had hit sounded was were".split())
_THESE = frozenset("all it that them these this those".split())
_RETURNING = lists.phrases("references", "returning")
_RETURNED = lists.phrases("references", "returned")
#: Before a wish to have something back: "can you", and what it is asked to do.
_ASKING = frozenset(", can could i i'd let's lets like please to u us we would you".split())
_PUTTING = frozenset("add bring get give have need put want".split())
_UNCHANGED = lists.phrases("references", "unchanged")
#: What ends a clause that gives but the reason: "too much, go back".
_SIGNS = frozenset(", . ! ; -".split())
_SHOWING = _AGAIN_WITH | GREETING | frozenset("far in is now our s what what's".split())
_SO_FAR = _SHOWING | frozenset("do got kept picked".split())
#: What begins anew, whatever else is said.
RESTARTS = lists.phrases("turns", "restarts")
_RANDOM = lists.phrases("references", "random")


def starts_over(prompt: Prompt) -> bool:
    """Whether all that was said before is to be forgotten, and nothing else is said: "ok, start over"."""
    start = prompt.after(0, _OPENING | {",", "let's", "lets"})
    end = 0 if prompt.starts(start, _DIFFERENT) else prompt.starts(start, RESTARTS)
    return end > 0 and not any(word.isalnum() for word in prompt.words[prompt.after(end, GREETING) :])


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
            " " in phrase
            or not _APPROACH_CUES.isdisjoint(prompt.words[start:finish])
            or (prompt.word(start - 1) in _BREAKS and prompt.word(finish) in _BREAKS)
        )
        if cued:
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


def likens(text: str) -> bool:
    """Whether a prompt asks for more like what is pointed at, without a number: "got 4 like it?", "something similar"."""
    return bool(_LIKE_IT.search(text)) or MORE_OF_IT.stand_in([token.word for token in tidied(tokens(text))])


def likened(text: str) -> str:
    """What a prompt says that others are to be like, if that may be the name of a file; "" if nothing.

    >>> likened("more like Kick 2"), likened("similar to ~/Samples/Kicks/Kick 2.flac")
    ('Kick 2', 'Kick 2.flac')
    """
    found = _LIKENED.search(text.strip(" .!?\"'"))
    return re.split(r"[/\\]", found[1])[-1] if found else ""


def wants_more(prompt: Prompt) -> bool:
    """Take "more", "another", "next" and the like."""
    for at, end in prompt.places(_MORE):
        compares = prompt.word(end) in ("than", "to") or _is_compared(prompt, end)
        if not prompt.locked[at] and not compares:
            prompt.take(at, end)
            return True
    for at, word in enumerate(prompt.words):
        if word == "different" and prompt.names_class(at + 1) and not number(prompt.word(at - 1)):
            prompt.take(at, at + 1)  # "different snares"; "3 different snares" are so many
            return True
    return False


def _is_compared(prompt: Prompt, at: int) -> bool:
    """Whether the "more" before a place belongs to an adjective: "more punchy"."""
    mention = prompt.mention_at(at) if prompt.word(at - 1) == "more" else None
    return mention is not None and mention.meaning.quality is not None and not mention.meaning.classes


def displeasure(prompt: Prompt) -> set[str]:
    """The words by which the last answer is refused as a whole: "I don't like any of these"; none where it is not."""
    places = range(len(prompt.words))
    return {word for at in places for word in prompt.words[at : _DISPLEASED.end(prompt.words, at)]}


def turns_back(text: str) -> int:
    """How many turns somebody wants to go back, -1 to the first, where it is told, and nothing else is said; 0 where it is not.

    >>> turns_back("ok go back two"), turns_back("as it was at the start"), turns_back("go back"), turns_back("the first ones again")
    (2, -1, 0, -1)
    """
    prompt = Prompt.read(text)
    said = prompt.words
    if _outdoes(prompt, _FIRST):
        return -1
    return _steps(said) or _steps(said[_last_clause(said) :])  # "drop the tempo... no, go back to the start"


def _steps(said: Sequence[str]) -> int:
    """How many turns some words go back, that say nothing else: -1 to the first, 0 if they do not."""
    words = [word for word in said if word.isalnum() and word not in _OPENING | _GOING]
    if not _FIRST.isdisjoint(words) and {*words} <= _FIRST | _FIRST_OF:
        return 0 if _ALL_OF_IT.isdisjoint(words) else -1
    if _UNDOING.isdisjoint(words):
        return 0
    told = [word for word in words if word not in _UNDOING | _TURNS]
    return number(told[0]) if len(told) == 1 else 0


def _last_clause(words: Sequence[str]) -> int:
    """Where the last clause begins, behind a sign or with a "go back": "too much, undo", "too bright go back"."""
    signs = (at + 1 for at, word in enumerate(words[:-1]) if word in _SIGNS)
    return max((*signs, *(at for at in range(len(words)) if words[at : at + 2] == ["go", "back"])), default=0)


def goes_back(prompt: Prompt) -> bool:
    """Whether a prompt asks for an answer before the last one, and for nothing else: "nah, go back".

    Before that the reason may be given: "too much rubble, how it was".
    """
    if _outdoes(prompt, _BACK):
        return True
    reason = _last_clause(prompt.words)
    for at, end in prompt.places(_UNCHANGED):
        alone = {*prompt.words[reason:at]} <= _OPENING | _BACK_WITH
        if alone and (not prompt.word(end).isalnum() or prompt.word(end) in _BACK):
            return True
    for start in (0, reason):
        words = {word for word in prompt.words[start:] if word.isalnum()} - _OPENING
        if words <= _BACK_WITH and not words.isdisjoint(_BACK):
            return True
    return False


def _outdoes(prompt: Prompt, before: Collection[str]) -> bool:
    """Whether it is told that what was shown before had more of something: "the previous ones had more heart", "the first batch was punchier"."""
    start = prompt.after(0, _OPENING | {",", "the", "i", "think"})
    verb = prompt.after(start + 1, _SHOWN)
    if prompt.word(start) not in before or verb == start + 1 or prompt.word(verb) not in _HAVING_BEEN:
        return False
    compared = any(
        m.start > verb and m.meaning.quality and m.meaning.quality.comparative for m in prompt.mentions
    )
    return compared or not {"more", "nicer", "better"}.isdisjoint(prompt.words[verb:])


def shows_again(prompt: Prompt) -> bool:
    """Whether the hits that were shown last are to be shown once more, and nothing else is said: "show me those again", "what do I have so far?"."""
    words = {word for word in prompt.words if word.isalpha()} - GREETING - BACKING  # "all 5 again"
    if "far" in words:
        return words <= _SO_FAR
    return "again" in words and words <= _AGAIN_WITH and not words.isdisjoint(_THESE)


def returns(prompt: Prompt) -> str:
    """What a prompt goes back to that was asked for earlier: the "kicks" of "back to kicks"; "" where it does not."""
    start = prompt.after(0, GREETING | BACKING | {","})
    if kit := _shows_kit(prompt, start):
        return kit
    last = prompt.before(len(prompt.words), GREETING | _SIGNS | {"?"})
    for clause in (0, _last_clause(prompt.words[:last])):  # "forget cowbells, back to shakers"
        start = prompt.after(clause, GREETING | BACKING | {","})
        if end := prompt.starts(prompt.after(start, _ASKING), _RETURNING):
            return " ".join(prompt.words[end:])
    end = next((at for at in range(start + 1, last) if prompt.starts(at, _RETURNED) == last), 0)
    ones = prompt.before(end, {"batch", "lot", "one", "ones", "version"})
    told = (m for m in prompt.open_mentions() if m.end in (end, ones))
    named = end and any(m.meaning.classes or (m.meaning.sure and ones < end) for m in told)
    return " ".join(prompt.words[start:end]) if named else ""


def goes_back_to(text: str) -> bool:
    """Whether a prompt goes back to sounds that were asked for by themselves, rather than to have them back.

    >>> goes_back_to("ok back to the kicks"), goes_back_to("put the kick back"), goes_back_to("the old kick back")
    (True, False, False)
    """
    prompt = Prompt.read(text)
    return "back to" in " ".join(prompt.words) and returns(prompt) != ""


def _shows_kit(prompt: Prompt, start: int) -> str:
    """The "kit" of "show me the kit", "what's in the kit now?"; "" where a prompt asks for more than to see it."""
    at = next((at for at, word in enumerate(prompt.words) if word in KITS), 0)
    beside = {word for word in prompt.words[start:at] + prompt.words[at + 1 :] if word.isalnum()}
    spoken_of = prompt.word(at - 1) in ("the", "that", "our")
    return prompt.words[at] if spoken_of and beside <= _SHOWING else ""


def restores(prompt: Prompt) -> str:
    """What is to be as it was before it was taken away: the "reverb" of "put the reverb back"."""
    start = prompt.after(0, GREETING | BACKING | _ASKING)
    end = prompt.before(len(prompt.words), GREETING | {"in", ".", "!", "?"}) - 1
    if prompt.word(start) in _PUTTING and prompt.word(end) == "back":
        return " ".join(prompt.words[start + 1 : end])
    # "I liked congas better, put em back".
    named = [m for m in prompt.open_mentions() if m.meaning.classes]
    puts = prompt.word(end - 3) in _SIGNS and prompt.word(end - 2) in _PUTTING and prompt.word(end) == "back"
    if not puts or prompt.words[end - 1 : end] not in _THEM or len(named) != 1:
        return ""
    return " ".join(prompt.words[named[0].start : named[0].end])


def drops(prompt: Prompt, classes: Collection[str]) -> str:
    """The name of one of the sounds asked for last that is to go: the "guiro" of "the guiro is too scratchy, drop it"."""
    start = dropping(prompt)
    sounds = [m for m in prompt.mentions if m.meaning.classes and m.end <= start]
    named = [m for m in sounds if {*m.meaning.classes} <= {*classes}]  # not what it is too loud for
    if len(named) != 1 or named != sounds[:1]:
        return ""
    return " ".join(prompt.words[named[0].start : named[0].end])


def dropping(prompt: Prompt) -> int:
    """Where it begins to be said, at the end, that what was named is to go: "bin it", "can you remove that one?"; 0 where it is not."""
    end = prompt.before(len(prompt.words), GREETING | _SIGNS | {"?", "lol", "pls", "thanks"})
    return next((at for at in range(1, end) if _drops(prompt, at, end)), 0)


def _drops(prompt: Prompt, at: int, end: int) -> bool:
    """Whether what was named before a place is to go, by all that is said from there to an end: "bin it"."""
    words = prompt.words[at:end]
    verb = words[0] in _DROPPING and words[1:2] in _THEM and {*words[2:]} <= _OUT
    out = words == ["out"] and not prompt.words[at - 1].isalpha()  # "2 and 4 out", "too loud, out"
    return verb or out or _DROPPED.end(prompt.words, at) == end


def at_random(prompt: Prompt) -> bool:
    """Take "random", "surprise me", "you choose": any sound will do as well as another."""
    found = [*prompt.places(_RANDOM)]
    for at, end in found:
        prompt.take(at, end)
    return bool(found)


def wants_different(prompt: Prompt) -> bool:
    """Take "something completely different"."""
    for at, end in prompt.places(_DIFFERENT):
        prompt.take(prompt.before(at, {"now", "for", "and"}), end)
        return True
    return False
