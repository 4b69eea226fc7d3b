"""Decoding: every kind of file that sample folders hold comes out as one clean waveform or as a sentence."""

import shutil

import numpy as np
import pytest
import soundfile as sf

from retrieval_core.audio import AudioError, SilentAudioError, load

SR = 32_000


def hit(sr=44_100, seconds=0.4, pitch=180.0):
    """A decaying sine, peak about 0.9: a stand-in for a tom, with an onset that can be looked for."""
    t = np.arange(int(sr * seconds)) / sr
    return (0.9 * np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.08)).astype(np.float32)


def pitch_of(waveform, sr=SR):
    spectrum = np.abs(np.fft.rfft(waveform * np.hanning(len(waveform))))
    return spectrum.argmax() * sr / len(waveform)


def assert_same_sound(waveform):
    assert waveform.dtype == np.float32 and waveform.ndim == 1
    assert np.isfinite(waveform).all()
    assert np.abs(waveform).max() == pytest.approx(1.0)
    assert pitch_of(waveform) == pytest.approx(180.0, abs=6.0)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("u8.wav", {"subtype": "PCM_U8"}),
        ("16.wav", {"subtype": "PCM_16"}),
        ("24.wav", {"subtype": "PCM_24"}),
        ("32.wav", {"subtype": "PCM_32"}),
        ("double.wav", {"subtype": "DOUBLE"}),
        ("alaw.wav", {"subtype": "ALAW"}),
        ("ulaw.wav", {"subtype": "ULAW"}),
        ("ima.wav", {"subtype": "IMA_ADPCM"}),
        ("ms.wav", {"subtype": "MS_ADPCM"}),
        ("gsm.wav", {"subtype": "GSM610"}),
        ("rifx.wav", {"endian": "BIG"}),
        ("extensible.wav", {"format": "WAVEX"}),
        ("rf64.wav", {"format": "RF64"}),
        ("sound.w64", {"format": "W64"}),
        ("sound.caf", {"format": "CAF"}),
        ("sound.aiff", {}),
        ("sound.flac", {}),
        ("sound.ogg", {}),
        ("sound.mp3", {}),
        ("kick ünïcode (1).wav", {}),
    ],
)
def test_every_format_gives_the_same_sound(tmp_path, name, options):
    sf.write(tmp_path / name, hit(), 44_100, **options)
    assert_same_sound(load(tmp_path / name, SR))


@pytest.mark.parametrize("rate", [8_000, 22_050, 32_000, 48_000, 96_000, 192_000])
def test_every_rate_is_brought_to_the_one_asked_for(tmp_path, rate):
    sf.write(tmp_path / "hit.wav", hit(rate), rate)
    waveform = load(tmp_path / "hit.wav", SR)
    assert_same_sound(waveform)
    assert len(waveform) == pytest.approx(0.4 * SR, abs=2)


@pytest.mark.parametrize(
    "channels",
    [(1, 1), (1, 0), (1, -1), (1, 1, 1, 1, 0, 0)],
    ids=["dual mono", "left only", "opposite phases", "six channels, two silent"],
)
def test_channels_are_mixed_and_never_cancel(tmp_path, channels):
    sf.write(tmp_path / "hit.wav", np.outer(hit(), channels), 44_100, subtype="FLOAT")
    assert_same_sound(load(tmp_path / "hit.wav", SR))


def test_opposite_phases_in_a_long_file_are_found_block_by_block(tmp_path):
    tone = np.tile(hit(), 300)  # 2 minutes stereo: too much to be kept between the passes
    sf.write(tmp_path / "long.wav", np.outer(tone, (1, -1)), 44_100, subtype="FLOAT")
    waveform = load(tmp_path / "long.wav", SR)
    assert len(waveform) == pytest.approx(len(tone) * SR / 44_100, abs=2)
    assert_same_sound(waveform[:12_000] / np.abs(waveform[:12_000]).max())


