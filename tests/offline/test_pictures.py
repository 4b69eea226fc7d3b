"""What a build holds for the eye: outlines of sounds, and the map."""

import numpy as np

from offline.embedding.peaks import create_peaks, decoded, outline
from offline.indexing.places import LANDMARKS, lay_out
from retrieval_core.arrays import unit
from retrieval_core.pictures import COLUMNS, PEAKS, ZERO, open_array


def bounds(waveform: np.ndarray) -> np.ndarray:
    return decoded(outline(waveform))


def test_an_outline_has_the_extremes_of_each_stretch_on_the_scale_of_the_loudest():
    waveform = np.zeros(COLUMNS * 10, np.float32)
    waveform[5], waveform[995] = 0.25, -0.5
    low, high = bounds(waveform)
    assert (high[0], low[0]) == (ZERO + 64, ZERO)
    assert (high[99], low[99]) == (ZERO, ZERO - 127)
    assert (np.delete(low, 99) == ZERO).all()
    assert (np.delete(high, 0) == ZERO).all()


def test_a_click_of_three_samples_has_an_outline_too():
    low, high = bounds(np.array([0.0, 1.0, -1.0], np.float32))
    assert (low <= high).all()
    assert (low.min(), high.max()) == (1, 255)


def test_outlines_come_back_from_disk_in_order(tmp_path):
    waveforms = [np.sin(np.arange(1000) * pitch).astype(np.float32) for pitch in (0.1, 0.01)]
    peaks = create_peaks(tmp_path, len(waveforms))
    for row, waveform in enumerate(waveforms):
        peaks[row] = decoded(outline(waveform))
    peaks.flush()
    found = open_array(tmp_path / PEAKS)
    assert np.array_equal(found, [bounds(waveform) for waveform in waveforms])


def test_what_sounds_alike_lies_together_also_beyond_the_landmarks():
    rng = np.random.default_rng(0)
    family = rng.integers(4, size=2 * LANDMARKS + 7)
    sounds = unit(np.eye(32)[family] + 0.1 * rng.standard_normal((len(family), 32)))
    places = lay_out(sounds)
    assert places.shape == (len(sounds), 2)
    assert places.min() >= 0
    assert places.max() <= 1
    centres = np.stack([places[family == one].mean(axis=0) for one in range(4)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == family).mean() > 0.98


def test_a_library_of_any_size_has_a_map():
    for size in (1, 2, 5, 40):
        places = lay_out(np.ones((size, 8)) + 0.01 * np.random.default_rng(0).standard_normal((size, 8)))
        assert np.isfinite(places).all()
        assert places.shape == (size, 2)
