"""What a prompt points at, of what was said and shown: the next page, the answer before, another approach."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from bot.prompts.context.constraints import FIELDS
from bot.prompts.context.hits import AGREEING, BACKING, CARDINALS, GREETING, MORE_OF_IT, RANKS
from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
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
_LIKE_IT = lists.Phrases(
    ", ".join(
        f"{like} {it}"
        for like in ("like", "similar to", "close to")
        for it in "it that these this those them".split()
    )
)
_LIKENED = re.compile(r"\b(?:like|similar to|close to) (\S.*)$", re.IGNORECASE)
_DIFFERENT = lists.phrases("references", "different")
_DROPPED = lists.phrases("references", "dropped")
_DROPPING = lists.words("references", "dropping")
#: Behind a sign: "the timbales are too loud, out".
_OUT = frozenset("away bye gone out".split())
_DISPLEASED = lists.phrases("references", "displeased")
_BACK = lists.words("references", "back")
_BACK_FIRST = lists.words("references", "back_first")
_LIKED = lists.words("references", "back_liked")
_BACK_BETTER = _LIKED | lists.words("references", "back_better")
_BACK_WITH = _BACK | lists.words("references", "back_with")
#: What may stand before a wish to go back.
_OPENING = AGREEING | BACKING | GREETING
_GOING = frozenset("by go jump me step take us".split())
#: How many turns: "go back two steps", "undo the last 2", "undo twice".
_UNDOING, _TIMES = frozenset("back cancel reset return revert undo".split()), {"once": 1, "twice": 2}
_TURNS = lists.words("references", "turns")
_FIRST, _FIRST_OF = lists.words("references", "first"), lists.words("references", "first_of")
#: An answer, and what tells that "the first ones again", "the original ones" are all of it.
_ANSWER, _AGAIN = (
    frozenset("batch hits ones results samples sounds".split()),
    frozenset("again initial original very".split()),
)
#: "As at the beginning".
_AS_IT_WAS, _BEGINNING = (
    frozenset("as how like was were".split()),
    frozenset("at beginning originally start".split()),
)
_SEVERAL = frozenset("answer batch hits list lot ones page results samples set sounds".split())
_BETTER = lists.words("references", "better")
_PREFERRING = lists.phrases("references", "preferring")
_AGAIN_WITH = lists.words("references", "again_with")
_OLDER = _BACK_FIRST | {"earlier", "previous"}
_THESE = frozenset("all it that them these this those".split())
#: How hits are spoken of that were refused.
_REFUSED_HITS = RANKS | _THESE | frozenset("# and both number of one ones the".split())
_RETURNING = lists.phrases("references", "returning")
_RETURNED = lists.phrases("references", "returned")
_FORGETTING = lists.phrases("constraints", "freeing")
_GETTING = frozenset(", can could do get give have i i'd like me show take use us want we".split())
#: Before a wish to have something back: "can you", and what it is asked to do.
_ASKING = frozenset(", can could i i'd let's lets like please to u us we would you".split())
_PUTTING = frozenset("add bring get give have need put want".split())
#: "Back to how it was before".
_RETURN = frozenset(["back", "return", "revert"])
_BACK_TO = _RETURN | frozenset("as go how it step that they to was were what".split())
_BOTH = lists.phrases("references", "both")
_UNCHANGED = lists.phrases("references", "unchanged")
#: Before a "go back" that begins no clause.
_NOT_BACK = frozenset("can could don't dont let's lets never not to u we you".split())
#: What ends a clause that gives but the reason: "too much, go back".
_SIGNS = frozenset(", . ! ; -".split())
#: A "before" alone may compare: "darker, it was good before".
_VAGUELY_BACK = frozenset("before earlier".split())
_SHOWING = _AGAIN_WITH | GREETING | frozenset("in is now our s what what's".split())
#: What begins anew, whatever else is said.
RESTARTS = lists.phrases("turns", "restarts")
_RANDOM = lists.phrases("references", "random")
_ANYHOW = lists.phrases("references", "anyhow")


def starts_over(prompt: Prompt) -> bool:
    """Whether all that was said before is to be forgotten, and nothing else is said: "ok, start over"."""
    start = prompt.after(0, GREETING | BACKING | {",", "let's", "lets"})
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


def likens(text: str) -> bool:
    """Whether a prompt asks for more like what is pointed at, without a number: "got 4 like it?", "something similar"."""
    words = [token.word for token in tokens(text)]
    return _LIKE_IT.stand_in(words) or MORE_OF_IT.stand_in(words)


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
        beside = (prompt.words[end - 1], prompt.word(end)) == ("next", "to")
        if not prompt.locked[at] and not _compares(prompt, end) and prompt.word(end) != "than" and not beside:
            prompt.take(at, end + (prompt.words[end - 1] == "next" and _is_most(prompt, end)))
            return True
    for at, word in enumerate(prompt.words[:-1]):
        if word == "different" and prompt.names_class(at + 1):  # "different snares"
            prompt.take(at, at + 1)
            return True
    return False


def _is_most(prompt: Prompt, at: int) -> bool:
    """Whether it is told at a place by what the hits go on: "next shortest"."""
    mention = prompt.mention_at(at)
    return prompt.word(at).endswith("est") and mention is not None and mention.meaning.quality is not None


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


def turns_back(text: str) -> int:
    """How many turns somebody wants to go back, -1 to the first, where it is told, and nothing else is said; 0 where it is not.

    >>> turns_back("ok go back two"), turns_back("as it was at the start"), turns_back("go back"), turns_back("the first ones again")
    (2, -1, 0, -1)
    """
    said = Prompt.read(text).words
    if steps := _steps(said):
        return steps
    # "Drop the tempo... no, go back to the start"
    return _steps(said[_last_clause(said) :])


def _steps(said: Sequence[str]) -> int:
    """How many turns some words go back, that say nothing else: -1 to the first, 0 if they do not."""
    words = [word for word in said if word.isalnum() and word not in _OPENING | _GOING]
    if not _FIRST.isdisjoint(words) and {*words} <= _FIRST | _FIRST_OF | _AGAIN | _UNDOING:
        # "The very first ones", but not "the very first one"; "as at the beginning", but not "like the first".
        named = not (_ANSWER.isdisjoint(words) or _AGAIN.isdisjoint(words))
        as_begun = not (_AS_IT_WAS.isdisjoint(words) or _BEGINNING.isdisjoint(words))
        return -1 if words[0] in _UNDOING or named or as_begun else 0
    if _UNDOING.isdisjoint(words):
        return 0
    told = [word for word in words if word not in _UNDOING | _TURNS]
    many = told[0] if len(told) == 1 else ""
    return _TIMES.get(many) or CARDINALS.get(many) or (int(many) if many.isascii() and many.isdigit() else 0)


def _last_clause(words: Sequence[str]) -> int:
    """Where the last clause begins, behind a sign or with what takes a change back: "too much, go back", "too dirty undo"."""
    return max(
        (
            at + (words[at] in _SIGNS)
            for at in range(len(words) - 1)
            if words[at] in _SIGNS
            or (words[at : at + 2] == ["go", "back"] and words[max(0, at - 1)] not in _NOT_BACK)
        ),
        default=0,
    )


def goes_back(prompt: Prompt) -> bool:
    """Whether a prompt asks for an answer before the last one, and for nothing else: "nah, go back", "the first batch was better".

    Before that the reason may be given: "too much rubble, how it was"; and behind it, since when: "it was better before I said brighter".
    """
    if reason := _last_clause(prompt.words):
        words = {word for word in prompt.words[reason:] if word.isalnum()} - _OPENING
        clear = _BACK if not words.isdisjoint(_SEVERAL) else _BACK - _VAGUELY_BACK
        if words <= _BACK_WITH and not words.isdisjoint(clear):
            return True
    for at, end in prompt.places(_UNCHANGED):
        alone = {*prompt.words[reason:at]} <= _OPENING | _BACK_WITH
        if alone and (not prompt.word(end).isalnum() or prompt.word(end) in _BACK | _BETTER):
            return True
    if _BACK.isdisjoint(prompt.words) and _BACK_FIRST.isdisjoint(prompt.words):
        return False
    since = prompt.words.index("before") if "before" in prompt.words else 0
    liked = {word for word in prompt.words[:since] if word.isalnum()} - _OPENING
    if liked <= _BACK_WITH and not liked.isdisjoint(_LIKED):
        return True
    words = {word for word in prompt.words if word.isalnum()} - _OPENING
    prefers = not (
        words.isdisjoint(_BACK_FIRST) or words.isdisjoint(_BACK_BETTER) or words.isdisjoint(_SEVERAL)
    )
    return words <= _BACK_WITH and (prefers or not words.isdisjoint(_BACK))


def shows_again(prompt: Prompt) -> bool:
    """Whether the hits that were shown last are to be shown once more, and nothing else is said: "show me those again"."""
    words = {word for word in prompt.words if word.isalpha()} - GREETING - BACKING  # "all 5 again"
    return "again" in words and words <= _AGAIN_WITH and not words.isdisjoint(_THESE)


def prefers(prompt: Prompt) -> str:
    """What was liked better when it was shown first: the "leads" of "i liked the first leads better"; "" where nothing was."""
    if _OLDER.isdisjoint(prompt.words):
        return ""
    opening = prompt.after(0, GREETING | BACKING | {","})
    start = prompt.starts(opening, _PREFERRING)
    if not start and "again" in prompt.words:  # "the first kicks again"
        start = prompt.after(opening, _GETTING | {"the"})
    at = prompt.after(start, _OLDER)
    end = prompt.before(len(prompt.words), GREETING | _BETTER | {".", "!", "again"})
    if not start < at < end:
        return ""
    # "I like the first kick" is said of a hit.
    hit = prompt.words[at - 1] in RANKS and not prompt.words[end - 1].endswith("s")
    return "" if hit else " ".join(prompt.words[at:end])


def returns(prompt: Prompt) -> str:
    """What a prompt goes back to that was asked for earlier: the "kicks" of "back to kicks"; "" where it does not."""
    start = prompt.after(0, GREETING | BACKING | {","})
    if kit := _shows_kit(prompt, start):
        return kit
    if prompt.starts(start, _FORGETTING) and "," in prompt.words:  # "forget cowbells, back to shakers"
        start = prompt.words.index(",") + 1
    if end := prompt.starts(prompt.after(start, _ASKING), _RETURNING):
        return " ".join(prompt.words[end:])
    last = prompt.before(len(prompt.words), GREETING | {".", "!", "?"})
    end = next((at for at in range(start + 1, last) if prompt.starts(at, _RETURNED) == last), 0)
    clause = prompt.words[start:end]
    if (sign := _last_clause(clause)) > 2:  # "these are cute but no. bells again"
        start = prompt.after(start + sign, GREETING | BACKING | {","})
    named = [m for m in prompt.open_mentions() if m.meaning.classes or _is_noun(m)]
    adds = not {"also", "and", "another", "more", "plus"}.isdisjoint(prompt.words[:end])
    return " ".join(prompt.words[start:end]) if end and not adds and named and named[-1].end == end else ""


def _shows_kit(prompt: Prompt, start: int) -> str:
    """The "kit" of "show me the kit", "what's in the kit now?"; "" where a prompt asks for more than to see it."""
    at = next((at for at, word in enumerate(prompt.words) if word in KITS), 0)
    beside = {word for word in prompt.words[start:at] + prompt.words[at + 1 :] if word.isalnum()}
    spoken_of = prompt.word(at - 1) in ("the", "that", "our")
    return prompt.words[at] if spoken_of and beside <= _SHOWING else ""


def _is_noun(mention: Mention) -> bool:
    """Whether a phrase names a sound that is of no class by itself: a "click"."""
    meaning = mention.meaning
    return not (meaning.says or meaning.genre or meaning.alone or meaning.flavour)


def returns_hits(prompt: Prompt) -> bool:
    """Whether hits that were refused may come again: "bring the third back", "bring them all back"."""
    words = {*restores(prompt).split()}
    return bool(words) and all(word in _REFUSED_HITS or word.isdigit() for word in words)


def restores(prompt: Prompt) -> str:
    """What is to be as it was before it was taken away: the "reverb" of "put the reverb back", the "congas" of "I liked congas better, put em back"."""
    start = prompt.after(0, GREETING | BACKING | _ASKING)
    end = prompt.before(len(prompt.words), GREETING | {"in", ".", "!", "?"})
    if prompt.word(end - 1) != "back":
        return ""
    if prompt.word(start) in _PUTTING:
        return " ".join(prompt.words[start + 1 : end - 1])
    named = [m for m in prompt.open_mentions() if m.meaning.classes and m.end < end - 2]
    them = prompt.word(end - 3) in _PUTTING and prompt.word(end - 2) in _THESE | {"em"}
    return " ".join(prompt.words[named[-1].start : named[-1].end]) if named and them else ""


def since(prompt: Prompt) -> tuple[str, ...]:
    """What was not asked for yet when it was as somebody wants it: the dark, of "go back to before the dark stuff", the tempo, of "before the bpm"."""
    at = prompt.words.index("before") if "before" in prompt.words else 0
    if _RETURN.isdisjoint(prompt.words[:at]) or not {*prompt.words[:at]} <= _OPENING | _GOING | _BACK_TO:
        return ()
    fields = (FIELDS[word] for word in prompt.words[at:] if word in FIELDS)
    named = [m.meaning for m in prompt.mentions if m.start > at]
    said = [meaning.quality.word if meaning.quality else " ".join(meaning.classes) for meaning in named]
    return (*fields, *" ".join(said).split()) or tuple(prompt.words[at + 1 :])


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
    """Whether what was named before a place is to go, by all that is said from there to an end: "bin it", ", out"."""
    words = prompt.words[at:end]
    verb = len(words) > 1 and words[0] in _DROPPING and words[1] in _THESE | {"both"}
    out = (
        len(words) == 1
        and words[0] in _OUT
        and (prompt.words[at - 1] in _SIGNS or prompt.words[at - 1].isdigit())
    )
    verb = verb and {*words[2:]} <= _OUT | {"off", "one", "ones"}
    return _DROPPED.end(prompt.words, at) == end or verb or out


def wants_both(prompt: Prompt) -> bool:
    """Whether what was asked for last is wanted together with what was asked for before: "both of them"."""
    start = prompt.after(0, GREETING | BACKING | _GETTING)
    end = prompt.starts(start, _BOTH)
    return end > 0 and not any(word.isalnum() for word in prompt.words[prompt.after(end, GREETING) :])


def at_random(prompt: Prompt) -> bool:
    """Take "random", "surprise me", "you choose": any sound will do as well as another."""
    clauses = [
        (at, end)
        for at, end in prompt.places(_ANYHOW)
        if prompt.word(end) in _BREAKS | {"with"} and prompt.word(at - 1) in _BREAKS | GREETING
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
