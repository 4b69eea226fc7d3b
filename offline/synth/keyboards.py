"""Keyboards with a computer inside: home keyboards and toys, consoles, samplers, digital synthesisers of the eighties.

What they share is that a stored shape is repeated: it keeps its harmonics while it fades, where a struck tine or reed
loses the upper ones first, and it has no hammer. That is what tells them from electric pianos.
"""

from collections.abc import Callable

import numpy as np

from offline.synth import effects, filters, polys, synths
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, rise, samples, wander
from offline.synth.modal import bank
from offline.synth.oscillators import (
    TABLE,
    cycle,
    from_phase,
    harmonics,
    phase,
    pink,
    read,
    unison,
    wave,
    white,
)
from offline.synth.patches import Maker, Patch, hertz, mellow, patch
from offline.synth.synths import draw_space, space

Envelope = Callable[[int, int, float], np.ndarray]  # samples, sample rate, gate in seconds -> level


def stored(levels: np.ndarray, f0: float, sr: int) -> np.ndarray:
    """One period in steps, as a chip holds it, without the harmonics that the sample rate cannot hold."""
    spectrum = np.fft.rfft(levels[(np.arange(TABLE) * len(levels)) // TABLE])
    spectrum[0] = 0
    spectrum[max(1, int(0.45 * sr / f0)) + 1 :] = 0
    table = np.fft.irfft(spectrum, TABLE)
    return np.append(table, table[0]).astype(np.float32)


def feedback_sine(amount: float) -> np.ndarray:
    """One period of a sine that modulates its own phase by `amount` radians: from sine to a soft saw."""
    turn = 2 * np.pi * np.arange(TABLE) / TABLE
    y = np.zeros(TABLE)
    for _ in range(60):
        y = 0.5 * y + 0.5 * np.sin(turn + amount * y)
    return np.append(y, y[0]).astype(np.float32)


def digital_envelope(rng: Rng) -> tuple[Envelope, str]:
    """The envelope of a preset: held like an organ, swelling, falling to a level, or dying away; in steps at times."""
    kind = pick(rng, ["held", "swell", "falls", "dies"], [3, 1.3, 2.5, 3])
    attack = log_uniform(rng, 0.03, 0.35) if kind == "swell" else log_uniform(rng, 0.001, 0.03)
    fall, release = log_uniform(rng, 0.08, 1.5), log_uniform(rng, 0.008, 0.15)
    if chance(rng, 0.3):  # the sustain switch is on
        release = log_uniform(rng, 0.3, 2)
    level = {"held": 1.0, "swell": rng.uniform(0.8, 1), "falls": rng.uniform(0.25, 0.8), "dies": 0.0}[kind]
    length, straight = log_uniform(rng, 0.25, 5), chance(rng, 0.4)
    steps = log_uniform(rng, 12, 64) if chance(rng, 0.45) else 0.0
    tick = log_uniform(rng, 0.002, 0.02)

    def run(n: int, sr: int, gate: float) -> np.ndarray:
        if kind == "dies":
            t = np.arange(n) / sr
            shape = np.maximum(1 - t / length, 0) ** 1.5 if straight else decay(n, sr, length)
            shape = shape * np.minimum(t / attack, 1) * np.exp(-5 * np.maximum(t - gate, 0) / release)
        else:
            shape = adsr(n, sr, attack, fall, level, release, gate)
        if not steps:
            return shape
        coarse = np.ceil(shape * steps) / steps
        hold = samples(tick, sr)
        coarse = np.repeat(coarse[::hold], hold)[:n] * (shape > 1e-3)
        return filters.lowpass(coarse, 600, sr)

    return run, {"held": "sustained", "dies": "short" if length < 0.5 else ""}.get(kind, "")


def tail_of(envelope: Envelope, sr: int) -> float:
    """Seconds that an envelope needs after its key is let go to fall by 40 dB."""
    after = envelope(3 * sr, sr, 0.4)[samples(0.4, sr) :]
    heard = np.flatnonzero(after > 0.01 * max(float(after[0]), 1e-3))
    return 0.01 + (heard[-1] / sr if len(heard) else 0.0)


def trembling(rng: Rng) -> Callable[[int, int], np.ndarray]:
    """A preset's vibrato as a factor on pitch: a sine, triangle or square LFO, at once or delayed; mostly none."""
    if not chance(rng, 0.35):
        return lambda n, sr: np.ones(n)
    cents, rate = log_uniform(rng, 4, 60), rng.uniform(4, 8)
    delay, shape = rng.uniform(0, 0.6) * chance(rng, 0.5), pick(rng, ["sine", "triangle", "square"])

    def run(n: int, sr: int) -> np.ndarray:
        t = np.arange(n) / sr
        turn = np.sin(2 * np.pi * rate * t)
        turn = np.sign(turn) if shape == "square" else np.arcsin(turn) if shape == "triangle" else turn
        return 2 ** (cents * turn * np.clip((t - delay) / 0.15, 0, 1) / 1200)

    return run


def output(rng: Rng, sr: int) -> tuple[Callable[[np.ndarray], np.ndarray], list[str]]:
    """What a cheap keyboard is heard through: its converter, its small speaker, a chorus, a room; or a clean socket."""
    bits = rng.uniform(6, 10) if chance(rng, 0.35) else 0.0
    rate = log_uniform(rng, 8000, 26000) if chance(rng, 0.3) else 0.0
    speaker = (log_uniform(rng, 120, 450), log_uniform(rng, 2500, 8000)) if chance(rng, 0.3) else None
    chorused, wet = chance(rng, 0.15), draw_space(rng, 0.2)
    hiss = 10 ** (rng.uniform(-60, -36) / 20) if chance(rng, 0.3) else 0.0

    def run(x: np.ndarray) -> np.ndarray:
        if rate:
            x = effects.resampled(x, sr, rate)
        if bits:
            x = effects.crush(x, bits)
        if speaker:
            x = filters.peak(filters.lowpass(x, speaker[1], sr), speaker[0] * 4, sr, 1.2, 4)
            x = filters.highpass(x, speaker[0], sr)
        if chorused:
            x = effects.chorus(rng, x, sr)
        if hiss:
            x = effects.normalised(x) + hiss * filters.lowpass(pink(rng, len(x)), 6000, sr)
        return space(rng, x, sr, *wet)

    return run, ["lo-fi" if 0 < bits < 8.5 or 0 < rate < 14000 else "", "chorus" if chorused else ""]


def plain_wave(rng: Rng, sr: int) -> Patch:
    """One bare waveform, switched on and off or fading: the test tone of every synthesiser."""
    shape = pick(rng, ["sine", "triangle", "saw", "square", "pulse"], [1.2, 1.3, 2, 2.5, 1.5])
    width, second = rng.uniform(0.06, 0.45), pick(rng, [0, 0, 0, 2, 0.5, 1.003, 1.008])
    level, (envelope, held) = rng.uniform(0.2, 1), digital_envelope(rng)
    tone = log_uniform(rng, 900, 9000) if chance(rng, 0.4) else 0.0
    bend, tail, wet = trembling(rng), tail_of(envelope, sr), draw_space(rng, 0.2)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + tail, sr)
        pitch = hertz(midi) * bend(n, sr)
        x = wave(shape, pitch, n, sr, 0, width)
        if second:
            x = x + level * wave(shape, pitch * second, n, sr, 0.3, width)
        if tone:
            x = filters.lowpass(x, tone, sr)
        return x * envelope(n, sr, seconds) * 0.5 * velocity

    words = ["synth", f"{shape} wave", "simple", held, pick(rng, ["8-bit", "basic", "raw", "analog", ""])]
    return patch(words, play, 33, 93, (0.2, 6)).through(lambda x: space(rng, x, sr, *wet))


def multipulse(rng: Rng) -> np.ndarray:
    """A period of 16 or 32 steps: one to four pulses up and down, sometimes of different heights."""
    count = pick(rng, [16, 16, 32])
    levels = np.zeros(count)
    if chance(rng, 0.25):  # a stair that climbs and falls, or a random one
        stairs = np.round(np.abs(np.linspace(-1, 1, count)) * rng.uniform(2, 8))
        return (
            stairs
            if chance(rng, 0.5)
            else np.round(np.convolve(rng.normal(0, 3, count), [0.3, 0.5, 0.3], "same"))
        )
    for _ in range(int(rng.integers(1, 5))):
        start, long = int(rng.integers(count)), int(rng.integers(1, count // 2 + 1))
        levels[np.arange(start, start + long) % count] += pick(rng, [1, 1, -1, 2, 0.5])
    return levels if np.ptp(levels) > 0 else np.where(np.arange(count) < count // 2, 1.0, -1.0)


def casiotone(rng: Rng, sr: int) -> Patch:
    """Consonant-vowel synthesis: two stored multipulse waves, each with an envelope and a fixed low-pass of its own."""
    consonant, vowel = multipulse(rng), multipulse(rng)
    octave = pick(rng, [1, 1, 2, 0.5, 4])
    envelope, held = digital_envelope(rng)
    strike, struck = rng.uniform(0, 1.2) * chance(rng, 0.7), log_uniform(rng, 0.04, 0.8)
    dark, bright = log_uniform(rng, 350, 5000), log_uniform(rng, 1500, 12000)
    bend, tail, (speaker, said) = trembling(rng), tail_of(envelope, sr), output(rng, sr)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + tail, sr)
        turns = phase(f0 * bend(n, sr), n, sr)
        body = effects.normalised(read(stored(vowel, f0, sr), turns))
        level = envelope(n, sr, seconds)
        # A shelf, as gentle as a resistor and a capacitor: the waves keep some of their edge.
        x = filters.shelf(body, "high", dark, sr, -18) * level
        if strike:
            onset = effects.normalised(read(stored(consonant, f0 * octave, sr), turns * octave))
            gone = np.exp(-5 * np.maximum(np.arange(n) / sr - seconds, 0) / tail)
            x += strike * filters.lowpass(onset, bright, sr) * decay(n, sr, struck) * gone
        return x * 0.5

    words = ["casio", "toy", "home keyboard", held, *said]
    words.append(pick(rng, ["casiotone", "mt-40", "80s", "cheap", "retro", ""]))
    return patch(words, play, 38, 93, (0.2, 5)).through(speaker)


def toy_keyboard(rng: Rng, sr: int) -> Patch:
    """A pocket keyboard: one square or pulse from a divider, switched or bled off by a capacitor, vibrato (VL-1, PT-1)."""
    width = pick(rng, [0.5, 0.5, 0.25, 0.125, 0.0625, 0.375])
    second = pick(rng, [0.0, 0.0, 0.0, 2.0, 0.5, 3.0])
    envelope, held = digital_envelope(rng)
    soft = log_uniform(rng, 500, 8000) if chance(rng, 0.5) else 0.0
    shake = (rng.uniform(4, 9), rng.uniform(0.2, 0.9)) if chance(rng, 0.15) else None
    bend, tail, (speaker, said) = trembling(rng), tail_of(envelope, sr), output(rng, sr)
    tune = 2 ** (rng.normal(0, 15) / 1200)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + tail, sr)
        pitch = tune * hertz(midi) * bend(n, sr)
        x = wave("pulse", pitch, n, sr, 0, width)
        if second:
            x = x + 0.7 * wave("pulse", pitch * second, n, sr, 0, width)
        if soft:
            x = filters.lowpass(x, soft, sr, 0.5)
        if shake:  # tremolo by switching
            x = x * np.where((np.arange(n) * shake[0] / sr) % 1 < 0.5, 1, 1 - shake[1])
        return x * envelope(n, sr, seconds) * 0.5

    words = [
        "toy",
        "square" if width == 0.5 else "pulse",
        pick(rng, ["casio", "vl-tone", "pocket", "8-bit", "beep"]),
    ]
    return patch([*words, held, *said], play, 48, 96, (0.12, 3)).through(speaker)


def console_chip(rng: Rng, sr: int) -> Patch:
    """Sound chips of consoles and home computers: stepped pulses, triangles and 4-bit waves, moved once a frame."""
    chip = pick(rng, ["nes", "nes triangle", "game boy", "sid", "ay"], [3, 1.2, 2, 2.5, 2])
    width, swing, turn = pick(rng, [0.125, 0.25, 0.5]), rng.uniform(0, 0.3), log_uniform(rng, 0.3, 5)
    coarse = np.round(rng.uniform(0, 15, 32) if chance(rng, 0.5) else 7.5 + 7 * np.sin(np.arange(32) / 32 * 2 * np.pi
             * pick(rng, [1, 2])) + rng.uniform(-3, 3, 32))  # fmt: skip
    corner = 15 - np.abs(np.linspace(-15, 15, 32))
    frame = 1 / pick(rng, [50.0, 60.0, 60.0, 100.0])
    chord = pick(rng, [(0, 4, 7), (0, 3, 7), (0, 12), (0, 5, 9)]) if chance(rng, 0.15) else None
    cents, slide = rng.uniform(5, 50) * chance(rng, 0.5), rng.uniform(-12, 12) * chance(rng, 0.1)
    fall, sustain, release = log_uniform(rng, 0.05, 1.5), rng.uniform(0, 1), log_uniform(rng, 0.005, 0.4)
    attack, levels = log_uniform(rng, 0.001, 0.1) if chance(rng, 0.3) else 0.001, 15
    tone, q = log_uniform(rng, 700, 9000), log_uniform(rng, 0.7, 4)
    delay, wet = chance(rng, 0.12), draw_space(rng, 0.12)
    flat = chip == "nes triangle" or chance(rng, 0.25)
    saw = pick(rng, ["saw", "triangle", "pulse"], [1.5, 1, 2])

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        ticks = (np.arange(n) / sr / frame).astype(int)
        semitones = slide * np.exp(-ticks * frame / 0.05)
        semitones = semitones + cents / 100 * np.sin(2 * np.pi * 6 * ticks * frame) * (ticks * frame > 0.15)
        if chord:
            semitones = semitones + np.array(chord)[(ticks // pick(rng, [1, 2])) % len(chord)]
        pitch = f0 * 2 ** (semitones / 12)
        top = float(pitch.max())
        turns = phase(pitch, n, sr)
        if chip == "nes triangle":
            x = 2 * read(stored(corner, top, sr), turns) / 15
        elif chip == "game boy" and width != 0.5:
            x = read(stored(coarse, top, sr), turns) / 8
        elif chip == "sid":
            table = cycle(harmonics("saw" if saw == "pulse" else saw, int(0.45 * sr / top)))
            x = read(table, turns)
            if saw == "pulse":
                x = x - read(table, turns + 0.5 - swing * np.sin(2 * np.pi * turn * np.arange(n) / sr))
            x = filters.lowpass(x, tone, sr, q)
        else:
            x = read(cycle(harmonics("pulse", int(0.45 * sr / top), 0.5 if chip == "ay" else width)), turns)
        shape = adsr(n, sr, attack, fall, 1.0 if flat else sustain, release, seconds)
        shape = np.ceil(shape[np.minimum(samples(frame, sr) * ticks, n - 1)] * levels) / levels
        return x * shape * (np.arange(n) < n - samples(0.003, sr)) * 0.4

    words = [
        "chiptune",
        "8-bit",
        "video game",
        {"nes triangle": "nes", "ay": "atari", "sid": "c64"}.get(chip, chip),
    ]
    words += ["arpeggio" if chord else "", "delay" if delay else ""]

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.echo(x, sr, 0.16, 0.35, 2) if delay else x, sr, *wet)

    return patch(words, play, 41, 96, (0.1, 2.5)).through(finish)


def sampled_loop(rng: Rng, rate: int) -> tuple[np.ndarray, float, int]:
    """A recording in a sampler's memory: its samples at `rate`, its pitch in Hz, where its loop starts (it ends at the end)."""
    period = max(8, round(rate / log_uniform(rng, 100, 420)))
    f0 = rate / period
    periods = int(log_uniform(rng, 1, 60)) if chance(rng, 0.6) else 1
    start = period * max(1, round(f0 * log_uniform(rng, 0.03, 0.4)))
    n = start + period * periods
    t = np.arange(n) / rate
    k = np.arange(1, max(2, int(0.46 * rate / f0)))
    level = k ** -rng.uniform(0.5, 1.8) * np.where(chance(rng, 0.3), np.where(k % 2, 1, 0.15), 1.0)
    for _ in range(int(rng.integers(1, 5))):  # the body of what was recorded: vowel, horn, wood
        fc = log_uniform(rng, 300, 5000)
        level *= 1 + rng.uniform(0.5, 8) * np.exp(-(((k * f0 - fc) / rng.uniform(80, 500)) ** 2))
    x = np.zeros(n)
    late, spread = rng.uniform(0, 0.06), rng.uniform(0, 12) * (periods > 8)
    for harmonic, amount in zip(k[:40], level, strict=False):
        onset = 1 - np.exp(-t / (0.002 + late * harmonic / 10 * rng.uniform(0.5, 1.5)))
        # Within a long loop partials drift by whole turns, so that its end meets its start.
        drift = round(rng.normal(0, spread * harmonic / 1200 * f0) * n / rate) / (n / rate)
        x += amount * onset * np.sin(2 * np.pi * ((harmonic * f0 + drift) * t + rng.random()))
    x = effects.normalised(x)
    burst = filters.bandpass(white(rng, n), min(log_uniform(rng, 400, 4000), 0.4 * rate), rate, 0.7)
    x += rng.uniform(0, 0.8) * burst * decay(n, rate, log_uniform(rng, 0.01, 0.15))
    x += rng.uniform(0, 0.04) * white(rng, n)
    return effects.crush(x, pick(rng, [8.0, 8.0, 12.0, 7.0])), f0, start


def sampling_keyboard(rng: Rng, sr: int) -> Patch:
    """A short recording played faster or slower and repeated from within, in 8 or 12 bits (SK-1, Mirage, Fairlight)."""
    rate = int(pick(rng, [9380, log_uniform(rng, 9000, 32000), log_uniform(rng, 14000, 32000)]))
    memory, root, start = sampled_loop(rng, rate)
    smooth, (envelope, held) = chance(rng, 0.5), digital_envelope(rng)
    tone, q = min(log_uniform(rng, 0.3, 1.2) * rate, 14000), log_uniform(rng, 0.7, 2)
    bend, tail, wet = trembling(rng), tail_of(envelope, sr), draw_space(rng, 0.3)
    chorused, name = chance(rng, 0.25), pick(rng, ["sk-1", "fairlight", "emulator", "mirage", "sampler"])

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        n = samples(seconds + tail, sr)
        at = np.cumsum(bend(n, sr)) * (hertz(midi) / root * rate / sr)
        loop = len(memory) - start
        at = np.where(at < len(memory), at, start + (at - start) % loop)
        index = np.minimum(at.astype(int), len(memory) - 1)
        x = memory[index]
        if smooth:
            after = np.where(index + 1 < len(memory), index + 1, start)
            x = x + (at - index) * (memory[after] - x)
        return filters.lowpass(x, tone, sr, q) * envelope(n, sr, seconds) * velocity

    words = [
        "sampled",
        name,
        "lo-fi" if rate < 14000 else "digital",
        held,
        pick(rng, ["80s", "8-bit", "vintage"]),
    ]

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.chorus(rng, x, sr) if chorused else x, sr, *wet)

    return patch(words, play, 38, 86, (0.2, 4)).through(finish)


OPERATOR_WAVES = {
    "sine": lambda s: s,
    "half": lambda s: np.maximum(s, 0),
    "full": lambda s: np.abs(s),
}


def home_fm(rng: Rng, sr: int) -> Patch:
    """Two operators with feedback and rectified sines from a 9-bit converter: home keyboards and sound cards (PSS, OPL)."""
    multiple = pick(rng, [0.5, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7])
    own = pick(rng, [0.5, 1, 1, 1, 2])
    modulator = pick(rng, list(OPERATOR_WAVES.values()), [3, 1, 0.7])(feedback_sine(rng.uniform(0, 1.3)))
    carrier = pick(rng, ["sine", "half", "full"], [3, 1.2, 0.6])
    index = log_uniform(rng, 0.5, 6)
    (envelope, held), fall, stays = digital_envelope(rng), log_uniform(rng, 0.05, 1), rng.uniform(0.4, 1)
    attack = log_uniform(rng, 0.01, 0.2) if chance(rng, 0.25) else 0.002
    bend, tail, (speaker, said) = trembling(rng), tail_of(envelope, sr), output(rng, sr)
    shake = rng.uniform(0.1, 0.45) if chance(rng, 0.25) else 0.0

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + tail, sr)
        turns = phase(f0 * bend(n, sr), n, sr)
        # The modulator keeps much of its depth: the tone fades, its colour stays.
        deep = index * min(1, 500 / f0) ** 0.5 * adsr(n, sr, attack, fall, stays, 1, seconds)
        y = from_phase(turns * own + deep * read(modulator, turns * multiple) / (2 * np.pi))
        x = OPERATOR_WAVES[carrier](y) * envelope(n, sr, seconds)
        if shake:
            x = x * (1 - shake * (0.5 + 0.5 * np.sin(2 * np.pi * 3.7 * np.arange(n) / sr)))
        return filters.highpass(x, 30, sr) * 0.6 * velocity

    words = [
        "fm",
        "digital",
        pick(rng, ["home keyboard", "sound card", "portasound", "sega", "90s"]),
        held,
        *said,
    ]
    return patch(words, play, 38, 89, (0.2, 4)).through(speaker)


def _operator(rng: Rng, plucked: bool) -> tuple[float, float, float]:
    """Attack, fall and sustain of one of six operators."""
    attack = (
        log_uniform(rng, 0.02, 0.3) if chance(rng, 0.25) and not plucked else log_uniform(rng, 0.001, 0.03)
    )
    return attack, log_uniform(rng, 0.08, 1.5), rng.uniform(0.15, 0.6) if plucked else rng.uniform(0.4, 1)


def fm_six(rng: Rng, sr: int) -> Patch:
    """Six operators after the DX7, electric pianos aside: brass, strings, clavs, glass and organs of pairs, stacks, forks."""
    plan = pick(rng, ["pairs", "stack", "fork", "additive"], [3, 2, 2, 1])
    plucked = chance(rng, 0.25)
    simple = [0.5, 1, 1, 1, 1, 2, 2, 3, 4, 5]
    ratios = [pick(rng, simple) for _ in range(3)]
    above = [pick(rng, [*simple, 6, 7, 8, 1.41, 3.5]) for _ in range(3)]
    cents, levels = rng.normal(0, 4, 3), rng.uniform(0.2, 1, 3)
    deep = [log_uniform(rng, 0.3, 5) for _ in range(3)]
    table = feedback_sine(rng.uniform(0, 1.4))
    shapes = [_operator(rng, plucked) for _ in range(3)]
    moved = [_operator(rng, plucked) for _ in range(3)]
    release, scaling = log_uniform(rng, 0.04, 1.0), rng.uniform(0.3, 0.8)
    bend, chorused, wet = trembling(rng), chance(rng, 0.3), draw_space(rng, 0.4)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        turns = phase(f0 * bend(n, sr), n, sr)
        touch = min(1, 350 / f0) ** scaling * (0.4 + 0.6 * velocity) / (2 * np.pi)
        lines = [turns * (ratio * 2 ** (cent / 1200)) for ratio, cent in zip(ratios, cents, strict=True)]
        swings = [
            adsr(n, sr, *shape, release, seconds) * d * touch for shape, d in zip(moved, deep, strict=True)
        ]
        if plan == "stack":
            low = from_phase(turns * above[1] + swings[1] * read(table, turns * above[2]))
            x = from_phase(lines[0] + swings[0] * low) * adsr(n, sr, *shapes[0], release, seconds)
            x += (
                levels[1]
                * from_phase(lines[1] + swings[2] * read(table, turns * ratios[1]))
                * adsr(n, sr, *shapes[1], release, seconds)
            )
        elif plan == "fork":
            sway = sum(s * read(table, turns * r) for s, r in zip(swings, above, strict=True))
            x = from_phase(lines[0] + sway) * adsr(n, sr, *shapes[0], release, seconds)
        else:
            x = np.zeros(n)
            for line, ratio, swing, level, shape in zip(lines, above, swings, levels, shapes, strict=True):
                sway = swing * read(table, turns * ratio) if plan == "pairs" else 0.05 * swing
                x += level * from_phase(line + sway) * adsr(n, sr, *shape, release, seconds)
        return filters.highpass(x, 25, sr) * 0.4 * velocity

    words = ["fm", "digital", "synth", pick(rng, ["dx7", "dx7", "tx802", "dx100", "80s", ""])]
    words += [
        "plucky" if plucked else "",
        mellow(rng, float(np.mean(deep)) / 4),
        "chorus" if chorused else "",
    ]

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.chorus(rng, x, sr) if chorused else x, sr, *wet)

    return patch(words, play, 36, 88, (0.2, 5)).through(finish)


