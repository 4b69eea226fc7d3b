"""All voices: class id -> Voice. The figures say how often a model is drawn."""

from offline.synth import (
    boxes,
    bronze,
    cymbals,
    drums,
    families,
    loops,
    machines,
    organs,
    percussion,
    phrases,
    pianos,
    plucked,
    polys,
    skins,
    synths,
    textures,
    toms,
    winds,
)
from offline.synth.patches import Maker, note
from offline.synth.voice import Model, Voice


def _hits(name: str, models: dict[Model, float], coarse: str = "drums") -> Voice:
    return Voice(name, coarse, tuple(models), tuple(models.values()))


def _notes(name: str, coarse: str, makers: dict[Maker, float], stacked: float = 0.0) -> Voice:
    models = tuple(note(make, stacked) for make in makers)
    return Voice(name, coarse, models, tuple(makers.values()), tonal=True)


_DRUMS = [
    _hits(
        "kick",
        {
            drums.kick_808: 2,
            drums.kick_909: 2,
            drums.kick_606: 1,
            drums.kick_acoustic: 3,
            drums.kick_hard: 1,
            drums.kick_sub: 0.6,
            drums.kick_sampled: 2,
            machines.KICK: 1,
            skins.kick_skin: 2,
            skins.KICK: 2.5,
            skins.kick_box: 1,
            skins.kick_electric: 0.7,
            skins.kick_fm: 0.5,
            skins.kick_chip: 0.3,
            skins.kick_layered: 2,
            skins.kick_rumble: 0.3,
            skins.kick_dusty: 0.8,
        },
    ),
    _hits(
        "snare",
        {
            drums.snare_808: 1,
            drums.snare_909: 1,
            drums.snare_acoustic: 2.5,
            drums.snare_piccolo: 0.8,
            drums.snare_sampled: 1.5,
            drums.snare_brush: 0.6,
            drums.snare_simmons: 0.7,
            drums.snare_gated: 0.5,
            drums.snare_trap: 1,
            drums.snare_cracked: 1.8,
            drums.snare_ringing: 0.8,
            drums.snare_dead: 1,
            drums.snare_flam: 0.3,
            boxes.snare_box: 2,
            machines.SNARE: 2.5,
        },
    ),
    _hits(
        "rim",
        {
            drums.rim_808: 1.5,
            drums.rim_909: 0.7,
            drums.rim_sidestick: 2.5,
            drums.rim_shot: 1,
            drums.rim_sampled: 1.3,
            drums.rim_hard: 2,
            boxes.rim_box: 2,
            machines.rim_click: 2,
            machines.RIM: 2,
        },
    ),
    _hits(
        "clap",
        {
            drums.clap_machine: 3,
            drums.clap_hands: 2.5,
            drums.clap_single: 1.5,
            boxes.clap_box: 2.5,
            machines.clap_tight: 2,
            machines.CLAP: 2.5,
        },
    ),
    _hits("snap", {drums.snap: 1.5, drums.snap_finger: 1.5, machines.SNAP: 1}),
    _hits("hihat", {cymbals.hihat: 1, bronze.hat_closed: 2, boxes.hat_closed_box: 2.5, machines.HIHAT: 2.5}),
    _hits(
        "openhat", {cymbals.openhat: 1, bronze.hat_open: 2.5, boxes.hat_open_box: 2.5, machines.OPENHAT: 2.5}
    ),
    _hits("hihat_pedal", {cymbals.hihat_pedal: 1, bronze.hat_foot: 2, machines.PEDAL: 1}),
    _hits(
        "ride",
        {
            cymbals.ride: 1.5,
            cymbals.ride_machine: 0.7,
            bronze.ride_tip: 2.5,
            bronze.ride_bell: 1,
            boxes.ride_box: 1.2,
            machines.RIDE: 2.5,
        },
    ),
    _hits(
        "crash",
        {
            cymbals.crash: 1,
            cymbals.crash_machine: 0.7,
            bronze.crash_edge: 2.5,
            boxes.crash_box: 1.5,
            machines.CRASH: 2.5,
        },
    ),
    _hits(
        "cymbal",
        {bronze.cymbal_mallet: 1, bronze.cymbal_swell: 1.5, bronze.cymbal_bowed: 0.7, boxes.crash_box: 0.7},
    ),
    _hits("cymbal_splash", {cymbals.cymbal_splash: 0.7, bronze.splash: 1.5, machines.SPLASH: 1}),
    _hits("china", {cymbals.china: 0.7, bronze.china_edge: 1.5, machines.CHINA: 1}),
    _hits(
        "tom",
        {
            toms.tom_808: 1.2,
            toms.tom_909: 1,
            toms.tom_simmons: 1,
            toms.tom_box: 1,
            toms.tom_syndrum: 0.5,
            toms.tom_digital: 0.6,
            toms.tom_acoustic: 3.5,
            toms.tom_gated: 0.6,
            toms.tom_brush: 0.4,
            toms.TOM: 3,
        },
    ),
    _hits("gong", {machines.gong: 1}),
    _hits("conga", {toms.conga: 3, toms.conga_808: 0.8, toms.conga_box: 0.7, toms.CONGA: 2.5}),
    _hits("bongo", {toms.bongo: 3, toms.bongo_box: 1.2, toms.BONGO: 2.5}),
    _hits("timbale", {toms.timbale: 2, toms.TIMBALE: 1.5}),
    _hits(
        "cowbell",
        {
            percussion.cowbell_808: 1,
            percussion.cowbell_acoustic: 1.7,
            boxes.cowbell_box: 1.3,
            machines.COWBELL: 1.3,
        },
    ),
    _hits("clave", {percussion.clave: 1.5, boxes.clave_box: 1, machines.CLAVE: 1}),
    _hits("woodblock", {percussion.woodblock: 2, boxes.woodblock_box: 1, machines.WOODBLOCK: 1}),
    _hits("agogo", {percussion.agogo: 1, percussion.agogo_hard: 1, machines.AGOGO: 1}),
    _hits("triangle", {percussion.triangle: 2, boxes.triangle_box: 0.6, machines.TRIANGLE: 1}),
    _hits("tambourine", {percussion.tambourine: 2, boxes.tambourine_box: 0.8, machines.TAMBOURINE: 1.2}),
    _hits(
        "shaker", {percussion.shaker: 3, percussion.shaking: 1, boxes.shaker_box: 0.8, machines.SHAKER: 1.5}
    ),
    _hits("maracas", {percussion.maracas: 2, boxes.maracas_box: 1, machines.MARACAS: 1}),
    _hits("cabasa", {percussion.cabasa: 2, boxes.cabasa_box: 0.7, machines.CABASA: 1}),
    _hits("guiro", {percussion.guiro: 1}),
    _hits("tabla", {toms.tabla: 2, toms.TABLA: 1}),
    _hits(
        "djembe",
        {
            toms.djembe: 2,
            skins.darbuka: 1,
            skins.frame_drum: 1,
            skins.cajon: 0.8,
            skins.udu: 0.5,
        },
    ),
    _hits("taiko", {skins.taiko: 2, skins.timpani: 1.5, skins.bass_drum: 1.3, skins.TAIKO: 0.8}),
    _hits("cuica", {skins.cuica: 2, skins.CUICA: 1}),
    _hits(
        "perc",
        {
            percussion.vibraslap: 1,
            percussion.zap: 1,
            percussion.blip: 1,
            percussion.noise_hit: 1,
            percussion.found_object: 2,
            percussion.body_hit: 1.5,
            percussion.bell_tree: 0.7,
            percussion.effected: 0.6,
            skins.talking_drum: 0.5,
        },
    ),
    Voice("drumloop", "drums", (loops.drumloop,), loop=True),
]

