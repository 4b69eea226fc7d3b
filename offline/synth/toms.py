"""Toms and the hand drums: conga, bongo, timbale, tabla, djembe."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.drums import burst, room
from offline.synth.envelopes import decay, rise, samples, sweep
from offline.synth.modal import bank, shimmer
from offline.synth.oscillators import fm, pink, sine, wave, white
from offline.synth.skins import bent, membrane, pinged, register, stored
from offline.synth.voice import Sound, sound

# Toms ----------------------------------------------------------------------------------------------


def tom_808(rng: Rng, sr: int) -> Sound:
    """Bridged-T sines at about 90, 135 and 185 Hz that sag as they fade, and pink noise for a room's sake."""
    centre, low = pick(rng, [(90, 0.45), (135, 0.35), (185, 0.28)])
    f0 = float(np.clip(centre * 2 ** rng.normal(0, 0.25), 62, 270))
    t60 = low * log_uniform(rng, 0.9, 3.2)
    n = samples(t60 * 1.2, sr)
    bend = sweep(n, sr, rng.uniform(1.08, 1.6), 1, log_uniform(rng, 0.015, 0.09))
    x = sine(f0 * bend, n, sr, rng.uniform(0, 0.25)) * decay(n, sr, t60)
    x += log_uniform(rng, 0.02, 0.3) * filters.lowpass(
        pink(rng, n) * decay(n, sr, t60 * rng.uniform(0.5, 1.1)), log_uniform(rng, 400, 2500), sr
    )
    return sound(x, pick(rng, ["808", "808", "analog"]), register(f0, 105, 165))


def tom_box(rng: Rng, sr: int) -> Sound:
    """Two pinged filters and a breath of noise, as in the TR-606, DR-110, KPR-77 and the home organs' boxes."""
    f0 = log_uniform(rng, 75, 250)
    t60 = log_uniform(rng, 0.15, 0.6)
    x = pinged(rng, sr, f0, t60, rng.uniform(1, 1.35), log_uniform(rng, 0.02, 0.6))
    n = len(x)
    if chance(rng, 0.5):
        x += rng.uniform(0.1, 0.6) * sine(f0 * rng.uniform(1.5, 2.2), n, sr) * decay(n, sr, t60 * 0.5)
    if chance(rng, 0.7):
        noise = filters.lowpass(white(rng, n), log_uniform(rng, 500, 4000), sr)
        x += log_uniform(rng, 0.05, 0.8) * noise * decay(n, sr, t60 * rng.uniform(0.3, 1))
    name = pick(rng, ["606", "dr-110", "kpr-77", "rhythm box", "analog"])
    return sound(x, name, register(f0, 110, 160), "short" if t60 < 0.25 else "")


def tom_909(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 70, 230)
    t60 = log_uniform(rng, 0.35, 1.4)
    n = samples(t60 * 1.1, sr)
    x = np.zeros(n)
    for ratio, level in ((1, 1.0), (rng.uniform(1.4, 1.7), 0.4), (rng.uniform(2.1, 2.7), 0.2)):
        pitch = f0 * ratio * sweep(n, sr, rng.uniform(1.5, 2.6), 1, rng.uniform(0.02, 0.05))
        x += level * wave("triangle", pitch, n, sr) * decay(n, sr, t60 / ratio)
    x += rng.uniform(0.1, 0.6) * filters.lowpass(white(rng, n) * decay(n, sr, 0.08), 6000, sr)
    return sound(x, "909", "electronic", register(f0, 100, 150))


