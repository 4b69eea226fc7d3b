"""What is said of the last answer before the next wish: "fire, but in F minor", "none of these work", "my bad, I meant hats"."""

from typing import Literal

from bot.prompts.context.hits import AGREEING, BACKING, GREETING, RANKS, opening, ranks_at
from bot.prompts.context.references import dropping
from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.speech.statements import is_doing
from retrieval_core.request import Intent

Reaction = Literal["correction", "refusal"]
_REACTIONS = lists.phrases("reactions", "reactions")
_CORRECTIONS = lists.phrases("reactions", "corrections")
_BEHIND = lists.words("reactions", "behind")
#: "Not the first of them again", "nor the second either", "not that one, another".
_OF_THEM = frozenset("again another either of one them these those too".split())
_JOINTS = frozenset(", and".split())
_NAYS = frozenset("no nah nay nope noo nooo".split())
_SIGNS = frozenset(", . ! ? ; : - ) (".split())
_THESE = frozenset("these those they this that it theyre they're that's thats".split())
_BEING = lists.words("reactions", "being")
_REASONS = frozenset("as because cause cuz since".split())
_HITTING = lists.words("reactions", "hitting")
_PRAISE = lists.words("reactions", "praise")
_COMPARING = lists.words("reactions", "comparing")
_GOING_ON = _SIGNS | lists.words("reactions", "going_on")
_REFUSING = lists.phrases("reactions", "refusing")
_REFUSED_WITH = lists.words("reactions", "refused_with") | _SIGNS
_DENYING = lists.words("reactions", "denying")
_SAYING = lists.words("reactions", "saying")
_CLAUSE_ENDS = _SIGNS | {"but", "and"}
_SHORT = lists.words("reactions", "short")
_TAKEN = lists.phrases("talk", "taken")
_GRATITUDE = lists.phrases("thanks", "gratitude")
_REMARKING = lists.words("reactions", "remarking")
_PRAISING = lists.words("references", "praising")
_SAID_OF_HITS = _REMARKING | _PRAISING | _GRATITUDE.by_first.keys() | _TAKEN.by_first.keys() | {"one's"}
_WISHING = lists.words("reactions", "wishing")
_LIKED = lists.words("reactions", "liked")
_LOVING = frozenset("adore dig digging enjoying feeling like liking love loved loving".split())
_LOVING_WITH = frozenset(
    "absolutely actually definitely do i i'm im kinda really so totally we we're".split()
)
_SHOWN_AS = frozenset("loop one ones sample samples sound sounds".split())
_FAIL = lists.phrases("reactions", "fail")
_FAILING = lists.phrases("reactions", "failing")
_SO = frozenset("all a basically bit just kinda like pretty really so too totally very way".split())
_REFUSED = lists.phrases("references", "refused")
#: What may stand beside praise, and changes nothing: "4 is so dope man".
_PRAISED_WITH = _LIKED | _SO | lists.words("reactions", "praised_with")
#: What is said of hits that are liked, beside others that are refused.
_PARTING = _SIGNS | {"but", "and", "while"}
_STAYING = (_LOVING | _PRAISING | _LIKED | {"keep"}) - {"like"}
_LIKED_WITH = (
    _STAYING
    | (_PRAISED_WITH - {"like"})
    | _PARTING
    | RANKS
    | frozenset("# number i i'm others rest stay stays".split())
)
#: "Can you remove 4".
_ASKED = frozenset("can could would you".split())
#: How it begins what a hit is like that is refused: ", that's an alarm", "sounds like a door".
_DESCRIBING = _THESE | _REMARKING | frozenset("both i it's its there's theres you".split())
_WISHED = _WISHING - {"can", "not", "too"}
#: The rest of an answer, or one of it that is pointed at.
_SUBJECTS = frozenset("others rest one ones results batch last first".split())


