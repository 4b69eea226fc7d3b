"""Pretraining in small: labels, augmentation, a corpus on disk, training that can be interrupted."""

import csv
import math

import numpy as np
import pytest
import soundfile as sf
import torch
from safetensors.numpy import load_file

from offline.__main__ import main
from offline.pretrain import classes, measure, soundfont
from offline.pretrain.audio_eval import embed_labelled, interval
from offline.pretrain.audio_export import export
from offline.pretrain.audio_model import AudioEncoderConfig
from offline.pretrain.audio_train import Objective, Settings, Trainer, sampling_weights
from offline.pretrain.augment import LONGEST, Draw, augment, layer
from offline.pretrain.corpus import Corpus, build, labelled_files, recorded_recipes
from offline.pretrain.hearing import hear
from offline.pretrain.soundfont import variety
from offline.pretrain.views import Views
from offline.synth import VOICES
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.features import SAMPLE_RATE, features

SMALL = AudioEncoderConfig(channels=(8, 8, 16, 16), blocks=(0, 1, 1, 1), described=8, hidden=16, dimension=16)


def true(label, value=1):
    return {
        name for name, found in zip(classes.CLASSES, classes.targets(label), strict=True) if found == value
    }


def test_a_label_is_all_that_it_counts_as():
    assert true("openhat") == {"openhat", "hihat", "drums"}
    assert true("chord+epiano") == {"chord", "epiano", "keys"}


def test_an_unspecific_label_leaves_its_finer_classes_open():
    assert {"ride", "crash", "splash", "china"} <= true("cymbal", -1)
    assert "kick" in true("drumloop", -1) and "piano" not in true("drumloop", -1)
    assert "piano" not in true("chord+epiano", -1)


@pytest.mark.parametrize(
    ("fine", "tags", "label"),
    [
        ("sfx", "elec;loop", "fx"),
        ("perc", "woodblock", "woodblock"),
        ("hihat", "pedal", "hihat_pedal"),
        ("cymbal", "crash;acoustic", "crash"),
        ("drumloop", "conga", "drumloop"),
        ("keysloop", "organ", "keysloop+organ"),
    ],
)
def test_rows_of_labelled_folders_are_read_as_precisely_as_they_say(fine, tags, label):
    assert classes.label_of(fine, tags) == label


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """Small products are quicker on one thread, and few views are enough to know what is usual of them."""
    monkeypatch.setattr("offline.pretrain.audio_train.MEASURED", 64)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def rows(*sounds):
    """Sounds of different lengths as a batch: waveforms (n, samples), lengths (n,)."""
    lengths = torch.tensor([len(sound) for sound in sounds])
    return torch.nn.utils.rnn.pad_sequence(
        [torch.from_numpy(sound) for sound in sounds], batch_first=True
    ), lengths


def test_what_is_trained_on_is_what_the_encoder_is_asked_with():
    rng = np.random.default_rng(3)
    names = ["kick", "openhat", "piano", "drumloop", "fx"]
    sounds = [VOICES[name](rng, SAMPLE_RATE).samples.astype(np.float32)[:LONGEST] for name in names]
    sounds += [np.concatenate([np.zeros(5000, np.float32), sounds[0]]), sounds[1][:30].copy()]
    windows, descriptors = hear(*rows(*sounds), torch.Generator().manual_seed(0))
    for sound, window, described in zip(sounds, windows.numpy(), descriptors.numpy(), strict=True):
        seen = features(sound)
        assert np.abs(seen.windows - window).max(axis=(1, 2, 3)).min() < 1e-4  # it is one of them
        # a frame that is at a threshold of loudness may fall on either side of it
        np.testing.assert_allclose(described, seen.descriptors, atol=0.02)
        assert np.abs(described - seen.descriptors).mean() < 1e-3


@pytest.mark.parametrize("samples", [1, 50, 3200, 100_000])
def test_augmented_views_are_sounds(samples):
    draw = Draw(20, torch.Generator().manual_seed(samples))
    sounds, lengths = draw.noise(samples), torch.full((20,), samples)
    seen, lengths = augment(sounds, lengths, torch.zeros(20, dtype=torch.bool), draw)
    assert seen.isfinite().all() and seen.abs().amax() <= 1.0
    assert ((lengths > 0) & (lengths <= seen.shape[1])).all() and seen.shape[1] <= LONGEST
    assert all(not row[length:].any() for row, length in zip(seen, lengths, strict=True))
    assert samples == 1 or len({tuple(row[:50].tolist()) for row in seen}) > 15  # hardly two alike


