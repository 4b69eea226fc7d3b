"""The text tower: words to pieces, prompts to targets, training that resumes, and folders that NumPy reads alike."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel

from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.classes import CLASSES
from offline.pretrain.space import Space
from offline.pretrain.text import Objective, Reader, Settings, Trainer, turned
from offline.pretrain.text_export import export
from offline.pretrain.tokenizer import UNK, coarser, train_tokenizer
from retrieval_core.build import PROJECT
from retrieval_core.encoders.text import TextEncoder

SHIPPED = PROJECT / "data/encoders/text"
TINY = Settings(
    steps=24,
    sample=500,
    batch=24,
    sounds=16,
    warmup=4,
    vocabulary=1200,
    hidden=32,
    layers=1,
    heads=2,
    intermediate=64,
)
TEXTS = [
    "give me drum samples",
    "Hi-Hat, but NOT open ones!!",
    "snaer durm plz",
    "große Trommel 🥁 ピアノ",
    "",
    "a dark and dusty upright piano loop, something to rap over, nothing with drums in it please",
    "very long " * 100,
]


@pytest.fixture(scope="module")
def grammar() -> CaptionGrammar:
    return CaptionGrammar.load()


@pytest.fixture(scope="module")
def space() -> Space:
    """A real space in small: twelve sounds near the anchors of three classes, bright ones and dark ones."""
    rng = np.random.default_rng(0)
    empty = Space.imagined(128, seed=0)
    labels = ["kick", "snare", "piano"] * 4
    truth = np.zeros((len(labels), len(CLASSES)), np.int8)
    for row, label in zip(truth, labels, strict=True):
        row[[CLASSES.index(label), CLASSES.index("keys" if label == "piano" else "drums")]] = 1
    audio = empty.anchors[[CLASSES.index(label) for label in labels]] + rng.normal(
        0, 0.02, (len(labels), 128)
    )
    audio = (audio / np.linalg.norm(audio, axis=1, keepdims=True)).astype(np.float32)
    measures = rng.choice([-1.0, 1.0], (len(labels), len(empty.directions))).astype(np.float32)
    return replace(empty, audio=audio, truth=truth, measures=measures)


def column(name: str) -> int:
    return CLASSES.index(name)


def assert_same_in_numpy(folder: Path, texts: Sequence[str] = TEXTS) -> np.ndarray:
    """The library in one padded batch and the NumPy pass, row for row; returns the vectors."""
    ours = TextEncoder.from_pretrained(folder).encode(texts)
    theirs = SentenceTransformer(str(folder), device="cpu").encode(list(texts), normalize_embeddings=True)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert ((ours * theirs).sum(axis=1) > 0.99999).all()
    return ours


# ---------------------------------------------------------------- words


def test_spellings_of_one_thing_are_one_thing(grammar: CaptionGrammar) -> None:
    tokenizer = train_tokenizer(list(grammar.taxonomy.lookup), 2000, 32)
    assert tokenizer.encode("Hi-Hat").tokens == tokenizer.encode("hi_hat").tokens == ["[CLS]", "hi", "hat"]
    assert tokenizer.encode("TR808").tokens[-2:] == ["tr", "808"]
    assert tokenizer.encode("Batería").ids == tokenizer.encode("bateria").ids


def test_unknown_words_fall_to_pieces_not_to_nothing(grammar: CaptionGrammar) -> None:
    tokenizer = train_tokenizer(list(grammar.taxonomy.lookup), 2000, 32)
    assert UNK not in tokenizer.encode("qzjxwv snaerrr pïannö 4x4 p@d! ピアノ").tokens
    assert len(tokenizer.encode("word " * 100).ids) == 32


def test_the_same_texts_make_the_same_vocabulary(grammar: CaptionGrammar) -> None:
    first, second = (train_tokenizer(list(grammar.taxonomy.lookup), 1000, 32) for _ in range(2))
    assert first.to_str() == second.to_str()


def test_coarser_cuts_the_same_words_into_pieces_of_the_same_ids(grammar: CaptionGrammar) -> None:
    tokenizer = train_tokenizer(list(grammar.taxonomy.lookup), 2000, 32)
    fine = coarser(tokenizer, 1.0, seed=0)
    whole, pieces = tokenizer.encode("tambourine"), fine.encode("tambourine")
    assert len(pieces.ids) > len(whole.ids)
    assert [tokenizer.id_to_token(id) for id in pieces.ids] == pieces.tokens
    assert "".join(token.removeprefix("##") for token in pieces.tokens[1:]) == "tambourine"


# ---------------------------------------------------------------- what prompts mean


def test_reader_knows_families(grammar: CaptionGrammar) -> None:
    drums = {id for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"}
    wishes = Reader(grammar.taxonomy)([Target({"piano": 1.0, "epiano": 0.3}, frozenset(drums))])
    assert wishes.wanted[0, column("keys")] == 1.0
    assert wishes.wanted[0, column("drums")] == 0.0
    assert wishes.excluded[0, column("drums")] == 1.0
    assert wishes.excluded[0, column("keys")] == 0.0


def test_aims_lie_by_what_is_wanted_and_away_from_what_is_not(grammar: CaptionGrammar, space: Space) -> None:
    drums = {id: 1.0 for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"}
    no_kick = Target({id: 1.0 for id in drums if id != "kick"}, frozenset({"kick"}))
    objective = Objective(space, families=3)
    snare, rest = (
        objective.aims(Reader(grammar.taxonomy)([Target({"snare": 1.0}), no_kick])) @ objective.anchors.T
    )
    assert snare.argmax() == column("snare")
    assert snare[column("drums")] > 0.15 > abs(snare[column("keys")])
    assert rest.argmax() == column("drums")
    assert rest[column("kick")] < -0.2 < rest[column("snare")]


def test_what_is_refused_takes_little_from_what_is_asked(grammar: CaptionGrammar, space: Space) -> None:
    drums = {id: 1.0 for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"}
    asked = [Target(drums), Target({id: 1.0 for id in drums if id != "kick"}, frozenset({"kick"}))]
    whole, less = Objective(space, families=3).aims(Reader(grammar.taxonomy)(asked))
    assert whole @ less > 0.8


def test_the_same_words_come_with_one_refused_and_with_the_other(grammar: CaptionGrammar) -> None:
    for seed in range(20):
        *_, first, second, both = turned(grammar, Random(seed))
        (one,) = (id for id, weight in first[1].classes.items() if weight == 1.0 and id in second[1].excluded)
        assert second[1].classes[next(iter(first[1].excluded & set(both[1].classes)))] == 1.0
        assert first[1].excluded.isdisjoint(first[1].classes) and both[1].classes[one] == 1.0
        assert not both[1].excluded


def test_losses_reward_the_right_direction(grammar: CaptionGrammar, space: Space) -> None:
    objective = Objective(space, families=3)
    wishes = Reader(grammar.taxonomy)([Target({"kick": 1.0}, frozenset({"snare"})), Target({"piano": 1.0})])
    aims, sounds = objective.aims(wishes), torch.arange(len(space.audio))
    good = objective(aims, wishes, sounds)
    bad = objective(-aims, wishes, sounds)
    assert good["distill"] == pytest.approx(0.0, abs=1e-5)
    for name in good:
        assert good[name] < bad[name], name


# ---------------------------------------------------------------- training


def test_training_learns_and_resumes_where_it_stopped(
    grammar: CaptionGrammar, space: Space, tmp_path: Path
) -> None:
    whole = Trainer(space, grammar, TINY)
    first = whole.train_step()["loss"]
    whole.run(tmp_path / "whole", save_every=10)
    whole.step = 0  # the same prompts once more
    assert whole.train_step()["loss"] < first - 0.5

    resumed = Trainer(space, grammar, TINY)
    assert not resumed.resume(tmp_path / "none")
    torch.save(torch.load(tmp_path / "whole/checkpoint.pt", weights_only=True), tmp_path / "last.pt")
    half = Trainer(space, grammar, TINY)
    for _ in range(10):
        half.train_step()
    half.save(tmp_path / "half")
    assert resumed.resume(tmp_path / "half")
    resumed.run(tmp_path / "half")
    last = torch.load(tmp_path / "last.pt", weights_only=True)["average"]
    for name, value in resumed.average.items():
        torch.testing.assert_close(value, last[name])


def test_a_tower_that_knows_words_starts_well_in_another_space(grammar: CaptionGrammar, space: Space) -> None:
    learnt = Trainer(Space.imagined(128, seed=1), grammar, TINY)
    for _ in range(12):
        learnt.train_step()
    fresh, started = Trainer(space, grammar, TINY), Trainer(space, grammar, TINY)
    started.start_from(learnt.averaged(), prompts=256)
    assert started.train_step()["distill"] < fresh.train_step()["distill"] - 0.15


def test_a_checkpoint_of_other_settings_is_refused(
    grammar: CaptionGrammar, space: Space, tmp_path: Path
) -> None:
    Trainer(space, grammar, TINY).save(tmp_path)
    with pytest.raises(ValueError, match="other settings"):
        Trainer(space, grammar, replace(TINY, seed=1)).resume(tmp_path)


# ---------------------------------------------------------------- folders


def test_exported_folder_is_the_same_in_numpy_and_in_the_library(
    grammar: CaptionGrammar, space: Space, tmp_path: Path
) -> None:
    trainer = Trainer(space, grammar, TINY)
    tower = trainer.averaged()
    export(tower, trainer.tokenizer, tmp_path / "text")
    vectors = assert_same_in_numpy(tmp_path / "text")
    with (
        torch.no_grad()
    ):  # the pass without padding that training uses; half precision on disk is the difference
        trained = tower([trainer.tokenizer.encode(text).ids for text in TEXTS])
    np.testing.assert_allclose(vectors, trained, atol=2e-3)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "text").rglob("*.*")}
    assert modes == {0o644}


def test_shipped_encoder_is_the_same_in_numpy_and_in_the_library() -> None:
    vectors = assert_same_in_numpy(SHIPPED)
    assert vectors.shape == (len(TEXTS), 256)


def test_shipped_encoder_is_small_and_in_half_precision() -> None:
    files = [file for file in SHIPPED.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 4_000_000
    with safe_open(SHIPPED / "model.safetensors", framework="np") as weights:
        assert {weights.get_slice(name).get_dtype() for name in weights.keys()} == {"F16"}  # noqa: SIM118
    assert not any(file.suffix in {".bin", ".pkl", ".pt"} for file in files)


def test_minilm_architecture_is_the_same_in_numpy(tmp_path: Path) -> None:
    """all-MiniLM-L6-v2's sizes, its weights drawn by seed: 22 million parameters, gelu, no projection."""
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30_522,
        hidden_size=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    for file in SHIPPED.glob("tokenizer*.json"):
        (tmp_path / "bert" / file.name).write_bytes(file.read_bytes())
    modules = [Transformer(str(tmp_path / "bert")), Pooling(384, pooling_mode="mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(tmp_path / "minilm"), create_model_card=False)
    vectors = assert_same_in_numpy(tmp_path / "minilm")
    assert vectors.shape == (len(TEXTS), 384)
    assert (vectors @ vectors.T)[0, 1] < 0.999
