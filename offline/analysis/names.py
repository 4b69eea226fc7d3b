"""What path and file name say about a sample, as producers write them (`KSHMR_Drum_Loop_128_Am.wav`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from offline.analysis.tonality import TONICS, note_midi
from retrieval_core.request import Kind
from retrieval_core.taxonomy import Sense, shipped

_STATED_TEMPO = (40.0, 300.0)  # bpm that "140bpm" may say
_PLAIN_TEMPO = (60.0, 200.0)  # bpm for which a bare number is taken
_NUMBER = r"(?<![\d.])(\d{2,3}(?:[.,]\d{1,2})?)"
_TEMPO = re.compile(rf"{_NUMBER}[\s_-]*bpm|bpm[\s_-]*{_NUMBER}(?!\d)", re.IGNORECASE)
_COUNTED = frozenset(
    [
        "vol",
        "volume",
        "kit",
        "pack",
        "no",
        "nr",
        "take",
        "part",
        "set",
        "preset",
        "bank",
        "version",
        "ver",
        "v",
        "pt",
        "disc",
        "cd",
    ]
)

_NOTE = r"(?P<letter>[A-Ga-g])(?P<accidental>#|♯|b|♭|sharp|Sharp|flat|Flat|(?:s|is)(?=\d))?"
_PITCH = re.compile(rf"{_NOTE}(?P<octave>-?\d)")
_KEY = re.compile(
    rf"{_NOTE}(?P<mode>[Mm](?:in|aj)(?:or)?|MIN|MAJ|MINOR|MAJOR|m|M)?(?P<chord>(?:add|sus|dim|aug)?\d{{0,2}})"
)
#: What may follow "M": "CM7" is a chord, "GM2" and "FM1" are not.
_MAJOR_CHORDS = frozenset(("6", "7", "9", "11", "13", "add9", "add11"))
_MODE_WORDS = {"min": "minor", "minor": "minor", "maj": "major", "major": "major"}

_LOOP = frozenset(
    [
        "loop",
        "loops",
        "groove",
        "grooves",
        "breakbeat",
        "breakbeats",
        "toploop",
        "toploops",
        "drumloop",
        "drumloops",
        "looped",
    ]
)
# Words that mean a loop in a file name; as a folder ("Beat Kit") they may mean anything.
_LOOP_IN_FILE = frozenset(
    ["beat", "beats", "break", "breaks", "riff", "phrase", "progression", "melody", "fill"]
)
_ONE_SHOT = frozenset(
    ["oneshot", "oneshots", "1shot", "1shots", "shot", "shots", "hit", "hits", "stab", "stabs"]
)

_SEPARATOR = re.compile(r"[\s_\-.,()\[\]{}+&~]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Za-z]{3})")
#: "A-Team", but not "Bass-C-120", where all words are joined so, and not "C-minor".
_HYPHENATED = re.compile(r"(?<![^\s_])[A-Ga-g]-(?!min|maj)[a-z]{2,}(?![^\s_])", re.IGNORECASE)
_DIGITS = re.compile(r"(?<=[A-Za-z]{2})(?=\d)")
# How a taxonomy phrase may stand in a name; descriptions and onomatopoeia are for prompts.
_NAMING = frozenset(("name", "synonyms", "codes", "foreign", "combos"))
#: Qualities that names state in figures, if at all.
_COUNTABLE = frozenset(("tempo", "mode", "length"))


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a name states.

    Attributes:
        tempo: bpm.
        key: tonic and mode ("A minor"), or a tonic alone ("F#"); sharps only.
        pitch: a note with its octave as written ("F#1").
        kind: "one-shot" or "loop".
        classes: taxonomy ids in the order of the name; those of the nearest folder where the file itself names none.
        tokens: the words left over, lower case, folders first.
        adjectives: words of the taxonomy for how it sounds, of the file alone: what a pack is called says nothing of a sound.
    """

    tempo: float | None = None
    key: str | None = None
    pitch: str | None = None
    kind: Kind | None = None
    classes: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()


