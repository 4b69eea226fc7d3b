"""Answers to who asks for some of the hits that were shown last: the longest, the loops, number 3, all of them by length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import prompts, sentences
from bot.last_hits import LastHits
from bot.reply import Reply
from bot.turns import Turn
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever


def answered(request: Request, text: str, last: LastHits) -> Reply | None:
    """Those of the hits that a prompt asks for, with their ranks, which stay as they were; None where it asks for other sounds.

    Parameters:
        request: what the prompt would be searched for.
        text: the prompt.
        last: the hits that are meant.
    """
    of_shown = request.k == 1 or prompts.of_shown(text)
    if of_shown and request.intent == "find" and (by := prompts.compared(text)):
        named = _sounds_named(text)
        hits = last.picked(named)
        if hits == []:  # "which clap is the longest?", behind kicks
            return Reply(sentences.picked(hits))
        if not named and len(last.turn.spoken_of) > 1 and prompts.points(text):  # "the longest of those"
            hits = last.of(last.turn.spoken_of)
        return _most(by, last, prompts.most_asked(text), hits)
    if contrast := prompts.contrasted(text) or _of_compared(text, last.turn):
        return _contrasted(contrast, last)
    if (first := prompts.sorted_by(text)) is not None:
        by = prompts.compared(f"the {first} of these")
        return _sorted(by, last) if by else Reply(sentences.SORTING)
    if what := prompts.picked(text):
        hits = last.picked(what)
        if hits is not None:
            return Reply(sentences.picked(hits), hits)
    in_kit = request.parts and request.parts != last.turn.request.parts  # "keep the first, drop the others"
    back = request.intent == "back"  # "the first kicks again"
    if not (in_kit or back) and (ranks := prompts.sent_for(text)):
        return no_such(beyond, last.turn) if (beyond := last.turn.beyond(ranks)) else _shown(ranks, last)
    return None


def _shown(ranks: Sequence[int], last: LastHits) -> Reply:
    """Some of the hits themselves."""
    hits = last.of(ranks)
    return Reply(f"{sentences.numbers(hits).capitalize()}:", hits)


def asked_on(text: str, last: LastHits) -> Reply | None:
    """The answer where the last question is asked of other hits, or for the other end: "and 4?", "and the longest?"; None where it is not."""
    ranks, most = prompts.asked_on(text) if last.turn.asked else ((), "")
    if beyond := last.turn.beyond(ranks):
        return no_such(beyond, last.turn)
    if ranks and (contrast := prompts.contrasted(last.turn.asked)):
        word, measure, direction, (one, *others) = contrast
        # "And 3?" is compared with the same as before, "than 4?" takes the place of that.
        compared = (one, *ranks) if "than" in text.casefold().split() else (*ranks, *others)
        return _contrasted((word, measure, direction, compared), last)
    if ranks and prompts.hears(last.turn.asked):  # "play 2", "and 4?"
        return _shown(ranks, last)
    if ranks:
        return Reply(last.known(ranks, prompts.facts_asked(last.turn.asked)))
    by = prompts.compared(f"which of these is {most}") if most and prompts.compared(last.turn.asked) else None
    return _most(by, last, 1, None) if by else None


def held(named: str, retriever: Retriever) -> Reply:
    """How many there are of some sounds, where it is asked whether there are none; the search stays as it was."""
    wanted = prompts.parse(named)
    many = retriever.count(wanted)
    name = prompts.understood(replace(wanted, k=1) if many == 1 else wanted)
    return Reply(f"The library holds {'' if many == 1 else f'{many} ' if many else 'no '}{name}.")


def no_such(rank: int, turn: Turn) -> Reply:
    """The answer where there are fewer hits than somebody thinks, or one of them is no longer in the library."""
    if abs(rank) <= len(turn.hits):
        number = rank if rank > 0 else len(turn.hits) + 1 + rank
        return Reply(f"Number {number} of my last answer is no longer in the library.")
    return Reply(f"My last answer had {sentences.count(turn.hits)}, so there is no number {rank}.")


def _most(by: tuple[str, str, int], last: LastHits, many: int, among: list[Hit] | None) -> Reply:
    """So many of the hits, or of some of them, those that have most of something first."""
    word, measure, direction = by
    hits = last.ordered(measure, direction)
    hits = [hit for hit in hits if among is None or hit in among][:many]
    return Reply(sentences.most(hits, word), hits)


def _of_compared(text: str, turn: Turn) -> tuple[str, str, int, tuple[int, ...]] | None:
    """What is asked of hits that were compared before: "which one is darker", behind "compare 1 and 3"."""
    of_two = text.casefold().strip(" ?.!").endswith("of the two")  # "slower of the two"
    spoken_of = turn.spoken_of or (range(1, len(turn.hits) + 1) if of_two and len(turn.hits) == 2 else ())
    ranks = " or ".join(f"#{rank}" for rank in spoken_of)
    asked = f"which is {text.strip(' ?.!')}" if of_two else text.strip(" ?")
    return prompts.contrasted(f"{asked}, {ranks}") if len(spoken_of) > 1 else None


def _contrasted(by: tuple[str, str, int, tuple[int, ...]], last: LastHits) -> Reply:
    """Which of some hits has more of something; of a single one, how it compares with the others."""
    word, measure, direction, ranks = by
    if beyond := last.turn.beyond(ranks):
        return no_such(beyond, last.turn)
    hits = last.ordered(measure, direction)
    asked = {hit.rank for hit in last.of(ranks)}
    hits = [hit for hit in hits if len(asked) == 1 or hit.rank in asked]
    return Reply(sentences.contrasted(hits, word, asked), hits if asked <= {hit.rank for hit in hits} else [])


def _sorted(by: tuple[str, str, int], last: LastHits) -> Reply:
    """The hits in another order, those of which it is not known behind the others."""
    word, measure, direction = by
    hits = last.ordered(measure, direction)
    if not hits:
        return Reply(sentences.most(hits, word))
    hits += [hit for hit in last.hits if hit not in hits]
    return Reply(f"What I showed you, the {word} first:", hits)


def _sounds_named(text: str) -> str:
    """The sounds that a prompt names, and nothing else of it: "claps" of "which clap is the longest?"."""
    alone = prompts.parse(text)
    flavours = " ".join(prompts.flavours(alone.text))
    named = Request(text=flavours, classes=alone.classes, kind=alone.kind)
    return prompts.understood(named) if named != Request() else ""
