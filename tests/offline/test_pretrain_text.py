"""The text tower: words to pieces, prompts to targets, training that resumes, and folders that NumPy reads alike."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from offline.pretrain import text_model, text_stage
from offline.pretrain.captions import CaptionGrammar, Target
from offline.pretrain.classes import CLASSES, FINE
from offline.pretrain.space import MEASURES, Space
from offline.pretrain.text import Settings, Trainer
from offline.pretrain.text_loss import Objective, Wishes, best_few
from offline.pretrain.text_model import TextTower, rectangles
from offline.pretrain.text_prompts import Meaning, Mixture, turned
from offline.pretrain.tokenizer import UNK, coarser, train_tokenizer
from retrieval_core.arrays import unit
from retrieval_core.build import PROJECT
from retrieval_core.encoders.features import DESCRIPTORS
from retrieval_core.encoders.text import TextEncoder

SHIPPED = PROJECT / "data/encoders/text"
TINY = Settings(
    steps=24,
    rate=1e-2,
    sample=500,
    mixture=Mixture(size=48, sounds=16, rectangle=16),
    warmup=4,
    vocabulary=1200,
    hidden=32,
    layers=1,
    heads=2,
    intermediate=64,
)
CPU = torch.device("cpu")
TEXTS = [
    "give me drum samples",
    "Hi-Hat, but NOT open ones!!",
    "snaer durm plz",
    "große Trommel 🥁 ピアノ",
    "",
    "a dark and dusty upright piano loop, something to rap over, nothing with drums in it please",
    "very long " * 100,
]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)  # with such small matrices threads only wait for each other


@pytest.fixture(scope="module")
def grammar() -> CaptionGrammar:
    return CaptionGrammar.load()


@pytest.fixture(scope="module")
def space() -> Space:
    """A space in small: twelve sounds near the anchors of three classes, bright ones and dark ones."""
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.standard_normal((128, len(CLASSES) + len(MEASURES))))
    anchors, directions = np.split(basis.T.astype(np.float32), [len(CLASSES)])
    labels = ["kick", "snare", "piano"] * 4
    truth = np.zeros((len(labels), len(CLASSES)), np.int8)
    for row, label in zip(truth, labels, strict=True):
        row[[CLASSES.index(label), CLASSES.index("keys" if label == "piano" else "drums")]] = 1
    audio = anchors[[CLASSES.index(label) for label in labels]] + rng.normal(0, 0.02, (len(labels), 128))
    audio = (audio / np.linalg.norm(audio, axis=1, keepdims=True)).astype(np.float32)
    measures = rng.choice([-1.0, 1.0], (len(labels), len(MEASURES))).astype(np.float32)
    return Space(anchors, directions, audio, truth, measures)


def write_clips(folder: Path) -> None:
    """What the audio stage leaves, in small."""
    rng = np.random.default_rng(0)
    labels = ["kick", "snare", "piano"] * 4
    vectors = rng.standard_normal((len(CLASSES) + len(labels), 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    arrays = {
        "anchors": vectors[: len(CLASSES)],
        "embeddings": vectors[len(CLASSES) :],
        "descriptors": rng.standard_normal((len(labels), DESCRIPTORS)).astype(np.float32),
    }
    save_file(arrays, folder / "clips.safetensors")
    lines = "".join(json.dumps({"label": label}) + "\n" for label in labels)
    (folder / "clips.jsonl").write_text(lines, encoding="utf-8")


def wishes(grammar: CaptionGrammar, *targets: Target) -> Wishes:
    return Wishes(*(torch.from_numpy(array).float() for array in Meaning(grammar.taxonomy)(targets)))


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
    wanted, excluded, _ = wishes(grammar, Target({"piano": 1.0, "epiano": 0.3}, frozenset(drums)))
    assert wanted[0, column("keys")] == 1.0 > wanted[0, column("epiano")] > 0.0 == wanted[0, column("drums")]
    assert excluded[0, column("drums")] == 1.0
    assert excluded[0, column("keys")] == 0.0


def test_aims_lie_by_what_is_wanted_and_away_from_what_is_not(grammar: CaptionGrammar, space: Space) -> None:
    drums = {id: 1.0 for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"}
    no_kick = Target({id: 1.0 for id in drums if id != "kick"}, frozenset({"kick"}))
    objective = Objective(space, families=3)
    snare, rest = objective.aims(wishes(grammar, Target({"snare": 1.0}), no_kick)) @ objective.anchors.T
    assert snare.argmax() == column("snare")
    assert snare[column("drums")] > 0.15 > abs(snare[column("keys")])
    assert rest.argmax() == column("drums")
    assert rest[column("kick")] < -0.2 < rest[column("snare")]


def test_what_is_refused_takes_little_from_what_is_asked(grammar: CaptionGrammar, space: Space) -> None:
    drums = {id: 1.0 for id in grammar.taxonomy.classes if grammar.taxonomy.coarse_of(id) == "drums"}
    asked = [Target(drums), Target({id: 1.0 for id in drums if id != "kick"}, frozenset({"kick"}))]
    whole, less = Objective(space, families=3).aims(wishes(grammar, *asked))
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
    asked = wishes(grammar, Target({"kick": 1.0}, frozenset({"snare"})), Target({"piano": 1.0}))
    aims, sounds = objective.aims(asked), torch.arange(len(space.audio))
    good = objective(aims, asked, sounds)
    bad = objective(-aims, asked, sounds)
    assert good["distill"] == pytest.approx(0.0, abs=1e-5)
    for name in good:
        assert good[name] < bad[name], name


def test_what_is_ruled_out_costs_more_than_what_is_merely_wrong() -> None:
    right, refused = torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([[False, True, False]])
    known = torch.zeros(1, 3, dtype=torch.bool)
    found, by_refused, by_wrong = (
        best_few(torch.tensor([cosines]), right, refused, known).item()
        for cosines in ([0.9, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5])
    )
    assert found < by_wrong < by_refused
    # Nothing is asked of a prompt for sounds that are not there, and nothing of a sound that nobody knows.
    assert best_few(torch.ones(1, 3), torch.zeros(1, 3), refused, known).item() == 0.0
    unknown = torch.tensor([[False, True, True]])
    assert best_few(torch.ones(1, 3), right, refused, unknown).item() == pytest.approx(0.0, abs=1e-5)


def test_texts_of_one_rectangle_do_not_see_each_other() -> None:
    tower = TextTower(50, 16, hidden=32, layers=2, heads=2, intermediate=64, max_tokens=8).eval()
    tokens = [[2, 7, 9, 11], [2], [2, 30]]
    rows, order = rectangles(tokens, 3)
    together = tower([torch.from_numpy(ids).long() for ids in rows])
    alone = [tower([torch.tensor([tokens[i]])]) for i in order]
    torch.testing.assert_close(together, torch.cat(alone))


# ---------------------------------------------------------------- training


def of_unseen_prompts(trainer: Trainer) -> float:
    """How far the classes of some hundred prompts that no step has had are from those asked for, in nats."""
    trainer.model.eval()
    losses = []
    for number in range(10_000, 10_008):
        ids, asked, sounds = trainer.batches[number].to(CPU)
        with torch.no_grad():
            losses.append(trainer.beside(trainer.model(ids), asked, sounds)["classes"])
    return torch.stack(losses).mean().item()


def test_training_learns_and_resumes_where_it_stopped(
    grammar: CaptionGrammar, space: Space, tmp_path: Path
) -> None:
    whole = Trainer(space, grammar, TINY, CPU)
    before = of_unseen_prompts(whole)
    whole.run(tmp_path / "whole", save_every=10)
    last = {name: value.clone() for name, value in whole.average.items()}
    assert of_unseen_prompts(whole) < before - 0.2

    resumed = Trainer(space, grammar, TINY, CPU, workers=1)  # another process writes the same prompts
    assert not resumed.resume(tmp_path / "none")
    half = Trainer(space, grammar, TINY, CPU)
    for step in range(10):
        half.train_step(half.batches[step])
    half.save(tmp_path / "half")
    assert resumed.resume(tmp_path / "half")
    resumed.run(tmp_path / "half")
    for name, value in resumed.average.items():
        torch.testing.assert_close(value, last[name])


def test_a_checkpoint_of_other_settings_is_refused(
    grammar: CaptionGrammar, space: Space, tmp_path: Path
) -> None:
    Trainer(space, grammar, TINY, CPU).save(tmp_path)
    with pytest.raises(ValueError, match="other settings"):
        Trainer(space, grammar, replace(TINY, decay=0.1), CPU).resume(tmp_path)


# ---------------------------------------------------------------- folders


def test_the_stage_leaves_a_folder_that_is_the_same_in_numpy_and_in_the_library(tmp_path: Path) -> None:
    write_clips(tmp_path)
    text_stage.train(tmp_path, replace(TINY, steps=2), workers=0)
    text_stage.write(tmp_path, tmp_path / "text")
    vectors = assert_same_in_numpy(tmp_path / "text")
    made = torch.load(tmp_path / "text_run/tower.pt", weights_only=True)
    tower = TINY.tower(made["tower"]["bert.embeddings.word_embeddings.weight"].shape[0], 128).eval()
    tower.load_state_dict(made["tower"])
    tokenizer = Tokenizer.from_str(made["tokenizer"])
    rows, order = rectangles([tokenizer.encode(text).ids for text in TEXTS], 4)
    with torch.no_grad():  # the pass of the training; half precision on disk is the difference
        trained = tower([torch.from_numpy(ids).long() for ids in rows]).numpy()
    centred = unit(trained - Space.open(tmp_path).anchors[: len(FINE)].mean(axis=0))
    # Not quite so: how long vectors are before they are normalised differs from text to text.
    near, far = ((rows * vectors[order]).sum(axis=1) for rows in (centred, trained))
    assert near.min() > 0.999 and (near > far).all()
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "text").rglob("*.*")}
    assert modes == {0o644}

    # another run may go on from it, with its words and sizes
    (tmp_path / "text_run/checkpoint.pt").unlink()
    further = replace(TINY, steps=1, hidden=64, rate=1e-6)
    text_stage.train(tmp_path, further, workers=0, start=[tmp_path / "text"])
    again = torch.load(tmp_path / "text_run/tower.pt", weights_only=True)
    assert again["tokenizer"] == made["tokenizer"]
    for name, value in made["tower"].items():
        torch.testing.assert_close(again["tower"][name], value, atol=2e-3, rtol=0, msg=name)


def test_the_mean_of_two_runs_is_one_of_no_steps(tmp_path: Path) -> None:
    write_clips(tmp_path)
    runs = []
    for seed in (1, 2):
        text_stage.train(tmp_path, replace(TINY, steps=1, seed=seed), workers=0, start=runs[:1])
        text_stage.write(tmp_path, tmp_path / f"text {seed}")
        runs.append(tmp_path / f"text {seed}")
        (tmp_path / "text_run/checkpoint.pt").unlink()
    text_stage.train(tmp_path, replace(TINY, steps=0), workers=0, start=runs)
    mean = torch.load(tmp_path / "text_run/tower.pt", weights_only=True)["tower"]
    one, other = (
        text_model.weights(run, torch.from_numpy(Space.open(tmp_path).anchors[: len(FINE)])) for run in runs
    )
    for name in ("dense.bias", "bert.encoder.layer.0.output.dense.weight"):
        torch.testing.assert_close(mean[name], (one[name] + other[name]) / 2)
        assert not torch.equal(one[name], other[name])


def test_shipped_encoder_is_the_same_in_numpy_and_in_the_library() -> None:
    vectors = assert_same_in_numpy(SHIPPED)
    assert vectors.shape == (len(TEXTS), 256)


def test_shipped_encoder_is_small_and_in_half_precision() -> None:
    files = [file for file in SHIPPED.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 6_000_000
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
