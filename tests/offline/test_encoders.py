"""Checkpoints of the hub's kinds in place of the embedded pair, in small and with seeded random weights."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from safetensors.numpy import save_file
from transformers import (
    ASTConfig,
    ASTFeatureExtractor,
    ASTModel,
    BertConfig,
    BertModel,
    ClapAudioConfig,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    PreTrainedTokenizerFast,
    Wav2Vec2Config,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2Model,
)

from offline.embedding.checkpoints import Loaded, folder_of
from offline.embedding.decode import Decoded
from offline.embedding.embed import embed_batch
from offline.embedding.encoders import AudioEmbedder, TextEmbedder, check_text
from offline.pipeline.scan import Sample
from retrieval_core.encoders.bert import EncoderError
from retrieval_core.encoders.text import TextEncoder

ROOT = Path(__file__).parents[2]
TEXTS = ["kick", "a dark piano loop around 90 bpm", "percussion, but no shakers please!", "ünïcode 🥁"]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    file = ROOT / "data/encoders/text/tokenizer.json"
    return PreTrainedTokenizerFast(
        tokenizer_file=str(file), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )


@pytest.fixture(scope="module")
def clap(tokenizer, tmp_path_factory) -> Path:
    """A CLAP checkpoint (Wu et al., 2023) of a few thousand parameters."""
    folder = tmp_path_factory.mktemp("clap")
    torch.manual_seed(0)
    text = ClapTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=66,
        pad_token_id=0,
        projection_dim=24,
    )
    audio = ClapAudioConfig(
        spec_size=256,
        num_mel_bins=64,
        patch_embeds_hidden_size=16,
        depths=[1, 1],
        num_attention_heads=[2, 2],
        hidden_size=32,
        window_size=4,
        projection_dim=24,
        num_classes=4,
    )
    config = ClapConfig(text_config=text.to_dict(), audio_config=audio.to_dict(), projection_dim=24)
    ClapModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    ClapFeatureExtractor(feature_size=64, truncation="rand_trunc").save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def ast(tmp_path_factory) -> Path:
    """An Audio Spectrogram Transformer (Gong et al., 2021) of one layer."""
    folder = tmp_path_factory.mktemp("ast")
    torch.manual_seed(0)
    config = ASTConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, max_length=128
    )
    ASTModel(config).save_pretrained(folder)
    ASTFeatureExtractor(max_length=128).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def wav2vec(tmp_path_factory) -> Path:
    """A wav2vec 2.0 (Baevski et al., 2020) of one layer, with all its convolutions."""
    folder = tmp_path_factory.mktemp("wav2vec")
    torch.manual_seed(0)
    config = Wav2Vec2Config(
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        conv_dim=(16,) * 7,
        num_conv_pos_embedding_groups=2,
    )
    Wav2Vec2Model(config).save_pretrained(folder)
    Wav2Vec2FeatureExtractor().save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def minibert(tokenizer, tmp_path_factory) -> Path:
    """A sentence-transformers folder with a BERT of two layers and mean pooling."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    plain, folder = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("minibert")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=96,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(plain)
    tokenizer.save_pretrained(plain)
    transformer = Transformer(str(plain))
    SentenceTransformer(modules=[transformer, Pooling(48)], device="cpu").save(str(folder))
    return folder


@pytest.mark.parametrize("kind", ["clap", "minibert"])
def test_the_bot_reads_words_as_the_library_does(kind, request):
    folder = request.getfixturevalue(kind)
    np.testing.assert_allclose(
        TextEncoder.from_pretrained(folder).encode(TEXTS), TextEmbedder(folder).encode(TEXTS), atol=1e-5
    )


@pytest.mark.parametrize("kind", ["clap", "minibert"])
def test_a_text_encoder_that_the_bot_can_read_is_accepted(kind, request):
    check_text(TextEmbedder(request.getfixturevalue(kind)))


def test_a_text_encoder_that_puts_a_prompt_before_every_text_is_refused(minibert, tmp_path):
    folder = shutil.copytree(minibert, tmp_path / "prompting")
    file = folder / "config_sentence_transformers.json"
    settings = json.loads(file.read_text()) | {
        "prompts": {"query": "query: "},
        "default_prompt_name": "query",
    }
    file.write_text(json.dumps(settings))
    with pytest.raises(EncoderError, match="prompting the bot would read words in another way"):
        check_text(TextEmbedder(folder))


