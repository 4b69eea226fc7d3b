"""What comes to sounds that were asked for, or are kept of those that are shown: "and a clap", "keep #1 and add a clap"."""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.prompts.context import constraints, hits
from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_one
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.merging import ADDING as ADDED
from bot.prompts.requests.merging import GOES_ON, ends_with_too, goes_on_alone
from bot.prompts.several.apart import apart, sounds_apart
from bot.prompts.several.fates import FATES, fates_of, sounds_of
from bot.prompts.several.parts import TOLD_BY_TEXT, as_shown, is_plain, merged, number_told, of_parts
from retrieval_core.request import GONE, Request

_DEFAULT = Request()
_ARTICLES = frozenset("a an another one".split())
_DETERMINING = _ARTICLES | {"some"}
_NUMBERS = WORDS.keys() | {"one"}
#: So many are meant where some are added to sounds that are counted.
_SOME = 2
ADDING = frozenset("& + add also and plus".split())
_ADDS = lists.phrases("kits", "adding")
_JOINTS = frozenset("& , ; and then".split())
_MORE = frozenset("extra more".split())
#: What may stand before what is added.
_LEADING = (
    hits.GREETING | ADDING | frozenset(", can could give gimme i i'd let's like me need want you".split())
)
#: Before hits that are kept, and before what comes to them.
_KEEPING = lists.words("references", "picking") | lists.words("pointing", "mixing")
_STAYING = frozenset("keep stay stays".split())
_ADDED = frozenset("& + , . add also and but gimme give me need now plus then want with".split())


def kept_with(
    prompt: Prompt, context: Request, shown: Sequence[int], picked: tuple[int, ...] = ()
) -> Request | None:
    """Some of the hits with another sound or others of their kind: "keep #1 and add a clap", "keep #2, swap the rest"; None where nothing comes to them.

    Parameters:
        shown: the hits of the last answer.
        picked: the ranks of those that were picked out, or praised, since.
    """
    ranks, text = _kept_with(prompt)
    if picked and not ranks and adds(prompt, context):
        ranks, text = picked, " ".join(prompt.words[_begins(prompt)[0] :])
    if not text or not all(0 < abs(rank) <= len(shown) for rank in ranks):
        return None
    kept = tuple(shown[rank - 1 if rank > 0 else rank] for rank in ranks)
    if GONE in kept:
        return None
    if fates_of(Prompt.plain(text), ())[1] == "renewed":
        return _renewed_but(kept, context, shown) if len(shown) == context.k or not context.parts else None
    wish = apart(parse(text), text)
    another = names_one_at(Prompt.plain(text), 0) and {*wish.classes}.isdisjoint(context.classes)
    if context.parts or wish.intent != "find" or not another:
        return None
    k = number_told(wish, text) or (1 if is_one(text.split()) else max(1, context.k - len(kept)))
    held, others = as_shown(context, kept), wish.parts if wish.counted else (replace(wish, k=k),)
    return of_parts(replace(context, k=held.k, parts=(held,)), [held, *others])


def with_others(prompt: Prompt, context: Request) -> Request | None:
    """The last request and some more sounds, if they are not alike, or it is told how many of both."""
    if goes_on_alone(prompt, context):
        return None
    kept = constraints.kept(prompt)
    words = _extra([prompt.words[at] for at in prompt.free()] if kept else prompt.words)
    text = " ".join(words)
    wish = apart(parse(text), text)
    if wish.intent != "find" or not wish.classes:
        return None
    more = context.counted and _are_more(words, wish)
    if {*wish.classes} <= {*context.classes} - TOLD_BY_TEXT and not more:
        return None
    told_of_all = not context.parts and context.k != _DEFAULT.k
    one = (
        is_one(words) or "the" in words
        if context.counted
        else told_of_all and not _ARTICLES.isdisjoint(words)
    )
    k = number_told(wish, text) or int(one) or (_SOME if context.counted else 0)
    others = [*wish.parts] if wish.counted else [replace(one, k=k) for one in sounds_apart(wish, text) if k]
    if not others and (told_of_all or (is_plain(wish) and is_plain(context))):
        return None
    if context.kind == "loop" and not wish.kind:
        kept |= {"kind", "tempo"}
    before = context.parts or (replace(context, skip=()),)
    parts = [
        replace(one, **{name: getattr(one, name) or getattr(context, name) for name in kept})
        for one in others or [replace(wish, k=_DEFAULT.k)]
    ]
    if not context.counted:
        return of_parts(replace(context, parts=before) if others else context, [*before, *parts])
    return of_parts(context, merged([*before, *(_as_there(part, before) for part in parts)]))