def name_facts(relative_path: str | PurePath) -> NameFacts:
    """What the path of a sample, relative to its library, states about it.

    A bare number counts as tempo only in a loop or beside a key ("Loop_128_Am"), a bare letter as key only beside a
    tempo or a pitched instrument ("Bass_C", but not "Snare_B").

    >>> name_facts("KSHMR_Drum_Loop_128_Am.wav")
    NameFacts(tempo=128.0, key='A minor', pitch=None, kind='loop', classes=('drumloop',), tokens=('kshmr',), adjectives=())
    >>> name_facts("Kick_808_F#.wav").key
    'F#'
    """
    path = PurePosixPath(str(relative_path).replace("\\", "/"))
    folders, stem = path.parts[:-1], path.stem
    tempo, stem = _stated_tempo(stem)
    in_file = tempo is not None
    for folder in reversed(folders):
        if tempo is None:
            tempo, _ = _stated_tempo(folder)
    tokens = [token for token in _SEPARATOR.split(stem) if token]

    classes, class_words = _classes(_words(tokens))
    of_folder = next((found for folder in reversed(folders) if (found := _classes(_words([folder]))[0])), ())
    if (
        classes
        and of_folder
        and not _classes(_words(tokens), codes=False)[0]
        and not _akin(classes, of_folder)
    ):
        classes, class_words = (), set()  # "Kicks/tab.wav" is no tabla
    inherited = classes or of_folder
    kind, kind_words = _kind(_words(tokens), in_file=True)
    for folder in reversed(folders):
        kind = kind or _kind(_words([folder]), in_file=False)[0]
    if kind is None and in_file:
        kind = "loop"

    tonal, parts = _is_tonal(inherited, tokens), _parts_of_names(tokens, stem)
    key, pitch, used = _key_and_pitch(
        tokens, parts, tonal=tonal, trusted=tonal or (tempo is not None and not inherited)
    )
    if tempo is None and kind != "one-shot":
        at = _plain_tempo(tokens, used, looped=kind == "loop", pitch=pitch)
        if at is not None:
            tempo, kind = float(tokens[at]), "loop"
            used = used | {at}
            if key is None and pitch is None and not inherited:
                key, pitch, used_by_key = _key_and_pitch(tokens, parts, tonal=tonal, trusted=True)
                used |= used_by_key
    known = class_words | kind_words
    left = _words([token for at, token in enumerate(tokens) if at not in used])
    words = [word for folder in folders for word in _words(_SEPARATOR.split(_stated_tempo(folder)[1]))]
    return NameFacts(
        tempo=tempo,
        key=key,
        pitch=pitch,
        kind=kind,
        classes=inherited,
        tokens=tuple(word for word in [*words, *left] if word and word not in known),
        adjectives=tuple(_adjectives(_words(tokens))),
    )


def _words(tokens: Sequence[str]) -> list[str]:
    """Lower-case words of tokens, split where the writing changes ("OpenHat808" -> open, hat, 808)."""
    parts = [part for token in tokens for piece in _SEPARATOR.split(token) for part in _CAMEL.split(piece)]
    return [word.lower() for part in parts for word in _DIGITS.split(part) if word]


def _stated_tempo(text: str) -> tuple[float | None, str]:
    """A tempo written with "bpm", and the text without it."""
    if found := _TEMPO.search(text):
        value = float((found[1] or found[2]).replace(",", "."))
        if _STATED_TEMPO[0] <= value <= _STATED_TEMPO[1]:
            return value, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _plain_tempo(
    tokens: Sequence[str], beside: set[int], *, looped: bool, pitch: str | None = None
) -> int | None:
    """Where a bare number stands that is a tempo: beside the key, else in a loop, the greatest (indices are small).

    The number of the pitch that is stated, in any octave, is none: "102-F#7" is a note.
    """
    numbers = [
        at
        for at, token in enumerate(tokens)
        if re.fullmatch(r"[1-9]\d{1,2}", token)
        and _PLAIN_TEMPO[0] <= int(token) <= _PLAIN_TEMPO[1]
        and not (at and tokens[at - 1].lower() in _COUNTED)
        and not (pitch and (int(token) - note_midi(pitch)) % 12 == 0)
    ]
    near = [at for at in numbers if {at - 1, at + 1} & beside]
    return max(near or (numbers if looped else []), key=lambda at: int(tokens[at]), default=None)