def tom_simmons(rng: Rng, sr: int) -> Sound:
    f0 = log_uniform(rng, 50, 200)
    t60 = log_uniform(rng, 0.45, 1.8)
    n = samples(t60, sr)
    tau = log_uniform(rng, 0.05, 0.25)
    x = wave(pick(rng, ["triangle", "sine"]), sweep(n, sr, f0 * rng.uniform(2.5, 6), f0, tau), n, sr)
    cutoff = sweep(n, sr, log_uniform(rng, 2500, 9000), log_uniform(rng, 300, 1500), tau)
    noise = filters.swept(white(rng, n), cutoff, sr, rng.uniform(0.7, 2.5), pick(rng, ["low", "low", "band"]))
    x = x + log_uniform(rng, 0.2, 4) * noise
    return sound(x * decay(n, sr, t60), "simmons", "electronic", "80s", register(f0, 85, 130))


def tom_syndrum(rng: Rng, sr: int) -> Sound:
    """The disco drum synthesiser: a held wave that falls by octaves for as long as it sounds."""
    length = log_uniform(rng, 0.35, 1.6)
    n = samples(length, sr)
    f0 = log_uniform(rng, 70, 260)
    pitch = sweep(n, sr, f0 * log_uniform(rng, 1.6, 5), f0, length * rng.uniform(0.1, 0.35))
    x = wave(pick(rng, ["sine", "triangle", "triangle", "square"]), pitch, n, sr)
    x = filters.lowpass(x, log_uniform(rng, 900, 6000), sr)
    x += log_uniform(rng, 0.02, 0.3) * filters.lowpass(white(rng, n), 5000, sr) * decay(n, sr, 0.06)
    return sound(x * decay(n, sr, length), "syndrum", "disco", "electronic", register(f0, 110, 180))


def tom_digital(rng: Rng, sr: int) -> Sound:
    """Frequency modulation or bare waves of a digital drum machine: the modulation dies before the tone."""
    f0, length = log_uniform(rng, 60, 250), log_uniform(rng, 0.2, 1.1)
    n = samples(length, sr)
    pitch = sweep(n, sr, f0 * log_uniform(rng, 1.1, 3), f0, log_uniform(rng, 0.015, 0.12))
    index = log_uniform(rng, 0.3, 5) * decay(n, sr, length * log_uniform(rng, 0.05, 0.5))
    x = fm(pitch, pick(rng, [0.5, 1.0, 1.41, 1.6, 2.0, 2.3, 3.5]), index, n, sr) * decay(n, sr, length)
    x += log_uniform(rng, 0.02, 0.6) * burst(rng, n, sr, log_uniform(rng, 1000, 6000), 0.7, 0.012)
    return sound(x, pick(rng, ["fm", "digital"]), "electronic", register(f0, 95, 150))


# Name, pitch in Hz, decay in s at 100 Hz, contact of stick or mallet in s, stick's click.
_TOMS = (
    ("rock", (54, 200), (0.5, 1.8), (0.0005, 0.0022), (0.3, 4)),
    ("jazz", (85, 260), (0.6, 2.2), (0.0008, 0.003), (0.1, 1.5)),
    ("studio", (56, 210), (0.4, 1.3), (0.0005, 0.0022), (0.3, 4)),
    ("dead", (65, 230), (0.18, 0.5), (0.0006, 0.0025), (0.2, 3)),
    ("concert", (80, 300), (0.4, 1.5), (0.0005, 0.002), (0.2, 3)),
    ("rototom", (130, 400), (0.5, 1.7), (0.0004, 0.0018), (0.1, 2)),
    ("mallet", (55, 200), (0.5, 2.4), (0.003, 0.007), (0.03, 0.4)),
)


