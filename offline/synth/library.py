"""The demo library: which sounds, chords, tunes and beats it holds, and what each must be like."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from offline.synth import cymbals, drums, effects, loops, organs, percussion, phrases, pianos, synths, toms
from offline.synth.draw import Rng
from offline.synth.patches import NOTES, Maker, Patch
from offline.synth.voice import Model, trimmed

TRIES = 400

Render = Callable[[Rng, int], np.ndarray]
Score = Callable[[Rng], list[phrases.Event]]


class NothingFits(RuntimeError):
    """No draw of a voice was like what was asked for."""


@dataclass(frozen=True)
class Item:
    """One file of the library."""

    name: str
    render: Render
    loop: bool = False


def centroid(x: np.ndarray, sr: int) -> float:
    """Mean frequency in Hz, weighted by power."""
    power = np.abs(np.fft.rfft(x)) ** 2
    return float(power @ np.fft.rfftfreq(len(x), 1 / sr) / power.sum())


def hit(
    model: Model,
    *words: str,
    seconds: tuple[float, float] = (0.0, 9.0),
    tone: tuple[float, float] = (0.0, 22050.0),
) -> Render:
    """A one-shot of `model` with all `words`, its length in `seconds` and its centroid in `tone` (Hz)."""

    def render(rng: Rng, sr: int) -> np.ndarray:
        for _ in range(TRIES):
            made = model(rng, sr)
            x = trimmed(made.samples, sr, longest=5.0)
            fits = set(words) <= set(made.words) and seconds[0] <= len(x) / sr <= seconds[1]
            if fits and tone[0] <= centroid(x, sr) <= tone[1]:
                return x
        raise NothingFits(f"{model.__name__} gave nothing that fits in {TRIES} draws")

    return render


def instrument(rng: Rng, sr: int, make: Maker, words: Iterable[str]) -> Patch:
    """A patch of `make` with all `words`."""
    for _ in range(TRIES):
        patch = make(rng, sr)
        if set(words) <= set(patch.words):
            return patch
    raise NothingFits(f"{make.__name__} gave nothing that is {', '.join(words)} in {TRIES} draws")


def beat(bpm: float, swing: float, kit: dict[str, Render], **rows: str) -> Render:
    """A drum loop: one row of sixteenths a part (x loud, o soft, . rest)."""

    def render(rng: Rng, sr: int) -> np.ndarray:
        sounds = {part: effects.normalised(sound(rng, sr)) for part, sound in kit.items()}
        x = loops.play(rng, sounds, rows, bpm, sr, swing, loose=0.002)
        return effects.compress(x, sr, 0.2)

    return render


def keys(make: Maker, words: Iterable[str], bpm: float, bars: int, score: Score) -> Render:
    """A phrase on a patch of `make` with all `words`; exactly `bars` bars of four beats long."""

    def render(rng: Rng, sr: int) -> np.ndarray:
        patch = instrument(rng, sr, make, words)
        played = phrases.humanised(rng, score(rng), timing=0.006, level=0.04)
        return phrases.render(patch, played, bpm, 4 * bars, sr)

    return render


def stroke(
    make: Maker, words: Iterable[str], notes: Sequence[int], seconds: float, tail: float = 1.5
) -> Render:
    """One note or chord on a patch of `make` with all `words`, held for `seconds`, with its tail."""

    def render(rng: Rng, sr: int) -> np.ndarray:
        patch = instrument(rng, sr, make, words)
        events = [(0.012 * i, note, seconds, 0.75) for i, note in enumerate(notes)]
        return trimmed(phrases.render(patch, events, 60, seconds + tail, sr, wrap=False), sr)

    return render


def chords(key: str, mode: str, steps: Sequence[int], style: str, colour: str = "triad") -> Score:
    """One chord a bar on these degrees of the scale."""
    return lambda rng: phrases.chord_events(
        rng, 48 + NOTES.index(key), mode, len(steps), style, colour, steps
    )


def melody(key: str, mode: str, bars: int) -> Score:
    return lambda rng: phrases.melody_events(rng, 60 + NOTES.index(key), mode, 4 * bars)


def arpeggio(key: str, mode: str, bars: int, steps: Sequence[int]) -> Score:
    return lambda rng: phrases.arp_events(rng, 48 + NOTES.index(key), mode, 4 * bars, steps)


TIGHT_HAT = hit(cymbals.hihat, "closed", seconds=(0.04, 0.16), tone=(6000, 12000))
ACOUSTIC_HAT = hit(cymbals.hihat, "acoustic", seconds=(0.06, 0.25))
OPEN_HAT = hit(cymbals.openhat, "808", seconds=(0.3, 0.6), tone=(5000, 12000))
KICK_808 = hit(drums.kick_808, "808", seconds=(0.5, 1.0))
KICK_909 = hit(drums.kick_909, seconds=(0.2, 0.45))
KICK_LIVE = hit(drums.kick_acoustic, seconds=(0.2, 0.5))
SNARE_LIVE = hit(drums.snare_acoustic, seconds=(0.2, 0.5), tone=(1000, 3500))
CLAP = hit(drums.clap_machine, seconds=(0.15, 0.5))

DRUMS = (
    Item("808_Kick_Long_01", hit(drums.kick_808, "long", "deep", seconds=(1.1, 2.6))),
    Item("909_Kick_Punchy_01", KICK_909),
    Item("Acoustic_Kick_01", hit(drums.kick_acoustic, "acoustic", seconds=(0.2, 0.7))),
    Item("909_Snare_01", hit(drums.snare_909, seconds=(0.2, 0.5))),
    Item("Acoustic_Snare_01", hit(drums.snare_acoustic, seconds=(0.25, 0.7), tone=(1000, 3000))),
    Item("Clap_808_01", hit(drums.clap_machine, "808", seconds=(0.15, 0.5))),
    Item("Closed_Hat_808_01", hit(cymbals.hihat, "808", seconds=(0.04, 0.15), tone=(6000, 12000))),
    Item("Open_Hat_01", hit(cymbals.openhat, "acoustic", seconds=(0.7, 1.4), tone=(4000, 9000))),
    Item("Tom_Low_01", hit(toms.tom_acoustic, "low", seconds=(0.5, 1.4), tone=(80, 250))),
    Item("Crash_Cymbal_01", hit(cymbals.crash, "long", seconds=(2.0, 4.5), tone=(3000, 8000))),
    Item("Ride_Cymbal_01", hit(cymbals.ride, "ping", seconds=(1.8, 4.5), tone=(2500, 6000))),
    Item("Rim_Sidestick_01", hit(drums.rim_sidestick, seconds=(0.05, 0.3), tone=(1000, 3000))),
    Item("Cowbell_808_01", hit(percussion.cowbell_808, seconds=(0.2, 0.8))),
    Item("Shaker_Egg_01", hit(percussion.shaker, "egg", seconds=(0.08, 0.5), tone=(5000, 12000))),
    Item("Conga_Open_01", hit(toms.conga, "open", seconds=(0.2, 0.9))),
    Item(
        "Drum_Loop_Boom_Bap_90bpm",
        beat(
            90,
            0.22,
            {"kick": KICK_LIVE, "snare": SNARE_LIVE, "hat": ACOUSTIC_HAT},
            kick="x.....x...x.....x......x..x.....",
            snare="....x.......x.......x..o....x..o",
            hat="x.x.x.x.x.x.x.x.x.x.x.xox.x.x.x.",
        ),
        loop=True,
    ),
    Item(
        "Drum_Loop_House_Four_On_The_Floor_124bpm",
        beat(
            124,
            0.05,
            {"kick": KICK_909, "clap": CLAP, "hat": TIGHT_HAT, "open": OPEN_HAT},
            kick="x...x...x...x...x...x...x...x...",
            clap="....x.......x.......x.......x...",
            hat="xoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxo",
            open="..x...x...x...x...x...x...x...x.",
        ),
        loop=True,
    ),
    Item(
        "Drum_Loop_Trap_140bpm",
        beat(
            140,
            0.0,
            {"kick": KICK_808, "clap": CLAP, "snare": hit(drums.snare_trap), "hat": TIGHT_HAT},
            kick="x......x..x.....x.....x...x.....",
            clap="........x...............x.......",
            snare="........x...............x.......",
            hat="x.x.x.x.x.xxx.x.x.x.x.x.xxxxx.x.",
        ),
        loop=True,
    ),
    Item(
        "Drum_Loop_Breakbeat_132bpm",
        beat(
            132,
            0.06,
            {"kick": KICK_LIVE, "snare": SNARE_LIVE, "hat": hit(cymbals.ride, "ping", seconds=(0.5, 1.5))},
            kick="x.x.......xx....x.x.......x..x..",
            snare="....x..o.o..x..o....x..o.o....x.",
            hat="x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.",
        ),
        loop=True,
    ),
    Item(
        "Percussion_Loop_Latin_105bpm",
        beat(
            105,
            0.04,
            {
                "tom": hit(toms.conga, "open", seconds=(0.2, 0.6)),
                "clap": hit(toms.bongo, "open", seconds=(0.1, 0.4)),
                "perc": hit(percussion.cowbell_acoustic, "muted"),
                "shaker": hit(percussion.shaker, seconds=(0.08, 0.3)),
            },
            tom="..x...xx..x...xx..x...xx..x.x.xx",
            clap="x..x..x...x.x...x..x..x...x.x.oo",
            perc="x...x...x...x...x...x...x...x...",
            shaker="xooxxooxxooxxooxxooxxooxxooxxoox",
        ),
        loop=True,
    ),
)

KEYS = (
    Item("Grand_Piano_C4_01", stroke(pianos.piano, ["grand"], [60], 3.0)),
    Item(
        "Felt_Piano_Chords_Am_90bpm",
        keys(pianos.piano, ["felt"], 90, 4, chords("A", "minor", (0, 5, 2, 6), "held")),
        True,
    ),
    Item("Piano_Melody_C_Major_100bpm", keys(pianos.piano, ["grand"], 100, 2, melody("C", "major", 2)), True),
    Item(
        "House_Piano_Chords_Fm_124bpm",
        keys(pianos.piano, ["grand", "bright"], 124, 4, chords("F", "minor", (0, 3, 5, 4), "stabs")),
        True,
    ),
    Item(
        "Upright_Piano_Arpeggio_Gm_80bpm",
        keys(pianos.piano, ["upright"], 80, 2, chords("G", "minor", (0, 5), "broken")),
        True,
    ),
    Item(
        "Rhodes_Chords_Dm_85bpm",
        keys(pianos.rhodes, ["rhodes"], 85, 2, chords("D", "minor", (0, 3), "comping", "seventh")),
        True,
    ),
    Item(
        "Wurlitzer_Loop_Bm_96bpm",
        keys(pianos.wurlitzer, ["wurlitzer", "reedy"], 96, 2, chords("B", "minor", (0, 6), "comping")),
        True,
    ),
    Item("DX7_Electric_Piano_Chord_G_01", stroke(pianos.dx_epiano, ["dx7"], [43, 55, 59, 62, 67], 2.5)),
    Item(
        "Hammond_Organ_Gospel_Chords_F_80bpm",
        keys(organs.hammond, ["gospel"], 80, 2, chords("F", "major", (0, 3), "two hands")),
        True,
    ),
    Item("Church_Organ_Chord_Dm_01", stroke(organs.pipe_organ, ["full"], [38, 50, 57, 62, 65], 3.0)),
    Item(
        "Clavinet_Funk_Loop_Em_104bpm",
        keys(organs.clav, ["funky"], 104, 2, chords("E", "minor", (0, 3), "stabs")),
        True,
    ),
    Item(
        "Harpsichord_Melody_Gm_110bpm",
        keys(organs.harpsichord, ["baroque"], 110, 2, melody("G", "minor", 2)),
        True,
    ),
    Item(
        "Juno_Synth_Chords_Cm_110bpm",
        keys(
            synths.analog,
            ["juno", "chorus", "saw", "bright"],
            110,
            2,
            chords("C", "minor", (0, 5), "comping"),
        ),
        True,
    ),
    Item("Supersaw_Chord_Stab_Am_01", stroke(synths.supersaw, ["supersaw"], [45, 57, 60, 64, 69], 0.5, 1.0)),
    Item("Warm_Synth_Pad_C_01", stroke(synths.pad, ["analog", "warm", "slow"], [48, 55, 60, 64], 4.0, 2.0)),
    Item("Dark_Pad_Am_01", stroke(synths.pad, ["dark", "slow"], [45, 57, 60, 64], 4.0, 2.0)),
    Item(
        "String_Machine_Chord_Em_01", stroke(synths.strings_synth, ["string machine"], [52, 59, 64, 67], 3.0)
    ),
    Item("Synth_Pluck_A4_01", stroke(synths.synth_pluck, ["saw", "bright"], [69], 0.6)),
    Item(
        "Pluck_Melody_Dm_120bpm",
        keys(synths.synth_pluck, ["square", "short"], 120, 2, melody("D", "minor", 2)),
        True,
    ),
    Item(
        "Synth_Arp_Am_124bpm",
        keys(synths.analog, ["saw", "bright"], 124, 2, arpeggio("A", "minor", 2, (0, 5))),
        True,
    ),
)

LIBRARY = {"drums": DRUMS, "keys": KEYS}
