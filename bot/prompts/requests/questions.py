"""Questions that a number, a fact or some of the hits answer: "how many kicks do you have", "what's the tempo of the second one", "which one is a loop"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.prompts.context.hits import opening, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import SAMPLES, lexicon, says_nothing
from bot.prompts.language.words import tokens
from bot.prompts.requests.facts import ARE, HITS, SHOWN, SIGNS, WHICH
from bot.prompts.sounds.adjectives import degree
from retrieval_core.qualities import bound
from retrieval_core.request import Request
from retrieval_core.wording import superlative as spoken

_HOW_MANY = re.compile(
    r"(?:.*[.?!]\s+)?\W*(?:(?:and|but|cool|great|hello|hey|hi|nice|now|ok|okay|so|thanks|then|well|yeah|yo)\W+)*how many\b",
    re.IGNORECASE,
)
#: "Snare count", "kick and clap count each", "number of snares".
_COUNT = re.compile(
    r"\W*(?:the )?(?:count|number) of (?P<of>[^?!.]+)\W*|(?P<what>(?!.*(?:how many|n't|not))[^?!.]+?) (?:count|total)s?(?: each| please| pls)?\W*",
    re.IGNORECASE,
)
#: "How many kicks and how many snares?"
_ALSO = re.compile(r",? and how many (?!are\b|of\b)", re.IGNORECASE)
#: What says no more of what is counted: "how many snares total", "how many snares do you have, and how many of those are wavs?"
_IN_ALL = re.compile(
    r",? (?:and how many\b.*|(?:in )?total|all in all|altogether|in all|overall|exactly)(?=\W*$)",
    re.IGNORECASE,
)
#: What stands between "how many" and a change of what was asked for: "how many of those are loops", "how many kicks are longer than 2 s".
_BEING = re.compile(
    r"\s*\b(?:of (?:them|these|those|it)(?: all)? )?(?:are|have|is)\b(?! there)", re.IGNORECASE
)
#: What may follow where it is not said of what the number is asked: "how many of these are there", "how many samples in total".
_OF_WHAT = SAMPLES | frozenset(
    "are do fit fits have here in is it left match more now of remain remaining that the them there these they this those total you".split()
)
#: Who asks how many there are: "how many kicks do I have", but not "how many kicks do I need".
_HAVING = re.compile(
    r"\b(?:do i have|do we have|do (?:you|u) (?:got|hold|know|offer|own|store)|have (?:i|we|you) got|i have|we have)\b",
    re.IGNORECASE,
)
_SELVES, _OTHERS = frozenset("i we".split()), frozenset("anyone one people they you".split())
_CONTRASTING = (
    ARE
    | WHICH
    | frozenset("? , # and between both more number of one or than the these them those two".split())
)
_WONDERING = lists.words("questions", "wondering")
_JUDGING = frozenset("best better coolest nicer nicest".split())
_CHOOSING = re.compile(r"\bwould (?:you|u) (?:choose|go for|pick|recommend|take|use)\b", re.IGNORECASE)
_DIFFERING = frozenset("diff differ difference differences differs".split())
#: What begins a question about what is heard in a sound; of these nobody asks it: "do you have claps".
_CONTAINING, _SPEAKING = (
    ARE | frozenset("do does has have".split()),
    frozenset("exist i library u we you".split()),
)
_LONGEST = 500  # characters of a question about numbers
_REACH = 6  # words from which on "it" may be anything
_FEW = 4  # words that are asked about hits, and no more
#: What tempo has most of, or more, put as if it were of the sound: "the highest bpm" is the fastest.
_TEMPO = re.compile(
    r"(?:\b(?:at|of|with) (?:(?:a|the) )?)?\b(?:(?P<fast>high|great)|low|small)(?P<more>er|est) (?:bpm|tempo)s?\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"est\b|\bmost\b", re.IGNORECASE)
#: One sound of any kind: "the shortest sample you have".
_SINGLE = re.compile(r"\b(?:\w+est|most \w+) (?:file|one(?! shots?\b)|sample|sound|thing)\b", re.IGNORECASE)
#: "Which kick is the longest?" is one of them, too.
_OF_SHOWN = re.compile(
    r"\b(?:among|from|of) (?:that|these|those|this|them|the (?:batch|bunch|lot|set|two|three|four|five))\b"
    r"|^\W*(?:(?:and|but|hey|ok|okay|so|well)\W+)*which (?:\w+ ){0,2}(?:is|has)\b",
    re.IGNORECASE,
)
_SORT = lists.words("questions", "sort")
_SORT_WITH = lists.words("questions", "sort_with")
_SORTED_BY = {noun: " ".join(most) for noun, *most in lists.phrases("questions", "sorted_by")}
_PICKING = re.compile(
    r"\W*(?:(?:and|but|hey|ok|okay|so|well)\W+)*"
    r"(?:which(?: ones?)?(?:'s| is| are)|what ones?(?:'s| is| are)|wh(?:at|ich)(?: ones?)? of (?:these|those|them)(?:'s| is| are)"
    r"|(?:(?:are|is) )?(?:any|either|one|some)(?: ones?)? of (?:these|those|them))"
    r"\s+(?:(?:all|also|an?|the)\s+)*(?P<what>[^?!]+)[?!\s]*",
    re.IGNORECASE,
)
_SORTS = {
    "formats": re.compile(
        r"\b(?:what|which)(?: \w+)? (?:formats?|file ?types?)(?: (?:are there|can|do (?:you|u|we)|have|you|u)\b.*)?\W*$"
        r"|\bsupport\b.*\b(?:aiff?|flac|mp3|ogg|opus|wav)s?\b",
        re.IGNORECASE,
    ),
    "machines": re.compile(
        r"\b(?:what|which)(?: \w+)? machines?(?: (?:are (?:in|on|there)|can|do (?:you|u|we)|have|you|u)\b.*)?\W*$",
        re.IGNORECASE,
    ),
}
_LIBRARY = lists.words("questions", "library")


def counted(text: str) -> Iterator[str]:
    """What a prompt asks the number of, in the ways to ask for it itself; nothing where it asks for no number.

    >>> [*counted("so, how many kicks do you have?")], [*counted("no matter how many kicks")]
    (['which kicks do you have?'], [])
    """
    if len(text) > _LONGEST:
        return
    if found := _COUNT.fullmatch(text):
        yield f"which {found['of'] or found['what']} do you have"
        return
    asked = _HOW_MANY.match(text)
    rest = (
        _HAVING.sub("do you have", _IN_ALL.sub("", _ALSO.sub(" and ", text[asked.end() :]))) if asked else ""
    )
    words = _said(rest)
    if words <= _OF_WHAT or not _SELVES.isdisjoint(words):
        return
    yield f"which{rest}"
    if _OTHERS.isdisjoint(words):
        yield _BEING.sub("", rest, count=1).strip()


def _said(text: str) -> set[str]:
    """The words of a question."""
    return {*text.casefold().strip(" ?!.").split()}


def asks_number(text: str) -> bool:
    """Whether a prompt asks how many there are, and does not say of what."""
    asked = _HOW_MANY.match(text)
    words = _said(text[asked.end() :]) if asked else set()
    # "How many samples are there" is asked of the library.
    pointed = SAMPLES.isdisjoint(words) or not SHOWN.isdisjoint(words)
    return asked is not None and words <= _OF_WHAT and pointed


def asks_of_library(text: str) -> bool:
    """Whether it is asked what the library holds: "what's in this library", "which folders are there", "how many in total"."""
    if _HOW_MANY.match(text) and not [*counted(text)]:
        return True
    words = [token.word for token in tokens(text)]
    return not _LIBRARY.isdisjoint(words) and not (WHICH | {"how", "list"}).isdisjoint(words[:_FEW])


def asks_sorts(text: str) -> str:
    """The sort of thing that it is asked which of the library holds: "formats", "machines"; "" where that is not asked.

    >>> asks_sorts("do you support .aif?"), asks_sorts("which drum machines are there?"), asks_sorts("what format is 2?")
    ('formats', 'machines', '')
    """
    return next((sort for sort, pattern in _SORTS.items() if pattern.search(text)), "")


def told_of_tempo(text: str) -> str:
    """A prompt with the adjectives of tempo in place of others.

    >>> told_of_tempo("the loop with the highest bpm"), told_of_tempo("lower tempo")
    ('the loop fastest', 'slower')
    """
    return _TEMPO.sub(lambda found: f"{'fast' if found['fast'] else 'slow'}{found['more']}", text)


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
    beside += [word for most, word in pairs if most.endswith("est") or most in WHICH]
    return next((WORDS.get(word) or int(word) for word in beside if word in WORDS or word in HITS), 1) or 1


def sorted_by(text: str) -> str | None:
    """The adjective of what is to come first where somebody wants the hits in order, "" where nobody can tell; None where nobody does.

    >>> sorted_by("sort them by length"), sorted_by("sort by mood"), sorted_by("kicks")
    ('shortest', '', None)
    """
    words = [token.word for token in tokens(text) if token.word.isalnum()]
    by = words.index("by") if "by" in words else 0
    nouns = [word for word in words[by + 1 :] if word not in _SORT_WITH]
    # Nothing else may be said: "order claps by length" and "in order to finish this by friday I need a shaker" are for other sounds.
    sorts = not _SORT.isdisjoint(words[:by]) and (_SORT | _SORT_WITH).issuperset(words[:by])
    if not sorts or len(nouns) != 1:
        return None
    return _SORTED_BY.get(nouns[0]) or (nouns[0] if lexicon().quality(nouns[0]) else "")


def picked(text: str) -> str:
    """What a prompt asks which of the hits are, "" where it does not.

    >>> picked("which one is the 808?"), picked("is any of these in C minor"), picked("which kicks do you have")
    ('808', 'in C minor', '')
    """
    # Of thousands of spaces, each could begin what is asked.
    found = _PICKING.fullmatch(" ".join(text.split()))
    return found["what"].strip() if found and len(found["what"].split()) <= _FEW else ""


def is_of_it(text: str) -> bool:
    """Whether a question is of one sound that was spoken of: "where is it?", "what's its key"."""
    return not {"it", "its", "it's", "that"}.isdisjoint(_said(text))


def points(text: str) -> bool:
    """Whether a question is about what was asked for before: "how many of those are loops", "how many are longer than 2 s"."""
    asked = _HOW_MANY.match(text)
    return not SHOWN.isdisjoint(_said(text)) or bool(asked and _BEING.match(text, asked.end()))


def compared(text: str) -> tuple[str, str, int] | None:
    """By what hits are compared where it is asked which has most of it: the word, its measure, and which end of that.

    >>> compared("which of these is the longest?"), compared("which has the most punch?"), compared("the longest kick")
    (('longest', 'length', 1), ('most punchy', 'attack', 1), None)
    >>> compared("which one is darker?"), compared("which kicks are darker?")
    (('darkest', 'brightness', -1), None)
    """
    prompt = Prompt.read(text)
    words = prompt.words[opening(prompt) :]
    most = _superlatives(words) or _more_of_all(prompt)
    if len(most) != 1 or not (of_shown(" ".join(words)) or words[0] in WHICH):
        return None
    [(word, quality)] = most
    return word, quality.measure, quality.direction


def _comparatives(prompt: Prompt) -> list[tuple[Mention, Quality]]:
    """The comparatives of a prompt: "darker", "more punchy"."""
    found = ((mention, mention.meaning.quality) for mention in prompt.mentions)
    return [(one, quality) for one, quality in found if quality and degree(prompt, one, quality).comparative]


def _more_of_all(prompt: Prompt) -> list[tuple[str, Quality]]:
    """Of what most is asked where hits are compared with no other ones: "which one is longer?", "which has more bass"."""
    words, more = prompt.words, _comparatives(prompt)
    if words[opening(prompt)] != "which" or "than" in words:
        return []
    at = words.index("more") + 1 if "more" in words else 0
    amount = lexicon().amount(prompt.word(at)) if at else None  # "more bass"
    found = [quality for _, quality in more] or ([amount.quality] if amount and amount.quality else [])
    said = {word for mention, _ in more for word in words[mention.start : mention.end]} | {prompt.word(at)}
    plain = {word for word in words if word.isalnum()} <= _CONTRASTING | said | {"has", "have", "of"}
    return [(spoken(found[0].word), found[0])] if len(found) == 1 and plain else []


def contrasted(text: str) -> tuple[str, str, int, tuple[int, ...]] | None:
    """By what hits are compared where it is asked which of some has more of it: the word, its measure, which end of that, and their ranks.

    >>> contrasted("is 1 longer than 2?"), contrasted("whats lower, #1 or #3"), contrasted("longer than 2")
    (('longer', 'length', 1, (1, 2)), ('lower', 'register', -1, (1, 3)), None)
    """
    prompt = Prompt.read(text)
    more = _comparatives(prompt)
    # "4 or 5, which is brighter".
    behind = any(one in SIGNS and word in WHICH for one, word in pairwise(prompt.words))
    if len(more) != 1 or not (behind or prompt.word(opening(prompt)) in ARE | WHICH):
        return None
    [(mention, quality)] = more
    ranks, others = _ranks(prompt, opening(prompt))
    start = mention.start - (not quality.comparative)  # "more punchy"
    said = prompt.words[start : mention.end]
    if not ranks or not {*others} <= _CONTRASTING | {*said}:
        return None
    return " ".join(said), quality.measure, quality.direction, ranks


def asked_apart(text: str) -> tuple[int, ...] | None:
    """The ranks of hits of which the difference is asked, none where it is not said of which; None where no difference is.

    >>> asked_apart("i don't hear a difference between 1 and 2"), asked_apart("how does it differ from the first one?")
    ((1, 2), (1,))
    >>> asked_apart("what's the difference between the two?"), asked_apart("something different")
    ((), None)
    """
    prompt = Prompt.read(text)
    words = prompt.words
    asks = not _DIFFERING.isdisjoint(words) or (
        not {"different", "same"}.isdisjoint(words) and prompt.word(opening(prompt)) in ARE | {"how"}
    )
    if not asks or any(mention.meaning.classes for mention in prompt.mentions):
        return None
    ranks, _ = _ranks(prompt, opening(prompt))
    ranks = tuple(rank for rank in ranks if not (rank == 2 and "two" in words and len(ranks) == 1))
    return ranks if ranks or not (SHOWN | {"two"}).isdisjoint(words) else None


def asked_inside(text: str) -> tuple[int, ...] | None:
    """The ranks of hits of which it is asked whether another sound is in them, none for all; None where that is not asked.

    >>> asked_inside("are there claps in 2?"), asked_inside("does it have a cymbal in it?"), asked_inside("do you have claps?")
    ((2,), (), None)
    """
    prompt = Prompt.read(text)
    start, words = opening(prompt), prompt.words
    named = next((m for m in prompt.mentions if m.meaning.classes and m.start > start + 1), None)
    if not named or words[start] not in _CONTAINING or not _SPEAKING.isdisjoint(words):
        return None
    there = prompt.word(start + 1) == "there"
    said = words[named.end :] if there else words[start + 1 : named.start]
    if (there and "in" not in said) or (not there and words[start] in ARE):
        return None
    ranks, _ = _ranks(prompt, named.end if there else start + 1)
    return ranks if ranks or not SHOWN.isdisjoint(said) else None


def ranks_wondered_about(text: str) -> tuple[int, ...] | None:
    """The ranks of the hits of which something is asked that is understood no further, none for all; None where nothing is.

    >>> ranks_wondered_about("is 1 longer than 2?"), ranks_wondered_about("why is that?"), ranks_wondered_about("hm")
    ((1, 2), (), None)
    """
    prompt = Prompt.read(text)
    start = opening(prompt)
    if prompt.word(start) in WHICH and judges(text):
        return _ranks(prompt, start + 1)[0]
    if prompt.word(start) not in _WONDERING:
        return None
    ranks, _ = _ranks(prompt, start + 1)
    return ranks if ranks or not SHOWN.isdisjoint(prompt.words[start + 1 : start + _REACH]) else None


def judges(text: str) -> bool:
    """Whether it is asked which sounds are good: "which is better for hip hop?", "what would you choose if you were me?"."""
    return not _JUDGING.isdisjoint(_said(text)) or _CHOOSING.search(text) is not None


def _ranks(prompt: Prompt, at: int) -> tuple[tuple[int, ...], list[str]]:
    """The ranks of hits from a place on, and all other words there."""
    ranks, others = list[int](), list[str]()
    while at < len(prompt.words):
        if found := ranks_at(prompt, at, bare=True):
            ranks += found[0]
            at = found[1]
        else:
            others.append(prompt.words[at])
            at += 1
    return tuple(dict.fromkeys(ranks)), others


def superlative(request: Request, text: str) -> Request:
    """A request for what has most of something, where a prompt asks for that among sounds that are told: "the shortest kick"."""
    if request.intent not in ("find", "count") or request.parts or request.like:
        return request
    most = _superlatives(Prompt.read(text).words) if _MOST.search(text) else []
    word = most[0][1].word if len(most) == 1 else ""
    rest = " ".join(said for said in request.text.split() if said != word)
    told = request.classes or request.kind or says_nothing(rest)
    if word in request.qualities and told and bound(word):
        return replace(request, most=word)
    return request if request.skip else replace(request, most=None)


def _superlatives(words: list[str]) -> list[tuple[str, Quality]]:
    """Of what most is asked, and how that is put: "longest", "most punchy" for "the most punch"."""
    found = []
    for before, word in pairwise(["", *words]):
        meaning = lexicon().meaning(word) if before == "most" else None
        quality = meaning.quality if meaning else lexicon().quality(word) if word.endswith("est") else None
        if quality:
            found.append((f"most {quality.word}" if before == "most" else word, quality))
    return found