def tom_acoustic(rng: Rng, sr: int) -> Sound:
    """Two heads that the air inside loads, so that the second mode lies near twice the first; or one, open below."""
    style, pitch, length, touch, click = pick(rng, _TOMS, [3, 1.5, 3, 1.3, 0.8, 0.5, 0.6])
    f0, contact = log_uniform(rng, *pitch), log_uniform(rng, *touch)
    t60 = log_uniform(rng, *length) * (f0 / 100) ** -0.35
    n = samples(t60 * 1.3 + 0.1, sr)
    single = style in ("concert", "rototom")
    load = rng.uniform(0.3, 1.5) if single else rng.uniform(1, 8)
    x = membrane(rng, n, sr, f0, t60, rng.uniform(0.05, 0.65), contact, load, rng.uniform(0.2, 1), tilt=0.9)
    if not single:  # the heads against each other
        x += rng.uniform(0.02, 0.5) * sine(f0 * rng.uniform(1.12, 1.6), n, sr) * decay(
            n, sr, t60 * rng.uniform(0.2, 0.6)
        )  # fmt: skip
        x += rng.uniform(0, 0.4) * sine(f0, n, sr) * decay(n, sr, t60 * rng.uniform(1.2, 2))
    x = bent(x, sr, log_uniform(rng, 1.01, 1.35), log_uniform(rng, 0.015, 0.12))
    x += log_uniform(rng, *click) * burst(
        rng, n, sr, log_uniform(rng, 900, 5000), 0.6, log_uniform(rng, 0.006, 0.04)
    )
    if chance(rng, 0.3):  # the snare wires rattle along
        wires = filters.highpass(white(rng, n), 2000, sr) * decay(n, sr, t60 * rng.uniform(0.3, 1))
        x += log_uniform(rng, 0.01, 0.15) * wires
    if chance(rng, 0.3):
        x = filters.peak(x, log_uniform(rng, 250, 700), sr, 0.8, -rng.uniform(3, 12))
    x = room(rng, x * rise(n, sr, min(contact, 0.001)), sr, 0.5)
    return sound(x, "acoustic", "floor" if f0 < 80 else register(f0, 105, 150), style)


def tom_gated(rng: Rng, sr: int) -> Sound:
    """The tom of the eighties: a big room slammed shut."""
    made = pick(rng, [tom_acoustic, tom_acoustic, tom_simmons])(rng, sr)
    x = effects.gated_reverb(rng, made.samples, sr, log_uniform(rng, 0.25, 0.8), log_uniform(rng, 0.3, 1.5))
    return sound(effects.compress(x, sr, rng.uniform(0.1, 0.5)), "gated", "80s", *made.words[1:2])


def tom_brush(rng: Rng, sr: int) -> Sound:
    """Wires of a brush dropped on a jazz tom: a soft spread tap, a skin that hums under it."""
    f0, t60 = log_uniform(rng, 80, 230), log_uniform(rng, 0.25, 1.1)
    n = samples(t60 + 0.1, sr)
    x = membrane(rng, n, sr, f0, t60, rng.uniform(0.1, 0.6), 0.0025, rng.uniform(1, 6), rng.uniform(0.4, 1))
    brush = filters.bandpass(white(rng, n), log_uniform(rng, 1800, 6000), sr, 0.5)
    x = bent(x, sr, rng.uniform(1, 1.08), 0.05) + log_uniform(rng, 0.1, 1.2) * brush * decay(
        n, sr, log_uniform(rng, 0.03, 0.12)
    ) * rise(n, sr, log_uniform(rng, 0.001, 0.008))
    x = room(rng, x, sr, 0.6)
    return sound(x, "brush", register(f0, 105, 150), "jazz", "acoustic")


TOM = stored(tom_acoustic, tom_acoustic, tom_909, tom_gated, shortest=0.16, longest=1.1)


# Congas and bongos ---------------------------------------------------------------------------------


