"""Synthesised sounds are what they are called: by spectrum, envelope, onsets and chroma."""

import librosa
import numpy as np
import pytest

from offline.synth import (
    VOICES,
    boxes,
    bronze,
    cymbals,
    drums,
    machines,
    modal,
    organs,
    oscillators,
    patches,
    phrases,
    pianos,
    synths,
    toms,
)
from offline.synth.envelopes import samples

SR = 22050


def drawn(name: str, seed: int, realism: float = 0.7) -> tuple[np.ndarray, dict]:
    made = VOICES[name](np.random.default_rng(seed), SR, realism)
    return made.samples, made.meta


def spectrum(x: np.ndarray, sr: int = SR) -> tuple[np.ndarray, np.ndarray]:
    return np.fft.rfftfreq(len(x), 1 / sr), np.abs(np.fft.rfft(x)) ** 2


def share(x: np.ndarray, low: float, high: float, sr: int = SR) -> float:
    freqs, power = spectrum(x, sr)
    return power[(freqs >= low) & (freqs < high)].sum() / power.sum()


def centroid(x: np.ndarray, sr: int = SR) -> float:
    freqs, power = spectrum(x, sr)
    return freqs @ power / power.sum()


def envelope(x: np.ndarray, seconds: float = 0.004, sr: int = SR) -> np.ndarray:
    """RMS in frames of `seconds`."""
    size = int(seconds * sr)
    return np.sqrt(np.mean(x[: len(x) // size * size].reshape(-1, size) ** 2, axis=1))


def fall(x: np.ndarray, decibels: float, sr: int = SR) -> float:
    """Seconds from the loudest moment until the level stays `decibels` lower."""
    level = envelope(x, sr=sr)
    loud = np.flatnonzero(level > level.max() * 10 ** (-decibels / 20))
    return (loud[-1] - level.argmax()) * 0.004


def rise(x: np.ndarray) -> float:
    """Seconds from a tenth of the peak level to nine tenths."""
    level = envelope(x, 0.02)
    return (np.argmax(level > 0.9 * level.max()) - np.argmax(level > 0.1 * level.max())) * 0.02


def median(measure, model, count: int = 12) -> float:
    return float(
        np.median([measure(model(np.random.default_rng(seed), SR).samples) for seed in range(count)])
    )


@pytest.mark.parametrize("name", VOICES)
def test_every_voice_gives_clean_audio_and_says_what_it_drew(name: str) -> None:
    voice = VOICES[name]
    assert voice.coarse in {"drums", "keys", "other"} and voice.loop != voice.one_shot
    for seed in range(3):
        x, meta = drawn(name, seed)
        assert x.dtype == np.float32 and x.ndim == 1 and 0.01 < len(x) / SR < 9
        assert np.isfinite(x).all() and 0.15 < np.abs(x).max() <= 1
        assert abs(x[-1]) < 0.01, "it ends with a click"
        assert meta["words"] and all(meta["words"]), meta
        if voice.loop:
            assert len(x) == samples(meta["beats"] * 60 / meta["bpm"], SR)


@pytest.mark.parametrize("name", ["snare", "piano", "drumloop", "keysloop", "fx"])
def test_the_seed_decides_everything(name: str) -> None:
    first, meta = drawn(name, 5)
    again, meta_again = drawn(name, 5)
    other, _ = drawn(name, 6)
    assert np.array_equal(first, again) and meta == meta_again
    assert not np.array_equal(first[:500], other[:500])


def test_voices_work_at_every_sample_rate() -> None:
    for sr in (11025, 16000, 44100, 48000):
        for name in ("openhat", "crash", "triangle", "tambourine", "harpsichord", "flute"):
            x = VOICES[name](np.random.default_rng(1), sr).samples
            assert np.isfinite(x).all() and np.abs(x).max() > 0.1


def test_partials_match_a_plain_sum_of_sines() -> None:
    freqs, t60, amps = np.array([220.0, 441.0, 9000.0]), np.array([0.5, 0.2, 0.1]), np.array([1.0, 0.5, 0.3])
    t = np.arange(5000) / SR
    plain = sum(
        a * np.sin(2 * np.pi * f * t) * 10 ** (-3 * t / d) for f, d, a in zip(freqs, t60, amps, strict=True)
    )
    assert np.allclose(modal.bank(freqs, t60, amps, 5000, SR), plain, atol=2e-4)


def test_waveforms_do_not_alias() -> None:
    freqs, power = spectrum(oscillators.wave("saw", 1500.0, SR, SR) * np.hanning(SR))
    harmonic = np.abs(freqs / 1500 - np.round(freqs / 1500)) * 1500 < 5
    assert power[~harmonic].sum() < 1e-5 * power.sum()


# Drums --------------------------------------------------------------------------------------------


def test_kicks_live_below_150_hz() -> None:
    for model in (drums.kick_808, drums.kick_sub, drums.kick_acoustic):
        assert median(lambda x: share(x, 20, 150), model) > 0.7
    long = [
        made
        for seed in range(30)
        if "long" in (made := drums.kick_808(np.random.default_rng(seed), SR)).words
    ]
    assert len(long) > 3 and all(fall(made.samples, 20) > 0.3 for made in long)


def test_snares_are_a_tone_and_noise() -> None:
    for model in (drums.snare_808, drums.snare_acoustic):
        assert median(lambda x: share(x, 120, 600), model) > 0.1
        assert median(lambda x: share(x, 1500, 11000), model) > 0.1


def test_hats_are_bright_and_open_ones_ring_longer() -> None:
    assert median(centroid, cymbals.hihat) > 5000 and median(centroid, cymbals.openhat) > 5000
    closed, opened = (
        median(lambda x: fall(x, 25), cymbals.hihat),
        median(lambda x: fall(x, 25), cymbals.openhat),
    )
    assert opened > 2.5 * closed, (closed, opened)


def test_cymbals_differ_in_length_and_ping() -> None:
    def ping(x: np.ndarray) -> float:
        """Peak over the level that goes on, in dB."""
        return 20 * np.log10(np.abs(x[:1000]).max() / np.sqrt(np.mean(x[4000:9000] ** 2)))

    opened, crash = (
        median(lambda x: fall(x, 30), cymbals.openhat),
        median(lambda x: fall(x, 30), cymbals.crash),
    )
    splash = median(lambda x: fall(x, 30), cymbals.cymbal_splash)
    assert crash > 1.5 * opened and crash > 1.5 * splash
    assert median(ping, cymbals.ride) > median(ping, cymbals.crash)
    assert median(lambda x: share(x, 200, 5000), cymbals.crash) > median(
        lambda x: share(x, 200, 5000), cymbals.openhat
    )


def test_hats_and_cymbals_last_as_long_as_what_they_are_called() -> None:
    def lasts(model) -> float:
        return median(lambda x: fall(x, 25), model, 20)

    assert lasts(boxes.hat_closed_box) < 0.15 and lasts(bronze.hat_closed) < 0.25
    assert 0.2 < lasts(boxes.hat_open_box) < 0.9 and 0.4 < lasts(bronze.hat_open) < 1.6
    assert lasts(bronze.crash_edge) > 1.5 * lasts(bronze.splash)
    assert lasts(machines.OPENHAT) > 2.5 * lasts(machines.HIHAT)
    for model, longest in ((machines.HIHAT, 0.25), (machines.OPENHAT, 1.0), (machines.RIM, 0.2)):
        lengths = [len(model(np.random.default_rng(seed), SR).samples) / SR for seed in range(20)]
        assert max(lengths) <= longest + 0.001, "its memory is not that long"


def test_the_ping_of_a_ride_stands_above_its_hum_and_a_crash_blooms() -> None:
    def ping(x: np.ndarray) -> float:
        return 20 * np.log10(np.abs(x[:1000]).max() / np.sqrt(np.mean(x[4000:9000] ** 2)))

    assert median(ping, bronze.ride_tip, 20) > median(ping, bronze.crash_edge, 20) + 2
    assert median(ping, boxes.ride_box, 20) > median(ping, boxes.crash_box, 20) + 2


def test_a_clap_is_several_bursts() -> None:
    def bursts(x: np.ndarray) -> int:
        level = envelope(x[: int(0.06 * SR)], 0.002)
        middle = level[1:-1]
        return int(np.sum((middle > level[:-2]) & (middle >= level[2:]) & (middle > 0.35 * level.max())))

    assert median(bursts, drums.clap_machine) >= 3 > median(bursts, drums.clap_single)


def test_rims_are_shorter_than_snares_and_less_noisy() -> None:
    def flatness(x: np.ndarray) -> float:
        _, power = spectrum(x)
        return float(np.exp(np.mean(np.log(power + 1e-12))) / power.mean())

    assert median(lambda x: fall(x, 20), drums.rim_808) < 0.5 * median(lambda x: fall(x, 20), drums.snare_808)
    assert median(flatness, drums.rim_808) < 0.5 * median(flatness, drums.snare_808)


def test_toms_glide_down_and_congas_hardly() -> None:
    def glide(x: np.ndarray) -> float:
        """Ratio of the pitch at the start to the pitch a little later, by zero crossings."""
        early, late = x[: int(0.03 * SR)], x[int(0.12 * SR) : int(0.18 * SR)]
        rate = [np.sum(np.diff(np.signbit(part)) != 0) / len(part) for part in (early, late)]
        return rate[0] / max(rate[1], 1e-9)

    assert median(glide, toms.tom_simmons) > 1.5
    assert 0.9 < median(glide, toms.conga_808) < 1.2
    lows = [
        made for seed in range(40) if "low" in (made := toms.tom_808(np.random.default_rng(seed), SR)).words
    ]
    assert lows and all(centroid(made.samples) < 250 for made in lows)


def test_drum_loops_keep_their_tempo() -> None:
    hits = on_grid = 0
    for seed in range(6):
        made = VOICES["drumloop"](np.random.default_rng(seed), SR, realism=0.0)
        onsets = librosa.onset.onset_detect(
            y=made.samples, sr=SR, units="time", hop_length=128, backtrack=True
        )
        sixteenth = 15 / made.meta["bpm"]
        # A swung sixteenth comes late by up to 0.3 of one; early it never is.
        offset = (np.asarray(onsets) + 0.015) / sixteenth % 1
        hits, on_grid = hits + len(onsets), on_grid + int(np.sum(offset < 0.3 + 0.03 / sixteenth))
    assert hits > 40 and on_grid > 0.85 * hits, (hits, on_grid)


# Keys ---------------------------------------------------------------------------------------------


def test_a_piano_is_stiff_strings_that_decay() -> None:
    for seed in range(4):
        patch = pianos.piano(np.random.default_rng(seed), SR)
        x = patch.play(36, 2.5, 0.8)
        start, end = np.sqrt(np.mean(x[2000:8000] ** 2)), np.sqrt(np.mean(x[40000:46000] ** 2))
        assert end < 0.7 * start, "it does not decay"
        freqs, power = spectrum(x[: 2 * SR] * np.hanning(2 * SR))
        f0 = patches.hertz(36)

        def partial(k: int, freqs=freqs, power=power, f0=f0) -> float:
            near = np.abs(freqs - k * f0 * (1 + 0.002 * (k > 8))) < 0.35 * f0
            return freqs[near][power[near].argmax()]

        assert abs(1200 * np.log2(partial(2) / (2 * f0))) < 45
        assert partial(12) > 12 * f0 * 1.0005, "the strings are not stiff"


def test_electric_pianos_and_organs_are_harmonic() -> None:
    for make in (pianos.epiano, organs.organ):
        for seed in range(6):
            made = patches.note(make)(np.random.default_rng(seed), SR)
            x, f0 = made.samples, patches.hertz(made.meta["midi"])
            freqs, power = spectrum(x * np.hanning(len(x)))
            position = freqs / (f0 / 2)
            close = np.abs(position - np.round(position)) * f0 / 2 < max(0.02 * f0, 8) + 0.01 * freqs
            assert power[close & (freqs > 20)].sum() > 0.8 * power.sum(), made.meta


def test_pads_swell_and_plucks_do_not() -> None:
    def attack(make) -> float:
        return float(
            np.median(
                [
                    rise((p := make(np.random.default_rng(s), SR)).finish(p.play(60, 2.5, 0.8)))
                    for s in range(6)
                ]
            )
        )

    assert attack(synths.pad) > 0.15
    assert attack(synths.synth_pluck) <= 0.04 and attack(pianos.piano) <= 0.06


def test_organs_hold_what_pianos_lose() -> None:
    def held(name: str) -> float:
        values = []
        for seed in range(6):
            patch = VOICES[name].models[0]
            x = patch(np.random.default_rng(seed), SR).samples
            level = envelope(x, 0.05)
            values.append(level[int(0.5 * len(level))] / level.max())
        return float(np.median(values))

    assert held("organ") > 0.6 > 1.5 * held("piano")


@pytest.mark.parametrize(("root", "mode"), [(9, "minor"), (0, "major"), (5, "minor"), (7, "major")])
def test_chord_loops_are_in_their_key(root: int, mode: str) -> None:
    rng = np.random.default_rng(root)
    patch = pianos.rhodes(rng, SR)
    events = phrases.chord_events(rng, 48 + root, mode, 4, "held", "triad")
    x = phrases.render(patch, events, 120, 16, SR)
    chroma = librosa.feature.chroma_cqt(y=x.astype(np.float32), sr=SR).mean(axis=1)
    scale = [(root + step) % 12 for step in phrases.SCALES[mode]]
    outside = [note for note in range(12) if note not in scale]
    assert chroma[scale].mean() > 1.8 * chroma[outside].mean()
    assert len(x) == 8 * SR


def test_key_names_and_notes_agree() -> None:
    assert phrases.key_name(57, "minor") == "A minor" and phrases.key_name(61, "major") == "C# major"
    assert [phrases.degree(60, "minor", step) for step in range(8)] == [60, 62, 63, 65, 67, 68, 70, 72]
    assert patches.hertz(69) == 440
