"""What is said behind an answer, one message at a time, as the whole chat takes it: python -m tests.benchmarks.behind

Each line of data/turns.txt that is held out, by writers of whom other lines were learnt from, and of data/queries/turns.txt, plain_turns.txt and reactions.txt, by
others of whom none was, is filled with sounds and said to a conversation that has just answered a request for those of them that were asked for before. Right is a
remark that leaves the search as it was, and a pick that gets the very hits that it likes; a wish that asks for what it names besides or instead, for nothing that
it only mentions, and keeps out what it refuses; and one that stays with what was asked for, likes the hits that it likes, and is rid of those that it refuses. Limits
and adjectives are not compared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from bot.conversation import Conversation
from bot.prompts.context.hits import CARDINALS, ORDINALS
from bot.prompts.language.lexicon import LOOPED
from bot.reply import Speaker
from db import QueryLog
from offline.pretrain.frames import DATA, Frame, Frames
from offline.pretrain.language import Phrasebook
from offline.pretrain.sayings import Sayings
from offline.pretrain.turns import NUMBERED, POINTING, read_turns
from retrieval_core.request import Request
from retrieval_core.retriever import Retriever
from retrieval_core.taxonomy import Taxonomy
from tests import synthetic
from tests.benchmarks.dialogues import meets
from tests.benchmarks.report import write

#: By writers of whom nothing was learnt; the second was asked for the plainest words, the last two for reactions, verdicts and questions.
BY_OTHERS = {
    "by another writer": DATA / "queries/turns.txt",
    "plain, by another": DATA / "queries/plain_turns.txt",
    "reactions, by two": DATA / "queries/reactions.txt",
}
SIZE = 4000  # samples, some fifty of each class


@dataclass(frozen=True)
class Message:
    """A message behind an answer.

    Attributes:
        opening: what was asked for before, in words.
        text: the message.
        does: what it does to that, of `offline.pretrain.turns.MARKS`.
        sounds: classes and families by what they are there for: asked, gone, wanted, refused, passing.
        points: the ranks of hits, and what each is there.
    """

    opening: str
    text: str
    does: str
    sounds: Mapping[str, frozenset[str]]
    points: Sequence[tuple[int, str]]

    def ranks(self, point: str) -> set[int]:
        return {rank for rank, pointing in self.points if pointing == point}


def message_sets() -> dict[str, list[tuple[str, Frame]]]:
    """The lines with slots, each behind what it does, by the name of their set."""
    others = {name: read_turns(None, file) for name, file in BY_OTHERS.items()}
    return {"held out": read_turns(held_out=True)} | others


def filled(turns: Iterable[tuple[str, Frame]], seed: int = 0) -> Iterator[Message]:
    """Lines with sounds in their slots; where none of them was asked for before, any other one was."""
    taxonomy = Taxonomy.load()
    frames = Frames(Sayings(taxonomy, Phrasebook.load()), ())
    for number, (does, frame) in enumerate(turns):
        rng = Random(f"{seed}/{number}")
        chosen = frames.chosen(frame, rng)
        sounds: dict[str, set[str]] = defaultdict(set)
        text, before = frame.literals[0], []
        for slot, literal in zip(frame.slots, frame.literals[1:], strict=True):
            id = chosen[slot.key]
            text += frames.phrase(id, slot.several, rng) + literal
            role = ("gone" if slot.role == "refused" else "asked") if slot.asked else slot.role
            sounds[role].add(id)
            before += [id] if slot.asked else []
        if not before:
            others = sorted(id for id in taxonomy.classes if not meets([id], {*chosen.values()}, taxonomy))
            before = [rng.choice(others)]
            sounds["asked" if does in ("same", "besides", "") else "gone"].update(before)
        names = [
            taxonomy.coarse[id].name if id in taxonomy.coarse else taxonomy.classes[id].plural
            for id in dict.fromkeys(before)
        ]
        points = [(_rank(one[0]), POINTING[one[1]]) for one in NUMBERED.finditer(text)]
        text = NUMBERED.sub(lambda one: one[0][1 : one[0].index(":")], text)
        yield Message(
            " and ".join(names), text, does, {role: frozenset(ids) for role, ids in sounds.items()}, points
        )


def _rank(number: str) -> int:
    """The rank in "[3rd:a]"."""
    word = number[1 : number.index(":")].strip("# ").lower()
    return CARDINALS.get(word) or ORDINALS.get(word) or int("".join(filter(str.isdigit, word)) or 0)


def is_taken(
    said: Message, before: Request, shown: Sequence[int], now: Request | None, sent: Iterable[int] = ()
) -> bool:
    """Whether a message was taken for what it is.

    Parameters:
        before: what was asked for.
        shown: the ids of the hits of the answer.
        now: what is searched for; None where the search stays as it was.
        sent: the ids of the hits that come; where the search stays as it was, those of them that were picked out.
    """
    if now is None or not said.does:
        picked = {shown[rank - 1] for rank in said.ranks("alike") if 0 < rank <= len(shown)}
        return now is None and (not said.does or (said.does == "same" and picked == {*sent} != set()))
    taxonomy = Taxonomy.load()
    wanted, refused, asked = (_plain(said.sounds.get(role, ())) for role in ("wanted", "refused", "asked"))
    classes = _plain(id for request in (now, *now.parts) for id in request.classes)
    if not meets(refused, _plain(now.exclude), taxonomy):
        return False
    if said.does == "same":
        liked, gone = (
            {shown[rank - 1] for rank in said.ranks(point) if 0 < rank <= len(shown)}
            for point in ("alike", "gone")
        )
        stays = bool(classes) and meets(classes, asked | _plain(before.classes), taxonomy)
        return stays and liked <= {*now.like} and gone <= {*now.refused, *now.skip} - {*now.like}
    others = wanted | (asked if said.does in ("besides", "instead") else set())
    kept = said.does != "instead" or meets(asked, classes, taxonomy)
    return meets(wanted, classes, taxonomy) and meets(classes, others, taxonomy) and kept


def _plain(ids: Iterable[str]) -> set[str]:
    """Classes, of which loops are of their family."""
    return {LOOPED.get(id, id) for id in ids}


def measure(conversation: Conversation, messages: Iterable[Message]) -> dict[str, object]:
    """Shares of messages that are taken for what they are: of all, by what they do, and of those that like or refuse hits."""
    found: dict[str, list[bool]] = defaultdict(list)
    for number, said in enumerate(messages):
        speaker = Speaker(f"{number} {said.text}", "channel")
        first = conversation.ask(said.opening, speaker)
        if first.request is None:
            continue  # what was to be asked for before has no plain name
        shown = [hit.id for hit in first.hits]
        reply = conversation.ask(said.text, speaker)
        right = is_taken(said, first.request, shown, reply.request, [hit.id for hit in reply.hits])
        found["all"].append(right)
        found[said.does or "remarks"].append(right)
        if said.ranks("alike") | said.ranks("gone"):
            found["at hits"].append(right)
    order = ("all", "same", "at hits", "instead", "besides", "anew", "remarks")
    return {"messages": len(found["all"])} | {name: float(np.mean(found[name])) for name in order}


def main(arguments: Sequence[str] | None = None) -> None:
    argparse.ArgumentParser(prog="python -m tests.benchmarks.behind", description=__doc__).parse_args(
        arguments
    )
    with (
        tempfile.TemporaryDirectory(prefix="behind-") as folder,
        QueryLog.open(Path(folder) / "q.db") as log,
    ):
        synthetic.make(
            Path(folder) / "index", SIZE, approach="zero_shot", classes=tuple(Taxonomy.load().classes)
        )
        conversation = Conversation(Retriever.open(Path(folder) / "index"), log, "benchmark")
        rows = [
            {"lines": name} | measure(conversation, filled(turns)) for name, turns in message_sets().items()
        ]
    write("behind", {"messages behind an answer taken for what they are": rows}, [])


if __name__ == "__main__":
    main()
