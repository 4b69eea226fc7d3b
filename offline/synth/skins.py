"""Struck membranes, the memories of drum machines that hold them, kicks, and the big and the rarer drums."""

import numpy as np
from scipy import special

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, kick_acoustic, room
from offline.synth.envelopes import decay, place, rise, samples, sweep, wander
from offline.synth.modal import bank, shimmer
from offline.synth.oscillators import fm, grains, pink, sine, wave, white
from offline.synth.voice import Model, Sound, sound

# Nodal diameters and zeros of the Bessel functions of a membrane's first modes (Fletcher & Rossing 1998, ch. 3).
DIAMETERS = np.array([0, 1, 2, 0, 3, 1, 4, 2, 0, 5, 3, 6, 1, 4, 7, 2, 0, 8, 5, 3])
ZEROS = np.array([2.405, 3.832, 5.136, 5.520, 6.380, 7.016, 7.588, 8.417, 8.654, 8.771,
                  9.761, 9.936, 10.173, 11.065, 11.086, 11.620, 11.792, 12.225, 12.339, 13.015])  # fmt: skip
EIGHTIES = ("linn", "dmx", "sp-1200", "707", "drumulator", "8-bit", "vintage", "lo-fi")
NINETIES = ("r-8", "hr-16", "romplers", "general midi", "sampled", "drum machine")


# What all skins share ------------------------------------------------------------------------------


def register(f0: float, low: float, high: float) -> str:
    return "low" if f0 < low else "high" if f0 > high else "mid"


def membrane(
    rng: Rng,
    n: int,
    sr: int,
    f0: float,
    t60: float,
    spot: float,
    contact: float,
    load: float = 1.0,
    damping: float = 0.6,
    first: float = 1.0,
    tilt: float = 1.6,
) -> np.ndarray:
    """A skin struck at `spot` (0 the centre, 1 the rim) for `contact` seconds; its lowest mode at `f0`.

    `load` is the mass of air that moves with it: it lowers the low modes most, so that the second lies between
    1.59 (none) and 2.01 times the first. `damping` makes high modes shorter and `tilt` weaker, both powers of
    their ratio; `first` is the level of the lowest mode, which a slap hardly wakes. Modes with diameters come in
    pairs that beat; those above three times the lowest are too many to tell apart and die by their frequency.
    """
    bare = ZEROS / ZEROS[0]
    ratios = bare * np.sqrt((1 + load) / (1 + load / bare)) * rng.uniform(0.985, 1.015, len(bare))
    level = np.abs(special.jv(DIAMETERS, ZEROS * spot) / special.jv(DIAMETERS + 1, ZEROS))
    level = level / (1 + (1.6 * f0 * ratios * contact) ** 2)
    level *= np.minimum(1, ratios / rng.uniform(2.5, 6)) ** DIAMETERS  # multipoles hardly radiate lows
    level *= ratios ** -max(tilt + rng.normal(0, 0.4), 0) * np.exp(rng.normal(0, 0.4, len(bare)))
    fade = t60 * ratios**-damping * np.exp(rng.normal(0, 0.25, len(bare)))
    level /= max(level[0], 0.6 * level[1:].max())
    ratios[0], fade[0], level[0] = 1, t60, first
    paired = DIAMETERS > 0
    split = 1 + log_uniform(rng, 0.001, 0.02) * rng.uniform(0.3, 1, int(paired.sum()))
    twin = rng.uniform(0, 0.9, int(paired.sum()))
    x = bank(
        f0 * np.r_[ratios, ratios[paired] * split],
        np.r_[fade, fade[paired]],
        np.r_[level, level[paired] * twin],
        n,
        sr,
        rng.uniform(-0.5, 0.5, len(bare) + len(split)),
    )
    low = 3.5 * f0
    fade_low = min(t60 * 3.5**-damping * rng.uniform(0.5, 1.3), 0.6)
    m = min(n, samples(1.1 * fade_low, sr))
    place(
        x,
        shimmer(
            rng, m, sr, low, log_uniform(rng, 2, 4.5) * 2500, 32, fade_low,
            min(fade_low, log_uniform(rng, 0.04, 0.25)), -rng.uniform(2, 9),
        ),
        0,
        log_uniform(rng, 0.03, 0.35) * 2 ** (1.6 - tilt),
    )  # fmt: skip
    return x


