"""Answers to who asks for some of the hits that were shown last: the longest, the loops, number 3, all of them by length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import prompts, sentences
from bot.last_hits import LastHits
from bot.reply import Reply
from bot.turns import Turn
from retrieval_core.request import Hit, Request
from retrieval_core.retriever import Retriever

#: "Which is the shortest, and which is the longest?"
_BOTH = re.compile(r",? and (?=which\b|what\b)", re.IGNORECASE)
#: "Which has more bass?"
_MORE = re.compile(r"\b(?:less|more|most) \w+", re.IGNORECASE)
#: "Is it louder than the others?"
_IT = re.compile(r"^(\W*(?:and |but |so )?(?:is|isn't) )(?:it|that|this)\b", re.IGNORECASE)
_OTHERS = re.compile(r" the (?:others?(?: ones?)?|rest)\b", re.IGNORECASE)


def answered(request: Request, text: str, last: LastHits) -> Reply | None:
    """Those of the hits that a prompt asks for, with their ranks, which stay as they were; None where it asks for other sounds.

    Parameters:
        request: what the prompt would be searched for.
        text: the prompt.
        last: the hits that are meant.
    """
    if len(both := _BOTH.split(text)) == 2 and all(map(prompts.compared, both)):
        told = [one for part in both if (one := answered(request, part, last))]
        return Reply("\n".join(one.text for one in told), [hit for one in told for hit in one.hits])
    if contrast := prompts.contrasted(text) or _of_spoken_of(text, last.turn):
        return _contrasted(contrast, last)
    of_shown = request.k == 1 or prompts.of_shown(text)
    if of_shown and request.intent in ("find", "other", "about") and (by := prompts.compared(text)):
        named = _sounds_named(text)
        hits = last.picked(named)
        if hits == []:  # "which clap is the longest?", behind kicks
            return Reply(sentences.picked(hits))
        if not named and len(last.turn.spoken_of) > 1 and prompts.points(text):  # "the longest of those"
            hits = last.of(last.turn.spoken_of)
        return _most(by, last, prompts.most_asked(text), hits)
    if (ranks := prompts.asked_apart(text)) is not None:
        return _told_apart(ranks, last)
    ranks = prompts.asked_inside(text)
    inside = ranks is not None and not last.turn.beyond(ranks)  # "is there a bell in 7/8"
    if inside and any(hit.kind == "loop" for hit in last.of(ranks or last.turn.spoken_of) or last.hits):
        return Reply(f"{sentences.INSIDE}\n{last.known(ranks or last.turn.spoken_of)}")
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


def _of_spoken_of(text: str, turn: Turn) -> tuple[str, str, int, tuple[int, ...]] | None:
    """What is asked of hits that were spoken of before: "which one is darker", behind "compare 1 and 3"; "is it louder than the others"."""
    said, question = text.strip(" ?"), re.split(r"[.!;] ", text.strip(" ?"))[-1]
    spoken_of = prompts.ranks_spoken_of(said.removesuffix(question)) or turn.spoken_of
    if question.casefold().endswith("of the two"):  # "slower of the two"
        question = f"which is {question}"
        spoken_of = spoken_of or (tuple(range(1, 3)) if len(turn.hits) == 2 else ())
    if len(spoken_of) == 1:
        return prompts.contrasted(_OTHERS.sub("", _IT.sub(rf"\1#{spoken_of[0]}", question)))
    ranks = " or ".join(f"#{rank}" for rank in spoken_of)
    return prompts.contrasted(f"{question}, {ranks}") if spoken_of else None


def _told_apart(ranks: Sequence[int], last: LastHits) -> Reply:
    """What tells two hits apart, those of some ranks and those that were spoken of; what is known of more than two."""
    if beyond := last.turn.beyond(ranks):
        return no_such(beyond, last.turn)
    if len(ranks) < 2:
        ranks = tuple(dict.fromkeys((*last.turn.spoken_of, *ranks)))
    hits = last.of(ranks) if len(ranks) > 1 else last.hits
    if len(hits) != 2:
        return Reply(f"{sentences.WONDERED}\n{sentences.known(hits) or sentences.NOTHING_SHOWN}")
    one, other = hits
    return Reply(sentences.told_apart(one, other, last.more(one, other)), hits)


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
    alone = prompts.parse(_MORE.sub("", text))
    flavours = " ".join(prompts.flavours(alone.text))
    named = Request(text=flavours, classes=alone.classes, kind=alone.kind)
    return prompts.understood(named) if named != Request() else ""