def test_a_layered_hit_is_still_the_hit_it_was():
    t = np.arange(SAMPLE_RATE // 4) / SAMPLE_RATE
    kick = (np.sin(2 * np.pi * 50 * t) * np.exp(-t / 0.1)).astype(np.float32)
    click = np.random.default_rng(0).standard_normal(2000).astype(np.float32)
    both, lengths = rows(kick, click)
    made = layer(both[:1], both[1:], lengths[1:], Draw(1, torch.Generator().manual_seed(1)))
    assert made.shape == (1, len(kick))
    assert np.corrcoef(made[0].numpy(), kick)[0, 1] > 0.7


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Twelve recordings of four classes and their CSV; one may not be trained on, one is weakly labelled."""
    folder = tmp_path_factory.mktemp("library")
    rng = np.random.default_rng(0)
    t = np.arange(SAMPLE_RATE // 4) / SAMPLE_RATE
    rows = []
    for i in range(3):
        make = {
            "kick": np.sin(2 * np.pi * (50 + i) * t) * np.exp(-t / 0.1),
            "hihat": rng.standard_normal(len(t)) * np.exp(-t / 0.02),
            "piano": sum(np.sin(2 * np.pi * 220 * k * t) / k for k in (1, 2, 3)) * np.exp(-t),
            "sfx": np.sin(2 * np.pi * 2000 * t * t),
        }
        for fine, sound in make.items():
            path = f"{fine}_{i}.wav"
            sf.write(folder / path, 0.5 * sound, SAMPLE_RATE)
            coarse = {"kick": "drums", "hihat": "drums", "piano": "keys"}.get(fine, "other")
            rows.append({"path": path, "fine": fine, "coarse": coarse, "tags": "", "train_ok": "yes"})
    rows[0]["train_ok"] = "no"
    rows[1]["tags"] = "weak-label"
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def corpus(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    files = labelled_files(library, library / "labels.csv")
    build(folder, recorded_recipes(files, seed=0), workers=1)
    return Corpus.open(folder)


def test_only_what_may_be_trained_on_is_in_the_corpus(library, corpus):
    files = labelled_files(library, library / "labels.csv")
    assert {file.path.name for file in files}.isdisjoint({"kick_0.wav", "hihat_0.wav"})
    assert len(files) == len(corpus) == 10
    assert set(corpus.label) == {"kick", "hihat", "piano", "fx"}


def test_a_synth_key_is_no_electric_piano_and_no_organ():
    assert {"epiano", "organ"} <= true("synthkeys", 0)


def test_classes_are_drawn_by_the_root_of_the_ways_to_make_them(corpus):
    weights = sampling_weights(corpus)
    drawn = {name: weights[corpus.label == name].sum() for name in ("kick", "hihat", "fx")}
    assert weights.sum() == pytest.approx(1.0)
    assert len(set(np.round(weights[corpus.label == "kick"], 9))) == 1  # two like recordings
    assert drawn["kick"] / drawn["fx"] == pytest.approx(math.sqrt(ways("kick") / ways("fx")), rel=1e-6)


def ways(label: str) -> int:
    """Two recordings in the library, the font's keys and programs, the models of the synthesis."""
    models = [
        classes.label_of_voice(name, m.__name__) for name, voice in VOICES.items() for m in voice.models
    ]
    return 2 + (label == "fx") + variety(label) + models.count(label)


def test_a_view_is_the_same_whenever_it_is_drawn_again(corpus):
    views = Views(corpus, torch.device("cpu"))
    index = views.order(np.arange(len(corpus)))
    first, again, other = (views.draw(index, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first[0].shape[0] == len(corpus) and torch.equal(first[0], again[0])
    assert not torch.equal(first[0], other[0])


def test_an_unknown_loss_is_no_loss():
    objective = Objective(16)
    embeddings = torch.nn.functional.normalize(torch.randn(1, 16), dim=-1)
    unknown = torch.full((1, len(classes.CLASSES)), -1, dtype=torch.int8)
    attributes = objective.attributes(embeddings) * 3.0
    assert objective(embeddings, unknown, attributes).item() == pytest.approx(0.0, abs=1e-6)


def test_training_goes_on_where_it_was_interrupted(corpus, tmp_path):
    settings = Settings(steps=4, batch=4, pool=2, echo=2, warmup=2, seed=1)
    through = Trainer(corpus, settings, SMALL)
    through.run(tmp_path / "through")

    halfway = Trainer(corpus, settings, SMALL)
    for _ in range(3):
        halfway.train_step(halfway.batch())
    halfway.save(tmp_path / "halfway")
    again = Trainer(corpus, settings, SMALL)
    assert again.resume(tmp_path / "halfway") and again.step == 3
    again.run(tmp_path / "halfway")
    for name, value in through.average.items():
        torch.testing.assert_close(again.average[name], value, msg=name)
    assert (tmp_path / "through/checkpoint.pt").is_file()


def test_views_made_by_a_process_of_their_own_are_the_same(corpus):
    settings = Settings(steps=4, batch=4, pool=1, echo=2, warmup=2)
    alone, helped = (Trainer(corpus, settings, SMALL, workers=count) for count in (0, 1))
    for _ in range(3):
        assert alone.train_step(alone.batch()) == helped.train_step(helped.batch())


def test_training_goes_on_from_an_encoder_as_it_ships(corpus, tmp_path):
    settings = Settings(steps=8, batch=4, pool=2, echo=2, warmup=2, rate=1e-2)
    first = Trainer(corpus, settings, SMALL)
    first.run(tmp_path / "first")
    export(*first.averaged(), tmp_path / "audio")
    further = Trainer(corpus, settings, start=tmp_path / "audio")
    windows, descriptors = further.sample(settings.seed)
    before, shipped = first.averaged()[0], further.model.eval()
    with torch.no_grad():
        same = (before(windows, descriptors).embeddings * shipped(windows, descriptors).embeddings).sum(dim=1)
    assert same.min() > 0.999  # but for half precision
    further.run(tmp_path / "further")
    with torch.no_grad():
        moved = (
            shipped.eval()(windows, descriptors).embeddings * before(windows, descriptors).embeddings
        ).sum(dim=1)
    assert moved.mean() < 0.999
    halfway = further.averaged()[0].state_dict()
    for key in ("stem.weight", "project.weight"):
        middle = (further.origin[key] + further.average[f"model.{key}"]) / 2
        torch.testing.assert_close(halfway[key], middle)
    export(*further.averaged(), tmp_path / "audio")  # over what it went on from
    again = Trainer(corpus, settings, start=tmp_path / "audio")
    assert again.resume(tmp_path / "further")
    torch.testing.assert_close(again.averaged()[0].state_dict()["stem.weight"], halfway["stem.weight"])
    np.testing.assert_allclose(further.averaged()[1], first.averaged()[1], atol=1e-3)  # the anchors stay


def test_a_checkpoint_of_other_settings_is_not_continued(corpus, tmp_path):
    Trainer(corpus, Settings(steps=4), SMALL).save(tmp_path)
    with pytest.raises(ValueError, match="other settings"):
        Trainer(corpus, Settings(steps=5), SMALL).resume(tmp_path)


def test_a_trained_encoder_is_exported_and_measured(library, corpus, tmp_path):
    trainer = Trainer(
        corpus,
        Settings(steps=120, batch=16, pool=2, echo=8, warmup=5, rate=4e-3, average=0.8),
        SMALL,
    )
    trainer.run(tmp_path / "run")
    export(*trainer.averaged(), tmp_path / "audio")
    encoder = AudioEncoder.from_pretrained(tmp_path / "audio")
    heard = embed_labelled(encoder, library, library / "labels.csv", train_ok="yes")
    assert len(heard.fine) == 10
    figures = interval(heard, encoder.anchors, draws=20)
    value, low, high = figures["drums_vs_keys"]
    assert low <= value <= high
    assert value >= 0.8  # kicks and hats against piano notes it has seen


def test_the_command_makes_an_encoder_and_what_the_text_tower_learns_from(library, tmp_path, monkeypatch):
    monkeypatch.setattr(soundfont, "available", lambda: False)  # not on every machine, and slow to open
    options = [
        "--size",
        "0.002",
        "--steps",
        "2",
        "--batch",
        "4",
        "--workers",
        "1",
        "--stage",
        "audio",
        "clips",
    ]
    folders = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
    recordings = ["--corpus", str(library), "--labels", str(library / "labels.csv")]
    assert main(["pretrain", *options, *folders, *recordings]) == 0
    encoder = AudioEncoder.from_pretrained(tmp_path / "out/audio")
    clips = load_file(tmp_path / "work/clips.safetensors")
    lines = (tmp_path / "work/clips.jsonl").read_text().splitlines()
    assert clips["embeddings"].shape == (len(lines), encoder.dimension)
    assert clips["anchors"].shape[0] == len(classes.CLASSES)


def test_the_figures_of_the_cards_have_a_command(library, capsys):
    measure.main(["--corpus", str(library), "--labels", str(library / "labels.csv"), "--train-ok", "yes"])
    told = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert float(told["drums_vs_keys"].split()[0]) > 0.5  # kicks, hats and tones, simple as they are
    assert {f"prompts, {name}" for name in ("vote", "fine vote", "P@5", "negated")} <= told.keys()


def test_recordings_without_labels_are_refused(capsys):
    assert main(["pretrain", "--corpus", "somewhere"]) == 2
    assert "--labels" in capsys.readouterr().out
