"""The embedded audio encoder: Torch and NumPy agree, in any folder and in the one that ships."""

import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoModel

from offline.pretrain.audio_export import export
from offline.pretrain.audio_model import AudioEncoderConfig, AudioEncoderModel
from offline.pretrain.classes import CLASSES, FAMILIES, FINE
from retrieval_core.build import PROJECT
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.features import SAMPLE_RATE, WINDOW, features


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """An exported folder with random weights whose batch norm has seen something."""
    torch.manual_seed(0)
    config = AudioEncoderConfig(channels=(16, 32, 48, 64), blocks=(1, 2, 1, 1), described=24, hidden=32)
    model = AudioEncoderModel(config).train()
    with torch.no_grad():
        for _ in range(3):
            model(torch.rand(8, 2, WINDOW, 64), torch.randn(8, config.descriptors))
    anchors = torch.nn.functional.normalize(torch.randn(len(CLASSES), config.dimension), dim=-1)
    folder = tmp_path_factory.mktemp("audio")
    export(model, anchors, 12.0, folder)
    return folder


@pytest.fixture(params=["seeded", "shipped"])
def folder(request):
    return request.getfixturevalue("seeded") if request.param == "seeded" else PROJECT / "data/encoders/audio"


def sounds():
    """From a single click to twelve seconds, decaying, sustained, noisy."""
    rng = np.random.default_rng(1)
    for seconds in (0.001, 0.02, 0.3, 1.9, 2.1, 5.0, 12.0):
        t = np.arange(max(1, int(seconds * SAMPLE_RATE))) / SAMPLE_RATE
        yield np.sin(2 * np.pi * rng.uniform(50, 3000) * t + 1.0) * np.exp(-t / seconds)
        yield rng.standard_normal(len(t))


@torch.inference_mode()
def embedded(model, waveform):
    """The vector of a recording through Torch: its windows' embeddings, weighed as the encoder weighs them."""
    seen = features(waveform)
    descriptors = torch.from_numpy(np.repeat([seen.descriptors], len(seen.windows), axis=0))
    joint = seen.weights @ model(torch.from_numpy(seen.windows), descriptors)["embeddings"].numpy()
    return joint / np.linalg.norm(joint)


def test_numpy_equals_torch(folder):
    waveforms = [sound.astype(np.float32) for sound in sounds()]
    numpy, torch_ = AudioEncoder.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    assert torch_.dtype == torch.float32
    expected = [embedded(torch_, waveform) for waveform in waveforms]
    np.testing.assert_allclose(numpy.encode(waveforms), expected, atol=1e-5)


def test_folding_batch_norm_changes_nothing(seeded):
    config = AudioEncoderConfig(channels=(8, 8, 8, 8), described=8, hidden=16)
    torch.manual_seed(3)
    model = AudioEncoderModel(config).train()
    windows, descriptors = torch.rand(4, 2, WINDOW, 64), torch.randn(4, config.descriptors)
    with torch.no_grad():
        for _ in range(5):
            model(windows, descriptors)
    from offline.pretrain.audio_model import fold

    folded = fold(model, torch.zeros(len(CLASSES), config.dimension), 10.0)
    model.eval()
    with torch.no_grad():
        before, after = (m(windows, descriptors)["embeddings"] for m in (model, folded))
    torch.testing.assert_close(before, after, atol=1e-6, rtol=0)


def test_one_waveform_or_many(folder):
    encoder = AudioEncoder.from_pretrained(folder)
    waveforms = [sound.astype(np.float32) for sound in sounds()][:4]
    many = encoder.encode(waveforms)
    assert many.shape == (4, encoder.dimension) and many.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(many, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(waveforms[0]), many[:1], atol=1e-6)


def test_tags_are_probabilities_over_the_taxonomy(folder):
    encoder = AudioEncoder.from_pretrained(folder)
    tags = encoder.tag(encoder.encode(np.ones(100, np.float32)))
    assert encoder.classes == tuple(FINE) and encoder.families == tuple(FAMILIES)
    assert tags.shape == (1, len(FINE)) and tags.sum() == pytest.approx(1.0, abs=1e-5)


def test_another_kind_of_folder_is_refused_by_name(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ValueError, match="does not hold an embedded audio encoder"):
        AudioEncoder.from_pretrained(tmp_path)


def test_the_folder_says_what_it_is(folder):
    config = AutoConfig.from_pretrained(folder)
    assert config.model_type == "cratedigger-audio" and config.sample_rate == SAMPLE_RATE


def test_what_ships_hears_what_synthesised_sounds_are_called():
    from offline.synth import VOICES

    encoder = AudioEncoder.from_pretrained(PROJECT / "data/encoders/audio")
    names = ["kick", "snare", "hihat", "clap", "crash", "piano", "epiano", "organ"]
    rng = np.random.default_rng(5)
    vectors = encoder.encode([VOICES[name](rng, SAMPLE_RATE).samples for name in names for _ in range(8)])
    called = np.repeat(names, 8)
    guessed = np.array(encoder.classes)[encoder.tag(vectors).argmax(axis=1)]
    family_anchors = encoder.anchors[len(encoder.classes) :]
    families = np.array(encoder.families)[(vectors @ family_anchors.T).argmax(axis=1)]
    assert (families == np.where(np.isin(called, ["piano", "epiano", "organ"]), "keys", "drums")).mean() > 0.9
    assert (guessed == called).mean() > 0.6
