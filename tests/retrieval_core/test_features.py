"""Features: what the audio encoder sees of a sound, however long, loud or late it is."""

import numpy as np
import pytest

from retrieval_core.encoders.features import (
    DESCRIPTORS,
    MAX_WINDOWS,
    MELS,
    SAMPLE_RATE,
    WINDOW,
    features,
    mel_filters,
    mel_power,
    trim,
)


def tone(hz, seconds, decay=0.3):
    t = np.arange(int(SAMPLE_RATE * seconds)) / SAMPLE_RATE
    return (np.sin(2 * np.pi * hz * t) * np.exp(-t / decay)).astype(np.float32)


@pytest.mark.parametrize("seconds", [1 / SAMPLE_RATE, 0.02, 0.5, 2.0, 5.0])
def test_any_length_gives_finite_windows_of_one_shape(seconds):
    seen = features(tone(440, seconds) + np.float32(1e-3))
    n = len(seen.windows)
    assert seen.windows.shape == (n, 2, WINDOW, MELS) and seen.windows.dtype == np.float32
    assert seen.descriptors.shape == (DESCRIPTORS,) and np.isfinite(seen.descriptors).all()
    assert seen.windows.min() >= 0.0 and seen.windows.max() == pytest.approx(1.0)
    assert seen.weights.sum() == pytest.approx(1.0)


def test_level_and_leading_silence_change_nothing():
    hit = tone(200, 0.5)
    late = np.concatenate([np.zeros(SAMPLE_RATE, np.float32), 0.01 * hit])
    np.testing.assert_allclose(features(late).windows, features(trim(late)).windows, atol=1e-6)
    np.testing.assert_allclose(features(0.01 * hit).windows, features(hit).windows, atol=1e-4)


def test_long_recordings_keep_the_windows_that_hold_the_energy():
    rng = np.random.default_rng(0)
    quiet = 0.001 * rng.standard_normal(60 * SAMPLE_RATE).astype(np.float32)
    quiet[40 * SAMPLE_RATE : 41 * SAMPLE_RATE] += tone(300, 1.0, decay=5.0)
    seen = features(np.concatenate([[np.float32(0.5)], quiet]))
    assert len(seen.windows) <= MAX_WINDOWS
    assert seen.weights.max() > 0.5


def test_no_mel_filter_is_empty_and_pitch_moves_the_peak_up():
    for fft in (512, 2048):
        assert (mel_filters(fft).sum(axis=0) > 0).all()
    peaks = [
        mel_power(tone(hz, 0.5, decay=5.0))[1].sum(axis=0).argmax() for hz in (60, 200, 1000, 4000, 12_000)
    ]
    assert peaks == sorted(set(peaks))


def test_descriptors_tell_a_short_decay_from_a_long_one():
    short, long = features(tone(5000, 2.0, 0.03)).descriptors, features(tone(5000, 2.0, 0.6)).descriptors
    assert np.abs(short - long).max() > 0.2