def _as_there(one: Request, parts: Sequence[Request]) -> Request:
    """A sound as one of its kind is that is there already, where nothing is said of it: "another kick", of a techno kit."""
    there = next((part for part in parts if part.classes == one.classes and is_plain(one)), None)
    return replace(there, k=one.k) if there else one


def _extra(words: list[str]) -> list[str]:
    """What comes to the last sounds, in words that stand by themselves: "a clap", of "and add another clap", "2 hats", of "now 2 more hats"."""
    begin = next((at for at, word in enumerate(words) if word not in _LEADING), len(words))
    begin = max(begin, _ADDS.end(words, begin))
    found: list[str] = []
    for word in words[begin:]:
        ordinal = word in hits.ORDINALS and found[-1:] in (["a"], ["the"])
        if not (ordinal or (word in _MORE and _counts(found[-1:]))):
            found.append("a" if word == "another" else word)
    return found


def _counts(words: Sequence[str]) -> bool:
    """Whether words are nothing but a number."""
    return len(words) == 1 and (words[0].isdigit() or words[0] in _NUMBERS)


def _are_more(words: Sequence[str], wish: Request) -> bool:
    """Whether so many more of a sound are asked for, and it is not told how those that are there are to be: "a hat", not "some punch to the kick"."""
    told = words[0] in _DETERMINING or _counts(words[:1])
    return told and names_one_at(Prompt.plain(" ".join(words)), 0) and not wish.beyond


def adds(prompt: Prompt, context: Request) -> bool:
    """Whether a turn asks for more besides what there is: "and a clap", "throw in a ride"; of sounds that are counted, "now the clap", "2 more hats"."""
    words = prompt.words
    more = any(_counts([one]) and two in _MORE for one, two in itertools.pairwise(words))
    goes_on = prompt.word(0) in GOES_ON and (prompt.word(1) in _ARTICLES | {"the"} or _counts(words[1:2]))
    besides = context.counted and (more or goes_on or ADDED.stand_in(prompt.words) or ends_with_too(prompt))
    return (_begins(prompt)[1] or besides) and "instead" not in words


def _begins(prompt: Prompt) -> tuple[int, bool]:
    """Where a turn begins behind a "can you" or an "and add", and whether it adds something."""
    begin = prompt.after(0, _LEADING)
    end = _ADDS.end(prompt.words, begin)
    return max(begin, end), end > 0 or not ADDING.isdisjoint(prompt.words[:begin])


def addition(prompt: Prompt) -> int:
    """Where the second half of a prompt begins, of which one half adds something, and the other changes what there is; 0 where it has no such halves."""
    begin, first = _begins(prompt)
    for at in range(max(2, begin), len(prompt.words)):
        changes = first and prompt.words[at] in FATES.keys() | {"make", "no"}
        if prompt.words[at - 1] in _JOINTS and (changes or _ADDS.end(prompt.words, at)):
            return at
    return 0


def _kept_with(prompt: Prompt) -> tuple[tuple[int, ...], str]:
    """The ranks of hits that are kept, and what is to come to them: those of 1 and 2, and "a clap", in "keep #1 and #2 and add a clap"."""
    start = prompt.after(hits.opening(prompt), hits.GREETING | _KEEPING | {",", "i", "i'll"})
    taken = prompt.word(start - 1) in _KEEPING and hits.may_end(prompt, start + 1)
    ranks, end = hits.ranks_at(prompt, start, bare=taken) or ((), 0)
    end = prompt.after(end, _STAYING)
    # "Keep #1 and #3, bin the others".
    end = prompt.starts(prompt.after(end, {",", "and"}), hits.OTHERS_GO) or end
    beside = prompt.after(end, _ADDED)
    return (ranks, " ".join(prompt.words[beside:])) if ranks and beside > end else ((), "")


def names_one_at(prompt: Prompt, at: int) -> bool:
    """Whether a sound is named at a place, of which so many are told, and how they are to be: "a dark clap"."""
    sound = next((m.start for m in sounds_of(prompt) if m.start >= at), len(prompt.words))
    leading = prompt.words[at:sound]
    return sound < len(prompt.words) and all(
        word in _DETERMINING or _counts([word]) or prompt.mentioned(place)
        for place, word in enumerate(leading, at)
    )


def _renewed_but(kept: Collection[int], context: Request, shown: Sequence[int]) -> Request:
    """The last request with others in the place of all hits but some."""
    parts, start = list[Request](), 0
    for part in context.parts or (context,):
        held = [id for id in shown[start : start + part.k] if id in kept]
        others = replace(part, k=part.k - len(held), intent="more")
        parts += [one for one in (as_shown(part, held), others) if one.k]
        start += part.k
    return of_parts(replace(context, parts=tuple(parts)), parts)