def bent(x: np.ndarray, sr: int, ratio: float, tau: float) -> np.ndarray:
    """`x` that starts `ratio` times as high and falls to its pitch: a skin is tauter while it swings far."""
    t = np.arange(len(x))
    return np.interp(t + (ratio - 1) * tau * sr * (1 - np.exp(-t / (tau * sr))), t, x, right=0)


def stored(*models: Model, shortest: float, longest: float, retuned: float = 0.2) -> Model:
    """A model's sounds in a drum machine's memory, of the eighties (coarse) or the nineties (clean and cut short).

    `retuned` is the usual deviation from the recorded pitch in octaves; now and then it is twice that.
    """

    def model(rng: Rng, sr: int) -> Sound:
        made = pick(rng, models)(rng, sr)
        spread = retuned * (2 if chance(rng, 0.15) else 1)
        x = effects.varispeed(made.samples, 2 ** float(np.clip(rng.normal(0, spread), -1, 1)))
        early = chance(rng, 0.55)
        if early:
            x = effects.resampled(x, sr, log_uniform(rng, 12_000, 32_000))
            x = (
                effects.companded(x, 8)
                if chance(rng, 0.5)
                else effects.crush(x, pick(rng, [8, 8, 10, 12, 12]))
            )
            if chance(rng, 0.4):  # the output filter of each voice
                x = filters.lowpass(x, log_uniform(rng, 3500, 14_000), sr)
        else:
            x = filters.lowpass(x, log_uniform(rng, 8000, 22_000), sr)
            if chance(rng, 0.5):
                x = effects.compress(x, sr, rng.uniform(0.1, 0.45))
            x = filters.highpass(x, log_uniform(rng, 20, 60), sr)
        x = x[: samples(log_uniform(rng, shortest, longest), sr)]
        seconds = len(x) / sr
        if chance(rng, 0.6):
            x = x * decay(len(x), sr, seconds * rng.uniform(0.9, 3))
        edge = max(1, min(len(x), samples(log_uniform(rng, 0.003, 0.6 * seconds + 0.004), sr)))
        x[-edge:] = x[-edge:] * np.linspace(1, 0, edge)
        return sound(x, *made.words[:2], pick(rng, EIGHTIES if early else NINETIES))

    model.__name__ = f"{models[0].__name__}_stored"
    return model


def pinged(rng: Rng, sr: int, f0: float, t60: float, bend: float, tick: float) -> np.ndarray:
    """A bridged-T filter pinged by a trigger: a damped sine, a little flat as it fades, clipped at its start."""
    n = samples(t60 * 1.1, sr)
    x = sine(f0 * sweep(n, sr, bend, 1, t60 * rng.uniform(0.08, 0.3)), n, sr, rng.uniform(0, 0.3)) * decay(
        n, sr, t60
    )
    if chance(rng, 0.5):
        x = np.tanh(rng.uniform(0.5, 2.5) * x + rng.uniform(0, 0.3))
        x = x - x[-1]
    x += tick * burst(rng, n, sr, log_uniform(rng, 900, 6000), 0.8, log_uniform(rng, 0.003, 0.015))
    return x * rise(n, sr, rng.uniform(0.0002, 0.0015))


# Kicks ---------------------------------------------------------------------------------------------

# Name, pitch in Hz, decay in s, contact of the beater in s, click.
_BASS_DRUMS = (
    ("jazz", (50, 90), (0.4, 1.3), (0.002, 0.007), (0.15, 2)),
    ("dead", (48, 85), (0.14, 0.4), (0.002, 0.008), (0.3, 4)),
    ("rock", (42, 72), (0.3, 0.9), (0.001, 0.004), (0.8, 8)),
    ("metal", (42, 70), (0.2, 0.6), (0.0005, 0.002), (1.5, 9)),
    ("studio", (42, 78), (0.22, 0.75), (0.001, 0.005), (0.5, 7)),
)


