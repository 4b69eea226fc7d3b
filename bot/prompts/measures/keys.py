"""Musical keys: "A minor", "F#m", "B flat major", "in G", "es-moll", "la mineur", Camelot "8A"; tonics come out in sharps."""

import re
from functools import lru_cache

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures import denials
from bot.prompts.measures.modes import BEFORE_MODE, BESIDE, closing, mode_alone
from bot.prompts.measures.tonics import RELATED, SHARPS, named, related
from retrieval_core.request import MODES, OR

_NATURAL = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_MODES = {
    **dict.fromkeys("m min minor moll menor mineur minore".split(), "minor"),
    **dict.fromkeys("maj major dur ma mayor majeur maggiore maior".split(), "major"),
}
#: Kinds of a scale that stand before its mode, and scales that have none: "C harmonic minor", "A dorian".
_KINDS = frozenset("natural harmonic melodic pentatonic".split())
_SCALES = frozenset("dorian phrygian lydian mixolydian aeolian locrian ionian".split())
#: Notes as they are sung in the south, and as they are altered there and elsewhere.
_SUNG = {"do": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11}
_ALTERED = {
    **dict.fromkeys("sharp sostenido sustenido diese diesis".split(), 1),
    **dict.fromkeys("flat bemol bemolle".split(), -1),
}
#: German and Polish names before "moll" and "dur", where a "B" is a Bb and an "H" is a B.
_NORTHERN = {
    "h": 11,
    "b": 10,
    "es": 3,
    "as": 8,
    "des": 1,
    "ges": 6,
    "fis": 6,
    "cis": 1,
    "gis": 8,
    "dis": 3,
    "ais": 10,
}
_GLUED = re.compile(r"([a-g])(b|flat|sharp)?(m|min|minor|maj|major)?(?:7|9|11|13)?")
#: A note by its name and octave: "kalimba c5".
_PITCH = re.compile(r"([a-g])([b#]?)([0-8])")
_BEFORE_PITCH = frozenset("( about around at in note on or to tuned".split())
_CAMELOT = re.compile(r"(1[0-2]|[1-9])([ab])")
#: What may stand behind a note without a sign between: "loop F 80".
_TEMPO = re.compile(r"[4-9]\d|[12]\d\d")
_BREAKS = frozenset(["", *",.;+|()"])
#: Keys that are words, too: "give em kicks".
_SAID = frozenset(["am", "em", "dm"])
_FETCHING = lists.words("address", "fetching") | {"i"}
#: Before a note that is a key, and before a "to" that is: "in", "pitched to".
_BEFORE_KEY = frozenset("in key note root tone".split())
_TUNING = frozenset(
    "transpose transposed change switch pitch pitched move shift key tune tuned it that them".split()
)
_TUNED = frozenset("pitch pitched transpose transposed tune tuned".split())
_NAMED = frozenset("key scale minor major".split())
_BEFORE_NAMED = frozenset("as be for is should the".split())
_FOLLOWING = lists.words("keys", "following")
#: Between keys of which any will do: "C, F or G", "in C or in G".
_OR = frozenset(", / & and or either in".split())
_LINKS = lists.words("keys", "links")


def key(prompt: Prompt, answers: bool = False, loops: bool = False) -> str | None:
    """Take the key that is asked for, as in "A minor"; the tonic alone ("G") where no mode is said, and several with an "or" between.

    A letter alone is a key only after "in" or "key": "a" is an article more often than a note. Where the prompt `answers`
    what was shown, it is one as well if nothing else is said: "G", "do g instead". A mode alone is one where it is called so, and of `loops`.
    """
    for at, word in enumerate(prompt.words):
        if word in MODES and (span := mode_alone(prompt, at, loops)):
            prompt.take(*span)
            return word
        if not _may_name(word):
            continue
        found = _named_so(prompt, at) or _note(prompt, at, answers and _is_all(prompt, at))
        if found:
            name, end = _alternatives(prompt, *found)
            how, mode, of = (prompt.word(place) for place in range(at - 3, at))
            if how in RELATED and mode in MODES and of == "of":
                name, at = related(name, how, mode), at - 3  # "the relative minor of G"
            prompt.take(prompt.before(at, _LINKS), prompt.after(end, {"key", "scale"}))
            return name
    return None


@lru_cache(maxsize=4096)
def _may_name(word: str) -> bool:
    """Whether a word is what keys are called, anywhere."""
    forms = (_GLUED, _PITCH, _CAMELOT)
    return word in _SUNG or word in _NORTHERN or any(form.fullmatch(word) for form in forms)


