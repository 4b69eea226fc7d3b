"""What comes to sounds that were asked for, or are kept of those that are shown: "and a clap", "keep #1 and add a clap"."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.prompts.context import constraints, hits
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import is_one, lexicon
from bot.prompts.requests.grammar import parse
from bot.prompts.requests.merging import GOES_ON
from bot.prompts.requests.wording import kin
from bot.prompts.several.fates import fates_of
from bot.prompts.several.parts import TOLD_BY_TEXT, as_shown, is_plain, number_told, of_parts
from retrieval_core.request import GONE, Request

_DEFAULT = Request()
_ARTICLES = frozenset("a an another one".split())
#: Before hits that are kept, and before what comes to them.
_KEEPING = lists.words("references", "picking") | lists.words("pointing", "mixing")
_ADDED = frozenset("& + , add also and but gimme give me need now plus then want with".split())


def kept_with(prompt: Prompt, context: Request, shown: Sequence[int]) -> Request | None:
    """Some of the hits, with another sound or others of their kind: "keep #1 and add a clap", "keep #2, swap the rest"; None where nothing comes to them."""
    ranks, text = _kept_with(prompt)
    if not text or not all(0 < abs(rank) <= len(shown) for rank in ranks):
        return None
    kept = [shown[rank - 1 if rank > 0 else rank] for rank in ranks]
    if GONE in kept:
        return None
    renewed = fates_of(Prompt.read(text, lexicon()), ())[1] == "renewed"
    if context.parts:
        known = renewed and len(shown) == context.k and context.counted
        return _renewed_but(kept, context, shown) if known else None
    held = as_shown(context, kept)
    alone, left = parse(text), max(1, context.k - held.k)
    if renewed:
        others = replace(context, k=left, intent="more")
    elif alone.intent == "find" and alone.classes and {*alone.classes}.isdisjoint(context.classes):
        others = replace(alone, k=number_told(alone, text) or (1 if is_one(text.split()) else left))
    else:
        return None
    return of_parts(replace(context, k=held.k, parts=(held,)), [held, others])


def with_others(prompt: Prompt, text: str, context: Request) -> Request | None:
    """The last request and some more sounds, if they are not alike, or it is told how many of both."""
    kept = constraints.kept(prompt)
    alone = parse(" ".join(prompt.words[at] for at in prompt.free())) if kept else parse(text)
    known = {*context.classes} - TOLD_BY_TEXT
    if alone.intent != "find" or not alone.classes or {*alone.classes} <= known:
        return None
    counted = context.counted or (not context.parts and context.k != _DEFAULT.k)
    words = text.casefold().split()
    single = is_one(words) or "the" in words if context.counted else not _ARTICLES.isdisjoint(words)
    k = number_told(alone, text) or int(counted and single)
    # "Kicks under half a second", "and snares" are all to be that short, "and a bass" after pads longer than that is not.
    short = context.duration is not None and context.duration[0] is None and not alone.duration
    plain = is_plain(alone) and is_plain(replace(context, duration=None) if short else context)
    if not k and (counted or plain):
        return None
    kept |= {"duration"} if short else set()
    if context.kind == "loop" and not alone.kind:
        kept |= {"kind", "tempo"}
    if kin(alone.classes) == ("drums",):
        kept -= {"key"}  # what has a pitch is to match
    held = {name: getattr(alone, name) or getattr(context, name) for name in kept}
    alone = replace(alone, k=k or _DEFAULT.k, **held)
    before = context.parts or (replace(context, skip=()),)
    return of_parts(replace(context, parts=before) if k else context, [*before, alone])


def goes_on(prompt: Prompt) -> bool:
    """Whether what is named comes to what there is, one after the other: "now the clap", "next two shakers"."""
    first, *rest = prompt.words
    if first not in GOES_ON or not rest:
        return False
    text = " ".join(rest)
    return rest[0] in _ARTICLES | {"the"} or number_told(parse(text), text) > 0


def _kept_with(prompt: Prompt) -> tuple[tuple[int, ...], str]:
    """The ranks of hits that are kept, and what is to come to them: those of 1 and 2, and "a clap", in "keep #1 and #2 and add a clap"."""
    start = prompt.after(hits.opening(prompt), hits.GREETING | _KEEPING | {","})
    ranks, end = hits.ranks_at(prompt, start) or ((), 0)
    beside = prompt.after(end, _ADDED)
    return (ranks, " ".join(prompt.words[beside:])) if ranks and beside > end else ((), "")


def _renewed_but(kept: Collection[int], context: Request, shown: Sequence[int]) -> Request:
    """The last request with others in the place of all hits but some."""
    parts, start = list[Request](), 0
    for part in context.parts:
        held = [id for id in shown[start : start + part.k] if id in kept]
        others = replace(part, k=part.k - len(held), intent="more")
        parts += [one for one in (as_shown(part, held), others) if one.k]
        start += part.k
    return of_parts(context, parts)