def kick_skin(rng: Rng, sr: int) -> Sound:
    """A bass drum by its modes: two heads, a beater of felt to wood, damping from a pillow to none."""
    style, pitch, length, touch, click = pick(rng, _BASS_DRUMS, [1, 1, 1.3, 0.8, 1.3])
    f0, t60, contact = log_uniform(rng, *pitch), log_uniform(rng, *length), log_uniform(rng, *touch)
    n = samples(t60 * 1.1 + 0.12, sr)
    x = membrane(
        rng, n, sr, f0, t60, rng.uniform(0, 0.35), contact, rng.uniform(0.5, 5), rng.uniform(0.6, 1.5)
    )
    # The other head, and the shell's air, pull the lowest mode apart.
    others = f0 * np.array([rng.uniform(0.7, 0.95), rng.uniform(1.3, 1.8)])
    x += bank(others, t60 * rng.uniform(0.2, 0.8, 2), rng.uniform(0, 0.7, 2), n, sr, rng.uniform(-1, 1, 2))
    x = bent(x, sr, log_uniform(rng, 1.02, 1.9), log_uniform(rng, 0.008, 0.05))
    x += log_uniform(rng, *click) * burst(
        rng,
        n,
        sr,
        min(0.8 / contact * log_uniform(rng, 0.6, 6), 6500),
        rng.uniform(0.5, 1.3),
        log_uniform(rng, 0.006, 0.04),
    )
    if chance(rng, 0.3):  # wires and cymbals of the kit hum along
        x += log_uniform(rng, 0.005, 0.08) * filters.highpass(white(rng, n), 1500, sr) * decay(n, sr, t60)
    if chance(rng, 0.5):  # the engineer's scoop
        x = filters.peak(x, log_uniform(rng, 250, 600), sr, 0.8, -rng.uniform(3, 14))
    if chance(rng, 0.3):
        x = effects.compress(x, sr, rng.uniform(0.2, 0.6))
    x = room(rng, x * rise(n, sr, contact * 0.4), sr, 0.8 if style == "jazz" else 0.4)
    return sound(x, "acoustic", style, "tight" if t60 < 0.25 else "boomy" if t60 > 0.75 else "")


def kick_box(rng: Rng, sr: int) -> Sound:
    """The bass drum of an analogue rhythm box: a pinged filter that hardly glides, with or without a tick."""
    f0, t60 = log_uniform(rng, 45, 105), log_uniform(rng, 0.09, 0.5)
    x = pinged(rng, sr, f0, t60, rng.uniform(1, 1.25), log_uniform(rng, 0.02, 0.8))
    if chance(rng, 0.4):  # a second network above, as in the TR-606 and the DR-110
        over = pinged(rng, sr, f0 * rng.uniform(1.7, 2.3), t60 * rng.uniform(0.15, 0.4), 1.05, 0)
        place(x, over, 0, rng.uniform(0.2, 0.8))
    if chance(rng, 0.4):
        x = filters.lowpass(x, log_uniform(rng, 300, 2500), sr)
    name = pick(rng, ["cr-78", "606", "rhythm box", "analog", "dr-110", "kr-55"])
    return sound(x, name, "short" if t60 < 0.2 else "round", "analog" if name != "analog" else "")


def kick_electric(rng: Rng, sr: int) -> Sound:
    """The bass drum of Simmons pads and drum synthesisers: a wave that dives, a click of noise."""
    length = log_uniform(rng, 0.15, 0.8)
    n = samples(length, sr)
    f0, tau = log_uniform(rng, 38, 75), log_uniform(rng, 0.02, 0.12)
    shape = pick(rng, ["triangle", "sine", "sine", "square"])
    x = wave(shape, sweep(n, sr, f0 * log_uniform(rng, 1.8, 7), f0, tau), n, sr)
    if shape == "square":
        x = filters.lowpass(x, log_uniform(rng, 200, 1200), sr)
    x = x * decay(n, sr, length) + log_uniform(rng, 0.05, 1.2) * filters.lowpass(
        white(rng, n) * decay(n, sr, log_uniform(rng, 0.01, 0.06)), log_uniform(rng, 1500, 9000), sr
    )
    return sound(x, pick(rng, ["simmons", "electro", "80s", "synth"]), "electronic")


def kick_fm(rng: Rng, sr: int) -> Sound:
    """Two operators, as of the DX7, the Machinedrum or a tracker's chip: the index dies before the tone."""
    length = log_uniform(rng, 0.12, 0.7)
    n = samples(length, sr)
    f0 = log_uniform(rng, 40, 75)
    pitch = sweep(n, sr, f0 * log_uniform(rng, 1.5, 9), f0, log_uniform(rng, 0.006, 0.05))
    index = log_uniform(rng, 0.5, 7) * decay(n, sr, length * log_uniform(rng, 0.05, 0.5))
    x = fm(pitch, pick(rng, [0.5, 1.0, 1.41, 2.0, 3.3, 7.1]), index, n, sr) * decay(n, sr, length)
    return sound(x, "fm", "electronic", pick(rng, ["digital", "hard", ""]))