_KEYS = [
    _notes("piano", "keys", {pianos.piano: 1}),
    _notes(
        "epiano",
        "keys",
        {pianos.rhodes: 4, pianos.wurlitzer: 3, pianos.dx_epiano: 2.5, pianos.pianet: 2},
    ),
    _notes("organ", "keys", organs.ORGANS, stacked=0.25),
    _notes("clav", "keys", {organs.clav: 1}),
    _notes("harpsichord", "keys", {organs.harpsichord: 1}),
    _notes("synthlead", "keys", families.SYNTHLEAD, stacked=0.15),
    _notes("synthkeys", "keys", families.SYNTHKEYS | {polys.stab: 1.2}, stacked=0.2),
    _notes(
        "pluck",
        "keys",
        {synths.synth_pluck: 4, synths.string_pluck: 2, polys.bright_pluck: 2.5, synths.fm_keys: 0.5},
    ),
    _notes("pad", "keys", families.PAD, stacked=0.5),
    _notes("strings_synth", "keys", {synths.strings_synth: 1}, stacked=0.4),
    Voice("arp", "keys", (phrases.arp,), loop=True, tonal=True),
    Voice("chord", "keys", (phrases.chord,), tonal=True),
    Voice("keysloop", "keys", (phrases.keysloop,), loop=True, tonal=True),
]

_OTHER = [
    _notes(
        "bass",
        "other",
        {plucked.string_bass: 4, plucked.synth_bass: 3.5, plucked.sub_bass: 1.5, plucked.fm_bass: 1},
    ),
    _notes("guitar", "other", {plucked.guitar: 1}),
    _notes("sitar", "other", {plucked.sitar: 1}),
    _notes("strings", "other", {winds.strings: 1}),
    _notes("brass", "other", {winds.brass: 1}),
    _notes("flute", "other", {winds.flute: 1}),
    _notes("reed", "other", {winds.reed: 1}),
    _notes("sax", "other", {winds.sax: 1}),
    _notes("mallet", "other", {textures.mallet: 1}),
    _notes("vocal", "other", {winds.vocal: 1}),
    _hits(
        "fx",
        {
            textures.riser: 1,
            textures.impact: 1,
            textures.laser: 1,
            textures.sci_fi: 1,
            textures.glitch: 1,
            textures.whoosh: 1,
            textures.reverse: 1,
            textures.siren: 0.6,
        },
        "other",
    ),
    _hits("ambience", {textures.ambience: 1}, "other"),
    Voice("drone", "other", (textures.drone,), tonal=True),
    _hits("vinyl", {textures.vinyl: 1}, "other"),
    _hits("noise", {textures.noise: 1}, "other"),
]

VOICES: dict[str, Voice] = {voice.name: voice for voice in [*_DRUMS, *_KEYS, *_OTHER]}
