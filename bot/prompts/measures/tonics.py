"""Keys as a request has them: in sharps, moved, in another mode, related to each other."""

from retrieval_core.request import NOT, OR, tonic_of

#: "The relative minor of G", "parallel major".
RELATED = frozenset(["relative", "parallel"])
SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def named(pitch: int, mode: str) -> str:
    """A key by its semitones above C and its mode, which may be ""."""
    return f"{SHARPS[pitch % 12]} {mode}".strip()


def moved(key: str, steps: int) -> str:
    """A key so many semitones up, as `Request.key` has it, or a note.

    >>> moved("A# minor", 3), moved("C4", -1), moved("C or G", 2)
    ('C# minor', 'B3', 'D or A')
    """
    found = []
    for one in key.split(OR):
        note, _, mode = one.partition(" ")
        tonic = tonic_of(note)
        octave, pitch = note[len(tonic) :], SHARPS.index(tonic) + steps
        found.append(named(pitch, mode) + (str(int(octave) + pitch // 12) if octave else ""))
    return OR.join(found)


def in_mode(key: str, mode: str) -> str:
    """A key in another mode.

    >>> in_mode("A minor", "major"), in_mode("C or G", "minor")
    ('A major', 'C minor or G minor')
    """
    tonics = [tonic_of(one.partition(" ")[0]) for one in key.removeprefix(NOT).split(OR)]
    return f"{NOT * key.startswith(NOT)}{OR.join(f'{tonic} {mode}' for tonic in tonics)}"


def related(key: str, how: str, mode: str) -> str:
    """The relative or the parallel of a key in a mode; the key itself if it is in that.

    >>> related("G", "relative", "minor"), related("A minor", "relative", "major"), related("C", "parallel", "minor")
    ('E minor', 'C major', 'C minor')
    """
    if mode in key:
        return key
    steps = 0 if how == "parallel" else 3 if mode == "major" else -3
    return in_mode(moved(key, steps), mode)
