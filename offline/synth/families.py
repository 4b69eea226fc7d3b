"""Which makers a family of synthesisers is drawn from, single notes and phrases alike. The figures say how often."""

from offline.synth import keyboards, pads, polys, synths
from offline.synth.draw import Rng, pick
from offline.synth.patches import Maker, Patch

SYNTHKEYS: dict[Maker, float] = {
    synths.analog: 2.5,
    synths.supersaw: 1.5,
    polys.poly: 4,
    polys.drifting: 1.5,
    polys.wavetable: 1.5,
    polys.phase_distorted: 1.5,
    polys.synth_brass: 2,
    polys.fm_stack: 1,
    polys.sync: 0.7,
    keyboards.plain_wave: 2,
    keyboards.casiotone: 3,
    keyboards.toy_keyboard: 2,
    keyboards.console_chip: 1.5,
    keyboards.sampling_keyboard: 2,
    keyboards.home_fm: 2,
    keyboards.fm_six: 2,
    keyboards.rom_synth: 2,
    keyboards.WORN: 1.2,
}
SYNTHLEAD: dict[Maker, float] = {
    synths.mono_lead: 3,
    synths.supersaw: 2,
    synths.analog: 0.7,
    synths.hoover: 0.7,
    polys.reso_lead: 3,
    polys.sync: 1.5,
    polys.poly: 0.7,
    polys.wavetable: 0.7,
    keyboards.console_chip: 1.2,
    keyboards.plain_wave: 1,
}
PAD: dict[Maker, float] = {
    synths.pad: 2,
    polys.moving_pad: 1,
    pads.analog_pad: 2,
    pads.smeared_pad: 2.5,
    pads.voice_pad: 1,
    pads.swollen_pad: 1.5,
    pads.digital_pad: 1.5,
}


def _drawn(family: dict[Maker, float], rng: Rng, sr: int) -> Patch:
    return pick(rng, list(family), list(family.values()))(rng, sr)


def synthkeys(rng: Rng, sr: int) -> Patch:
    return _drawn(SYNTHKEYS, rng, sr)


def synthlead(rng: Rng, sr: int) -> Patch:
    return _drawn(SYNTHLEAD, rng, sr)


def pad(rng: Rng, sr: int) -> Patch:
    return _drawn(PAD, rng, sr)