def _named_so(prompt: Prompt, at: int) -> tuple[str, int] | None:
    """What is a key wherever it stands."""
    return _camelot(prompt, at) or _foreign(prompt, at) or _pitch(prompt, at)


def _alternatives(prompt: Prompt, name: str, end: int) -> tuple[str, int]:
    """A key with those that will do as well, and where they end: "C, F or G minor", which is minor in all."""
    names = [name]
    while (start := prompt.after(end, _OR)) > end and (other := _other(prompt, start)):
        names.append(other[0])
        end = other[1]
    mode = names[-1].partition(" ")[1:]
    return OR.join(one if " " in one else "".join((one, *mode)) for one in dict.fromkeys(names)), end


def _other(prompt: Prompt, at: int) -> tuple[str, int] | None:
    """Another key at a place, and where it ends; a letter is one where nothing else is called so: "C or g"."""
    raw = prompt.tokens[at].raw if at < len(prompt.tokens) else "a"
    found = _camelot(prompt, at) or _pitch(prompt, at, True) or _note(prompt, at, alone=raw != "a")
    return found if found and (len(found[0]) > 1 or closing(prompt, found[1])) else None


def _camelot(prompt: Prompt, at: int) -> tuple[str, int] | None:
    match = _CAMELOT.fullmatch(prompt.word(at))
    if not match:
        return None
    # The wheel goes round in fifths; 8A is A minor, 8B is C major.
    fifths = int(match[1]) - 8
    tonic, mode = (9, "minor") if match[2] == "a" else (0, "major")
    return f"{SHARPS[(tonic + 7 * fifths) % 12]} {mode}", at + 1


def _pitch(prompt: Prompt, at: int, joined: bool = False) -> tuple[str, int] | None:
    """A note with its octave, behind what is known, or `joined` to another one, or in capitals before it: "marimba c4", "one shots eb3", "F#3", "E1 bass"."""
    if prompt.word(at) == "c" and prompt.word(at - 1) == "middle":
        return "C4", at + 1
    end = at + 3 if prompt.word(at + 1) == "#" else at + 1
    match = _PITCH.fullmatch("".join(prompt.word(place) for place in range(at, end)))
    if not match or prompt.mentioned(at):
        return None
    # "Only C3", behind others.
    told = (
        prompt.tokens[at].raw[0].isupper() and prompt.word(at - 1) in BESIDE | {""} and closing(prompt, end)
    )
    told = told or joined or len(prompt.words) == 1
    behind = told or prompt.mentioned(at - 1) or prompt.word(at - 1) in _BEFORE_PITCH
    if prompt.names_class(end):
        behind = prompt.tokens[at].raw[0].isupper()
    pitch = _NATURAL[match[1]] + {"": 0, "b": -1, "#": 1}[match[2]]
    return (f"{named(pitch, '')}{int(match[3]) + pitch // 12}", end) if behind else None


def _note(prompt: Prompt, at: int, alone: bool) -> tuple[str, int] | None:
    match = _GLUED.fullmatch(prompt.word(at))
    if not match:
        return None
    letter, accidental, mode = match.groups()
    shift, end = (_ALTERED.get(accidental, -1), at + 1) if accidental else (0, at + 1)
    if not (accidental or mode):
        shift, end = _accidental(prompt, end)
    scale = bool(mode)
    if not scale:
        mode, end, scale = _mode(prompt, end)
    if not (alone or _meant(prompt, at, end, scale, shift != 0)):
        return None
    return named(_NATURAL[letter] + shift, _MODES.get(mode, "")), end


def _mode(prompt: Prompt, at: int) -> tuple[str, int, bool]:
    """The mode at a place, where it ends, and whether any scale is named: a "dorian" one is neither minor nor major."""
    word = prompt.word(at)
    if word in _SCALES:
        return "", at + 1, True
    if word in _KINDS and prompt.word(at + 1) in _MODES:
        return prompt.word(at + 1), at + 2, True
    if word in _MODES and not (prompt.tokens[at].spaced and word in ("m", "ma")):
        return word, at + 1, True
    return "", at, False


def _foreign(prompt: Prompt, at: int) -> tuple[str, int] | None:
    """A key as it is called elsewhere: "la minor", "si bemol mayor", "H-moll", "es-dur"."""
    word = prompt.word(at)
    if word in _SUNG:
        shift, end = _accidental(prompt, at + 1)
        mode, end, scale = _mode(prompt, end)
        if scale and (word != "do" or at == 0):  # "can you do minor edits"
            return named(_SUNG[word] + shift, _MODES.get(mode, "")), end
    if word in _NORTHERN and prompt.word(at + 1) in ("moll", "dur"):
        return named(_NORTHERN[word], _MODES[prompt.word(at + 1)]), at + 2
    return None


