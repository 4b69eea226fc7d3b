"""Training of the text tower: prompts to points of the joint space that the audio encoder has laid out."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm
from transformers import BertConfig, BertModel

from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.classes import CLASSES
from offline.pretrain.language import pick, roughen
from offline.pretrain.space import MEASURES, Space
from offline.pretrain.tokenizer import coarser, train_tokenizer
from retrieval_core.taxonomy import Taxonomy

#: In what a prompt aims at: the weight of the family beside the fine classes, and how far, as a cosine, the aim lies
#: beyond a right angle from what is excluded.
FAMILY_SHARE, AWAY = 0.2, 0.45
#: The same of each quality asked for, and how much likelier its sounds are, in nats a standard deviation.
LEANING_SHARE, LEANING = 0.12, 0.5
MARGIN = 0.4  # of cosine, by which an excluded class lies below the wanted ones
SHARPER = 2.0  # power of the weights of classes: what would do for want of better is aimed at less than it is accepted


@dataclass(frozen=True)
class Settings:
    steps: int = 4500
    batch: int = 160
    fragments: float = 0.1  # share of prompts that are words of descriptions
    refusals: float = 0.25  # share of prompts that surely rule something out
    turned: float = 0.35  # share of prompts that come with the same words the other way round
    sounds: int = 384
    rate: float = 2e-3
    warmup: int = 100
    decay: float = 0.02
    average: float = 0.995
    sample: int = 30_000  # prompts that the vocabulary is made from
    vocabulary: int = 8000
    hidden: int = 128
    layers: int = 3
    heads: int = 4
    intermediate: int = 512
    max_tokens: int = 96
    seed: int = 0


@dataclass(frozen=True)
class Wishes:
    """What prompts ask for. wanted, excluded (n, classes): weights from 0 to 1; leanings (n, measures): -1, 0, +1."""

    wanted: Tensor
    excluded: Tensor
    leanings: Tensor


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
        one, other = (grammar.taxonomy.classes[id] for id in ids)
        alike = {one.id, *grammar.taxonomy.ancestors(one.id)} & {
            other.id,
            *grammar.taxonomy.ancestors(other.id),
        }
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
    way, rule = rng.random(), "denial" if rng.random() < 0.6 else "refusal"
    for asked, no, wanted, refused in (
        (names[0], names[1], one, other),
        (names[1], names[0], other, one),
    ):
        text = grammar.say(rule, Random(way) if rng.random() < 0.5 else rng, np=asked, no=no)
        found.append((text, grammar.without(grammar.sayings.weights(wanted), refused)))
    both = {id: weight for known in (one, other) for id, weight in grammar.sayings.weights(known).items()}
    both |= {one.id: 1.0, other.id: 1.0}
    found.append((grammar.say("also", rng, a=names[0], b=names[1]), Target(both, kind="combined")))
    return [(roughen(text, rng), target) for text, target in found]


class Reader:
    """Targets of prompts as arrays over the classes of the space, families included."""

    def __init__(self, taxonomy: Taxonomy):
        self.column = {name: i for i, name in enumerate(CLASSES)}
        self.members = {
            family: frozenset(id for id in taxonomy.classes if taxonomy.coarse_of(id) == family)
            for family in taxonomy.coarse
        }

    def __call__(self, targets: Sequence[Target]) -> Wishes:
        """A family is wanted as far as its best class is, and excluded where all of it is."""
        wanted = np.zeros((len(targets), len(self.column)), np.float32)
        excluded = np.zeros_like(wanted)
        leanings = np.zeros((len(targets), len(MEASURES)), np.float32)
        for i, target in enumerate(targets):
            for id, weight in target.classes.items():
                wanted[i, self.column[id]] = weight**SHARPER
            for id in target.excluded:
                excluded[i, self.column[id]] = 1.0
            for family, members in self.members.items():
                best = max((target.classes.get(id, 0.0) for id in members), default=0.0)
                wanted[i, self.column[family]] = best
                excluded[i, self.column[family]] = float(members <= target.excluded)
            leanings[i] = [target.attributes.qualities.get(quality, 0) for quality in MEASURES]
        return Wishes(*map(torch.from_numpy, (wanted, excluded, leanings)))


class TextTower(nn.Module):
    """BERT (Devlin et al., 2018), mean of its tokens, one linear map to the joint space; unit vectors.

    Texts of any lengths go through without padding: all tokens are rows of one matrix, and only attention looks at
    texts one by one. On a CPU this is a good deal faster than the library's own pass, whose parameters it uses.
    """

    def __init__(self, settings: Settings, vocabulary: int, dimension: int):
        super().__init__()
        config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=settings.hidden,
            num_hidden_layers=settings.layers,
            num_attention_heads=settings.heads,
            intermediate_size=settings.intermediate,
            max_position_embeddings=settings.max_tokens,
            type_vocab_size=1,
            hidden_act="relu",  # as good here, and NumPy has it for nothing
            pad_token_id=0,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        self.dense = nn.Linear(settings.hidden, dimension)

    def forward(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Token ids of n texts -> (n, dimension)."""
        return F.normalize(self.dense(self.pooled(tokens)), dim=-1)

    def pooled(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Token ids of n texts -> (n, hidden)."""
        order = sorted(
            range(len(tokens)), key=lambda i: len(tokens[i])
        )  # texts of like lengths share a rectangle
        lengths = torch.tensor([len(tokens[i]) for i in order])
        ids = torch.tensor([id for i in order for id in tokens[i]])
        text = torch.repeat_interleave(torch.arange(len(order)), lengths)
        place = torch.arange(len(ids)) - (lengths.cumsum(0) - lengths)[text]
        embeddings = self.bert.embeddings
        x = embeddings.word_embeddings(ids) + embeddings.position_embeddings(place)
        x = embeddings.LayerNorm(x + embeddings.token_type_embeddings.weight[0])
        x = F.dropout(x, 0.1, self.training)
        rectangles = _rectangles(lengths, text, place)
        layers: Any = self.bert.encoder.layer  # modules, which their types only know as such
        for layer in layers:
            attention = layer.attention
            x = attention.output.LayerNorm(attention.output.dense(_attend(attention.self, x, rectangles)) + x)
            x = layer.output.LayerNorm(layer.output.dense(F.relu(layer.intermediate.dense(x))) + x)
        pooled = x.new_zeros(len(order), x.shape[1]).index_add(0, text, x) / lengths[:, None]
        return pooled[torch.tensor(order).argsort()]


#: Texts that are attended to together: their first row and number of rows, their shape (texts, longest), where in it
#: each row belongs, and which places are taken.
Rectangle = tuple[int, int, tuple[int, int], Tensor, Tensor]


def _rectangles(lengths: Tensor, text: Tensor, place: Tensor, size: int = 32) -> list[Rectangle]:
    found, first = [], 0
    for start in range(0, len(lengths), size):
        group = lengths[start : start + size]
        count, widest = int(group.sum()), int(group.max())
        rows = slice(first, first + count)
        taken = torch.arange(widest)[None] < group[:, None]
        at = (text[rows] - start) * widest + place[rows]
        found.append((first, count, (len(group), widest), at, taken[:, None, None, :]))
        first += count
    return found


def _attend(attention: Any, x: Tensor, rectangles: Sequence[Rectangle]) -> Tensor:
    """Self-attention of each text to itself: (tokens, hidden) -> (tokens, hidden)."""
    maps = (attention.query, attention.key, attention.value)
    qkv = F.linear(x, torch.cat([m.weight for m in maps]), torch.cat([m.bias for m in maps]))
    out = []
    for first, count, (texts, widest), at, taken in rectangles:
        whole = qkv.new_zeros(texts * widest, qkv.shape[1]).index_copy(0, at, qkv[first : first + count])
        q, k, v = whole.view(texts, widest, 3, attention.num_attention_heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=taken)
        out.append(mixed.transpose(1, 2).reshape(texts * widest, -1)[at])
    return torch.cat(out)


class Objective(nn.Module):
    """Losses that bring a prompt to the sounds that it asks for, and keep it from those that it rules out.

    distill: cosine to the anchors that are wanted, less those excluded. contrast: symmetric InfoNCE with a learned
    temperature (Radford et al., 2021) over sounds of the corpus, where a prompt has many right sounds and a sound
    many right prompts; pairs of which nobody knows stay out. classes, families: cross-entropy between what is wanted
    and softmax(scale * cosines with the anchors). order: an excluded anchor lies a margin below the wanted ones.
    """

    def __init__(self, space: Space, families: int):
        super().__init__()
        self.anchors, self.fine = torch.from_numpy(space.anchors), len(space.anchors) - families
        self.audio, self.measures = torch.from_numpy(space.audio), torch.from_numpy(space.measures)
        truth = torch.from_numpy(space.truth[:, : self.fine])
        self.true, self.unknown = (truth > 0).float(), (truth < 0).float()
        self.directions = torch.from_numpy(space.directions)
        self.contrast_scale = nn.Parameter(torch.tensor(math.log(12.0)))
        self.class_scale = nn.Parameter(torch.tensor(math.log(10.0)))

    def aims(self, wishes: Wishes) -> Tensor:
        """The points of the joint space that prompts stand for, (n, d): between what is wanted, off what is excluded.

        Means of fine classes and of families apart. Only so much is taken away as brings the aim to an obtuse angle with
        what is excluded: of "drums, but no kick" most is still drums.
        """
        aim, off = LEANING_SHARE * wishes.leanings @ self.directions, torch.zeros(1)
        for columns, share in ((slice(self.fine), 1.0), (slice(self.fine, None), FAMILY_SHARE)):
            aim = aim + share * _shares(wishes.wanted[:, columns]) @ self.anchors[columns]
            off = off + share * _shares(wishes.excluded[:, columns]) @ self.anchors[columns]
        aim, off = F.normalize(aim, dim=-1), F.normalize(off, dim=-1)
        near = F.relu((aim * off).sum(dim=1, keepdim=True) + AWAY * (off != 0).any(dim=1, keepdim=True))
        return F.normalize(aim - near * off, dim=-1)

    def forward(self, texts: Tensor, wishes: Wishes, sounds: Tensor) -> dict[str, Tensor]:
        """texts (n, d), sounds (m,): rows of the space to contrast with -> the losses by name."""
        cosines = texts @ self.anchors.T
        wanted, excluded = wishes.wanted[:, : self.fine], wishes.excluded[:, : self.fine]
        fine, families = cosines.split([self.fine, cosines.shape[1] - self.fine], dim=1)
        scale = self.class_scale.exp().clamp(max=40.0)
        best = (fine * _shares(wanted)).sum(dim=1, keepdim=True)
        order = (F.relu(fine - best + MARGIN) * _shares(excluded)).sum(dim=1)
        losses = {
            "distill": 2.0 * (1.0 - (texts * self.aims(wishes)).sum(dim=1)).mean(),
            "classes": _divergence(wanted, scale * fine),
            "families": _divergence(wishes.wanted[:, self.fine :], scale * families),
            "order": 4.0 * order.mean(),
        }
        if len(sounds):
            losses["contrast"] = self._contrast(texts, wanted, excluded, wishes.leanings, sounds)
        return losses

    def _contrast(
        self, texts: Tensor, wanted: Tensor, excluded: Tensor, leanings: Tensor, sounds: Tensor
    ) -> Tensor:
        refused = (excluded @ self.true[sounds].T) > 0
        right = (wanted @ self.true[sounds].T).masked_fill(refused, 0.0)
        unsure = ((wanted @ self.unknown[sounds].T) > 0) & (right == 0) & ~refused
        right = right * torch.exp(LEANING * leanings @ self.measures[sounds].T)
        logits = self.contrast_scale.exp().clamp(max=60.0) * (texts @ self.audio[sounds].T)
        logits = logits.masked_fill(unsure, -1e4)
        return 0.5 * (_divergence(right, logits) + _divergence(right.T, logits.T))


def _shares(weights: Tensor) -> Tensor:
    return weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)


def _divergence(weights: Tensor, logits: Tensor) -> Tensor:
    """Mean Kullback-Leibler divergence of softmax(logits) from the weights, over rows that have any weight."""
    shares = _shares(weights)
    rows = (weights.sum(dim=1) > 0).float()
    losses = (shares * (shares.clamp(min=1e-9).log() - F.log_softmax(logits, dim=1))).sum(dim=1)
    return (losses * rows).sum() / rows.sum().clamp(min=1.0)


class Trainer:
    """One training run: tower, its running average, tokenizers, optimiser, step."""

    def __init__(self, space: Space, grammar: CaptionGrammar, settings: Settings):
        torch.manual_seed(settings.seed)
        self.grammar, self.settings = grammar, settings
        self.reader = Reader(grammar.taxonomy)
        self.tokenizer = self._train_tokenizer()
        self.cuts = [coarser(self.tokenizer, share, seed) for seed, share in enumerate((0.3, 0.6, 0.9))]
        self.tower = TextTower(settings, self.tokenizer.get_vocab_size(), space.anchors.shape[1])
        self.objective = Objective(space, len(grammar.taxonomy.coarse))
        self.average = {name: value.detach().clone() for name, value in self.tower.state_dict().items()}
        groups = [
            {"params": list(self.tower.parameters()), "weight_decay": settings.decay},
            {"params": list(self.objective.parameters()), "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=settings.rate, fused=True)
        self.weights = balanced(space.truth)
        self.step = 0

    def _train_tokenizer(self) -> Tokenizer:
        rng = Random(self.settings.seed)
        texts = [self.grammar.prompt(rng)[0] for _ in range(self.settings.sample)]
        # Every word of music is a piece by itself where there is room, however rarely it is said.
        words = [*self.grammar.taxonomy.lookup, *self.grammar.vocabulary]
        return train_tokenizer([*texts, *words * 3], self.settings.vocabulary, self.settings.max_tokens)

    @torch.no_grad()
    def start_from(self, learnt: TextTower, prompts: int = 4096) -> None:
        """Take over what another tower knows of words; its last map is refitted to this space by ridge regression."""
        rng = Random(f"{self.settings.seed}/start")
        texts, targets = zip(*(self.grammar.prompt(rng) for _ in range(prompts)), strict=True)
        aims = self.objective.aims(self.reader(targets))
        pooled = learnt.pooled([self.tokenizer.encode(text).ids for text in texts])
        pooled = torch.cat([pooled, torch.ones(len(pooled), 1)], dim=1)
        gram = pooled.T @ pooled / prompts
        gram += 1e-3 * gram.diagonal().mean() * torch.eye(len(gram))
        fitted = torch.linalg.solve(gram, pooled.T @ aims / prompts)
        self.tower.bert.load_state_dict(learnt.bert.state_dict())
        self.tower.dense.weight.copy_(fitted[:-1].T)
        self.tower.dense.bias.copy_(fitted[-1])
        self.average = {name: value.detach().clone() for name, value in self.tower.state_dict().items()}

    def learning_rate(self) -> float:
        s = self.settings
        if self.step < s.warmup:
            return s.rate * (self.step + 1) / s.warmup
        return s.rate * 0.5 * (1.0 + math.cos(math.pi * (self.step - s.warmup) / max(1, s.steps - s.warmup)))

    def tokens(self, texts: Sequence[str], rng: np.random.Generator) -> list[list[int]]:
        """Ids of texts, a third of them cut into smaller pieces."""
        encodings = []
        for text, how in zip(texts, rng.random(len(texts)), strict=True):
            tokenizer = self.cuts[int(how * 9)] if how < 1 / 3 else self.tokenizer
            encodings.append(tokenizer.encode(text).ids)
        return encodings

    def _prompt(self, rng: Random) -> tuple[str, Target]:
        share = rng.random()
        if share < self.settings.fragments:
            return fragments(self.grammar, rng)
        text, target = self.grammar.prompt(rng)
        if (
            share > 1.0 - self.settings.refusals
        ):  # what is not wanted is the hardest to learn: ask for it more often
            while not target.excluded:
                text, target = self.grammar.prompt(rng)
        return text, target

    def train_step(self) -> dict[str, float]:
        s = self.settings
        rng = np.random.default_rng((s.seed, self.step))
        torch.manual_seed(s.seed * 1_000_003 + self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        talk = Random(f"{s.seed}/{self.step}")
        prompts: list[tuple[str, Target]] = []
        while len(prompts) < s.turned * s.batch:
            prompts += turned(self.grammar, talk)
        prompts += [self._prompt(talk) for _ in range(s.batch - len(prompts))]
        texts, targets = zip(*prompts, strict=True)
        tokens = self.tokens(texts, rng)
        none = np.zeros(0, dtype=np.int64)
        sounds = rng.choice(len(self.weights), s.sounds, p=self.weights) if len(self.weights) else none
        self.tower.train()
        embedded = self.tower(tokens)
        losses = self.objective(embedded, self.reader(targets), torch.as_tensor(sounds, dtype=torch.long))
        loss = torch.stack(list(losses.values())).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(s.average, (self.step + 1) / (self.step + 10))
        for key, value in self.tower.state_dict().items():
            if value.is_floating_point():
                self.average[key].lerp_(value, 1.0 - keep)
        return {name: value.item() for name, value in losses.items()} | {"loss": loss.item()}

    def averaged(self) -> TextTower:
        """The tower with averaged weights, in evaluation mode."""
        tower = TextTower(self.settings, self.tokenizer.get_vocab_size(), self.tower.dense.out_features)
        tower.load_state_dict(self.average)
        return tower.eval()

    def run(self, folder: Path, save_every: int = 250) -> None:
        """Train to the last step, with a progress bar, checkpoints and a line of curves.jsonl every 50 steps."""
        folder.mkdir(parents=True, exist_ok=True)
        started, recent = time.monotonic(), []
        bar = tqdm(
            total=self.settings.steps, initial=self.step, desc="text tower", unit="step", mininterval=5
        )
        with bar, (folder / "curves.jsonl").open("a", encoding="utf-8") as curves:
            while self.step < self.settings.steps:
                recent.append(self.train_step())
                bar.update()
                if self.step % 50 == 0:
                    line = {name: round(float(np.mean([r[name] for r in recent])), 4) for name in recent[0]}
                    line |= {"step": self.step, "seconds": round(time.monotonic() - started, 1)}
                    curves.write(json.dumps(line) + "\n")
                    curves.flush()
                    bar.set_postfix(loss=line["loss"])
                    recent = []
                if self.step % save_every == 0 or self.step == self.settings.steps:
                    self.save(folder)

    def save(self, folder: Path) -> None:
        """Write the folder's checkpoint, in one atomic step."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "step": self.step,
            "settings": asdict(self.settings),
            "tower": self.tower.state_dict(),
            "objective": self.objective.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }
        part = folder / "checkpoint.part"
        torch.save(state, part)
        part.replace(folder / "checkpoint.pt")

    def resume(self, folder: Path) -> bool:
        """Go on from the folder's checkpoint, if there is one.

        Raises ValueError where it is of other settings, or of another vocabulary.
        """
        path = folder / "checkpoint.pt"
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True)
        words = "bert.embeddings.word_embeddings.weight"
        if state["settings"] != asdict(self.settings) or len(state["tower"][words]) != len(
            self.average[words]
        ):
            raise ValueError(
                f"{path} is of a run with other settings or words; remove it or give the same ones."
            )
        self.tower.load_state_dict(state["tower"])
        self.objective.load_state_dict(state["objective"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        return True


def balanced(truth: np.ndarray) -> np.ndarray:
    """Probability of each sound, so that all its classes come up about equally often."""
    true = truth > 0
    frequency = true.sum(axis=0).clip(1)
    weights = np.where(true, 1.0 / frequency, 0.0).max(axis=1) + 1e-9
    return weights / weights.sum()
