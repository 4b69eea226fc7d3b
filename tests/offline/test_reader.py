"""The reader of prompts in training: lines to examples, training that resumes, a folder that NumPy reads alike."""

from __future__ import annotations

import argparse
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, BertConfig, BertForTokenClassification

from offline.pretrain import reader_stage
from offline.pretrain.captions import CaptionGrammar
from offline.pretrain.descriptions import described, read_descriptions
from offline.pretrain.messages import Lines
from offline.pretrain.reader import MAX_TOKENS, Settings, Trainer, beginning, export
from retrieval_core.build import PROJECT
from retrieval_core.encoders.reader import (
    ACTS,
    ASKED,
    BEHIND,
    COUNT,
    POINTS,
    ROLES,
    SOUND,
    TELLS,
    TURNS,
    Reader,
)
from retrieval_core.taxonomy import Taxonomy

TEXT, SHIPPED = PROJECT / "data/encoders/text", PROJECT / "data/encoders/reader"
TINY = Settings(start=(TEXT,), steps=12, warmup=4, size=24)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines(CaptionGrammar.load())


def test_descriptions_ask_for_nothing_that_they_name() -> None:
    taxonomy = Taxonomy.load()
    found = described("rim", "the stick across the snare, a woody knock, no ^cowbell^", taxonomy)
    assert found.text == "the stick across the snare, a woody knock, no cowbell"
    assert found.refused == {"cowbell"}
    assert [part.role for part in found.parts if not isinstance(part, str)] == ["passing", "refused"]


def test_every_tenth_description_is_held_out(tmp_path: Path) -> None:
    file = tmp_path / "descriptions.txt"
    file.write_text(
        "# by hand\n\n[kick]\n" + "\n".join(f"thump {i}" for i in range(15)) + "\n[clap]\nhands\n"
    )
    learnt, held = (read_descriptions(Taxonomy.load(), file, held_out) for held_out in (False, True))
    assert [one.text for one in held["kick"]] == ["thump 0", "thump 10"]
    assert len(learnt["kick"]) == 13 and [one.text for one in learnt["clap"]] == ["hands"]


def test_all_of_the_descriptions_are_of_what_there_is() -> None:
    taxonomy = Taxonomy.load()
    for held_out in (False, True):
        assert read_descriptions(taxonomy, held_out=held_out).keys() <= {*taxonomy.classes, *taxonomy.coarse}


def test_training_learns_and_resumes_where_it_stopped(lines: Lines, tmp_path: Path) -> None:
    whole = Trainer(lines, replace(TINY, steps=30))
    examples = [rectangle for step in range(10_000, 10_004) for rectangle in whole.batches[step]]

    def lost() -> float:
        whole.model.eval()
        with torch.no_grad():
            losses = whole.losses(examples)
            return sum(losses[name].item() for name in ("roles", "acts", "tells", "turns"))

    before = lost()
    whole.run(tmp_path / "whole")
    assert lost() < before - 0.2

    first = Trainer(lines, TINY)
    first.run(tmp_path / "first")
    half, resumed = Trainer(lines, TINY), Trainer(lines, TINY)
    for step in range(6):
        half.train_step(half.batches[step])
    half.save(tmp_path / "half")
    assert resumed.resume(tmp_path / "half")
    resumed.run(tmp_path / "half")
    for name, value in resumed.average.items():
        torch.testing.assert_close(value, first.average[name])


def test_the_stage_goes_on_from_the_text_encoder_and_takes_means_of_runs(
    lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_stage, "Lines", lambda grammar: lines)  # what all three learn from, read once
    shutil.copytree(TEXT, tmp_path / "out/text")
    runs = []
    for seed in (1, 2):
        args = argparse.Namespace(
            work=tmp_path / str(seed),
            out=tmp_path / "out",
            seed=seed,
            workers=1,
            reader_steps=1,
            reader_start=None,
        )
        reader_stage.run(args)
        runs.append((tmp_path / "out/reader").rename(tmp_path / f"reader {seed}"))
    args.reader_start, args.reader_steps, args.work = runs, 0, tmp_path / "mean"
    reader_stage.run(args)
    Reader.from_pretrained(tmp_path / "out/reader")
    one, other, mean = (
        load_file(folder / "model.safetensors") for folder in (*runs, tmp_path / "out/reader")
    )
    name = "bert.encoder.layer.0.output.dense.weight"
    torch.testing.assert_close(mean[name], (one[name] + other[name]) / 2, atol=1e-3, rtol=0)
    assert not torch.equal(one[name], other[name])


def test_a_reader_that_tells_less_goes_on_from_all_that_it_knows(lines: Lines, tmp_path: Path) -> None:
    config = BertConfig.from_pretrained(SHIPPED)
    config.id2label, config.max_position_embeddings = dict(enumerate((*ROLES, *ACTS))), 96
    before = BertForTokenClassification(config)
    before.save_pretrained(tmp_path)
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    model, _ = beginning([tmp_path])
    known, grown = before.state_dict(), model.state_dict()
    assert model.config.max_position_embeddings == MAX_TOKENS
    for name in known:
        torch.testing.assert_close(grown[name][: len(known[name])], known[name])


def test_the_folder_is_the_same_in_numpy_and_in_the_library(lines: Lines, tmp_path: Path) -> None:
    trainer = Trainer(lines, TINY)
    export(trainer.averaged(), trainer.tokenizer, tmp_path)
    for folder in (tmp_path, SHIPPED):
        library, words = (
            BertForTokenClassification.from_pretrained(folder),
            AutoTokenizer.from_pretrained(folder),
        )
        text = f"{BEHIND}no {SOUND} please, but {COUNT} {ASKED}"
        with torch.no_grad():
            logits = (
                library.eval()
                .float()(**words(text, return_tensors="pt", return_token_type_ids=False))
                .logits[0]
            )
        marks = [
            at
            for at, id in enumerate(words(text).input_ids)
            if id in words.convert_tokens_to_ids([SOUND, ASKED])
        ]
        reading = Reader.from_pretrained(folder).read(
            "no snare please, but 2 claps", [(3, 8), (23, 28)], [{"snare"}, {"clap"}], asked=["clap"]
        )
        sizes = [len(ROLES), len(ACTS), len(TELLS), len(TURNS), len(POINTS)]
        roles, acts, tells, turns, points = (some.softmax(-1) for some in logits.split(sizes, dim=-1))
        np.testing.assert_allclose(reading.roles, roles[marks].numpy(), atol=1e-5)
        assert reading.wish == pytest.approx(acts[0, ACTS.index("wish")].item(), abs=1e-5)
        np.testing.assert_allclose(reading.turn, turns[0].numpy(), atol=1e-5)
        at = words(text).input_ids.index(words.convert_tokens_to_ids(COUNT))
        np.testing.assert_allclose(reading.points, points[[at]].numpy(), atol=1e-5)
        firsts = [words(text).char_to_token(word.start() + 1) for word in re.finditer(r"\S+", text[1:])]
        np.testing.assert_allclose(reading.telling, tells[firsts, 0].numpy(), atol=1e-5)