def conga(rng: Rng, sr: int) -> Sound:
    """A tall barrel: a round tone of a third to a whole second over the air's hum at 60 to 95 Hz, or a hand's slap.

    Open tones are nearly one mode, the next 15 to 25 dB below; a slap drives the modes around a kilohertz; the palm
    in the middle wakes the air; a hand that stays damps all within a tenth of a second.
    """
    stroke = pick(rng, ["open", "slap", "closed slap", "muted", "bass", "heel"], [5, 1, 1, 1.3, 0.8, 0.6])
    drum, pitch = pick(rng, [("tumba", (105, 180)), ("conga", (140, 245)), ("quinto", (180, 335))])
    f0 = log_uniform(rng, *pitch)
    load = rng.uniform(0.2, 1.8)
    air = log_uniform(rng, 58, 98)
    if stroke == "open":
        t60 = log_uniform(rng, 0.3, 1.0) * (f0 / 180) ** -0.3
        n = samples(t60 + 0.1, sr)
        contact = log_uniform(rng, 0.0009, 0.003)
        x = membrane(rng, n, sr, f0, t60, rng.uniform(0.35, 0.85), contact, load, rng.uniform(0.3, 1))
        x += log_uniform(rng, 0.02, 0.35) * sine(air, n, sr) * decay(n, sr, rng.uniform(0.15, 0.7))
        x += log_uniform(rng, 0.15, 3.5) * burst(
            rng, n, sr, log_uniform(rng, 600, 4000), 0.7, log_uniform(rng, 0.008, 0.03)
        )
    elif stroke in ("slap", "closed slap"):
        t60 = log_uniform(rng, 0.2, 0.7) if stroke == "slap" else log_uniform(rng, 0.06, 0.18)
        n = samples(t60 + 0.08, sr)
        first = rng.uniform(0.25, 1) if stroke == "slap" else rng.uniform(0.05, 0.3)
        x = membrane(
            rng, n, sr, f0 * rng.uniform(1, 1.15), t60, rng.uniform(0.82, 0.96), log_uniform(rng, 0.0003, 0.0008),
            load, rng.uniform(0.3, 1), first, 0.5,
        )  # fmt: skip
        x += log_uniform(rng, 0.5, 4) * burst(
            rng, n, sr, log_uniform(rng, 900, 4500), rng.uniform(0.5, 1.2), log_uniform(rng, 0.008, 0.035)
        )
    elif stroke == "muted":
        t60 = log_uniform(rng, 0.06, 0.2)
        n = samples(t60 + 0.06, sr)
        x = membrane(
            rng, n, sr, f0 * rng.uniform(1, 1.3), t60, rng.uniform(0.3, 0.8), log_uniform(rng, 0.001, 0.003),
            load, rng.uniform(0.3, 0.9),
        )  # fmt: skip
        x += log_uniform(rng, 0.2, 2.5) * burst(
            rng, n, sr, log_uniform(rng, 500, 3500), 0.8, log_uniform(rng, 0.008, 0.03)
        )
    else:
        t60 = log_uniform(rng, 0.15, 0.6) if stroke == "bass" else log_uniform(rng, 0.06, 0.16)
        n = samples(t60 + 0.08, sr)
        hum = air * np.array([1, rng.uniform(1.3, 1.6), rng.uniform(1.9, 2.4)])
        x = bank(hum, t60 * np.array([1, 0.5, 0.3]), np.r_[1, rng.uniform(0.1, 0.7, 2)], n, sr)
        skin = membrane(rng, n, sr, f0, t60 * 0.5, rng.uniform(0, 0.3), log_uniform(rng, 0.002, 0.006), load)
        x += log_uniform(rng, 0.1, 0.8) * skin
        x += log_uniform(rng, 0.2, 2.5) * burst(rng, n, sr, log_uniform(rng, 300, 2200), 0.7, 0.02)
    x = bent(x, sr, rng.uniform(1, 1.05), 0.02) * rise(n, sr, log_uniform(rng, 0.0005, 0.006))
    return sound(room(rng, x, sr, 0.55), stroke, register(f0, 165, 230), drum, "acoustic")


def conga_808(rng: Rng, sr: int) -> Sound:
    """The TR-808's toms switched an octave up without their noise: bare sines at about 185, 280 and 410 Hz."""
    centre, low = pick(rng, [(185, 0.42), (280, 0.3), (410, 0.22)])
    f0 = float(np.clip(centre * 2 ** rng.normal(0, 0.18), 145, 480))
    x = pinged(
        rng, sr, f0, low * log_uniform(rng, 0.7, 1.8), rng.uniform(1.01, 1.15), log_uniform(rng, 0.005, 0.1)
    )
    return sound(x, "808", "analog", register(f0, 230, 340))


