"""Bowed, blown and sung: strings, brass, flute, reeds, voice."""

import numpy as np

from offline.synth import effects, filters
from offline.synth.draw import Rng, chance, log_uniform, pick
from offline.synth.envelopes import adsr, decay, samples, vibrato, wander
from offline.synth.oscillators import cycle, harmonics, phase, read, white
from offline.synth.patches import Patch, hertz, patch


def hall(rng: Rng, probability: float) -> tuple[float, float]:
    return (rng.uniform(0.1, 0.5), log_uniform(rng, 0.5, 2.5)) if chance(rng, probability) else (0.0, 0.0)


def in_hall(rng: Rng, x: np.ndarray, sr: int, wet: float, t60: float) -> np.ndarray:
    return effects.reverb(rng, x, sr, t60, wet, 5000, 0.01) if wet else x


def uneven(rng: Rng, n: int, sr: int, cents: float = 5.0) -> np.ndarray:
    """Frequency factor of a player who is never quite in tune."""
    return 2 ** (cents * wander(rng, n, sr, 5) / 1200)


def strings(rng: Rng, sr: int) -> Patch:
    """Bowed strings, solo to section: sawtooth from stick and slip, body resonances, bow noise, vibrato."""
    players = pick(rng, [1, 1, 3, 6])
    style = pick(rng, ["legato", "legato", "staccato", "tremolo", "pizzicato"])
    body = [
        (f * rng.uniform(0.85, 1.15), f / rng.uniform(3, 8), rng.uniform(-4, 6))
        for f in (280, 470, 950, 1600, 2700)
    ]
    tone, cents, rate = log_uniform(rng, 1500, 7000), rng.uniform(5, 30), rng.uniform(4.5, 6.2)
    attack = log_uniform(rng, 0.03, 0.35) if style == "legato" else 0.02
    bow, wet = rng.uniform(0.02, 0.15), hall(rng, 0.6)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        if style in ("staccato", "pizzicato"):
            seconds = min(seconds, rng.uniform(0.15, 0.35))
        n = samples(seconds + 0.15, sr)
        if style == "pizzicato":
            k = np.arange(1, min(int(0.45 * sr / f0), 24) + 1)
            x = read(cycle(np.sin(np.pi * k * 0.2) / k**1.5), phase(f0, n, sr)) * decay(
                n, sr, log_uniform(rng, 0.3, 0.7)
            )
            x += 0.2 * filters.lowpass(white(rng, n) * decay(n, sr, 0.02), 1500, sr)
        else:
            table = cycle(harmonics("saw", min(int(0.4 * sr / f0), 60)))
            x = np.zeros(n)
            for _ in range(players):
                pitch = (
                    f0
                    * vibrato(rng, n, sr, cents, rate * rng.uniform(0.9, 1.1), 0.15)
                    * uneven(rng, n, sr, 4 + 2 * players)
                )
                x += read(table, phase(pitch, n, sr, rng.random())) / players**0.6
            x = x + bow * filters.highpass(white(rng, n), 1500, sr)
            x = (
                x
                * adsr(n, sr, min(attack, seconds * 0.6), 0.4, 0.85, 0.12, seconds)
                * (1 + 0.15 * wander(rng, n, sr, 4))
            )
            if style == "tremolo":
                x = x * (0.55 + 0.45 * np.sin(2 * np.pi * rng.uniform(9, 13) * np.arange(n) / sr))
        x = 0.4 * x + filters.formants(x, body, sr)
        return filters.lowpass(x, tone, sr) * 0.5 * velocity

    return patch(
        [
            "orchestral",
            style,
            "solo" if players == 1 else "section",
            pick(rng, ["violin", "cello", "viola", ""]) if players == 1 else "ensemble",
        ],
        play,
        40,
        84,
        (0.4, 4),
    ).through(lambda x: in_hall(rng, x, sr, *wet))


