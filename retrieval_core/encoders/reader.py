"""A reader of prompts, in NumPy: what the sounds that a prompt names are there for, whether it asks for any, and which words tell that;
behind an answer, also what the prompt does to what was asked for before, and to which hits its numbers point.

The words around a name tell that, not the name. So each name gives way to a stand-in, which says no more than how it lies to the
other names, and to what was asked for before: "a latin drum, the bongos" is read as "a latin WHOLE, the PART".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from retrieval_core.encoders.bert import Array, Bert, EncoderError, Linear, Weights
from retrieval_core.encoders.text import read_json, read_tokenizer
from retrieval_core.taxonomy import shipped

#: What a sound may be named for, what a prompt may be, and what a word is there for: the labels of the tokens.
ROLES = ("wanted", "refused", "passing")
ACTS = ("wish", "talk")
TELLS = ("telling", "beside")
#: What a prompt behind an answer does: it begins something else, puts a sound in the place of one that was asked for, asks for one
#: besides, or says more of the same.
TURNS = ("anew", "instead", "besides", "same")
#: What a number behind an answer may be: that of a hit of which more is wanted, of one that is to go, of one that is spoken of; or none.
POINTS = ("alike", "gone", "told", "none")
WORD = re.compile(r"\S+")
#: What may be the number of a hit, in a text as it was written, or with spaces between its words and signs: no part of another number, no
#: note, and nothing that is measured or counted.
NUMBER = re.compile(
    r"(?<![\w.:/{'’#+-])(?<![#/+:-] )(?<!\b[a-g] )(?<!\bminus )(?<!\bplus )(?:# ?)?"
    r"(?:10|[1-9]|(?<=\bnumber )one|(?<=\bnr )one|two|three|four|five|six|seven|eight|nine|ten|first|(?<!\d )(?<!\ba )(?<!\bone )(?<!\bhalf )(?<!\bsplit )second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth|tenth|last|1st|2nd|3rd|[4-9]th|10th)"
    r"(?![\w}]| ?[%/°]|[.:,]\d|['’-]\w| ?(?:bars?|beats?|bits?|bpm|cents?|db|hours?|hrs?|k?hz|mins?|minutes?|ms|octaves?|percent|seconds?|secs?|semitones?"
    r"|[sx]|times|best|different|more|new|options|others?|results)\b)",
    re.IGNORECASE,
)
LABELS = (*ROLES, *ACTS, *TELLS, *TURNS, *POINTS)
#: What stands for a name: one that was named before, a part of another, what another is a part of, a family, any other sound, one that
#: was asked for before the prompt; what stands for a NUMBER behind an answer, and what such a prompt begins with. Characters that nobody types.
AGAIN, PART, WHOLE, WHOLE_FAMILY, SOUND, ASKED = STAND_INS = "\ue010\ue011\ue012\ue013\ue014\ue015"
COUNT, BEHIND = "\ue016\ue017"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made of a prompt, by probabilities.

    Attributes:
        roles: (names, 3), of ROLES for each name, even ones behind what is read.
        wish: that a sound is asked for.
        telling: (words,), of each word, between spaces, that it tells what is wanted; 0 behind what is read.
        turn: (4,), of TURNS; without meaning where the prompt stands behind no answer.
        numbers: where each number stands in it, from a character up to another; none where it stands behind no answer.
        points: (numbers, 4), of POINTS for each number, even ones behind what is read.
    """

    roles: Array
    wish: float
    telling: Array
    turn: Array = field(default_factory=lambda: np.full(len(TURNS), 1 / len(TURNS), np.float32))
    numbers: Sequence[tuple[int, int]] = ()
    points: Array = field(default_factory=lambda: np.zeros((0, len(POINTS)), np.float32))


