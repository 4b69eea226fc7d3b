"""A reader of prompts, in NumPy: what the sounds that a prompt names are there for, whether it asks for any, and which words tell that.

The words around a name tell that, not the name. So each name gives way to a stand-in, which says no more than how it lies to the
other names: "a latin drum, the bongos" is read as "a latin WHOLE, the PART".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
WORD = re.compile(r"\S+")
LABELS = (*ROLES, *ACTS, *TELLS)
#: What stands for a name: one that was named before, a part of another, what another is a part of, a family, any other sound.
#: Characters that nobody types.
AGAIN, PART, WHOLE, WHOLE_FAMILY, SOUND = STAND_INS = "\ue010\ue011\ue012\ue013\ue014"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made of a prompt, by probabilities.

    Attributes:
        roles: (names, 3), of ROLES for each name, even ones behind what is read.
        wish: that a sound is asked for.
        telling: (words,), of each word, between spaces, that it tells what is wanted; 0 behind what is read.
    """

    roles: Array
    wish: float
    telling: Array


class Reader:
    """A token classifier (Devlin et al., 2018) over prompts with stand-ins.

    Example:
        >>> reader = Reader.from_pretrained("data/encoders/reader")
        >>> reader.read("my snare is fine , it lacks a clap", [(3, 8), (28, 32)], [{"snare"}, {"clap"}]).roles.argmax(axis=1)
        array([2, 0])
    """

    def __init__(self, tokenizer: Tokenizer, bert: Bert, classifier: Linear) -> None:
        self.tokenizer, self.bert, self.classifier = tokenizer, bert, classifier
        self._marks = {tokenizer.token_to_id(mark) for mark in STAND_INS}

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

    def read(self, text: str, spans: Sequence[tuple[int, int]], meant: Sequence[Collection[str]]) -> Reading:
        """Read a prompt.

        Parameters:
            text: the prompt.
            spans: where each name stands in it, from a character up to another, in order.
            meant: the classes and families that each name may mean.
        """
        said, at, names = "", 0, []
        for (start, end), mark in zip(spans, stand_ins(meant), strict=True):
            said += text[at:start]
            names.append((start, end, len(said)))
            said, at = said + mark, end
        encoding = self.tokenizer.encode(said + text[at:])
        logits = self.classifier(self.bert(np.array(encoding.ids, dtype=np.int64)))
        of_roles, of_acts, of_tells = np.split(logits, [len(ROLES), len(ROLES) + len(ACTS)], axis=1)
        places = [place for place, id in enumerate(encoding.ids) if id in self._marks]
        roles = np.full((len(spans), len(ROLES)), 1 / len(ROLES), np.float32)
        roles[: len(places)] = _softmax(of_roles[places])
        told = np.zeros(len(said) + len(text) - at, np.float32)  # by letter
        for (begin, end), probability in zip(encoding.offsets, _softmax(of_tells)[:, 0], strict=True):
            told[begin:end] = probability
        letters = np.arange(len(text))
        for start, end, place in names:
            letters[start:end], letters[end:] = place, np.arange(place + 1, place + 1 + len(text) - end)
        words = [told[letters[word.start()]] for word in WORD.finditer(text)]
        return Reading(roles, float(_softmax(of_acts[:1])[0, 0]), np.array(words, np.float32))


def stand_ins(meant: Sequence[Collection[str]]) -> list[str]:
    """What stands for each of the names in a prompt, by the classes and families that it may mean.

    >>> stand_ins([{"drums"}, {"conga"}, {"piano"}]) == [WHOLE, PART, SOUND]
    True
    """
    families, held = shipped().coarse.keys(), [_held(frozenset(ids)) for ids in meant]
    found = []
    for at, (own, ids) in enumerate(zip(held, meant, strict=True)):
        if not own:  # "loops" tells of no class
            found.append(SOUND)
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
