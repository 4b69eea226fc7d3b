"""What is said of the last answer before the next wish: "fire, but in F minor", "none of these work", "my bad, I meant hats"."""

from collections.abc import Collection
from typing import Literal

from bot.prompts.context.hits import AGREEING, BACKING, CARDINALS, GREETING, RANKS, number, opening, ranks_at
from bot.prompts.context.references import dropping
from bot.prompts.language import lists
from bot.prompts.language.numerals import beginnings
from bot.prompts.language.prompt import Prompt
from retrieval_core.request import Intent

Reaction = Literal["correction", "refusal"]
_REACTIONS = lists.phrases("reactions", "reactions")
_CORRECTIONS = lists.phrases("reactions", "corrections")
_BEHIND = lists.words("reactions", "behind")
#: "Not the first of them again", "nor the second either", "not that one, another".
_OF_THEM = frozenset("again another either of one them these those too".split())
_JOINTS = frozenset(", and".split())
_SIGNS = frozenset(", . ! ? ; : - ) (".split())
_THESE = frozenset("these those they this that it it's its theyre they're that's thats".split())
_BEING = lists.words("reactions", "being")
_BOUNDS = frozenset("above below over than under".split())
_OWN = frozenset("the my our".split())
_COMPARING = lists.words("reactions", "comparing")
_GOING_ON = _SIGNS | lists.words("reactions", "going_on")
_REFUSING = lists.phrases("reactions", "refusing")
_REFUSED_WITH = lists.words("reactions", "refused_with") | _SIGNS
_CLAUSE_ENDS = _SIGNS | {"but", "and"}
_GRATITUDE = lists.phrases("thanks", "gratitude")
_REMARKING = lists.words("reactions", "remarking")
_WISHING = lists.words("reactions", "wishing")
_LIKED = lists.words("reactions", "liked")
_LOVING = frozenset(
    "absolutely actually adore definitely dig digging do enjoying feeling i i'm im kinda".split()
    + "like liking love loved loving really totally we".split()
)
_FAIL = lists.phrases("reactions", "fail")
_FAILING = lists.phrases("reactions", "failing")
#: What may stand beside praise, and changes nothing: "4 is so dope man".
_SO = frozenset("all a basically bit just kinda like pretty really so too totally very way".split())
PRAISE = _LIKED | _THESE | _BEING | _SO | GREETING | AGREEING | lists.words("reactions", "praised_with")
_REFUSED = lists.phrases("references", "refused")
#: "Can you remove 4".
_ASKED = frozenset("can could would you".split())
#: The rest of an answer, or one of it that is pointed at.
_SUBJECTS = frozenset("others rest one ones results batch last first".split())
#: "None of these except 4".
_NONE, _SPARING = frozenset("none nothing".split()), frozenset("apart but except".split())
_WHY = lists.phrases("reactions", "why")
#: What may stand beside sounds in what is said of some that were shown: "these are all claps".
_SAMES = frozenset("ones samples sounds thing things".split())
_NOT = lists.words("statements", "are_not") | {"no", "not"}
_TELLING = _BEING | _NOT
_DISOWNING = _THESE | _TELLING | _WHY.by_first.keys() | lists.words("reactions", "disowning")


def remark(prompt: Prompt) -> Intent | None:
    """Thanks, or other, where something is said of a hit and nothing asked for: "haha the second one sounds like a duck"."""
    start = prompt.after(0, AGREEING | GREETING)
    some = (
        number(prompt.word(start)) > 1 and prompt.word(start + 1) == "of" and prompt.word(start + 2) in _THESE
    )
    if some and _fails(prompt, start + 3):
        return "other"  # "3 of these are trash", but not which
    ranks, end = _spoken_of(prompt)
    rest = prompt.words[end:]
    said = {word for word in prompt.words if word.isalpha()}
    said = said - RANKS if ranks else said  # "ok three of those" are so many
    if (ranks or not _THESE.isdisjoint(said)) and not _LIKED.isdisjoint(said) and said <= PRAISE:
        return "thanks"  # "love that one"
    if not ranks or prompt.names_class(end) or not _WISHING.isdisjoint(rest):
        return None
    if any(prompt.places(_GRATITUDE)):
        return "thanks"
    tells = len(rest) > 1 and rest[0] in _REMARKING and _LIKED.isdisjoint(rest)
    return "other" if tells else None


def _spoken_of(prompt: Prompt) -> tuple[tuple[int, ...], int]:
    """The ranks of the hits that something is said of, and where they end; none and 0 where nothing is."""
    start = prompt.after(opening(prompt), GREETING | BACKING | _SIGNS)
    places = [at for at, word in enumerate(prompt.words) if word in RANKS or word[0].isdigit()]
    found = (ranks_at(prompt, at, bare=at == start) for at in places)
    return next(filter(None, found), ((), 0))