def kick_chip(rng: Rng, sr: int) -> Sound:
    """A game console's kick: a square or coarse triangle dropped in steps of a sixtieth of a second."""
    frame = samples(1 / 60, sr)
    frames = int(rng.integers(4, 16))
    ladder = log_uniform(rng, 130, 600) * rng.uniform(0.55, 0.88) ** np.arange(frames)
    pitch = np.repeat(np.maximum(ladder, log_uniform(rng, 35, 65)), frame)
    n = len(pitch)
    x = wave(pick(rng, ["triangle", "triangle", "square"]), pitch, n, sr)
    x = np.round(x * 7.5) / 7.5 * np.repeat(np.linspace(1, rng.uniform(0, 0.7), frames), frame)
    if chance(rng, 0.4):
        place(x, white(rng, frame), 0, rng.uniform(0.3, 1))
    return sound(x, "chiptune", "8-bit", "short")


def kick_layered(rng: Rng, sr: int) -> Sound:
    """A produced club kick: a transient, a two-stage dive from a kilohertz or more, a clipped body, a cut tail."""
    length = log_uniform(rng, 0.14, 0.8)
    n = samples(length, sr)
    f0 = log_uniform(rng, 40, 62)
    pitch = (
        sweep(n, sr, f0 * log_uniform(rng, 1.5, 4), f0, log_uniform(rng, 0.02, 0.07))
        + sweep(n, sr, log_uniform(rng, 200, 6000), 0, log_uniform(rng, 0.0015, 0.008))
    )  # fmt: skip
    x = sine(pitch, n, sr, rng.uniform(0, 0.25)) * decay(n, sr, length * log_uniform(rng, 1.2, 5))
    if chance(rng, 0.6):
        x = effects.drive(x, log_uniform(rng, 0.8, 10), rng.uniform(0, 0.3))
    x += log_uniform(rng, 0.03, 0.8) * burst(
        rng, n, sr, log_uniform(rng, 1500, 9000), rng.uniform(0.5, 3), log_uniform(rng, 0.003, 0.03)
    )
    edge = min(n, samples(log_uniform(rng, 0.01, 0.15), sr))
    x[-edge:] *= np.linspace(1, 0, edge)
    words = pick(rng, ["house", "techno", "edm", "trance", "trap", "punchy"])
    return sound(x, words, "clicky" if length < 0.25 else "club", "tight" if length < 0.3 else "")


def kick_rumble(rng: Rng, sr: int) -> Sound:
    """A techno kick with its own dark reverberation behind it."""
    made = pick(rng, [kick_layered, kick_electric])(rng, sr)
    x = np.r_[made.samples, np.zeros(samples(rng.uniform(0.1, 0.5), sr))]
    tail = effects.reverb(rng, effects.drive(x, rng.uniform(1, 6)), sr, log_uniform(rng, 0.6, 2.0), 1.0, 400)
    tail = filters.lowpass(filters.highpass(tail, 35, sr), log_uniform(rng, 80, 250), sr)
    y = rng.uniform(0.1, 0.45) * effects.normalised(tail)
    place(y, effects.normalised(made.samples), 0)
    return sound(y, "techno", "rumble", "deep")


def kick_dusty(rng: Rng, sr: int) -> Sound:
    """Cut out of an old record's break: hats or wires spill over it, the sampler is coarse, the vinyl breathes."""
    made = pick(rng, [kick_skin, kick_acoustic])(rng, sr)
    x = np.asarray(made.samples, float)[: samples(log_uniform(rng, 0.12, 0.5), sr)]
    n = len(x)
    spill = filters.highpass(white(rng, n), log_uniform(rng, 2500, 7000), sr) * decay(
        n, sr, log_uniform(rng, 0.05, 0.5)
    )
    x = effects.normalised(x) + log_uniform(rng, 0.01, 0.4) * spill
    x += log_uniform(rng, 0.002, 0.05) * (pink(rng, n) + 0.3 * grains(rng, n, sr, 40))
    x = effects.drive(x, log_uniform(rng, 0.8, 5), rng.uniform(0, 0.3))
    x = effects.resampled(x, sr, log_uniform(rng, 10_000, 28_000))
    x = filters.lowpass(x, log_uniform(rng, 1200, 9000), sr)
    edge = min(n, samples(log_uniform(rng, 0.004, 0.1), sr))
    x[-edge:] *= np.linspace(1, 0, edge)
    return sound(x, pick(rng, ["dusty", "boom bap", "lo-fi", "breakbeat"]), "vintage")