def conga_box(rng: Rng, sr: int) -> Sound:
    """The conga of an analogue rhythm box: a pinged filter at 120 to 270 Hz, longer than its bongos."""
    f0, t60 = log_uniform(rng, 120, 270), log_uniform(rng, 0.16, 0.5)
    x = pinged(rng, sr, f0, t60, rng.uniform(1, 1.1), log_uniform(rng, 0.01, 0.4))
    return sound(
        x, pick(rng, ["cr-78", "cr-8000", "rhythm box", "mini pops"]), "analog", register(f0, 160, 220)
    )


def bongo(rng: Rng, sr: int) -> Sound:
    """Two small taut skins, macho and hembra, under fingers: high, and over within a quarter of a second.

    The second mode at 1.5 to 1.75 times the first is strong; the other bongo, near the knee, hums along.
    """
    high = chance(rng, 0.5)
    f0 = log_uniform(rng, 370, 900) if high else log_uniform(rng, 240, 560)
    stroke = pick(rng, ["open", "slap", "muted", "tip"], [5, 1.3, 1.2, 0.8])
    t60 = {"open": (0.12, 0.45), "slap": (0.07, 0.28), "muted": (0.035, 0.1), "tip": (0.05, 0.16)}[stroke]
    t60 = log_uniform(rng, *t60) * (f0 / 450) ** -0.3
    n = samples(t60 + 0.06, sr)
    slap = stroke == "slap"
    contact = log_uniform(rng, 0.0002, 0.0005) if slap else log_uniform(rng, 0.0006, 0.002)
    first = rng.uniform(0.3, 1) if slap else 1.0
    x = membrane(
        rng, n, sr, f0 * (rng.uniform(1, 1.2) if stroke == "muted" else 1), t60, rng.uniform(0.5, 0.95), contact,
        rng.uniform(0, 0.9), rng.uniform(0, 0.8), first, 0.6 if slap else 1.5,
    )  # fmt: skip
    x += (log_uniform(rng, 0.4, 2) if slap else log_uniform(rng, 0.02, 0.4)) * burst(
        rng, n, sr, log_uniform(rng, 1200, 6000), rng.uniform(0.5, 1.2), log_uniform(rng, 0.004, 0.018)
    )
    if stroke != "muted" and chance(rng, 0.5):
        other = f0 * (rng.uniform(0.5, 0.8) if high else rng.uniform(1.25, 1.9))
        x += log_uniform(rng, 0.03, 0.6) * sine(other, n, sr) * decay(n, sr, t60 * rng.uniform(0.6, 1.6))
    x = bent(x, sr, rng.uniform(1, 1.05), 0.01) * rise(n, sr, log_uniform(rng, 0.0004, 0.006))
    return sound(room(rng, x, sr, 0.55), stroke, "high" if high else "low", "acoustic")


def bongo_box(rng: Rng, sr: int) -> Sound:
    """The bongo of an analogue rhythm box: a sine above the congas that is over at once, with or without a tick."""
    f0, t60 = log_uniform(rng, 330, 850), log_uniform(rng, 0.05, 0.22)
    x = pinged(rng, sr, f0, t60, rng.uniform(1, 1.12), log_uniform(rng, 0.01, 0.4))
    if chance(rng, 0.4):
        x += (
            rng.uniform(0.05, 0.4)
            * sine(f0 * rng.uniform(1.5, 2.4), len(x), sr)
            * decay(len(x), sr, t60 * 0.5)
        )
    return sound(
        x, pick(rng, ["cr-78", "mini pops", "rhythm box", "electronic"]), "analog", register(f0, 430, 560)
    )