def rom_synth(rng: Rng, sr: int) -> Patch:
    """A recorded attack over a synthetic body, both from ROM: breath, bell, pluck or voice before a chorused pad (D-50, M1)."""
    onset = pick(rng, ["breath", "bell", "pluck", "none"])
    long, loud = log_uniform(rng, 0.04, 0.7), rng.uniform(0.2, 1.1)
    partials = np.sort(rng.uniform(1, 12, 6)) if onset == "bell" else np.arange(1, 7) * pick(rng, [1, 2, 3])
    shape, voices, cents = (
        pick(rng, ["saw", "pulse", "square", "stored"]),
        int(rng.integers(1, 4)),
        rng.uniform(3, 15),
    )
    k = np.arange(1, 64)
    profile = rng.rayleigh(1, 63) * k ** -rng.uniform(0.6, 1.6)
    attack = log_uniform(rng, 0.005, 0.3)
    fall, sustain, release = log_uniform(rng, 0.3, 3), rng.uniform(0.35, 1), log_uniform(rng, 0.08, 1.2)
    base, opening = log_uniform(rng, 700, 7000), rng.uniform(0, 2)
    chorused, wet, layer = chance(rng, 0.6), draw_space(rng, 0.6), pick(rng, [1, 1, 2, 0.5, 1.498])

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + release, sr)
        if shape == "stored":
            table = cycle(profile[: max(1, int(0.45 * sr / f0 / 1.5))])
            x = np.zeros(n)
            for copy in range(voices):
                x += read(table, phase(f0 * 2 ** (copy * cents / 1200), n, sr, rng.random()))
        else:
            x = unison(rng, shape, f0, n, sr, voices, cents) + 0.5 * unison(
                rng, shape, f0 * layer, n, sr, 1, cents
            )
        level = adsr(n, sr, attack, fall, sustain, release, seconds)
        cutoff = min(base * 2 ** (opening * velocity) * (f0 / 261) ** 0.3, 0.44 * sr)
        x = effects.normalised(filters.lowpass(x, cutoff, sr)) * level
        if onset == "breath":
            air = filters.bandpass(
                white(rng, n), min(f0 * pick(rng, [2, 4, 8]), 9000), sr, log_uniform(rng, 0.5, 4)
            )
            x = x + loud * effects.normalised(air * decay(n, sr, long) * rise(n, sr, 0.01))
        elif onset != "none":
            hit = bank(f0 * partials, long * rng.uniform(0.5, 1.5, 6), rng.uniform(0.2, 1, 6), n, sr)
            x = x + loud * 0.7 * effects.normalised(hit)
        return x * 0.4 * velocity

    words = [
        "digital",
        "synth",
        "romplers",
        pick(rng, ["d-50", "m1", "jv-1080", "90s", "80s", "wavestation"]),
    ]
    words += [
        {"bell": "bell", "breath": "breathy", "pluck": "plucked"}.get(onset, ""),
        "chorus" if chorused else "",
    ]

    def finish(x: np.ndarray) -> np.ndarray:
        return space(rng, effects.chorus(rng, x, sr) if chorused else x, sr, *wet)

    return patch(words, play, 36, 86, (0.25, 5)).through(finish)