KICK = stored(kick_skin, kick_skin, kick_acoustic, kick_box, shortest=0.1, longest=0.7)


# Big drums -----------------------------------------------------------------------------------------


def taiko(rng: Rng, sr: int) -> Sound:
    """A barrel of one piece of wood with two thick hides and heavy sticks: low, long and dry in the highs."""
    f0 = log_uniform(rng, 40, 98)
    t60 = log_uniform(rng, 0.9, 3) * (f0 / 80) ** -0.3
    n = samples(t60 + 0.2, sr)
    contact = log_uniform(rng, 0.001, 0.005)
    x = membrane(
        rng,
        n,
        sr,
        f0,
        t60,
        rng.uniform(0.05, 0.6),
        contact,
        rng.uniform(0.3, 2),
        rng.uniform(0.4, 1),
        tilt=0.9,
    )
    x = bent(x, sr, log_uniform(rng, 1.02, 1.4), log_uniform(rng, 0.03, 0.12))
    x += log_uniform(rng, 0.3, 4) * burst(
        rng, n, sr, log_uniform(rng, 300, 3000), 0.6, log_uniform(rng, 0.02, 0.1)
    )
    x = x * rise(n, sr, 0.001)
    if chance(rng, 0.9):
        x = effects.reverb(
            rng, x, sr, log_uniform(rng, 0.8, 3), log_uniform(rng, 0.15, 1), log_uniform(rng, 1500, 6000)
        )
    return sound(x, "taiko", pick(rng, ["cinematic", "japanese", "epic", "big"]), "deep" if f0 < 75 else "")


def timpani(rng: Rng, sr: int) -> Sound:
    """A kettle: the air in it puts modes 1, 1.5, 2, 2.5 in tune (Rossing 1982); the lowest, unpitched, is short."""
    f0 = log_uniform(rng, 65, 220)
    t60 = log_uniform(rng, 0.9, 4) * (f0 / 110) ** -0.3
    n = samples(t60 + 0.2, sr)
    ratios = np.array([1, 1.5, 1.98, 2.44, 2.9, 3.35]) * rng.uniform(0.99, 1.01, 6)
    hard = log_uniform(rng, 0.002, 0.008)
    levels = np.array([1, 0.8, 0.5, 0.3, 0.2, 0.12]) * rng.uniform(0.4, 1.5, 6)
    levels /= 1 + (1.2 * f0 * ratios * hard) ** 2
    x = bank(f0 * ratios, t60 * ratios ** -rng.uniform(0.3, 1), levels, n, sr, rng.uniform(-1, 1, 6))
    low = f0 * np.array([0.85, 1.47, 2.3])
    x += levels[0] * bank(low, t60 * rng.uniform(0.1, 0.3, 3), rng.uniform(0.2, 0.9, 3), n, sr)
    x += log_uniform(rng, 0.02, 0.4) * levels[0] * burst(rng, n, sr, log_uniform(rng, 200, 1200), 0.7, 0.05)
    x = room(rng, x * rise(n, sr, hard), sr, 0.8)
    return sound(x, "timpani", "orchestral", pick(rng, ["hall", "pitched", ""]))


def bass_drum(rng: Rng, sr: int) -> Sound:
    """Concert bass drum, surdo or tapan: a broad slack skin, a padded beater, at times a hand on it."""
    surdo = chance(rng, 0.5)
    f0 = log_uniform(rng, 58, 110) if surdo else log_uniform(rng, 32, 75)
    muted = chance(rng, 0.3)
    t60 = log_uniform(rng, 0.2, 0.6) if muted else log_uniform(rng, 0.7, 2.5)
    n = samples(t60 + 0.2, sr)
    contact = log_uniform(rng, 0.003, 0.012)
    x = membrane(
        rng,
        n,
        sr,
        f0,
        t60,
        rng.uniform(0.1, 0.6),
        contact,
        rng.uniform(0.5, 3),
        rng.uniform(0.4, 1),
        tilt=1.1,
    )
    x = bent(x, sr, log_uniform(rng, 1.01, 1.2), 0.06)
    x += log_uniform(rng, 0.02, 0.6) * burst(
        rng, n, sr, log_uniform(rng, 150, 1500), 0.6, log_uniform(rng, 0.02, 0.08)
    )
    x = room(rng, x * rise(n, sr, contact * 0.5), sr, 0.6)
    return sound(x, "surdo" if surdo else "concert bass drum", "muted" if muted else "open", "big")