def remark(prompt: Prompt, answering: bool = False) -> Intent | None:
    """Thanks, or other, where something is said of a hit and nothing asked for: "haha the second one sounds like a duck".

    Behind an answer that may be said of all of them: "lol they sound like ducks".
    """
    if _likes(prompt) or _hails(prompt):
        return "thanks"
    if answering and _works_with(prompt):
        return "other"
    if _SAID_OF_HITS.isdisjoint(prompt.words):
        return None
    ranks, end = _spoken_of(prompt)
    start = opening(prompt)
    alike = answering and not ranks and prompt.word(start) in _THESE
    alike = alike and prompt.words[start + 1 : start + 3] in (["sound", "like"], ["sounds", "like"])
    end = start + 1 if alike else end
    rest = prompt.words[end:]
    if not (ranks or alike):
        return None
    if _praises([word for word in rest if word.isalnum()]):
        return "thanks"
    if prompt.words[end - 1].isdigit() and prompt.names_class(end):
        return None  # "pls 2 claps thx"
    if not _WISHING.isdisjoint(rest) or any(m.end > end and _wishes(prompt, m) for m in prompt.mentions):
        return None
    if any(prompt.places(_GRATITUDE)) or any(prompt.places(_TAKEN)):
        return "thanks"
    tells = alike or prompt.words[end - 1] == "one's" or (len(rest) > 1 and rest[0] in _REMARKING)
    tells |= prompt.words[end - 1 : end + 1] == ["sound", "like"]
    return "other" if tells and _LIKED.isdisjoint(rest) else None


def _likes(prompt: Prompt) -> bool:
    """Whether nothing is said but that what was shown is liked: "love that one", "i like this sound a lot"."""
    if _LOVING.isdisjoint(prompt.words):
        return False
    start = prompt.after(0, GREETING | BACKING | _SIGNS | _LOVING_WITH)
    # "Like this one" asks for more of it.
    if prompt.word(start) not in _LOVING or (
        prompt.word(start) == "like" and prompt.word(start - 1) in _SIGNS | {""}
    ):
        return False
    shown = prompt.after(start + 1, _THESE | {"em", "them"})
    rest = prompt.words[prompt.after(shown, _SHOWN_AS) :]
    return shown > start + 1 and (_PRAISED_WITH | _SIGNS | {"lot", "much", "very"}).issuperset(rest)


def _hails(prompt: Prompt) -> bool:
    """Whether nothing is said but the number of a hit that is agreed to: "yes 3!"."""
    if prompt.words[-1:] != ["!"] or prompt.words[0] not in AGREEING:
        return False
    found = ranks_at(prompt, opening(prompt), bare=True)
    return found is not None and {*prompt.words[found[1] :]} == {"!"}


def _works_with(prompt: Prompt) -> bool:
    """Whether it is only told at the end what is done with hits: "sweet, bouncing this now", "dragging #2 into Ableton"."""
    at = next((at for at, word in enumerate(prompt.words) if _is_deed(prompt, at)), len(prompt.words))
    ranks = ranks_at(prompt, at + 1, bare=True)
    end = ranks[1] if ranks else prompt.after(at + 1, _THESE | {"em", "them", "one", "ones"})
    rest = prompt.words[end:]
    told = any(m.meaning.says and m.start > at for m in prompt.mentions) or any(map(str.isdigit, rest))
    return end > at + 1 and not told and _WISHING.isdisjoint(word for word in rest if word != "now")


def _is_deed(prompt: Prompt, at: int) -> bool:
    """Whether it begins at a place to be told what somebody does: "saving", "I'm chopping"; not so what they wish for."""
    begins = not at or prompt.words[at - 1] in _SIGNS | GREETING | AGREEING | {"i'm", "im", "we're"}
    return begins and is_doing(prompt, at)


def _praises(words: list[str]) -> bool:
    """Whether what is said of hits praises them, and says no more: "is dope", "goes hard man"."""
    says = words[:1] and words[0] in _PRAISING and (len(words) > 1 or words[0] not in _BEING)
    return bool(says) and _PRAISED_WITH.issuperset(words[1:])


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
    begun = opening(prompt)
    start = prompt.after(
        begun, (_LOVING | _LOVING_WITH) - ({"like"} if prompt.word(begun) == "like" else set())
    )
    ranks, end = ranks_at(prompt, start, bare=True) or ((), 0)
    # "4 it is"
    return ranks if start > begun or prompt.word(end) in _REMARKING | _PRAISING | {"it"} else ()