def brass(rng: Rng, sr: int) -> Patch:
    """Louder means brighter: harmonics of a rising lip pulse, a blip in pitch at the attack."""
    kind = pick(rng, ["trumpet", "trombone", "horn", "section", "synth brass"])
    style = pick(rng, ["stab", "sustained", "swell"])
    players = 4 if kind == "section" else 2 if kind == "synth brass" else 1
    bright, wet = rng.uniform(0.4, 1.5), hall(rng, 0.5)
    mute = kind == "trumpet" and chance(rng, 0.25)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        seconds = min(seconds, rng.uniform(0.12, 0.4)) if style == "stab" else max(seconds, 0.8)
        n = samples(seconds + 0.12, sr)
        t = np.arange(n) / sr
        attack = {"stab": 0.02, "sustained": 0.05, "swell": seconds * 0.8}[style]
        env = adsr(n, sr, attack, 0.3, 0.8, 0.08, seconds)
        table = cycle(harmonics("saw", min(int(0.42 * sr / f0), 50)))
        x = np.zeros(n)
        for _ in range(players):
            pitch = (
                f0
                * uneven(rng, n, sr, 4 + 3 * players)
                * 2 ** (-rng.uniform(0.1, 0.8) * np.exp(-t / 0.025) / 12)
            )
            if style != "stab":
                pitch = pitch * vibrato(rng, n, sr, 8, 5.2, 0.3)
            x += read(table, phase(pitch, n, sr, rng.random())) / players**0.6
        cutoff = f0 * (1 + 9 * bright * (0.4 + 0.6 * velocity) * env)
        x = filters.swept(x, np.minimum(cutoff, 0.45 * sr), sr, 0.9) * env
        x = filters.peak(x, 1200 if kind != "horn" else 500, sr, 1, 6)
        x += 0.05 * filters.bandpass(white(rng, n), 2000, sr, 0.6) * decay(n, sr, 0.05)
        if mute:
            x = filters.peak(filters.highpass(x, 900, sr), 2000, sr, 2, 10)
        return x * 0.5 * velocity

    return patch(
        [kind, style, "muted" if mute else "", "bright" if bright > 1.1 else ""], play, 41, 80, (0.3, 4)
    ).through(lambda x: in_hall(rng, x, sr, *wet))


def flute(rng: Rng, sr: int) -> Patch:
    """A few harmonics and breath through the same resonances: flute, recorder, pan pipes, shakuhachi."""
    kind = pick(rng, ["flute", "flute", "recorder", "pan flute", "shakuhachi", "whistle"])
    breath = {"recorder": 0.05, "whistle": 0.08, "pan flute": 0.6, "shakuhachi": 0.4}.get(
        kind, 0.15
    ) * rng.uniform(0.5, 1.6)
    profile = np.array(
        [1, rng.uniform(0.1, 0.8), rng.uniform(0.05, 0.4), rng.uniform(0, 0.15), rng.uniform(0, 0.1), 0.03]
    )
    if kind == "whistle":
        profile[1:] *= 0.1
    cents, rate, wet = rng.uniform(3, 30), rng.uniform(4.5, 6), hall(rng, 0.5)
    attack = log_uniform(rng, 0.02, 0.12)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.12, sr)
        t = np.arange(n) / sr
        pitch = (
            f0
            * vibrato(rng, n, sr, cents, rate, 0.25)
            * uneven(rng, n, sr)
            * 2 ** (-0.5 * np.exp(-t / 0.02) / 12)
        )
        x = read(cycle(profile[: max(int(0.45 * sr / f0), 1)]), phase(pitch, n, sr))
        env = adsr(n, sr, attack, 0.3, 0.9, 0.08, seconds) * (1 + 0.12 * np.sin(2 * np.pi * rate * t))
        noise = white(rng, n)
        air = (
            filters.bandpass(noise, f0, sr, 6) * 2
            + filters.bandpass(noise, 2 * f0, sr, 4)
            + 0.3 * filters.bandpass(noise, 3500, sr, 0.5)
        )
        x = (x + breath * air) * env + breath * filters.bandpass(noise, 1.5 * f0, sr, 1) * decay(n, sr, 0.08)
        return x * 0.6 * velocity

    return patch(
        [kind, "breathy" if breath > 0.2 else "", "woodwind", "vibrato" if cents > 18 else ""],
        play,
        60,
        93,
        (0.3, 4),
    ).through(lambda x: in_hall(rng, x, sr, *wet))