def test_a_text_encoder_with_a_module_that_the_bot_does_not_know_is_refused(minibert, tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import LayerNorm

    model = SentenceTransformer(str(minibert), device="cpu")
    model.append(LayerNorm(48))
    model.save(str(tmp_path / "normed"))
    with pytest.raises(
        EncoderError, match=r"the bot cannot read the text encoder normed .* has a module LayerNorm"
    ):
        check_text(TextEmbedder(tmp_path / "normed"))


@pytest.mark.parametrize("kind", ["clap", "ast", "wav2vec"])
def test_sounds_of_any_length_become_one_unit_vector(kind, request):
    embedder = AudioEmbedder(request.getfixturevalue(kind))
    rng = np.random.default_rng(0)
    seconds = (0.0001, 0.0125, 1.0, 12.5)
    sounds = [rng.standard_normal(int(s * embedder.sample_rate)).astype(np.float32) for s in seconds]
    vectors = embedder.encode(sounds)
    assert vectors.shape == (4, embedder.about.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(embedder.encode(sounds[1:2])[0], vectors[1])


def test_what_an_encoder_cannot_take_is_left_out_alone(ast):
    embedder = AudioEmbedder(ast)
    rng = np.random.default_rng(0)
    sounds = [rng.standard_normal(4000).astype(np.float32), np.zeros((2, 4000, 3), np.float32), None]
    samples = [Sample(f"{number}.wav", None, f"hash {number}", 1, 0) for number in range(3)]
    batch = [
        Decoded(sample, sound, reason="" if sound is not None else "silent")
        for sample, sound in zip(samples, sounds, strict=True)
    ]
    good, odd, silent = embed_batch(batch, embedder)
    np.testing.assert_array_equal(good.vector, embedder.encode(sounds[:1])[0])
    assert odd.vector is None and odd.broken and odd.reason.startswith("the audio encoder cannot take it (")
    assert (silent.vector, silent.reason, silent.broken) == (None, "silent", False)


def test_a_name_that_leads_nowhere_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="no folder nobody/nothing, and the hub gave no such checkpoint"):
        TextEmbedder("nobody/nothing")


def test_a_checkpoint_is_opened_elsewhere_by_its_name_on_the_hub_or_by_its_path(tmp_path):
    snapshot = tmp_path / "models--lab--net/snapshots/0f3c"
    snapshot.mkdir(parents=True)
    hub = Loaded.of("lab/net", snapshot, 8)
    assert (hub.name, hub.source, hub.folder) == ("lab/net", "lab/net", snapshot)
    own = Loaded.of(snapshot, snapshot, 8)
    assert (own.name, own.source) == ("0f3c", str(snapshot))


def test_a_folder_that_is_no_encoder_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "far/down").mkdir(parents=True)
    (tmp_path / "far/down/paths.pth").touch()
    with pytest.raises(EncoderError, match=f"there is no checkpoint in {tmp_path}"):
        folder_of(tmp_path)
    (tmp_path / "far/down/paths.pth").unlink()
    (tmp_path / "config.json").write_text("{}")
    save_file({"a": np.zeros(1, np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(EncoderError, match="neither a sentence-transformers folder nor a CLAP"):
        TextEmbedder(tmp_path)
    with pytest.raises(EncoderError, match="no transformers folder"):
        AudioEmbedder(tmp_path)


def test_a_checkpoint_without_weights_is_refused_before_anything_is_read(minibert, tmp_path):
    shutil.copytree(minibert, tmp_path / "bare", ignore=shutil.ignore_patterns("*.safetensors"))
    with pytest.raises(
        EncoderError, match=r"bare has a modules\.json and no weights: model\.safetensors is miss"
    ):
        folder_of(tmp_path / "bare")


class Trap:
    """What a pickle can hold: it makes a folder when it is opened."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self):
        return os.mkdir, (str(self.sprung),)


@pytest.mark.parametrize(("kind", "opened"), [("minibert", TextEmbedder), ("ast", AudioEmbedder)])
def test_a_checkpoint_of_pickles_is_refused_and_executes_nothing(kind, opened, request, tmp_path):
    folder = tmp_path / "checkpoint"
    shutil.copytree(request.getfixturevalue(kind), folder)
    for file in list(folder.rglob("*.safetensors")):
        file.with_name("pytorch_model.bin").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
        file.unlink()
    with pytest.raises(EncoderError, match=r"pytorch_model\.bin may hold code"):
        opened(folder)
    assert not (tmp_path / "sprung").exists()


def test_a_library_built_with_another_pair_answers(minibert, ast, tmp_path):
    rng = np.random.default_rng(0)
    for number in range(6):
        noise = rng.standard_normal(8000) * np.exp(-np.arange(8000) / 900) * 0.3
        tone = np.sin(np.arange(8000) * rng.uniform(0.05, 0.2)) * 0.5
        for label, sound in (("drums", noise), ("keys", tone)):
            (tmp_path / "library" / label).mkdir(parents=True, exist_ok=True)
            soundfile.write(tmp_path / f"library/{label}/{number}.wav", sound, 16000)

    def run(*command: str) -> str:
        done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    index = str(tmp_path / "index")
    library = ("--library", str(tmp_path / "library"), "--out", index)
    run(
        "offline",
        "build",
        *library,
        "--text-encoder",
        str(minibert),
        "--audio-encoder",
        str(ast),
        "--folds",
        "2",
    )
    assert len(run("retrieval_core", "give me drums", "--index", index).splitlines()) == 5
    # Of sounds from outside the embedded encoder alone can tell, without Torch, what is like them.
    sound = str(tmp_path / "library/keys/3.wav")
    asked = "import sys; from retrieval_core import Retriever; print(Retriever.open(sys.argv[1]).similar(sys.argv[2], 1)[0].name)"
    like = [sys.executable, "-c", asked, index, sound]
    assert subprocess.run(like, cwd=ROOT, capture_output=True, text=True).stdout == "keys/3.wav\n"