def _kind(words: Sequence[str], *, in_file: bool) -> tuple[Kind | None, frozenset[str]]:
    """The kind that words name, with these words; None where they name both or neither."""
    said = frozenset(words)
    one_shot = _ONE_SHOT & said
    if one_shot & {"shot", "shots"}:
        one_shot |= said & {"one"}
    loop = (_LOOP | _LOOP_IN_FILE if in_file else _LOOP) & said
    if loop and (not one_shot or (in_file and loop & _LOOP)):
        return "loop", loop
    return ("one-shot", one_shot) if one_shot and not loop else (None, frozenset())


def _classes(words: Sequence[str], *, codes: bool = True) -> tuple[tuple[str, ...], set[str]]:
    """Classes that words name, longest phrases first, and the words used; coarse ones only where no fine one is named.

    Parameters:
        codes: abbreviations name them, too.
    """
    naming = _NAMING if codes else _NAMING - {"codes"}
    fine: dict[str, None] = {}
    coarse: dict[str, None] = {}
    used: set[str] = set()
    at = 0
    while at < len(words):
        for size in (3, 2, 1):
            phrase = words[at : at + size]
            senses = shipped().senses(" ".join(phrase)) if len(phrase) == size else ()
            named = {sense.id for sense in senses if sense.kind == "class" and sense.how in naming}
            if not _PITCH.fullmatch(" ".join(phrase)):  # "B3" is a note, "Hammond B3" an organ
                named |= _instruments(senses)
            groups = {sense.id for sense in senses if sense.kind == "coarse" and sense.how == "synonyms"}
            if len(named) == 1 or groups:
                (fine if len(named) == 1 else coarse).update(dict.fromkeys(sorted(named or groups)))
                used |= set(phrase)
                at += size
                break
            if size > 1 and any(sense.kind == "machine" for sense in senses):
                at += size  # "CP 80" is an instrument of several sounds, and "CP" in it no clap
                break
        else:
            at += 1
    return tuple(fine) or tuple(coarse), used


def _adjectives(words: Sequence[str]) -> list[str]:
    """Adjectives that mean nothing else and are no part of a longer name, none of a quality that has both its ends named.

    A name is no longer one where its rest means the same: a dark pad is a pad.

    >>> [_adjectives(words.split()) for words in ("dark pad punchy", "deep house", "small crash", "c sharp")]
    [['dark', 'punchy'], [], [], []]
    """
    known, found, at = shipped(), list[str](), 0
    while at < len(words):
        phrases = (" ".join(words[at : at + size]) for size in (3, 2, 1))
        phrase = next((phrase for phrase in phrases if known.senses(phrase)), words[at])
        first, _, rest = phrase.partition(" ")
        if {sense.id for sense in known.senses(phrase) if sense.kind == "class"} & {
            sense.id for sense in known.senses(rest)
        }:
            phrase = first
        adjective = known.adjectives.get(phrase)
        alone = all(sense.kind == "quality" for sense in known.senses(phrase))
        of_note = at > 0 and phrase in ("sharp", "flat") and words[at - 1] in tuple("abcdefg")  # "B flat"
        if adjective and alone and not of_note and adjective.quality not in _COUNTABLE:
            found.append(phrase)
        at += phrase.count(" ") + 1
    ends = {(known.adjectives[word].quality, known.adjectives[word].direction) for word in found}
    return [
        word
        for word in dict.fromkeys(found)
        if (known.adjectives[word].quality, -known.adjectives[word].direction) not in ends
    ]


