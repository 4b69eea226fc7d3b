"""What a clip is, is not, and may be: training targets from class names.

A label is one class, or several joined by `+` ("chord+epiano"). Its ancestors are true as well; its descendants, and
classes that the name does not rule out, are unknown and stay out of the loss.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from retrieval_core.taxonomy import shipped

_taxonomy = shipped()
FAMILY = {name: found.coarse for name, found in _taxonomy.classes.items()}
FINE = list(FAMILY)
CHILDREN = {name: list(_taxonomy.descendants(name)) for name in FINE if _taxonomy.descendants(name)}
FAMILIES = ["drums", "keys", "other"]
CLASSES = [*FINE, *FAMILIES]  # the families have anchors of their own, after the fine classes

# What a label leaves open: a loop holds other sounds, a pad may be called a synth. Where only one of two classes leaves
# the other open, nothing keeps its sounds from the other's anchor: so a synth key is no electric piano.
_OPEN = {
    "drumloop": "kick snare rim clap hihat openhat cymbal tom conga bongo tabla shaker tambourine perc djembe",
    "keysloop": "arp chord piano epiano organ clav harpsichord synthkeys synthlead pluck pad stringmachine celesta",
    "arp": "keysloop pluck synthlead piano epiano",
    "chord": "keysloop pad synthkeys pluck piano epiano organ stringmachine",
    "pad": "synthkeys drone texture",
    "stringmachine": "synthkeys strings",
    "synthkeys": "pad",
    "bells": "celesta chimes",
    "celesta": "mallet bells",
    "chimes": "bells",
    "fx": "drone vocal texture",
    "texture": "drone pad fx noise foley",
    "drone": "pad texture noise",
    "noise": "drone texture",
    "sweep": "riser noise",
    "riser": "sweep",
    "impact": "gong taiko",
    "crash": "splash china",
    "splash": "crash china",
    "china": "crash splash",
    "gong": "cymbal",
    "snap": "clap",
    "bodyperc": "clap snap",
    "djembe": "conga bongo",
    "timbale": "tom",
    "taiko": "tom kick",
    "cabasa": "maracas",
    "maracas": "cabasa",
    "synthbass": "synthkeys",
    "harmonica": "reed",
    "accordion": "reed organ",
    "plucked": "guitar",
    "sitar": "guitar",
}

_FORMS = ("chord", "keysloop", "arp")

# Names of other labelled folders, by the class that they are here.
ALIASES = {"sfx": "fx", "voice": "vocal", "synth": "synthkeys", "rhodes": "epiano"}
_PRECISE = """clave woodblock agogo triangle guiro timbale djembe snap crash splash china cabasa maracas organ gong
synthbass choir noise"""
_TAGS = {
    **{name: name for name in _PRECISE.split()},
    "pedal": "hihat_pedal",
    "handdrum": "djembe",
    "body": "bodyperc",
    "stomp": "bodyperc",
    "ambient": "texture",
    "vinyl": "scratch",
}
# Voices and models of offline.synth that are called otherwise than their class.
_VOICES = {
    "cymbal_splash": "splash",
    "strings_synth": "stringmachine",
    "sax": "reed",
    "ambience": "texture",
    "vinyl": "noise",
}
_MODELS = {
    **dict.fromkeys(("synth_bass", "sub_bass", "fm_bass"), "synthbass"),
    "whoosh": "sweep",
    "body_hit": "bodyperc",
    "bell_tree": "chimes",
}
_TAGS_OF = {
    "pedal": "hihat",
    "organ": "keysloop",
    "vinyl": "fx",
    "ambient": "drone",
    "noise": "fx",
    "gong": "perc",
}


def label_of(fine: str, tags: str = "") -> str:
    """The label of a row of a labelled folder: its class and those of its tags that are more precise classes."""
    fine = ALIASES.get(fine, fine)
    found = [_TAGS[tag] for tag in tags.split(";") if tag in _TAGS and _TAGS_OF.get(tag, fine) == fine]
    names = list(dict.fromkeys([fine, *found]))
    return "+".join(name for name in names if not any(name in ancestors(other)[1:] for other in names))


def label_of_voice(voice: str, model: str) -> str:
    """The label of a synthesised sound: its voice, or the more precise class that its synthesis model makes."""
    label = _VOICES.get(voice, voice)
    finer = _MODELS.get(model, model)
    return finer if finer in FINE and label in ancestors(finer) else label


def ancestors(name: str) -> list[str]:
    """The class itself, its parents, its family."""
    return [name, *_taxonomy.ancestors(name), FAMILY[name]]


@cache
def _targets(label: str) -> bytes:
    names = label.split("+")
    row = np.zeros(len(CLASSES), np.int8)
    for name in names:
        for unknown in [*_OPEN.get(name, "").split(), *_taxonomy.descendants(name)]:
            if name not in _FORMS or len(names) == 1 or unknown in _FORMS:  # else the instrument is known
                row[CLASSES.index(unknown)] = -1
    for name in names:
        for true in ancestors(name):
            row[CLASSES.index(true)] = 1
    return row.tobytes()


def targets(label: str) -> np.ndarray:
    """Targets of a label over CLASSES: 1 true, 0 false, -1 unknown; int8, shape (len(CLASSES),).

    >>> row = targets("openhat")
    >>> [name for name, value in zip(CLASSES, row) if value == 1]
    ['hihat', 'openhat', 'drums']
    """
    return np.frombuffer(_targets(label), np.int8).copy()