# Hand drums of the world ---------------------------------------------------------------------------


def darbuka(rng: Rng, sr: int) -> Sound:
    """Goblet of clay or metal: doum in the middle wakes the air, tek at the rim the thin skin's bright ring."""
    doum = chance(rng, 0.3)
    f0 = log_uniform(rng, 220, 420)
    if doum:
        air, t60 = log_uniform(rng, 80, 160), log_uniform(rng, 0.2, 0.8)
        n = samples(t60 + 0.1, sr)
        x = bent(sine(air, n, sr) * decay(n, sr, t60), sr, rng.uniform(1, 1.12), 0.03)
        x += rng.uniform(0.05, 0.5) * membrane(rng, n, sr, f0, t60 * 0.5, 0.2, 0.002, 0.5)
        x += rng.uniform(0.1, 0.7) * burst(rng, n, sr, log_uniform(rng, 500, 2500), 0.7, 0.02)
    else:
        t60 = log_uniform(rng, 0.1, 0.6)
        n = samples(t60 + 0.1, sr)
        x = membrane(
            rng, n, sr, f0, t60, rng.uniform(0.8, 0.97), 0.0004, 0.5, rng.uniform(0, 0.5), first=0.4, tilt=0.4
        )
        x += rng.uniform(0.3, 2.5) * burst(rng, n, sr, log_uniform(rng, 2000, 6500), 0.7, 0.015)
    x = room(rng, x * rise(n, sr, 0.0008), sr, 0.4)
    return sound(x, "darbuka", "doum" if doum else "tek", "middle eastern")


def frame_drum(rng: Rng, sr: int) -> Sound:
    """Bendir, daf or bodhran: a wide skin on a shallow ring, played with fingers, at times with snares or rings."""
    f0, t60 = log_uniform(rng, 65, 190), log_uniform(rng, 0.25, 1.2)
    n = samples(t60 + 0.1, sr)
    edge = chance(rng, 0.4)
    x = membrane(
        rng,
        n,
        sr,
        f0,
        t60,
        rng.uniform(0.8, 0.95) if edge else rng.uniform(0.1, 0.6),
        0.0006 if edge else log_uniform(rng, 0.002, 0.006),
        rng.uniform(1.5, 5),
        rng.uniform(0.3, 1),
        first=0.4 if edge else 1.0,
        tilt=0.8 if edge else 1.6,
    )
    x = bent(x, sr, rng.uniform(1, 1.1), 0.05)
    x += rng.uniform(0.05, 0.8) * burst(rng, n, sr, log_uniform(rng, 500, 4000), 0.6, 0.03)
    if chance(rng, 0.35):
        buzz = filters.highpass(white(rng, n), log_uniform(rng, 1500, 5000), sr) * np.abs(x)
        x += rng.uniform(0.3, 2) * buzz
    name = pick(rng, ["frame drum", "bodhran", "bendir", "daf"])
    return sound(room(rng, x * rise(n, sr, 0.001), sr, 0.5), name, "tek" if edge else "low", "acoustic")


def cajon(rng: Rng, sr: int) -> Sound:
    """A wooden box: the air's thump below, the loose front's slap with snares above."""
    bass = chance(rng, 0.35)
    t60 = log_uniform(rng, 0.15, 0.5) if bass else log_uniform(rng, 0.08, 0.3)
    n = samples(t60 + 0.15, sr)
    air = log_uniform(rng, 65, 115)
    x = (1.0 if bass else rng.uniform(0.1, 0.5)) * sine(air, n, sr) * decay(n, sr, t60)
    plate = log_uniform(rng, 160, 420) * np.cumprod(np.r_[1, rng.uniform(1.15, 1.7, 6)])
    level = rng.uniform(0.1, 0.6, 7) * (0.4 if bass else 1.2)
    x += bank(plate, t60 * rng.uniform(0.15, 0.5, 7), level, n, sr, rng.uniform(0, 6, 7))
    x += (rng.uniform(0.1, 0.6) if bass else rng.uniform(0.8, 2.5)) * burst(
        rng, n, sr, log_uniform(rng, 700, 3500), 0.6, log_uniform(rng, 0.01, 0.04)
    )
    wires = filters.highpass(white(rng, n), 2500, sr) * decay(n, sr, log_uniform(rng, 0.05, 0.2))
    x += (rng.uniform(0, 0.1) if bass else rng.uniform(0, 0.8)) * wires
    x = room(rng, x * rise(n, sr, 0.001), sr, 0.5)
    return sound(x, "cajon", "bass" if bass else "slap", "acoustic")