def refused_ranks(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of hits that are not to come again, where a prompt says nothing else, but what they are like, and which others are liked:
    "drop the second", "not 2 and 3", "3 sucks", "not 3, that's an alarm", "love 2, hate 4"."""
    beginnings = (at for at in range(len(prompt.words)) if not at or _likes_others(prompt.words[:at]))
    return _dropped(prompt) or next(filter(None, (_refused_from(prompt, at) for at in beginnings)), ())


def _dropped(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the last hits that something was said of before they are to go: "4 has birds in it, can you remove that one"."""
    start, first = dropping(prompt), opening(prompt)
    places = (found for at in range(start) if (found := ranks_at(prompt, at, bare=at == first)))
    ranks, end = max(places, key=lambda found: found[1], default=((), 0))
    # In "the third but the hiss has to go", and in "2 is nice, there is a hum, drop it", something else goes.
    said = prompt.words[end:start]
    itself = not said or "go" not in prompt.words[start:] or said[-1] in _THESE | {"one"}
    return ranks if itself and (_LIKED | {"but"}).isdisjoint(said) else ()


def _refused_from(prompt: Prompt, at: int) -> tuple[int, ...]:
    """The ranks of hits that are refused from a place on, where nothing else is said there."""
    start = prompt.after(at, GREETING | BACKING | _ASKED | {",", "also", "i"})
    bare = prompt.words[start : start + 1] != ["minus"]  # "minus 10" is of a tempo
    ranks, end = tuple[int, ...](), start
    while behind := prompt.starts(prompt.after(end, _JOINTS) if ranks else start, _REFUSED):
        found, end = ranks_at(prompt, behind, bare) or ((), 0)
        ranks += found  # "neither the first nor the third"
        if not found:
            return ()
    if not ranks:
        ranks, end = ranks_at(prompt, start, bare) or ((), 0)
        nay = prompt.after(end, {"?", ","})
        end = (
            nay + 1 if prompt.word(nay) in _NAYS else _fails(prompt, nay)
        )  # "2? nah", "the fourth, not so much"
    rest = {word for word in prompt.words[end:] if word.isalnum()}
    # "Everything but 3 is great".
    alone = (
        rest <= GREETING | _OF_THEM | _LIKED | _BEING
        or _likes_others(prompt.words[prompt.before(end, _SIGNS) :])
        or _explains(prompt, end)
    )
    return ranks if end and alone else ()


def _likes_others(words: list[str]) -> bool:
    """Whether nothing is said but that some hits are liked, up to a sign or a "but", or from one on: "love #2 ,", "but 1 is great"."""
    if not words or _PARTING.isdisjoint((words[0], words[-1])) or _STAYING.isdisjoint(words):
        return False
    others = any(word in RANKS or word.isdigit() or word in ("others", "rest") for word in words)
    return others and _LIKED_WITH.issuperset(word for word in words if not word.isdigit())


def _explains(prompt: Prompt, at: int) -> bool:
    """Whether it is only told from a place on what hits are like that are refused: ", that's an alarm", "because it has a hiss"."""
    start = prompt.after(at, _SIGNS | _REASONS | GREETING)
    words = prompt.words[start:]
    wishes = not _WISHED.isdisjoint(words) or any(m.start >= start and _compares(m) for m in prompt.mentions)
    return prompt.word(start) in _DESCRIBING and not wishes and _SIGNS.isdisjoint(words[:-1])


def _wishes(prompt: Prompt, mention: Mention) -> bool:
    """Whether a phrase behind a hit asks for something: "third one was odd, darker", "the last one is a mess. claps"."""
    if _compares(mention):
        return True
    return bool(mention.meaning.classes) and not _SIGNS.isdisjoint(prompt.words[: mention.start])


def _compares(mention: Mention) -> bool:
    return mention.meaning.quality is not None and mention.meaning.quality.comparative


def refuses(prompt: Prompt) -> bool:
    """Whether a prompt says nothing but that the last answer is no good: "nope", "nah, not feeling it"."""
    at, found = 0, False
    while at < len(prompt.words):
        if end := prompt.starts(at, _REFUSING):
            at, found = end, True
        elif prompt.word(at) in _REFUSED_WITH:
            at += 1
        else:
            return False
    return found


def take_reaction(prompt: Prompt) -> Reaction | None:
    """Take what is said of the last answer off the front, and tell what it amounts to: a correction, or a refusal of all.

    Where nothing else is said, nothing is taken.
    """
    at, corrects, fails = 0, False, False
    size = len(prompt.words)
    while at < size:
        if end := _failure(prompt, at):
            fails = True
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
    if end := _verdict(prompt, at) or _report(prompt, at):
        return end
    if prompt.word(at) == "no":
        goes_on = prompt.word(at + 1) in _GOING_ON | _DENYING or prompt.starts(at + 1, _CORRECTIONS)
        return at + 1 if goes_on else 0
    end = prompt.starts(at, _REACTIONS)
    if not end or prompt.word(end) in _BEHIND or prompt.words[end - 1] in _SHORT:
        return end
    return end if prompt.starts(end, _CORRECTIONS) or _failure(prompt, end) or _reaction(prompt, end) else 0


def judges(prompt: Prompt) -> bool:
    """Whether a prompt says what is wrong with the last answer: "they are too long", "none of them is dark"."""
    said = any(m.meaning.quality or m.meaning.kind for m in prompt.open_mentions())
    judges = prompt.word(0) in _THESE and not _COMPARING.isdisjoint(prompt.words)
    return said and judges


def _verdict(prompt: Prompt, at: int) -> int:
    """ "These are fire,", "it's a bit much but": a clause about the last answer that names no sound and asks for none."""
    if prompt.word(at) not in _THESE or not (
        prompt.word(at + 1) in _BEING | _HITTING
        or "'" in prompt.word(at)
        or prompt.word(at) in ("theyre", "thats")
    ):
        return 0
    size = len(prompt.words)
    end = next((place for place in range(at + 1, size) if prompt.words[place] in _CLAUSE_ENDS), size)
    inside = prompt.words[at:end]
    told = any(
        at + (prompt.word(at + 1) in _HITTING) < m.start < end
        and (m.meaning.classes or (m.meaning.quality and prompt.words[m.start] not in _PRAISE))
        for m in prompt.open_mentions()
    )
    return 0 if told or not _COMPARING.isdisjoint(inside) or end == len(prompt.words) else end


def _report(prompt: Prompt, at: int) -> int:
    """ "My bandmate says": where the words end that tell who wants it."""
    if prompt.word(at) not in ("my", "our", "the"):
        return 0
    verb = next((place for place in range(at + 2, at + 4) if prompt.word(place) in _SAYING), 0)
    return prompt.after(verb + 1, {"it", "that", "them", "for", "me"}) if verb else 0


def _failure(prompt: Prompt, at: int) -> int:
    """ "None of them hit", "these aren't it": where such a clause ends, 0 if there is none."""
    if prompt.words[at : at + 2] == ["none", "of"] and prompt.word(at + 2) in _THESE | {"them", "em"}:
        end = max(prompt.clause_end(at), at + 3)
        classed = any(at <= m.start < end and m.meaning.classes for m in prompt.open_mentions())
        return 0 if classed or prompt.word(at + 3) in ("are", "is") else end
    return _fails(prompt, end) if (end := _subject(prompt, at)) else 0


def _subject(prompt: Prompt, at: int) -> int:
    """Where what somebody judges ends that was shown: "these", "that one", "the others", "the snare"; 0 if nothing is."""
    if prompt.word(at) in _THESE:
        return prompt.after(at + 1, {"one", "ones", "one's"})
    if prompt.word(at) != "the":
        return 0
    named = prompt.mention_at(at + 1)
    if named and named.meaning.classes:
        return named.end
    end = prompt.after(at + 1, _SUBJECTS)
    return end if end > at + 1 else 0


def _fails(prompt: Prompt, at: int) -> int:
    """Where it ends that what stands before a place is no good: "sucks", "is so boring"; 0 if that is not said."""
    if end := prompt.starts(at, _FAIL):
        return end
    contracted = prompt.word(at - 1).endswith("'s") or prompt.word(at - 1) in ("theyre", "they're", "thats")
    if not contracted and prompt.word(at) not in _BEING:
        return 0
    return prompt.starts(prompt.after(at if contracted else at + 1, _SO), _FAILING)