def reed(rng: Rng, sr: int) -> Patch:
    """Clarinet (odd harmonics), oboe and bassoon (formants), shanai (nasal, with grace notes)."""
    kind = pick(rng, ["clarinet", "oboe", "bassoon", "shanai", "bagpipe"])
    low, high = {
        "clarinet": (50, 82),
        "oboe": (58, 88),
        "bassoon": (36, 64),
        "shanai": (57, 84),
        "bagpipe": (55, 76),
    }[kind]
    resonances = {
        "clarinet": [(1500, 900, 0)],
        "oboe": [(1100, 350, 6), (2900, 700, 2)],
        "bassoon": [(480, 180, 6), (1150, 400, 0)],
        "shanai": [(1300, 350, 8), (2700, 500, 6)],
        "bagpipe": [(900, 400, 4), (2200, 700, 4)],
    }[kind]
    peaks = [(f * rng.uniform(0.85, 1.15), w, g) for f, w, g in resonances]
    shape = "square" if kind == "clarinet" else "pulse"
    width, cents, rate, wet = rng.uniform(0.08, 0.2), rng.uniform(2, 20), rng.uniform(4.5, 6), hall(rng, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.1, sr)
        t = np.arange(n) / sr
        pitch = (
            f0
            * vibrato(rng, n, sr, cents, rate, 0.2)
            * uneven(rng, n, sr)
            * 2 ** (-rng.uniform(0, 1.5) * np.exp(-t / 0.03) / 12)
        )
        table = cycle(harmonics(shape, min(int(0.42 * sr / f0), 40), width))
        x = read(table, phase(pitch, n, sr)) + 0.03 * filters.highpass(white(rng, n), 1500, sr)
        x = 0.35 * filters.lowpass(x, f0 * (4 + 6 * velocity), sr) + filters.formants(x, peaks, sr)
        return x * adsr(n, sr, 0.03, 0.3, 0.85, 0.06, seconds) * 0.5 * velocity

    return patch(
        [kind, "woodwind", "nasal" if kind in ("oboe", "shanai") else ""], play, low, high, (0.3, 4)
    ).through(lambda x: in_hall(rng, x, sr, *wet))


def sax(rng: Rng, sr: int) -> Patch:
    size = pick(rng, ["alto", "tenor", "baritone", "soprano"])
    low, high = {"alto": (49, 80), "tenor": (44, 75), "baritone": (36, 67), "soprano": (56, 87)}[size]
    growl, breath = rng.uniform(0, 0.5) if chance(rng, 0.35) else 0.0, rng.uniform(0.02, 0.2)
    peaks = [(f * rng.uniform(0.85, 1.15), f / 3, g) for f, g in ((600, 3), (1300, 5), (2600, 0))]
    cents, wet = rng.uniform(5, 30), hall(rng, 0.5)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        n = samples(seconds + 0.12, sr)
        t = np.arange(n) / sr
        scoop = -rng.uniform(0, 2) * np.exp(-t / rng.uniform(0.03, 0.08))
        pitch = f0 * vibrato(rng, n, sr, cents, 5.2, 0.3) * uneven(rng, n, sr) * 2 ** (scoop / 12)
        x = read(cycle(harmonics("saw", min(int(0.42 * sr / f0), 50))), phase(pitch, n, sr))
        x = x * (1 + growl * np.sin(2 * np.pi * rng.uniform(70, 110) * t))
        x = 0.3 * x + filters.formants(x, peaks, sr) + breath * filters.bandpass(white(rng, n), 3000, sr, 0.4)
        env = adsr(n, sr, 0.035, 0.3, 0.85, 0.08, seconds)
        x = filters.swept(x, np.minimum(f0 * (2 + 12 * velocity * env), 0.45 * sr), sr) * env
        return x * 0.5 * velocity

    return patch(
        ["saxophone", size, "growl" if growl else "", "breathy" if breath > 0.12 else "", "jazz"],
        play,
        low,
        high,
        (0.3, 4),
    ).through(lambda x: in_hall(rng, x, sr, *wet))