def _akin(classes: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a class is one of others, above or below one, or beside one."""
    known = shipped()

    def line(id: str) -> set[str]:
        return {id, *known.ancestors(id)} if id in known.classes else {id}

    coarse = {known.coarse_of(id) for id in classes if id in known.classes}
    return bool(coarse & {*others}) or any(line(id) & line(other) for id in classes for other in others)


def _instruments(senses: Sequence[Sense]) -> set[str]:
    """The class of an instrument that makes one kind of sound, as a Rhodes does and an 808 does not."""
    machines = [shipped().machines[sense.id].classes for sense in senses if sense.kind == "machine"]
    return {id for classes in machines for id in classes if len(classes) == 1}


def _is_tonal(classes: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether a bare letter in the name would be a note: pitched instruments, and the 808, which is tuned."""
    known = shipped().classes
    return "808" in tokens or "keys" in classes or any(id in known and known[id].pitched for id in classes)


def _note(match: re.Match[str]) -> int:
    """Pitch class of a match of `_NOTE`."""
    natural = TONICS.index(match["letter"].upper())
    sign = (match["accidental"] or "").lower()
    return (natural + (1 if sign in ("#", "♯", "s", "is", "sharp") else -1 if sign else 0)) % 12


def _parts_of_names(tokens: Sequence[str], stem: str) -> set[int]:
    """Where tokens stand that belong to a longer name: "E" in "E-Piano", "B3" in "Hammond B3"."""
    found = {
        len([word for word in _SEPARATOR.split(stem[: match.start()]) if word])
        for match in _HYPHENATED.finditer(stem)
    }
    for size in (2, 3):
        for at in range(len(tokens) - size + 1):
            senses = shipped().senses(" ".join(tokens[at : at + size]))
            if any(s.kind in ("machine", "genre") or s.how in ("synonyms", "codes") for s in senses):
                found.update(range(at, at + size))
    return found


def _key_and_pitch(
    tokens: Sequence[str], but: set[int], *, tonal: bool, trusted: bool
) -> tuple[str | None, str | None, set[int]]:
    """Key or pitch that tokens state and where they stand; the surest writing wins over the first.

    Parameters:
        but: where tokens stand that state neither.
    """
    found: list[tuple[int, str | None, str | None, set[int]]] = []
    for at, token in enumerate(tokens):
        if at in but:
            continue
        following = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
        piece = _CAMEL.split(token)[-1]
        if pitched := _PITCH.fullmatch(piece):
            likely = pitched["letter"].isupper() or (tonal and pitched["letter"] in "cdefg")
            if pitched["accidental"] or (tonal and likely):
                tonic = TONICS[_note(pitched)]
                found.append((1, None, f"{tonic}{pitched['octave']}", {at}))
        elif written := _KEY.fullmatch(piece):
            tonic = TONICS[_note(written)]
            if (
                following in _MODE_WORDS
                and not written["mode"]
                and (len(token) <= 2 or written["accidental"])
            ):
                found.append((0, f"{tonic} {_MODE_WORDS[following]}", None, {at, at + 1}))
                continue
            sure = _sure(written)
            if sure or (trusted and len(token) == 1 and (token.isupper() or token in "cdefg")):
                mode = _mode(written)
                found.append(
                    (0 if mode else 1 if sure else 2, f"{tonic} {mode}" if mode else tonic, None, {at})
                )
    _, key, pitch, used = min(found, key=lambda entry: entry[0], default=(0, None, None, set()))
    return key, pitch, used


def _mode(written: re.Match[str]) -> str | None:
    mode = written["mode"] or ""
    if not mode:
        return None
    return "major" if mode == "M" or mode.lower().startswith("maj") else "minor"


def _sure(written: re.Match[str]) -> bool:
    """Whether a token can hardly be anything but a key: not "AM", "em", "ab", "B" or "C11"."""
    mode, accidental, upper = written["mode"] or "", written["accidental"] or "", written["letter"].isupper()
    if accidental in ("#", "♯", "♭") or len(accidental) > 2:
        return True
    if len(mode) >= 3:
        return True
    if mode == "M":
        return upper and written["chord"] in _MAJOR_CHORDS
    if mode == "m" or accidental:
        return upper
    return upper and written["chord"].rstrip("0123456789") != ""
