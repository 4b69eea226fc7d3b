"""Which of the hits a prompt points at: "more like the second one", "1 and 4 are nice", "without number 3"."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.words import tokens

CARDINALS = {
    word: rank for rank, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
ORDINALS = {
    word: rank
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th",
    )
    for rank, word in enumerate(words.split(), 1)
} | {"last": -1}
_ONES = {"one", "ones"}
RANKS = CARDINALS.keys() | ORDINALS.keys()
_LIKE = lists.phrases("references", "like")
_UNLIKE = lists.phrases("references", "unlike")
_HITS = lists.words("references", "hits")
_LEADING = lists.words("references", "leading")
_PASSAGES = lists.words("references", "passages")
MORE_OF_IT = lists.phrases("references", "more_of_it")
_PRAISING = lists.words("references", "praising")
#: Behind a rank that a prompt begins with.
_BEGUN = _PRAISING | frozenset("one one's but".split())
_POINTING = frozenset("the them that this those number numbers nr #".split())
_JOINING = frozenset(", and & +".split())
#: What may stand behind ranks that count nothing.
_BEHIND = (
    _PRAISING
    | _JOINING
    | lists.phrases("reactions", "fail").by_first.keys()
    | frozenset("again but for has have in is only out please pls plz there though too with".split())
)
#: Behind the number of a hit that is spoken of: "2 sucks", "3 is the one"; not so "4 sounds", "2 works".
TOLD_OF_ONE = frozenset("hits is has kills knocks rocks rules slaps smacks sucks stinks".split())
#: More hits are hardly shown at once, and bare numbers above it are something else.
_MOST = 10
#: "Give me like 4" asks for some four.
_ROUGHLY = frozenset("do get gimme give it maybe me need say want".split())
#: What may stand before "go back", and before "surprise me" as well.
BACKING = frozenset("actually hmm maybe nah no nope nvm sorry thanks wait".split())
#: What may stand before what is said of a hit: "yeah 1 is good".
AGREEING = frozenset("ah alright cool haha hmm lol nice oh yea yeah yep yes yup".split())
GREETING = frozenset("and bot just now ok okay please pls plz simply so then well yo".split())
#: What a wish for a hit itself is made of, besides: "send me #3 again".
SENDING = (
    lists.words("references", "again_with")
    | lists.words("references", "picking")
    | {"gimme", "lemme", "pls", "want"}
)
#: What else goes where some are picked: "2 and 4 are good, drop the others".
OTHERS_GO, _NICE = (
    lists.phrases("references", "others_go"),
    lists.words("reactions", "liked") | {"are", "is"},
)
_OPENED = AGREEING | GREETING | _NICE - {"are", "is", "love", "loved"} | {",", ".", "!", "wait"}
_HEARING = frozenset("hear play".split())
_OKAY = AGREEING | {"ok", "okay"}
#: What begins the last question anew, of another hit: "and what about 4?".
_GOING_ON = lists.phrases("references", "going_on")
_OF = frozenset("for in is of".split())
_MEANT, _I_MEANT = lists.phrases("references", "meant"), frozenset("i mean meant said".split())


def like_ranks(prompt: Prompt, first: bool = False) -> tuple[int, ...]:
    """Take "more like the second one", "similar to #3", "#1 and #4, more of those": the ranks that are meant, -1 the last."""
    if first and prompt.names_class_behind(0):
        return ()  # "need a kick, the last one was too loud", "kicks, like 6"
    for at, word in enumerate(prompt.words):
        told = word in RANKS or word[0].isdigit() or word.endswith("'s")
        if not told or not (found := ranks_at(prompt, at)):
            continue
        ranks, end = found
        start = prompt.before(at, _POINTING | {"no", "to", "as"})
        like = next(
            (at for at in (start - 2, start - 1) if at >= 0 and prompt.starts(at, _LIKE) >= start), None
        )
        if like is not None:
            start = prompt.before(like, _LEADING)
        elif first_few(prompt, at) or prompt.word(at - 1) not in ("the", "that", "this", "#", "number", ""):
            continue
        prompt.take(start, end)
        _take_praise(prompt, end)
        return ranks
    return ()


def unlike_ranks(prompt: Prompt) -> tuple[int, ...]:
    """Take the hits that others are not to be like, behind those that they are to be: the 4 of "like 2, not like 4"."""
    for at, end in prompt.places(_UNLIKE):
        if found := ranks_at(prompt, end, bare=True):
            prompt.take(at, found[1])
            return found[0]
    return ()


def ranks_at(prompt: Prompt, at: int, bare: bool = False) -> tuple[tuple[int, ...], int] | None:
    """Ranks at a place that are told together, and where they end: "the second one", "#3 and #5", "the first two".

    A number without a sign or a word that makes it a rank is one behind another rank; at first, only where `bare` says so.
    """
    at = prompt.after(at, _POINTING)
    one = rank_at(prompt, at) or (_bare_rank(prompt, at) if bare else None)
    found = first_few(prompt, at) or (one and ((one[0],), one[1]))
    while found:
        ranks, end = found
        joined = prompt.word(end) in _JOINING
        another = _bare_rank(prompt, prompt.after(end, _JOINING | _POINTING)) if joined else None
        if not another or not may_end(prompt, another[1]):
            break
        found = (*ranks, another[0]), another[1]
    return found


def first_few(prompt: Prompt, at: int) -> tuple[tuple[int, ...], int] | None:
    """ "First two", "last 3 ones": several ranks at either end, where nothing else is counted by them."""
    word, many = prompt.word(at), prompt.word(at + 1)
    size = number(many)
    end = prompt.after(at + 2, _ONES)
    if word not in ("first", "last") or not 1 < size <= _MOST or not may_end(prompt, end):
        return None
    return tuple(range(1, size + 1) if word == "first" else range(-size, 0)), end


def opening(prompt: Prompt) -> int:
    """Where a turn says something behind a "yeah", an "ok" or a "fire."."""
    return next((at for at, word in enumerate(prompt.words) if word not in _OPENED), 0)


def agrees(text: str) -> bool:
    """Whether a turn says "ok" in one way or another, and nothing else.

    >>> agrees("lol ok"), agrees("ok, darker"), agrees("so?")
    (True, False, False)
    """
    words = {word for word in Prompt.read(text).words if word.isalnum()}
    return words <= _OKAY | GREETING and not words.isdisjoint(_OKAY)


def sent_for(text: str) -> tuple[int, ...]:
    """The ranks of the hits that are themselves asked for, and nothing else.

    >>> sent_for("#3 pls"), sent_for("can i hear the second one"), sent_for("send 3"), sent_for("like #3")
    ((3,), (2,), (), ())
    >>> sent_for("keep the first and the third"), sent_for("the first and last are good, drop the others")
    ((1, 3), (1, -1))
    """
    prompt = Prompt.read(text)
    start = prompt.after(0, SENDING | AGREEING | GREETING | {","})
    start = max(start, prompt.starts(start, _GOING_ON))  # "what about the second"
    # "Play 3" is one of those that are there, "send 3" are so many.
    ranks, end = ranks_at(prompt, start, bare=prompt.word(start - 1) in _HEARING) or ((), 0)
    others = next((at for at, _ in prompt.places(OTHERS_GO)), None)
    said = {word for word in prompt.words[end:others] if word.isalnum()}
    # "1 and 4 are nice" asks for nothing by itself.
    return ranks if said <= SENDING | GREETING | {"of"} | (_NICE if others else set()) else ()


def hears(text: str) -> bool:
    """Whether a turn only wants to hear some of the hits, which picks none of them.

    >>> hears("play 2"), hears("keep 2")
    (True, False)
    """
    return bool(sent_for(text)) and any(token.word in _HEARING for token in tokens(text))


def asked_on(text: str) -> tuple[tuple[int, ...], str]:
    """Of which hits the last question is asked again, or for what has most of something else: none, and "", where it is not.

    >>> asked_on("and 4?"), asked_on("ok and of the first"), asked_on("and the longest?"), asked_on("and 4 toms"), asked_on("4")
    (((4,), ''), ((1,), ''), ((), 'the longest'), ((), ''), ((), ''))
    """
    prompt = Prompt.read(text)
    begun = prompt.after(0, GREETING - {"and"} | AGREEING | {","})
    start = prompt.starts(begun, _GOING_ON)
    if not start:
        return (), ""
    at = prompt.after(start, _OF)
    ranks, end = ranks_at(prompt, at, bare=True) or ((), at)
    rest = [word for word in prompt.words[end:] if word.isalnum() and word not in GREETING]
    if ranks:
        return ((), "") if rest else (ranks, "")
    return (), " ".join(rest) if len(rest) == 2 and rest[0] == "the" and rest[1].endswith("est") else ""


def meant(text: str) -> tuple[int, ...]:
    """The ranks of the hits that somebody meant who was taken to mean another one, where nothing else is said.

    >>> meant("i meant 2"), meant("no, the second one"), meant("2"), meant("no, darker")
    ((2,), (2,), (), ())
    """
    prompt = Prompt.read(text)
    start = prompt.after(0, GREETING | BACKING | {","})
    begun = prompt.starts(start, _MEANT)
    ranks, end = ranks_at(prompt, begun or start, bare=True) or ((), 0)
    rest = {word for word in prompt.words[end:] if word.isalnum()}
    corrects = begun or not BACKING.isdisjoint(prompt.words[:start]) or bool(rest & _I_MEANT)
    return ranks if corrects and rest <= GREETING | _I_MEANT else ()


def number(word: str) -> int:
    """The whole number that a word is, in digits or, up to ten, in letters; 0 where it is none."""
    return CARDINALS.get(word) or (int(word) if word.isascii() and word.isdigit() else 0)


def _bare_rank(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """A number in digits or an ordinal at a place, and where it ends with its "one"."""
    word = prompt.word(at).removesuffix("'s")
    rank = ORDINALS.get(word, 0) if word in RANKS else number(word)
    passes = word in ORDINALS and prompt.word(at + 1).removesuffix("s") in _PASSAGES  # "not like last time"
    told = rank and rank <= _MOST and not prompt.locked[at] and not passes
    return (rank, prompt.after(at + 1, _ONES | {"one's"})) if told else None


def may_end(prompt: Prompt, at: int) -> bool:
    """Whether ranks may end before a place, so that nothing there is counted by them."""
    word = prompt.word(at)
    return not word.isalnum() or word in _BEHIND or word in MORE_OF_IT.by_first


def rank_at(prompt: Prompt, at: int) -> tuple[int, int] | None:
    """A rank at a place: "second one", "#3", "number four"; and where it ends."""
    word, previous = prompt.word(at).removesuffix("'s"), prompt.word(at - 1)
    if not word or prompt.locked[at]:
        return None
    if word in ORDINALS:
        opens = prompt.word(at + 1) in _BEGUN or len(prompt.words) == 1
        told = opens or previous in ("the", "that", "this", "like", "to", "as", "your")
        if not told or number(prompt.word(at + 1)) > 1 or prompt.word(at + 1).removesuffix("s") in _PASSAGES:
            return None  # "the first 3", "the second drop"
        end = prompt.after(at + 1, _HITS)
        named = prompt.mention_at(end)  # "the first kick": a hit all the same
        return ORDINALS[word], named.end if named and named.meaning.classes else end
    rank = number(word)
    # "Like 4 rimshots", "give me like 4", "a lot, like 10" are about so many.
    numbered = previous in ("#", "number", "nr") or (
        previous in ("to", "like")
        and word.isdigit()
        and len(word) == 1
        and prompt.words[max(0, at - 2)] not in _ROUGHLY
        and not any(prompt.names_class(place) for place in range(at + 1, prompt.clause_end(at + 1)))
    )
    return (rank, prompt.after(at + 1, {"there", "please"})) if numbered and 0 < rank <= 50 else None


def _take_praise(prompt: Prompt, at: int) -> None:
    """The rest of "the third one is great, more of those"."""
    if prompt.word(at) in _PRAISING:
        end = at
        while prompt.word(end) and prompt.word(end) not in (",", ".", "but", "!", "and", "too", "not"):
            end += 1
        prompt.take(at, end)
        at = end
    at = prompt.after(at, {",", ".", "!", "and"})
    prompt.take(at, max(at, prompt.starts(at, MORE_OF_IT)))