def timbale(rng: Rng, sr: int) -> Sound:
    """A shallow metal shell, open below, under thin sticks: a ringing skin, a bright crack, steel that rings along."""
    stroke = pick(rng, ["open", "rimshot", "cascara", "muted"], [5, 2, 0.8, 0.8])
    f0 = log_uniform(rng, 180, 480)
    t60 = log_uniform(rng, 0.4, 1.7) if stroke != "muted" else log_uniform(rng, 0.08, 0.25)
    n = samples(t60 + 0.1, sr)
    hard = stroke in ("rimshot", "cascara")
    skin = membrane(
        rng, n, sr, f0, t60, rng.uniform(0.3, 0.92), log_uniform(rng, 0.0002, 0.0007), rng.uniform(0.2, 2),
        rng.uniform(0, 0.45), rng.uniform(0.5, 1), 0.5,
    )  # fmt: skip
    x = (rng.uniform(0.02, 0.2) if stroke == "cascara" else 1.0) * bent(skin, sr, rng.uniform(1, 1.08), 0.03)
    shell = shimmer(
        rng, n, sr, log_uniform(rng, 500, 1500), 9000, 24, t60 * rng.uniform(0.2, 0.9), t60 * 0.3, -rng.uniform(0, 4)
    )  # fmt: skip
    x += (log_uniform(rng, 0.4, 1.6) if hard else log_uniform(rng, 0.1, 1)) * shell
    x += log_uniform(rng, 0.4, 4 if hard else 3) * burst(
        rng, n, sr, log_uniform(rng, 2000, 7000), 0.6, log_uniform(rng, 0.006, 0.025)
    )
    return sound(room(rng, x, sr, 0.55), stroke, register(f0, 240, 320), "metallic", "latin")


CONGA = stored(conga, shortest=0.12, longest=0.7, retuned=0.18)
BONGO = stored(bongo, shortest=0.06, longest=0.35, retuned=0.15)
TIMBALE = stored(timbale, shortest=0.12, longest=0.9)


# Tabla and djembe ----------------------------------------------------------------------------------


def tabla(rng: Rng, sr: int) -> Sound:
    """Dayan and bayan: a head whose paste makes it ring in harmonics, and a low one that the hand's heel bends."""
    stroke = pick(rng, ["na", "tin", "tun", "ge", "te", "dha", "ke"], [1.3, 1, 1, 3, 1.5, 1, 1.2])
    n = samples(log_uniform(rng, 0.3, 3.0), sr)
    x = np.zeros(n)
    if stroke in ("na", "tin", "tun", "dha"):  # loaded head: nearly harmonic (Raman 1934)
        f0 = log_uniform(rng, 220, 420)
        k = np.arange(1, 7) * rng.uniform(0.99, 1.01, 6)
        weight = np.array(
            {"na": [0.3, 0.3, 1, 0.4, 0.5, 0.2], "tin": [0.3, 1, 0.3, 0.2, 0.1, 0.1]}.get(
                stroke, [1, 0.3, 0.3, 0.2, 0.1, 0.05]
            )
        )
        if stroke == "na":  # a finger at the rim holds the lowest
            weight[:2] *= log_uniform(rng, 0.1, 1)
        elif stroke == "tun":  # nearly a sine
            weight[1:] *= log_uniform(rng, 0.05, 1)
        t60 = log_uniform(rng, 0.3, 2.6)
        fade = t60 * np.array([1, 0.9, 0.7, 0.5, 0.4, 0.3])
        x += bank(f0 * k, fade, weight * rng.uniform(0.6, 1.4, 6), n, sr)
        x += log_uniform(rng, 0.15, 2.5) * burst(
            rng, n, sr, log_uniform(rng, 900, 5000), 0.7, log_uniform(rng, 0.008, 0.03)
        )
    if stroke in ("ge", "dha"):  # bayan
        low = log_uniform(rng, 65, 138)
        t = np.arange(n) / sr
        glide = low * (1 + max(rng.uniform(-0.3, 0.7), 0.0) * np.clip(t / rng.uniform(0.1, 0.4), 0, 1))
        x += 1.3 * sine(glide, n, sr) * decay(n, sr, log_uniform(rng, 0.4, 4))
        ratios = np.array([1.6, 1.95, 2.9, 3.1, 4.2, 5.0]) * rng.uniform(0.97, 1.03, 6)
        level = rng.uniform(0.01, 0.25, 6)
        x += bank(low * ratios, rng.uniform(0.1, 0.6, 6), level, n, sr, rng.uniform(0, 6, 6))
        x += log_uniform(rng, 0.1, 2) * burst(rng, n, sr, log_uniform(rng, 400, 2500), 0.8, 0.03)
    if stroke in ("te", "ke"):  # fingers or the flat hand stay on the skin
        low = log_uniform(rng, 170, 360) if stroke == "te" else log_uniform(rng, 65, 200)
        t60 = log_uniform(rng, 0.03, 0.16)
        contact = log_uniform(rng, 0.0004, 0.002) if stroke == "te" else log_uniform(rng, 0.001, 0.004)
        damping = rng.uniform(0.1, 0.6)
        x += membrane(rng, n, sr, low, t60, rng.uniform(0.2, 0.7), contact, 1.0, damping, tilt=0.9)
        x += log_uniform(rng, 0.3, 5) * burst(
            rng, n, sr, log_uniform(rng, 500, 3000), 0.8, log_uniform(rng, 0.01, 0.06)
        )
    return sound(room(rng, x, sr, 0.4), stroke, "indian")


