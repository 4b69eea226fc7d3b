"""Answers to who asks for some of the hits that were shown last: the longest, the loops, number 3, all of them by length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import last_hits, prompts, sentences
from bot.prompts.requests.questions import most_asked, points
from bot.reply import Reply
from bot.turns import Turn
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever


def answered(request: Request, text: str, context: Turn, retriever: Retriever) -> Reply | None:
    """Those of the hits that a prompt asks for, with their ranks, which stay as they were; None where it asks for other sounds.

    Parameters:
        request: what the prompt would be searched for.
        text: the prompt.
        context: the last turn, whose hits are meant.
    """
    of_shown = request.k == 1 or prompts.of_shown(text)
    if of_shown and request.intent == "find" and (by := prompts.compared(text)):
        named = _sounds_named(text)
        hits = last_hits.picked(named, context, retriever)
        if hits == []:  # "which clap is the longest?", behind kicks
            return Reply(sentences.picked(hits))
        if not named and len(context.spoken_of) > 1 and points(text):  # "the longest of those"
            hits = last_hits.shown(context.spoken_of, context, retriever)
        return _most(by, context, retriever, most_asked(text), hits)
    if contrast := prompts.contrasted(text) or _of_compared(text, context):
        return _contrasted(contrast, context, retriever)
    if (first := prompts.sorted_by(text)) is not None:
        by = prompts.compared(f"the {first} of these")
        return _sorted(by, context, retriever) if by else Reply(sentences.SORTING)
    if what := prompts.picked(text):
        hits = last_hits.picked(what, context, retriever)
        if hits is not None:
            return Reply(sentences.picked(hits), hits)
    in_kit = request.parts and request.parts != context.request.parts  # "keep the first, drop the others"
    back = request.intent == "back"  # "the first kicks again"
    if not (in_kit or back) and (ranks := prompts.sent_for(text)):
        return (
            no_such(beyond, context)
            if (beyond := context.beyond(ranks))
            else shown(ranks, context, retriever)
        )
    return None


def shown(ranks: Sequence[int], context: Turn, retriever: Retriever) -> Reply:
    """Some of the hits themselves."""
    hits = last_hits.shown(ranks, context, retriever)
    return Reply(f"{sentences.numbers(hits).capitalize()}:", hits)


def asked_on(text: str, context: Turn, retriever: Retriever) -> Reply | None:
    """The answer where the last question is asked of other hits, or for the other end: "and 4?", "and the longest?"; None where it is not."""
    ranks, most = prompts.asked_on(text) if context.asked else ((), "")
    if beyond := context.beyond(ranks):
        return no_such(beyond, context)
    if ranks and (contrast := prompts.contrasted(context.asked)):
        word, measure, direction, (one, *others) = contrast
        # "And 3?" is compared with the same as before, "than 4?" takes the place of that.
        compared = (one, *ranks) if "than" in text.casefold().split() else (*ranks, *others)
        return _contrasted((word, measure, direction, compared), context, retriever)
    if ranks and prompts.hears(context.asked):  # "play 2", "and 4?"
        return shown(ranks, context, retriever)
    if ranks:
        return Reply(last_hits.known(ranks, context, retriever, prompts.facts_asked(context.asked)))
    by = prompts.compared(f"which of these is {most}") if most and prompts.compared(context.asked) else None
    return _most(by, context, retriever, 1, None) if by else None


def held(named: str, retriever: Retriever) -> Reply:
    """How many there are of some sounds, where it is asked whether there are none; the search stays as it was."""
    wanted = prompts.parse(named)
    many = retriever.count(wanted)
    name = prompts.understood(replace(wanted, k=1) if many == 1 else wanted)
    return Reply(f"The library holds {'' if many == 1 else f'{many} ' if many else 'no '}{name}.")


def no_such(rank: int, last: Turn) -> Reply:
    """The answer where there are fewer hits than somebody thinks, or one of them is no longer in the library."""
    if abs(rank) <= len(last.hits):
        number = rank if rank > 0 else len(last.hits) + 1 + rank
        return Reply(f"Number {number} of my last answer is no longer in the library.")
    return Reply(f"My last answer had {sentences.count(last.hits)}, so there is no number {rank}.")


def _most(
    by: tuple[str, str, int], context: Turn, retriever: Retriever, many: int, among: list[Hit] | None
) -> Reply:
    """So many of the hits, or of some of them, those that have most of something first."""
    word, measure, direction = by
    hits = last_hits.ordered(measure, direction, context, retriever)
    hits = [hit for hit in hits if among is None or hit in among][:many]
    return Reply(sentences.most(hits, word), hits)


def _of_compared(text: str, context: Turn) -> tuple[str, str, int, tuple[int, ...]] | None:
    """What is asked of hits that were compared before: "which one is darker", behind "compare 1 and 3"."""
    ranks = " or ".join(f"#{rank}" for rank in context.spoken_of)
    return prompts.contrasted(f"{text.strip(' ?')}, {ranks}") if len(context.spoken_of) > 1 else None


def _contrasted(by: tuple[str, str, int, tuple[int, ...]], context: Turn, retriever: Retriever) -> Reply:
    """Which of some hits has more of something; of a single one, how it compares with the others."""
    word, measure, direction, ranks = by
    if beyond := context.beyond(ranks):
        return no_such(beyond, context)
    hits = last_hits.ordered(measure, direction, context, retriever)
    asked = {hit.rank for hit in last_hits.shown(ranks, context, retriever)}
    hits = [hit for hit in hits if len(asked) == 1 or hit.rank in asked]
    return Reply(sentences.contrasted(hits, word, asked), hits if asked <= {hit.rank for hit in hits} else [])


def _sorted(by: tuple[str, str, int], context: Turn, retriever: Retriever) -> Reply:
    """The hits in another order, those of which it is not known behind the others."""
    word, measure, direction = by
    hits = last_hits.ordered(measure, direction, context, retriever)
    if not hits:
        return Reply(sentences.most(hits, word))
    shown = last_hits.shown(range(1, len(context.hits) + 1), context, retriever)
    hits += [hit for hit in shown if hit not in hits]
    return Reply(f"What I showed you, the {word} first:", hits)


def _sounds_named(text: str) -> str:
    """The sounds that a prompt names, and nothing else of it: "claps" of "which clap is the longest?"."""
    alone = prompts.parse(text)
    flavours = " ".join(prompts.flavours(alone.text))
    named = Request(text=flavours, classes=alone.classes, kind=alone.kind)
    return prompts.understood(named) if named != Request() else ""