# First three formants of vowels in Hz, a man's; a woman's lie about 17 % higher (Peterson & Barney 1952).
VOWELS = {
    "ah": (730, 1090, 2440),
    "oh": (570, 840, 2410),
    "ooh": (300, 870, 2240),
    "ee": (270, 2290, 3010),
    "eh": (530, 1840, 2480),
}


def vocal(rng: Rng, sr: int) -> Patch:
    """Glottal pulses through moving formants: ahs, oohs, chops, choirs, a whisper now and then."""
    vowel, target = (pick(rng, list(VOWELS)) for _ in range(2))
    female, people = chance(rng, 0.55), pick(rng, [1, 1, 1, 4])
    chop, whisper = chance(rng, 0.35), chance(rng, 0.1)
    size, tilt = (1.17 if female else 1.0) * rng.uniform(0.93, 1.12), rng.uniform(1.2, 2.0)
    breath, cents, wet = rng.uniform(0.01, 0.15), rng.uniform(10, 45), hall(rng, 0.5)
    moving = chance(rng, 0.35)

    def play(midi: float, seconds: float, velocity: float) -> np.ndarray:
        f0 = hertz(midi)
        seconds = min(seconds, rng.uniform(0.12, 0.45)) if chop else seconds
        n = samples(seconds + 0.15, sr)
        t = np.arange(n) / sr
        k = np.arange(1, min(int(0.42 * sr / f0), 60) + 1)
        table = cycle(1 / k**tilt)
        x = np.zeros(n)
        for _ in range(people):
            pitch = (
                f0
                * vibrato(rng, n, sr, cents, rng.uniform(4.8, 6.2), 0.25)
                * uneven(rng, n, sr, 15)
                * 2 ** (-rng.uniform(0, 1.5) * np.exp(-t / 0.05) / 12)
            )
            x += read(table, phase(pitch, n, sr, rng.random())) / people**0.6
        x = x + breath * white(rng, n) * (1 + 0.5 * np.sin(2 * np.pi * f0 * t))
        if whisper:
            x = white(rng, n)
        widths, levels = (90, 110, 170), (0, -5, -14)
        sung = filters.formants(
            x, [(f * size, w, g) for f, w, g in zip(VOWELS[vowel], widths, levels, strict=True)], sr
        )
        if moving:
            other = filters.formants(
                x, [(f * size, w, g) for f, w, g in zip(VOWELS[target], widths, levels, strict=True)], sr
            )
            share = np.clip(t / max(seconds, 0.1), 0, 1)
            sung = sung * (1 - share) + other * share
        if chop:  # a consonant before the vowel
            start = filters.bandpass(white(rng, n), rng.uniform(2000, 6000), sr, 0.8) * decay(
                n, sr, rng.uniform(0.03, 0.1)
            )
            sung = sung + rng.uniform(0, 0.3) * start
        env = adsr(n, sr, 0.015 if chop else rng.uniform(0.05, 0.2), 0.4, 0.85, 0.12, seconds)
        return sung * env * velocity

    words = [
        vowel,
        "female" if female else "male",
        "choir" if people > 1 else "",
        "chop" if chop else "",
        "whisper" if whisper else "",
    ]
    return patch([*words, "voice"], play, 55 if female else 43, 79 if female else 67, (0.4, 3.5)).through(
        lambda x: in_hall(rng, x, sr, *wet)
    )