def worn(*makers: Maker) -> Maker:
    """A synthesiser from a tape or an old record: uneven speed, dull, hissing, coarse."""

    def make(rng: Rng, sr: int) -> Patch:
        made = pick(rng, makers)(rng, sr)
        depth, rate = log_uniform(rng, 0.0005, 0.006), log_uniform(rng, 0.3, 3)
        tone, hiss = log_uniform(rng, 1200, 7000), 10 ** (rng.uniform(-60, -28) / 20)
        bits, grit = rng.uniform(7, 12) if chance(rng, 0.4) else 0.0, rng.uniform(0.5, 3) * chance(rng, 0.5)

        def finish(x: np.ndarray) -> np.ndarray:
            x = effects.wobble(rng, made.finish(x), sr, depth, rate)
            x = filters.lowpass(effects.drive(x, grit) if grit else effects.normalised(x), tone, sr)
            x = x + hiss * filters.highpass(pink(rng, len(x)), 300, sr) * (
                1 + 0.3 * wander(rng, len(x), sr, 3)
            )
            return effects.crush(x, bits) if bits else x

        return patch([*made.words, "lo-fi", pick(rng, ["tape", "cassette", "worn", "dusty"])], made.play, made.low,
                     made.high, made.seconds).through(finish)  # fmt: skip

    make.__name__ = f"{makers[0].__name__}_worn"
    return make


WORN = worn(
    polys.poly, synths.analog, polys.fm_stack, polys.wavetable, casiotone, sampling_keyboard, home_fm, fm_six
)
