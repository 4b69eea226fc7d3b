"""Questions that a number, a fact or some of the hits answer: "how many kicks do you have", "what's the tempo of the second one", "which one is a loop"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.prompts.context.hits import RANKS, may_end, opening, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import SAMPLES, lexicon
from bot.prompts.language.words import tokens
from bot.prompts.sounds.adjectives import degree

_HOW_MANY = re.compile(r"\W*(?:(?:and|hey|hi|ok|okay|so|well)\W+)*how many\b", re.IGNORECASE)
#: What stands between "how many" and a change of what was asked for: "how many of those are loops".
_OF_THOSE = re.compile(r"\s*of (?:them|these|those|it)(?: all)? (?:are|have|is)\b", re.IGNORECASE)
#: "How many are longer than 2 s" is asked of what was asked for before as well, and what may be left out of it.
_OF_LAST = re.compile(r"\W*(?:(?:and|but|ok|okay|so)\W+)*how many (?:are|have)\b(?! there)", re.IGNORECASE)
_BEING = re.compile(r"\b(?:are|have|is)\b(?! there)", re.IGNORECASE)
#: What may follow where it is not said of what the number is asked: "how many of these are there".
_OF_WHAT = frozenset("are do have here is it more of that the them there these they this those you".split())
#: "How many samples in total".
_IN_ALL = frozenset(["in", "total"])
#: Who asks how many there are: "how many kicks do I have", but not "how many kicks do I need".
_HAVING = re.compile(r"\b(?:do i have|do we have|have (?:i|we) got|i have|we have)\b", re.IGNORECASE)
_SELVES, _OTHERS = frozenset("i we".split()), frozenset("anyone one people they you".split())
_ASKED = lists.phrases("questions", "asked")
_WHICH_WAS = lists.phrases("questions", "which_was")
_FACTS = lists.words("questions", "facts")
_ASKED_FOR = {
    "key": frozenset("key keys scale tune tuning".split()),
    "note": frozenset("note notes pitch root".split()),
    "tempo": frozenset("bpm bpms tempo tempos".split()),
    "format": lists.words("questions", "formats"),
    "channels": frozenset("channels mono stereo".split()),
    "unknown": lists.words("questions", "unknown"),
}
_NAMES = frozenset("called name names titled".split())
#: What is asked for in a word: "tune?"
_ALONE = lists.words("questions", "alone")
_SHOWN = lists.words("questions", "shown")
_SIGNS = frozenset(", . ! ; -".split())
_ARE = frozenset("are is was were".split())
#: Before the number of a hit: "the key of 2".
_OF = frozenset("are does for is of was".split())
#: Behind it: "which folder is 1 from".
_BEHIND = frozenset("called from named".split())
_DETERMINERS = frozenset("a all also an any both really".split())
_ASKING = _OF | lists.words("questions", "asking")
_WHICH = frozenset("what what's whats which".split())
_CONTRASTING = (
    _ARE
    | _WHICH
    | frozenset("? , # and between both more number of one or than the these them those two".split())
)
_WONDERING = lists.words("questions", "wondering")
_YOU = frozenset("u ya you your".split())
_HITS = frozenset(map(str, range(1, 11)))
_REACH = 6  # words from which on "it" may be anything
_FEW = 4  # words that are asked about hits, and no more
#: What tempo has most of, or more, put as if it were of the sound: "the highest bpm" is the fastest.
_TEMPO = re.compile(
    r"(?:\b(?:at|of|with) (?:(?:a|the) )?)?\b(?:(?P<fast>high|great)|low|small)(?P<more>er|est) (?:bpm|tempo)s?\b",
    re.IGNORECASE,
)
#: "The closest thing to a riser", "which kick is closest to 2"; "what's closest", of what was shown, of which the nearest comes first.
_CLOSEST = r"(?:the )?(?:closest|nearest)(?: (?:hit|match|one|sample|sound|thing))?"
_WHICH_IS = r"(?:\bwh(?:at|ich)(?:'?s| is| ones? is| (?P<which>\w+) is) )?"
_NEAREST_TO = re.compile(rf"{_WHICH_IS}\b{_CLOSEST} to\b", re.IGNORECASE)
_NEAREST_SHOWN = re.compile(rf"\W*(?:(?:and|but|ok|okay|so) )?{_WHICH_IS}{_CLOSEST}\W*", re.IGNORECASE)
_NEAREST = re.compile(r"\b(?:the )?(?:closest|nearest) (?=\w)", re.IGNORECASE)
#: One sound of any kind: "the shortest sample you have".
_SINGLE = re.compile(r"\b(?:\w+est|most \w+) (?:file|one(?! shots?\b)|sample|sound|thing)\b", re.IGNORECASE)
#: "Which kick is the longest?" is one of them, too.
_OF_SHOWN = re.compile(
    r"\b(?:among|from|of) (?:that|these|those|this|them)\b"
    r"|^\W*(?:(?:and|but|hey|ok|okay|so|well)\W+)*which (?:\w+ ){0,2}(?:is|has)\b",
    re.IGNORECASE,
)
_SORT = lists.words("questions", "sort")
_SORT_WITH = lists.words("questions", "sort_with")
_SORTED_BY = {noun: " ".join(most) for noun, *most in lists.phrases("questions", "sorted_by")}
_PICKING = re.compile(
    r"\W*(?:(?:and|but|hey|ok|okay|so|well)\W+)*"
    r"(?:which(?: ones?)?(?:'s| is| are)|what ones?(?:'s| is| are)|wh(?:at|ich) of (?:these|those|them)(?:'s| is| are)"
    r"|(?:(?:are|is) )?(?:any|either|one|some)(?: ones?)? of (?:these|those|them))"
    r"\s+(?:(?:all|also|an?|the)\s+)*(?P<what>[^?!]+)[?!\s]*",
    re.IGNORECASE,
)
_LIBRARY = lists.words("questions", "library")


def counted(text: str) -> Iterator[str]:
    """What a prompt asks the number of, in the ways to ask for it itself; nothing where it asks for no number.

    >>> [*counted("so, how many kicks do you have?")], [*counted("no matter how many kicks")]
    (['which kicks do you have?'], [])
    """
    asked = _HOW_MANY.match(text)
    rest = _HAVING.sub("do you have", text[asked.end() :]) if asked else ""
    words = {*rest.casefold().strip(" ?!.").split()}
    if _IN_ALL <= words <= _IN_ALL | _OF_WHAT | SAMPLES and not words.isdisjoint(SAMPLES):
        return  # of the whole library
    if rest and _SELVES.isdisjoint(rest.casefold().split()):
        yield f"which{rest}"
        if _OTHERS.isdisjoint(rest.casefold().split()):
            yield _OF_THOSE.sub("", rest).strip()
            yield _BEING.sub("", rest, count=1).strip()


def asks_number(text: str) -> bool:
    """Whether a prompt asks how many there are, and does not say of what."""
    asked = _HOW_MANY.match(text)
    return asked is not None and (_IN_ALL | _OF_WHAT).issuperset(
        text[asked.end() :].casefold().strip(" ?!.").split()
    )


def asks_of_library(text: str) -> bool:
    """Whether it is asked what the library holds: "what's in this library", "which folders are there", "how many in total"."""
    if _HOW_MANY.match(text) and not [*counted(text)]:
        return True
    words = [token.word for token in tokens(text)]
    return not _LIBRARY.isdisjoint(words) and not _WHICH.isdisjoint(words[:_FEW])


def told_of_tempo(text: str) -> str:
    """A prompt with the adjectives of tempo in place of others.

    >>> told_of_tempo("the loop with the highest bpm"), told_of_tempo("lower tempo")
    ('the loop fastest', 'slower')
    """
    return _TEMPO.sub(lambda found: f"{'fast' if found['fast'] else 'slow'}{found['more']}", text)


def told_of_nearness(text: str, answering: bool) -> str:
    """A prompt without the "closest" that asks for what is nearest to its words, or, behind an answer, for the first of the hits.

    >>> told_of_nearness("the closest thing to a riser", False), told_of_nearness("the closest hat", False), told_of_nearness("whats closest?", True)
    ('like a riser', 'hat', 'number 1')
    """
    if answering and _NEAREST_SHOWN.fullmatch(text):
        return "number 1"
    return _NEAREST.sub("", _NEAREST_TO.sub(lambda found: f"{found['which'] or ''} like".strip(), text))


def asks_for_one(text: str) -> bool:
    """Whether it is a single sound that most of something is asked for: "the shortest sound you have"."""
    return _SINGLE.search(text) is not None


def of_shown(text: str) -> bool:
    """Whether some of what was shown is asked for: "the lowest of these"."""
    return _OF_SHOWN.search(text) is not None


def most_asked(text: str) -> int:
    """How many are asked for of those that have most of something; a number elsewhere counts what was shown.

    >>> most_asked("the two longest of these"), most_asked("the longest 3"), most_asked("which of these 3 is the longest?")
    (2, 3, 1)
    """
    pairs = [*pairwise(token.word for token in tokens(text))]
    beside = [word for word, most in pairs if most.endswith("est")]
    beside += [
        word for most, word in pairs if most.endswith("est") or most in _WHICH
    ]  # "which two of these are"
    return next((WORDS.get(word) or int(word) for word in beside if word in WORDS or word in _HITS), 1) or 1


def sorted_by(text: str) -> str | None:
    """The adjective of what is to come first where somebody wants the hits in order, "" where nobody can tell; None where nobody does.

    >>> sorted_by("sort them by length"), sorted_by("sort by mood"), sorted_by("kicks")
    ('shortest', '', None)
    """
    words = [token.word for token in tokens(text) if token.word.isalnum()]
    if "by" not in words or _SORT.isdisjoint(words):
        return None
    by = words.index("by")
    nouns = [word for word in words[by + 1 :] if word not in _SORT_WITH]
    # Nothing else may be said: "order claps by length" and "in order to finish this by friday I need a shaker" are for other sounds.
    if len(nouns) != 1 or _SORT.isdisjoint(words[:by]) or not (_SORT | _SORT_WITH).issuperset(words[:by]):
        return None
    return _SORTED_BY.get(nouns[0], "")


def picked(text: str) -> str:
    """What a prompt asks which of the hits are, "" where it does not.

    >>> picked("which one is the 808?"), picked("is any of these in C minor"), picked("which kicks do you have")
    ('808', 'in C minor', '')
    """
    found = _PICKING.fullmatch(
        " ".join(text.split())
    )  # of thousands of spaces, each could begin what is asked
    return found["what"].strip() if found and len(found["what"].split()) <= _FEW else ""


def is_of_it(text: str) -> bool:
    """Whether a question is of one sound that was spoken of: "where is it?", "what's its key"."""
    return not {"it", "its", "it's", "that"}.isdisjoint(text.casefold().strip(" ?!.").split())


def facts_asked(text: str) -> set[str]:
    """Which facts a question about hits asks for; "unknown" stands for those of which nothing is known.

    >>> facts_asked("what key is 3?"), facts_asked("how long is it"), facts_asked("are these royalty free")
    ({'key'}, set(), {'unknown'})
    """
    said = {token.word for token in tokens(text)}
    return {name for name, words in _ASKED_FOR.items() if not words.isdisjoint(said)}


def points(text: str) -> bool:
    """Whether a question is about what was asked for before: "how many of those are loops"."""
    shown = not _SHOWN.isdisjoint(text.casefold().strip(" ?!.").split())
    return shown or _OF_LAST.match(text) is not None


def asks_about_hits(prompt: Prompt) -> bool:
    """Whether a prompt asks what is known of what was shown last: "how long is it", "the third is great, what key is it in?"."""
    words = prompt.words
    if prompt.word(opening(prompt)) == "compare":  # "compare #1 and #3"
        return bool(ranks_asked(prompt))
    if any(not any(map(str.isalnum, words[end:])) for _, end in prompt.places(_WHICH_WAS)):
        return True  # "the one with the crash, which was it?"
    last = max((at + 1 for at, word in enumerate(words[:-1]) if word in _SIGNS), default=0)
    at = next((at for at in (0, opening(prompt), last) if _ASKED.end(words, at)), None)
    if (
        at is None
        or prompt.word(at + 1) == "about"
        or _FACTS.isdisjoint(words[at : at + 6])
        or (at and prompt.names_class_before(at))
    ):
        return _asks_whether(prompt) or _names_fact(prompt)
    if not _NAMES.isdisjoint(words) and prompt.names_class_behind(at):
        return False  # "what's the name of that egg shaker"
    return not _SHOWN.isdisjoint(words[at:]) or bool(ranks_asked(prompt)) or _names_fact(prompt)


def compared(prompt: Prompt) -> tuple[str, Quality] | None:
    """What hits are compared by, and how that was put, where it is asked which has most of it: "which of these is the longest?"."""
    words = prompt.words[opening(prompt) :]
    most = _superlatives(words)
    if len(most) != 1 or not (of_shown(" ".join(words)) or words[0] in _WHICH):
        return None
    return most[0]


def contrasted(prompt: Prompt) -> tuple[str, Quality, tuple[int, ...]] | None:
    """By what some hits are compared of which it is asked which has more of it, and their ranks: "is 1 longer than 2?", "whats lower, 1 or 3"."""
    start = opening(prompt)
    # "4 or 5, which is brighter".
    behind = any(word in _WHICH and prompt.word(at - 1) in _SIGNS for at, word in enumerate(prompt.words))
    more = [
        m for m in prompt.mentions if m.meaning.quality and degree(prompt, m, m.meaning.quality).comparative
    ]
    if len(more) != 1 or not (behind or prompt.word(start) in _ARE | _WHICH):
        return None
    at, ranks = start, tuple[int, ...]()
    while at < len(prompt.words):
        found = ranks_at(prompt, at, bare=True)
        if not found and not more[0].start <= at < more[0].end and prompt.words[at] not in _CONTRASTING:
            return None
        ranks, at = (*ranks, *found[0]) if found else ranks, found[1] if found else at + 1
    quality = more[0].meaning.quality
    if not ranks or not quality:
        return None
    more_of_it = more[0].start - (not quality.comparative)  # "more punchy"
    word = " ".join(prompt.words[more_of_it : more[0].end])
    return word, quality, tuple(dict.fromkeys(ranks))


def superlative(prompt: Prompt) -> str | None:
    """The adjective that most of is asked for: "the shortest kick", "the most muffled"; None where there is none, or several."""
    said = _superlatives(prompt.words)
    return said[0][1].word if len(said) == 1 else None


def _superlatives(words: list[str]) -> list[tuple[str, Quality]]:
    """Of what most is asked, and how that is put: "longest", "most punchy" for "the most punch"."""
    found = []
    for before, word in pairwise(["", *words]):
        meaning = lexicon().meaning(word) if before == "most" else None
        quality = meaning.quality if meaning else lexicon().quality(word) if word.endswith("est") else None
        if quality:
            found.append((f"most {quality.word}" if before == "most" else word, quality))
    return found


def wonders(prompt: Prompt) -> tuple[int, ...] | None:
    """The ranks of hits of which something is asked that is understood no further: "is 1 longer than 2?", "why is it in there?".

    None of them where it is asked of all; None where no question is asked about hits.
    """
    start = opening(prompt)
    words = prompt.words[start:]
    if words[:1] == [] or words[0] not in _WONDERING or not _YOU.isdisjoint(words):
        return None
    ranks: list[int] = []
    at = start + 1
    while at < len(prompt.words):
        found = ranks_at(prompt, at, bare=True)
        if found:
            ranks += found[0]
        at = found[1] if found else at + 1
    ranks = ranks or [int(word) for word in words if word in _HITS]  # "is number 2 a crash?"
    if ranks:
        return tuple(dict.fromkeys(ranks))
    return () if not _SHOWN.isdisjoint(words[1:_REACH]) else None


def _asks_whether(prompt: Prompt) -> bool:
    """Whether a prompt asks if hits are what can be known: "is 2 in c minor", "is it a loop", "which of those are loops"."""
    words = prompt.words
    start = opening(prompt)
    if words[start : start + 2] == ["which", "of"] and prompt.word(prompt.after(start + 2, _SHOWN)) in _ARE:
        end = prompt.after(start + 2, _SHOWN) + 1
    elif words[start : start + 1] and words[start] in _ARE:
        at = start + 1
        end = (ranks_at(prompt, at, bare=True) or (0, prompt.after(at, _SHOWN)))[1]
    else:
        return False
    rest = [word for word in words[end:] if word.isalnum()]
    named = prompt.mention_at(prompt.after(end, _DETERMINERS))
    known = named is not None and bool(named.meaning.classes or named.meaning.kind)
    asked = known or rest[:1] in (["in"], ["at"]) or any(map(facts_asked, rest))
    return end > start + 1 and 0 < len(rest) <= _FEW and asked


def _names_fact(prompt: Prompt) -> bool:
    """Whether nothing but a fact is named, and maybe whose it is: "key of 2?", "number 2 what key", "tune?"."""
    words = prompt.words[opening(prompt) :]
    told = all(word in _FACTS or word in _ASKING or word in RANKS or not word.isalpha() for word in words)
    if _FACTS.isdisjoint(words) or not told:
        return False
    if ranks_asked(prompt):
        return words[0] not in ("in", "at") or words[1] in _WHICH  # "at what bpm is 1"
    alone = not _ALONE.isdisjoint(words) or {"mono", "or", "stereo"} <= {*words}
    return words[0] in _WHICH or (words[-1] == "?" and alone)


def ranks_asked(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that a question is about, none where it is about all of them."""
    first = opening(prompt)
    for at, word in enumerate(prompt.words):
        before = prompt.word(at - 1) if at != first else ""
        bare = before in _OF or word.endswith("'s") or (at == first and word in RANKS)
        found = ranks_at(prompt, at, bare) if bare or before in ("", "the", "#", "number") else None
        ends = found is not None and (
            may_end(prompt, found[1]) or prompt.word(found[1]) in _BEHIND | {"a", "an"}
        )
        if found and (before not in _OF or ends):
            return found[0]
    return ()