def djembe(rng: Rng, sr: int) -> Sound:
    """A goblet of wood with a taut goatskin: the goblet's air below 100 Hz, a singing tone, a slap that cracks."""
    stroke = pick(rng, ["bass", "tone", "slap"], [0.6, 1, 1])
    f0 = log_uniform(rng, 190, 480)
    if stroke == "bass":
        t60 = log_uniform(rng, 0.2, 0.8)
        n = samples(t60 + 0.1, sr)
        x = sine(log_uniform(rng, 55, 100), n, sr) * decay(n, sr, t60)
        skin = membrane(rng, n, sr, f0, t60 * 0.5, rng.uniform(0, 0.3), log_uniform(rng, 0.002, 0.005), 0.5)
        x = bent(x + log_uniform(rng, 0.05, 0.5) * skin, sr, rng.uniform(1, 1.12), 0.03)
        x += log_uniform(rng, 0.1, 0.8) * burst(rng, n, sr, log_uniform(rng, 250, 1500), 0.7, 0.02)
    elif stroke == "tone":
        t60 = log_uniform(rng, 0.12, 0.45)
        n = samples(t60 + 0.08, sr)
        x = membrane(
            rng, n, sr, f0, t60, rng.uniform(0.5, 0.9), log_uniform(rng, 0.0008, 0.002), rng.uniform(0.2, 1.2)
        )
        x += log_uniform(rng, 0.1, 1) * burst(rng, n, sr, log_uniform(rng, 600, 2500), 0.7, 0.015)
    else:
        t60 = log_uniform(rng, 0.12, 0.5)
        n = samples(t60 + 0.08, sr)
        x = membrane(
            rng, n, sr, f0, t60, rng.uniform(0.85, 0.97), log_uniform(rng, 0.0002, 0.0005), 0.5,
            rng.uniform(0, 0.6), rng.uniform(0.1, 0.5), 0.4,
        )  # fmt: skip
        x += log_uniform(rng, 0.4, 2.5) * burst(rng, n, sr, log_uniform(rng, 1500, 5500), 0.7, 0.02)
    x = x * rise(n, sr, log_uniform(rng, 0.0005, 0.005))
    return sound(room(rng, x, sr, 0.5), stroke, "african", "acoustic")


TABLA = stored(tabla, shortest=0.1, longest=1.2)