def _accidental(prompt: Prompt, at: int) -> tuple[int, int]:
    word = prompt.word(at)
    if word == "#" and not prompt.tokens[at].spaced:
        return 1, at + 1
    return (_ALTERED[word], at + 1) if word in _ALTERED else (0, at)


def _is_all(prompt: Prompt, at: int) -> bool:
    """Whether a prompt is a note and nothing else: "G", "do g instead", "make it F# please"."""
    raw = prompt.tokens[at].raw
    others = [word for place, word in enumerate(prompt.words) if place != at and word[0].isalnum()]
    return raw != "a" and (bool(others) or len(raw) > 1 or raw.isupper()) and BESIDE.issuperset(others)


def _meant(prompt: Prompt, at: int, end: int, has_mode: bool, altered: bool) -> bool:
    """Whether a note name is one, and not the article, "am", or the letter of something else."""
    raw, word, before = prompt.tokens[at].raw, prompt.word(at), prompt.word(at - 1)
    greets = raw == "gm" and at == 0 and not prompt.names_class(end)
    if (greets or raw in ("FM", "GM", "fm")) and before not in ("in", "key"):
        return False  # "gm everyone", "fm epiano"
    earlier = prompt.word(at - 2)
    cue = before in _BEFORE_KEY or (before == "to" and earlier in _TUNING)
    cue = cue or (before in ("at", "of", "is", ":") and earlier in _NAMED | _TUNING)
    cue = cue or (before == "to" and not _TUNED.isdisjoint(prompt.words[:at]))  # "tune the kick to F"
    cue = cue or (before in ("about", "around", "near") and earlier in _TUNING)
    cue = cue or (has_mode and prompt.word(prompt.after(end, _BEFORE_NAMED)) in _NAMED)  # "a minor the key"
    cue = cue or (before in ("be", "besides", "but", "except", "maybe") and "key" in prompt.words[:at])
    if raw.isupper() and not prompt.word(end).isalpha() and denials.refusing(prompt, at):
        return True  # "not C", but "not A chance"
    if word == "a":
        if not (has_mode or altered):
            return _stands_alone(prompt, at, end) or (cue and _closes(prompt, end))
        manner = raw == "a" and before == "in" and not closing(prompt, end)  # "in a minor way"
        return not manner and (cue or not _is_article(prompt, at, end))
    if word in _SAID:
        return cue or (raw[0].isupper() and raw[-1] == "m") or _is_no_word(prompt, at, end)
    if has_mode:
        return True
    if altered:
        return cue or raw[0].isupper() or len(word) == 1
    known = raw.isupper() or closing(prompt, end) or prompt.mention_at(end) is not None
    return (cue and known) or _stands_alone(prompt, at, end)


def _closes(prompt: Prompt, at: int) -> bool:
    """Whether at a place no noun stands that an "a" before it would be the article of: it is one in "in a 90 bpm track", "in a 70s way"."""
    word = prompt.word(at)
    return not word[:1].isalnum() or word in _FOLLOWING


def _is_article(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "a minor" describes what follows: "a minor adjustment", "a minor bass loop"."""
    return prompt.tokens[at].raw == "a" and not (_closes(prompt, end) or prompt.word(end) in _KINDS)


def _is_no_word(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "am", "em" or "dm" stands where a key does, and no verb or "them": "pad em", "piano am 90 bpm"; not so "layer em"."""
    before = prompt.word(at - 1)
    if prompt.names_class(end):
        return before not in _FETCHING
    return (prompt.mentioned(at - 1) or before == ",") and before != "hit" and closing(prompt, end)


def _stands_alone(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a capital letter is no word, behind a sound or a sign and before a limit or a sign: "loop F 80"; or before a sound: "an F bass"."""
    raw, before, behind = prompt.tokens[at].raw, prompt.word(at - 1), prompt.word(end)
    if not raw.isupper() or len(prompt.words) == 1:
        return False
    if raw != "A" and prompt.names_class(end):
        return not before or before in BEFORE_MODE
    ended = behind in _BREAKS or _TEMPO.fullmatch(behind) is not None
    ended = ended or (behind in ("or", "and") and _other(prompt, end + 1) is not None)
    return ended and (before in _BREAKS or prompt.mentioned(at - 1))