def test_dc_is_removed_and_leaves_no_click_at_the_ends(tmp_path):
    sf.write(tmp_path / "clean.wav", hit(), 44_100, subtype="FLOAT")
    sf.write(tmp_path / "offset.wav", hit() * 0.5 + 0.4, 44_100, subtype="FLOAT")
    clean, offset = load(tmp_path / "clean.wav", SR), load(tmp_path / "offset.wav", SR)
    np.testing.assert_allclose(offset, clean, atol=2e-3)


@pytest.mark.parametrize("gain", [0.001, 2.0], ids=["-60 dBFS", "above full scale"])
def test_level_says_nothing(tmp_path, gain):
    sf.write(tmp_path / "hit.wav", hit() * gain, 44_100, subtype="FLOAT")
    assert_same_sound(load(tmp_path / "hit.wav", SR))


def test_some_broken_samples_are_silenced(tmp_path):
    broken = hit()
    broken[::500] = np.nan
    broken[7] = np.inf
    sf.write(tmp_path / "nan.wav", broken, 44_100, subtype="FLOAT")
    assert_same_sound(load(tmp_path / "nan.wav", SR))


def test_a_truncated_file_gives_what_is_left(tmp_path):
    sf.write(tmp_path / "hit.wav", hit(), 44_100)
    data = (tmp_path / "hit.wav").read_bytes()
    (tmp_path / "hit.wav").write_bytes(data[: len(data) // 2 + 1])
    waveform = load(tmp_path / "hit.wav", SR)
    assert_same_sound(waveform)
    assert len(waveform) == pytest.approx(0.2 * SR, abs=64)


def test_a_stream_whose_header_gives_no_length_is_read_to_its_end(tmp_path):
    sf.write(tmp_path / "hit.wav", hit(), 44_100)
    data = bytearray((tmp_path / "hit.wav").read_bytes())
    data[4:8] = data[40:44] = b"\xff" * 4  # as a pipe writes them
    (tmp_path / "hit.wav").write_bytes(data)
    assert_same_sound(load(tmp_path / "hit.wav", SR))


def test_flac_under_a_wav_name(tmp_path):
    sf.write(tmp_path / "hit.flac", hit(), 44_100)
    shutil.move(tmp_path / "hit.flac", tmp_path / "hit.wav")
    assert_same_sound(load(tmp_path / "hit.wav", SR))


def test_no_more_is_read_than_asked_for(tmp_path):
    sf.write(tmp_path / "long.wav", np.tile(hit(), 10), 44_100)
    assert len(load(tmp_path / "long.wav", SR, max_seconds=1.5)) == pytest.approx(1.5 * SR, abs=2)


@pytest.mark.parametrize(("level", "only"), [(0.0, "silence"), (0.4, "one constant level")])
def test_silence_is_called_silence(tmp_path, level, only):
    sf.write(tmp_path / "nothing.wav", np.full(44_100, level), 44_100)
    with pytest.raises(SilentAudioError, match=rf"nothing\.wav: holds no sound, only {only}"):
        load(tmp_path / "nothing.wav", SR)


def test_what_cannot_be_used_is_refused_with_its_name_and_a_reason(tmp_path):
    sf.write(tmp_path / "whole.wav", hit(), 44_100)
    whole = (tmp_path / "whole.wav").read_bytes()
    no_rate = bytearray(whole)
    no_rate[24:28] = bytes(4)
    files = {
        "empty.wav": b"",
        "text.wav": b"this is a shopping list\n" * 20,
        "header_only.wav": whole[:20],
        "zero_rate.wav": bytes(no_rate),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    sf.write(tmp_path / "zero_frames.wav", np.zeros(0), 44_100)
    sf.write(tmp_path / "one_frame.wav", np.array([0.5]), 44_100)
    sf.write(tmp_path / "all_nan.wav", np.full(1000, np.nan), 44_100, subtype="FLOAT")
    for name in [*files, "zero_frames.wav", "one_frame.wav", "all_nan.wav", "missing.wav"]:
        with pytest.raises(AudioError, match=name) as refusal:
            load(tmp_path / name, SR)
        assert str(refusal.value).count("\n") == 0 and str(refusal.value).endswith(".")


def test_a_folder_is_not_a_sound(tmp_path):
    with pytest.raises(AudioError):
        load(tmp_path, SR)