class Reader:
    """A token classifier (Devlin et al., 2018) over prompts with stand-ins.

    Example:
        >>> reader = Reader.from_pretrained("data/encoders/reader")
        >>> reader.read("my snare is fine , it lacks a clap", [(3, 8), (28, 32)], [{"snare"}, {"clap"}]).roles.argmax(axis=1)
        array([2, 0])
    """

    def __init__(self, tokenizer: Tokenizer, bert: Bert, classifier: Linear) -> None:
        self.tokenizer, self.bert, self.classifier = tokenizer, bert, classifier
        words = tokenizer.get_vocab()
        self._marks, self._count = [words[mark] for mark in STAND_INS], words[COUNT]

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> Reader:
        """Open the folder of a `BertForTokenClassification`.

        Raises:
            EncoderError: the folder is missing or incomplete, or tells other things of tokens.
        """
        folder = Path(folder)
        config = read_json(folder / "config.json")
        labels = tuple(config.get("id2label", {}).values())
        if labels != LABELS:
            raise EncoderError(f"{folder} tells {', '.join(labels)} apart, and not {', '.join(LABELS)}")
        bert = Bert(config, Weights(folder / "model.safetensors", prefix="bert."))
        classifier = Linear.read(Weights(folder / "model.safetensors"), "classifier")
        return cls(read_tokenizer(folder, bert.max_tokens), bert, classifier)

    def read(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        meant: Sequence[Collection[str]],
        asked: Collection[str] | None = None,
    ) -> Reading:
        """Read a prompt.

        Parameters:
            text: the prompt.
            spans: where each name stands in it, from a character up to another, in order.
            meant: the classes and families that each name may mean.
            asked: those that were asked for before, where the prompt stands behind an answer.
        """
        numbers = [] if asked is None else _numbers(text, spans)
        marked = [
            *zip(spans, stand_ins(meant, asked or ()), strict=True),
            *((span, COUNT) for span in numbers),
        ]
        said, at, gaps = "" if asked is None else BEHIND, 0, []
        for (start, end), mark in sorted(marked):
            said += text[at:start]
            gaps.append((start, end, len(said)))
            said, at = said + mark, end
        reading = self.read_marked(said + text[at:])
        letters = np.arange(len(text)) + (asked is not None)
        for start, end, place in gaps:
            letters[start:end], letters[end:] = place, np.arange(place + 1, place + 1 + len(text) - end)
        words = np.array([reading.telling[letters[word.start()]] for word in WORD.finditer(text)], np.float32)
        return replace(
            reading,
            roles=_padded(reading.roles, len(spans)),
            telling=words,
            numbers=numbers,
            points=_padded(reading.points, len(numbers)),
        )

    def read_marked(self, text: str) -> Reading:
        """Read a text with stand-ins in the place of its names and numbers; `telling` is that of each letter, `numbers` are not told."""
        encoding = self.tokenizer.encode(text)
        ids = np.array(encoding.ids, dtype=np.int64)
        sizes = [len(ROLES), len(ACTS), len(TELLS), len(TURNS)]
        of_roles, of_acts, of_tells, of_turns, of_points = np.split(
            self.classifier(self.bert(ids)), np.cumsum(sizes), axis=1
        )
        told = np.zeros(len(text), np.float32)
        for (begin, end), probability in zip(encoding.offsets, _softmax(of_tells)[:, 0], strict=True):
            told[begin:end] = probability
        return Reading(
            _softmax(of_roles[np.isin(ids, self._marks)]),
            float(_softmax(of_acts[:1])[0, 0]),
            told,
            _softmax(of_turns[:1])[0],
            points=_softmax(of_points[ids == self._count]),
        )


def _padded(probabilities: Array, many: int) -> Array:
    """So many rows of probabilities, even ones for what was not read."""
    missing = many - len(probabilities)
    return np.pad(probabilities, ((0, missing), (0, 0)), constant_values=1 / probabilities.shape[1])


def _numbers(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where numbers stand in a text, beside some stretches of it."""
    found = (number.span() for number in NUMBER.finditer(text))
    return [(start, end) for start, end in found if not any(a < end and start < b for a, b in spans)]


def stand_ins(meant: Sequence[Collection[str]], asked: Collection[str] = ()) -> list[str]:
    """What stands for each of the names in a prompt, by the classes and families that it may mean, and those that were asked for before.

    >>> stand_ins([{"drums"}, {"conga"}, {"piano"}]) == [WHOLE, PART, SOUND]
    True
    >>> stand_ins([{"drums"}, {"conga"}, {"clap"}], asked=["conga"]) == [ASKED, ASKED, PART]
    True
    """
    families, held = shipped().coarse.keys(), [_held(frozenset(ids)) for ids in meant]
    before = [_held(frozenset([id])) for id in asked]
    found = []
    for at, (own, ids) in enumerate(zip(held, meant, strict=True)):
        if not own:  # "loops" tells of no class
            found.append(SOUND)
        elif any(one <= own for one in before if one):
            found.append(ASKED)
        elif own in held[:at]:
            found.append(AGAIN)
        elif any(own < other for other in held):
            found.append(PART)
        elif any(other < own for other in held if other):
            found.append(WHOLE)
        else:
            found.append(SOUND if families.isdisjoint(ids) else WHOLE_FAMILY)
    return found


@cache
def _held(ids: frozenset[str]) -> frozenset[str]:
    """All classes that count as one of some classes and families."""
    taxonomy = shipped()
    found = set(ids & taxonomy.classes.keys())
    for id in ids & taxonomy.classes.keys():
        found.update(taxonomy.descendants(id))
    found.update(id for id in taxonomy.classes if taxonomy.coarse_of(id) in ids)
    return frozenset(found)


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
