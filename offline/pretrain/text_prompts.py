"""Batches of prompts for the text tower: each a pure function of seed and step, so that worker processes write ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.classes import CLASSES
from offline.pretrain.language import pick, roughen
from offline.pretrain.space import MEASURES
from offline.pretrain.text_loss import Wishes
from offline.pretrain.text_model import rectangles
from retrieval_core.taxonomy import Taxonomy

SHARPER = 2.0  # power of the weights of classes: what would do for want of better is aimed at less than it is accepted


class Batch(NamedTuple):
    """Prompts and what to hold them against, as arrays, which pass between processes at little cost.

    rectangles: token ids, (texts, longest) each; wanted, excluded, leanings: see text_loss.Wishes, rows in the order of the
    rectangles; sounds (m,): rows of the space.
    """

    rectangles: list[np.ndarray]
    wanted: np.ndarray
    excluded: np.ndarray
    leanings: np.ndarray
    sounds: np.ndarray

    def to(self, device: torch.device) -> tuple[list[torch.Tensor], Wishes, torch.Tensor]:
        """The same as tensors on a device: token ids, wishes, sounds."""
        ids = [torch.from_numpy(rows).to(device, torch.long) for rows in self.rectangles]
        wishes = (self.wanted, self.excluded, self.leanings)
        return (
            ids,
            Wishes(*(torch.from_numpy(x).to(device).float() for x in wishes)),
            torch.from_numpy(self.sounds).to(device),
        )


@dataclass(frozen=True)
class Mixture:
    """size: prompts of a batch; fragments, refusals, turned: see Prompts; sounds: how many to contrast with."""

    size: int = 160
    fragments: float = 0.1
    refusals: float = 0.25
    turned: float = 0.15
    sounds: int = 384
    rectangle: int = 16


class Prompts(Dataset[Batch]):
    """Batch by step. Shares of the mixture: `turned` come with the same words the other way round, `refusals` surely rule
    something out, since what is not wanted is the hardest to learn, `fragments` are words of descriptions."""

    def __init__(
        self,
        grammar: CaptionGrammar,
        tokenizers: Sequence[Tokenizer],
        weights: np.ndarray,
        mixture: Mixture,
        seed: int,
    ):
        """tokenizers: the one that ships, then coarser ones; weights (clips,): probability of each sound."""
        self.grammar, self.tokenizers, self.weights = grammar, tokenizers, weights
        self.mixture, self.seed = mixture, seed
        self.meaning = Meaning(grammar.taxonomy)

    def __getitem__(self, step: int) -> Batch:
        mix = self.mixture
        rng, numbers = Random(f"{self.seed}/{step}"), np.random.default_rng((self.seed, step))
        prompts: list[tuple[str, Target]] = []
        while len(prompts) < mix.turned * mix.size:
            prompts += turned(self.grammar, rng)
        prompts += [self._prompt(rng) for _ in range(mix.size - len(prompts))]
        texts, targets = zip(*prompts, strict=True)
        rows, order = rectangles(list(self._tokens(texts, numbers)), mix.rectangle)
        count = len(self.weights)
        sounds = (
            numbers.choice(count, min(mix.sounds, count), p=self.weights) if count else np.zeros(0, np.int64)
        )
        wanted, excluded, leanings = (array[order] for array in self.meaning(targets))
        return Batch(rows, wanted, excluded, leanings, sounds)

    def _prompt(self, rng: Random) -> tuple[str, Target]:
        share = rng.random()
        if share < self.mixture.fragments:
            return fragments(self.grammar, rng)
        if share > 1.0 - self.mixture.refusals:
            return self.grammar.refusal(rng)
        return self.grammar.prompt(rng)

    def _tokens(self, texts: Sequence[str], rng: np.random.Generator) -> Iterator[list[int]]:
        """Ids of texts, a third of them cut into smaller pieces."""
        coarser = len(self.tokenizers) - 1
        which = [1 + int(how * 3 * coarser) if how < 1 / 3 else 0 for how in rng.random(len(texts))]
        for i, text in zip(which, texts, strict=True):
            yield self.tokenizers[i].encode(text).ids


def fragments(grammar: CaptionGrammar, rng: Random) -> tuple[str, Target]:
    """Some words of a description of a class, at times of two, in any order: each word has to carry its meaning."""
    known = grammar.taxonomy.classes[pick(grammar.asked[pick(tuple(grammar.asked), rng)], rng)]
    words = " ".join(pick(known.clues, rng) for _ in range(1 if rng.random() < 0.7 else 2)).split()
    words = [word for word in words if rng.random() < 0.7] or words
    if rng.random() < 0.4:
        rng.shuffle(words)
    return roughen(" ".join(words), rng), Target(grammar.sayings.weights(known), kind="descriptive")


def turned(grammar: CaptionGrammar, rng: Random) -> list[tuple[str, Target]]:
    """Two plain nouns with one ruled out, with the other ruled out, and with neither: only the words between them tell."""
    while True:
        ids = [pick(grammar.asked[pick(("drums", "drums", "keys", "other"), rng)], rng) for _ in range(2)]
        if rng.random() < 0.3 and grammar.sayings.neighbours[ids[0]]:
            ids[1] = pick(grammar.sayings.neighbours[ids[0]], rng)
        one, other = (grammar.taxonomy.classes[id] for id in ids)
        kinds = grammar.sayings.kinds
        alike = one.id in kinds[other.id] or other.id in kinds[one.id]
        names = [grammar.sayings.plain_name(known, rng) for known in (one, other)]
        senses = [sense for name in names for sense in grammar.taxonomy.senses(name)]
        if not alike and all(sense.kind != "coarse" for sense in senses):
            break
    found = []
    if rng.random() < 0.3:  # a whole family, less one of its own
        family = grammar.taxonomy.classes[other.id].coarse
        everything = dict.fromkeys(grammar.sayings.of_coarse[family], 1.0)
        group = pick(grammar.taxonomy.coarse[family].synonyms, rng)
        found.append((grammar.say("refusal", rng, np=group, no=names[1]), grammar.without(everything, other)))
    if rng.random() < 0.3:  # anything, less one or the other, or less a whole family
        anything = dict.fromkeys(grammar.taxonomy.classes, 1.0)
        way = rng.random()
        for no, refused in zip(names, (one, other), strict=True):
            text = grammar.say("shun", Random(way), no=no)
            found.append((text, grammar.without(anything, refused)))
        family = pick(("drums", "keys"), rng)
        group = pick(grammar.taxonomy.coarse[family].synonyms, rng)
        excluded = frozenset(grammar.sayings.of_coarse[family])
        left = {id: 1.0 for id in anything if id not in excluded}
        found.append((grammar.say("shun", rng, no=group), Target(left, excluded, kind="shunning")))
    way, rule = rng.random(), "denial" if rng.random() < 0.5 else "refusal"
    for asked, no, wanted, refused in (
        (names[0], names[1], one, other),
        (names[1], names[0], other, one),
    ):
        text = grammar.say(rule, Random(way) if rng.random() < 0.5 else rng, np=asked, no=no)
        found.append((text, grammar.without(grammar.sayings.weights(wanted), refused)))
    both = {id: weight for known in (one, other) for id, weight in grammar.sayings.weights(known).items()}
    both |= {one.id: 1.0, other.id: 1.0}
    found.append((grammar.say("also", rng, a=names[0], b=names[1]), Target(both, kind="combined")))
    return [(grammar.said(text, rng), target) for text, target in found]


class Meaning:
    """Targets of prompts as arrays over the classes of the space, families included."""

    def __init__(self, taxonomy: Taxonomy):
        self.column = {name: i for i, name in enumerate(CLASSES)}
        self.fine = len(CLASSES) - len(taxonomy.coarse)
        family = [taxonomy.coarse_of(name) for name in CLASSES[: self.fine]]
        self.members = np.array([[own == name for own in family] for name in CLASSES[self.fine :]])

    def __call__(self, targets: Sequence[Target]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """wanted, excluded, leanings as in text_loss.Wishes, in small types.

        A family is wanted as far as its best class is, and excluded where all of it is.
        """
        wanted = np.zeros((len(targets), len(self.column)), np.float32)
        excluded = np.zeros((len(targets), len(self.column)), np.uint8)
        leanings = np.zeros((len(targets), len(MEASURES)), np.int8)
        column = self.column
        for i, target in enumerate(targets):
            wanted[i, [column[id] for id in target.classes]] = list(target.classes.values())
            excluded[i, [column[id] for id in target.excluded]] = 1
            qualities = target.attributes.qualities
            if qualities:
                leanings[i] = [qualities.get(quality, 0) for quality in MEASURES]
        for at, own in enumerate(self.members, start=self.fine):
            wanted[:, at] = wanted[:, : self.fine][:, own].max(axis=1)
            excluded[:, at] = excluded[:, : self.fine][:, own].min(axis=1)
        wanted[:, : self.fine] **= SHARPER
        return wanted.astype(np.float16), excluded, leanings