def udu(rng: Rng, sr: int) -> Sound:
    """A clay jar: the hand on its hole pushes the air, whose pitch swoops up as the hole opens."""
    t60 = log_uniform(rng, 0.12, 0.6)
    n = samples(t60 + 0.1, sr)
    f0 = log_uniform(rng, 65, 180)
    open_ratio = rng.uniform(0.45, 1.5)
    x = sine(sweep(n, sr, f0 * open_ratio, f0, log_uniform(rng, 0.02, 0.1)), n, sr) * decay(n, sr, t60)
    clay = log_uniform(rng, 500, 1400) * np.array([1, 1.45, 2.3])
    x += bank(clay, rng.uniform(0.03, 0.12, 3), rng.uniform(0.02, 0.25, 3), n, sr)
    x += rng.uniform(0.05, 0.5) * burst(rng, n, sr, log_uniform(rng, 400, 2500), 0.8, 0.02)
    return sound(room(rng, x * rise(n, sr, 0.003), sr, 0.4), "udu", "clay", "bubbly")


def talking_drum(rng: Rng, sr: int) -> Sound:
    """An hourglass drum whose strings the arm squeezes: the pitch slides after the stroke of a curved stick."""
    f0, t60 = log_uniform(rng, 110, 320), log_uniform(rng, 0.25, 0.9)
    n = samples(t60 + 0.05, sr)
    x = membrane(rng, n, sr, f0, t60, rng.uniform(0.1, 0.5), 0.0015, 0.5, rng.uniform(0.6, 1.2))
    x += rng.uniform(0.1, 0.8) * burst(rng, n, sr, log_uniform(rng, 800, 3000), 0.7, 0.015)
    t = np.arange(n) / n
    pull = 2 ** (rng.uniform(-0.7, 0.9) * np.clip(t / rng.uniform(0.2, 0.7), 0, 1))
    x = np.interp(np.cumsum(pull), np.arange(n), x, right=0)
    return sound(room(rng, x, sr, 0.4), "talking drum", "african", "bending")


def cuica(rng: Rng, sr: int) -> Sound:
    """A rubbed stick below the skin: stick and slip at 200 to 900 Hz, one or a few yelps with the pitch in bows."""
    muted = chance(rng, 0.4)
    yelps = 1 if muted or chance(rng, 0.6) else int(rng.integers(2, 4))
    parts = []
    f0 = log_uniform(rng, 220, 650) * (1.35 if muted else 1.0)
    for _ in range(yelps):
        n = samples(log_uniform(rng, 0.06, 0.25) if muted else log_uniform(rng, 0.12, 0.6), sr)
        t = np.linspace(0, 1, n)
        curve = rng.uniform(-0.5, 0.8) * np.sin(np.pi * t ** rng.uniform(0.5, 2)) + rng.uniform(-0.6, 0.6) * t
        pitch = f0 * rng.uniform(0.8, 1.3) * 2 ** (0.6 * curve + 0.02 * wander(rng, n, sr, 30))
        stick = wave("saw", pitch, n, sr) * (1 - rng.uniform(0, 0.7))
        x = sine(pitch, n, sr) + filters.lowpass(stick, log_uniform(rng, 900, 3500), sr)
        x += rng.uniform(0.01, 0.2) * filters.bandpass(white(rng, n), log_uniform(rng, 800, 3000), sr)
        shape = np.sin(np.pi * t ** rng.uniform(0.3, 0.8)) ** rng.uniform(0.4, 1.5)
        parts.append(x * np.maximum(shape, 0))
        if yelps > 1:
            parts.append(np.zeros(samples(rng.uniform(0.01, 0.08), sr)))
    x = filters.highpass(np.concatenate(parts), 120, sr)
    return sound(room(rng, x, sr, 0.5), "cuica", "muted" if muted else "open", "samba")


CUICA = stored(cuica, shortest=0.08, longest=0.7, retuned=0.15)
TAIKO = stored(taiko, timpani, bass_drum, shortest=0.6, longest=1.8)