def ranks_spoken_of(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that are spoken of, in what asks for nothing: "the 3rd is sick"."""
    return _spoken_of(prompt)[0]


def told_of(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits of which a prompt tells something: the third of "the third has the hook I want", or of "love the third"."""
    return (ranks_at(prompt, prompt.after(opening(prompt), _LOVING), bare=True) or ((), 0))[0]


def spared_ranks(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that alone are any good, where a prompt says nothing else: "none of these except 4", "they all suck but 2"."""
    at = next((at for at, word in enumerate(prompt.words) if word in _SPARING), 0)
    ranks, end = ranks_at(prompt, prompt.after(at + 1, {"for", "from"}), bare=True) or ((), 0)
    failed = _fails(prompt, end)  # "all but 2 are terrible"
    before, behind = prompt.words[:at], {word for word in prompt.words[failed or end :] if word.isalnum()}
    of_all = not (_NONE | _THESE | {"all", "everything"}).isdisjoint(before)
    if not (of_all and behind <= GREETING):
        return ()
    start = prompt.after(0, GREETING | BACKING | _ASKED)
    drops = prompt.starts(start, _REFUSED) == start + 1  # "drop all but 2"; "all but 2" is refused itself
    fails = any(at in (_fails(prompt, place), prompt.starts(place, _FAILING)) for place in range(at))
    return ranks if drops or fails or failed or not (_NONE | {"too"}).isdisjoint(before) else ()


def refused_ranks(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of hits that are not to come again, where a prompt says nothing else, but what they are: "drop the second", "3 sucks",
    "replace 4, it's a tom", "4 has birds in it, can you remove that one"."""
    if ranks := _dropped(prompt):
        return ranks
    start = prompt.after(0, GREETING | BACKING | _ASKED | {",", "also", "but", "i"})
    start = 0 if prompt.starts(0, _REFUSED) else start  # "no more like 2"
    bare = prompt.word(start) != "minus"  # "minus 10" is of a tempo
    ranks, end = tuple[int, ...](), start
    while behind := prompt.starts(prompt.after(end, _JOINTS) if ranks else start, _REFUSED):
        found, end = ranks_at(prompt, behind, bare) or ((), 0)
        ranks += found  # "neither the first nor the third"
        if not found:
            return ()
    if not ranks:
        ranks, end = ranks_at(prompt, start, bare) or ((), 0)
        end = _fails(prompt, end) or _is_none(prompt, end)
    rest = {word for word in prompt.words[end:] if word.isalnum()}
    alone = rest <= GREETING | _OF_THEM | _LIKED | _BEING or _explains(prompt, end)
    return ranks if end and alone else ()


def _dropped(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that something was said of before they are to go: "4 has birds in it, can you remove that one"."""
    end = dropping(prompt)
    first = prompt.after(opening(prompt), GREETING | BACKING | _SIGNS)
    ranks, start = ranks_at(prompt, first, bare=True) or ((), 0)
    said = prompt.words[start:end]
    # In "the third but the hiss has to go", and in "2 is nice, there is a hum, drop it", something else goes.
    other = "go" in prompt.words[end:] or not (_LIKED | {"but"}).isdisjoint(said)
    return ranks if end and not other else ()


def _is_none(prompt: Prompt, at: int) -> int:
    """Where it ends that what stands before a place is not what it should be: "is not a violin"; 0 if that is not said."""
    end = prompt.after(at, _TELLING)
    named = prompt.mention_at(prompt.after(end, {"a", "an", "even", "really"}))
    denied = prompt.word(at) in _TELLING and not (_NOT - {"no"}).isdisjoint(prompt.words[at:end])
    return named.end if denied and named and named.meaning.classes else 0


def _explains(prompt: Prompt, at: int) -> bool:
    """Whether it is only told from a place on what hits are that are refused, and not how others should be: ", that's an alarm"."""
    start = prompt.after(at, _SIGNS | {"because", "cause", "cos"})
    said = prompt.words[start:]
    qualities = (m.meaning.quality for m in prompt.mentions if m.start >= start)
    wishes = any(quality and quality.comparative for quality in qualities)
    wishes = wishes or not (_COMPARING | _WISHING).isdisjoint(said)
    told = _is_told(prompt, start) or prompt.word(start) in ("it's", "its")
    return told and not wishes and _SIGNS.isdisjoint(said[:-1])


def refuses(prompt: Prompt) -> bool:
    """Whether a prompt says nothing but that the last answer is no good: "nope", "nah, not feeling it", "so boring"."""
    at, found = 0, False
    while at < len(prompt.words):
        if end := prompt.starts(at, _REFUSING) or (not prompt.mentioned(at) and prompt.starts(at, _FAILING)):
            at, found = end, True
        elif prompt.word(at) in _REFUSED_WITH | _SO:
            at += 1
        else:
            return False
    return found


def disowned(prompt: Prompt, wanted: Collection[str]) -> tuple[str, ...] | None:
    """The sounds that were shown though they are not wanted, where that is all that is said: "that's a clap", "why are there claps".

    None where nothing of that kind is said.
    """
    start = prompt.after(0, GREETING | BACKING | _SIGNS)
    named = {id for m in prompt.open_mentions() for id in m.meaning.classes}
    places = range(start, len(prompt.words))
    beside = {prompt.words[at] for at in places if prompt.words[at][0].isalpha() and not prompt.mentioned(at)}
    tells = _is_told(prompt, start) or prompt.starts(start, _WHY)
    # "That's a clap", "that's not a kick".
    unwanted = named and named.isdisjoint(wanted) == beside.isdisjoint(_NOT)
    alone = beside <= _DISOWNING
    return tuple(sorted(named.difference(wanted))) if tells and unwanted and alone else None


def take_reaction(prompt: Prompt) -> Reaction | None:
    """Take what is said of the last answer off the front, and tell what it amounts to: a correction, or a refusal of all.

    Where nothing else is said, nothing is taken.
    """
    at, corrects, fails = 0, False, False
    size = len(prompt.words)
    while at < size:
        if end := _failure(prompt, at):
            fails = True
        elif fails and (end := prompt.starts(at, _REFUSING)):
            pass  # "it's awful: take it away"
        elif end := prompt.starts(at, _CORRECTIONS):
            corrects = True
        elif prompt.word(at) in _SIGNS and at:
            end = at + 1
        else:
            end = _reaction(prompt, at)
        if end <= at:
            break
        at = end
    if at >= size:
        return "refusal" if fails else None
    prompt.take(0, at)
    return "correction" if corrects else None


def _reaction(prompt: Prompt, at: int) -> int:
    """Where something that is said of the last answer ends, 0 if nothing is."""
    if end := _verdict(prompt, at):
        return end
    if prompt.word(at) == "no":
        return at + 1 if prompt.word(at + 1) in _GOING_ON else 0
    end = prompt.starts(at, _REACTIONS)
    if not end or prompt.word(end) in _BEHIND:
        return end
    return end if _failure(prompt, end) or _reaction(prompt, end) else 0


def _is_told(prompt: Prompt, at: int) -> bool:
    """Whether it begins to be told at a place what the last answer is: "these are", "that's"."""
    these = prompt.word(at)
    contracted = "'" in these or these in ("theyre", "thats")
    return these in _THESE and (contracted or prompt.word(at + 1) in _TELLING)


def _verdict(prompt: Prompt, at: int) -> int:
    """ "These are fire,", "it's a bit much but": a clause about the last answer that names no sound and asks for none."""
    if not _is_told(prompt, at):
        return 0
    size = len(prompt.words)
    end = next((place for place in range(at + 1, size) if prompt.words[place] in _CLAUSE_ENDS), 0)
    known = [
        m for m in prompt.open_mentions() if at < m.start < end and prompt.word(m.start - 1) not in _OWN
    ]  # "that's the kit."
    return 0 if known or not _COMPARING.isdisjoint(prompt.words[at:end]) else end


def _failure(prompt: Prompt, at: int) -> int:
    """ "None of them hit", "these aren't it": where such a clause ends, 0 if there is none."""
    if prompt.words[at : at + 2] == ["none", "of"]:
        end = prompt.clause_end(at)
        if any(
            prompt.word(place) in _BOUNDS and place + 1 in beginnings(prompt) for place in range(at + 2, end)
        ):
            return 0  # "none of them under a second"
        inside = [m for m in prompt.open_mentions() if at < m.start < end]
        said = next((m for m in inside if m.meaning.classes or m.meaning.quality), None)
        if said is None:
            return end
        before = {*prompt.words[at : said.start]}
        if said.meaning.classes and said.end == end and not _BEING.isdisjoint(before):
            return end  # "none of those is a kick"
        return said.start if prompt.word(said.start - 1) in _BEING else 0  # "none of these are dark"
    return _fails(prompt, end) if (end := _subject(prompt, at)) else 0


def _subject(prompt: Prompt, at: int) -> int:
    """Where what somebody judges ends that was shown: "these", "that one", "the others"; 0 if nothing is."""
    if prompt.word(at) in _THESE:
        return prompt.after(at + 1, {"one", "ones", "one's"})
    end = prompt.after(at + 1, _SUBJECTS)
    return end if prompt.word(at) == "the" and end > at + 1 else 0


def _fails(prompt: Prompt, at: int) -> int:
    """Where it ends that what stands before a place is no good: "sucks", "is so boring"; 0 if that is not said."""
    if end := prompt.starts(at, _FAIL):
        return end
    verb = prompt.after(at, _BEING)
    told = verb > at or "'" in prompt.word(at - 1)
    end = prompt.starts(prompt.after(verb, _SO), _FAILING) if told else 0
    if prompt.word(end - 1) != "same":
        return end
    named = prompt.mention_at(end)  # "these are all the same tom", "that's basically the same five"
    return named.end if named and named.meaning.classes else prompt.after(end, CARDINALS.keys() | _SAMES)
