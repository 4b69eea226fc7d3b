"""Musical keys: "A minor", "F#m", "B flat major", "in G", "es-moll", "la mineur", Camelot "8A"; tonics come out in sharps."""

import re
from functools import lru_cache

from bot.prompts.language import lists
from bot.prompts.language.numerals import number
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures import denials
from bot.prompts.measures.bounds import UNITS, number_or_range
from bot.prompts.measures.modes import BEFORE_MODE, BESIDE, closing, limiting, mode_alone
from bot.prompts.measures.numbers import past_own
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
#: "In la" is a town, and "mi" is a word.
_SOLE = frozenset("do re fa sol".split())
_ALTERED = {
    **dict.fromkeys("sharp sostenido sustenido diese diesis".split(), 1),
    **dict.fromkeys("flat bemol bemolle".split(), -1),
}
#: German and Polish names, where a "B" is a Bb and an "H" is a B.
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
    "ces": 11,
    "eis": 5,
}
_UNMISTAKABLE = frozenset("h fis cis gis dis ais".split())
#: A word before a note that makes it a key, behind another one.
_CUES = {
    *(
        ("to", verb)
        for verb in ("transpose", "transposed", "change", "switch", "pitch", "move", "shift", "key", "tune")
    ),
    *((to, tuned) for to in ("at", "to") for tuned in ("pitched", "tuned")),
    ("of", "key"),
    ("of", "scale"),
    ("of", "minor"),
    ("of", "major"),
    (":", "key"),
    ("is", "key"),
}
_GLUED = re.compile(r"([a-g])(b|flat|sharp)?(m|min|minor|maj|major)?(?:7|9|11|13)?")
#: A note by its name and octave: "kalimba c5".
_PITCH = re.compile(r"([a-g])([b#]?)([0-8])")
_PLAYED = "12345"  # octaves of what is before a sound a note, and no grand piano's model
_BEFORE_PITCH = frozenset("about around at in note on to tuned".split())
#: "Tune them to A".
_OBJECTS = frozenset("it that them these this those".split())
_CAMELOT = re.compile(r"(1[0-2]|[1-9])([ab])")
#: "Class 4b" is one of a school.
_CLASSED = frozenset("class classes classroom grade room".split())
#: What may stand behind a note without a sign between: "loop F 80".
_TEMPO = re.compile(r"[4-9]\d|[12]\d\d")
_BREAKS = frozenset(["", *",.;/+|()"])
#: Where sentences begin: "am 20 and need kicks".
_SENTENCES = frozenset(["", *".;!?"])
#: Keys that are words, too; what "em" and "am" are no keys behind: "give em kicks", "for 3 am".
_SAID = frozenset(["am", "em", "dm"])
_FETCHING = lists.words("address", "fetching")
_HOURS = frozenset(map(str, range(1, 13)))
#: What limits end with: "under 100 bpm em", "5 s or longer am".
_LIMITS_END = {
    phrase[-1]
    for name in ("or_above", "or_below", "tempo_units")
    for phrase in lists.phrases("numbers", name)
}
_LIMITS_END |= UNITS | {"long"}
_BEFORE_KEY = frozenset("in key note root tone".split())
#: And before a note in capitals.
_PLACING = frozenset(["at", "on"])
#: "E drums" have a plug, a "D beat" is how one drums.
_CALLED = lists.phrases("keys", "called")
_FOLLOWING = lists.words("keys", "following")
#: Between keys of which any will do: "C, F or G", "in C or in G".
_OR = frozenset(", / & and or either in".split())
_INSTEAD = (["instead", "of"], ["rather", "than"])
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
        found = _key_at(prompt, at) or _note(prompt, at, answers and _is_all(prompt, at))
        if found and not _is_label(prompt, *found):
            name, end = found
            end = prompt.after(end, {"key", "scale"})
            start = prompt.before(at, _LINKS)
            cue = prompt.before(at, {"in", "the", "key", "of"}) if "instead" in prompt.words else start
            cue = cue - 1 if prompt.word(cue) == "of" else cue - 2
            if cue >= 0 and prompt.words[cue : cue + 2] in _INSTEAD and _others(prompt, end):
                prompt.take(cue, end)  # "instead of A minor, F minor"
                continue
            name, end = _alternatives(prompt, name, end)
            how, mode = prompt.words[start - 2 : start] if start > 1 else ("", "")
            if how in RELATED and mode in _MODES:
                name, start = related(name, how, _MODES[mode]), prompt.before(start - 2, _LINKS)
            end = end if denials.refusing(prompt, start) else _past_refused(prompt, end)
            prompt.take(past_own(prompt, start), end)
            return name
    return None


def _key_at(prompt: Prompt, at: int) -> tuple[str, int] | None:
    return _camelot(prompt, at) or _foreign(prompt, at) or _pitch(prompt, at)


def _is_label(prompt: Prompt, name: str, end: int) -> bool:
    """Whether a letter is one of two that something is called: "A/B test", "in A or B form", "A, the best kick"."""
    if len(name) > 1 or prompt.word(end) not in ("or", "/", ","):
        return False
    other = prompt.word(end + 1)
    if prompt.word(end) == ",":
        return end == 1 and other == "the"
    return len(other) == 1 and other in _NATURAL and not _other(prompt, end + 1, listed=False)


@lru_cache(maxsize=4096)
def _may_name(word: str) -> bool:
    """Whether a word is what keys are called, anywhere."""
    forms = (_GLUED, _PITCH, _CAMELOT)
    return word in _SUNG or word in _NORTHERN or any(form.fullmatch(word) for form in forms)


def _others(prompt: Prompt, at: int) -> bool:
    """Whether another key is named behind a place."""
    return any(
        _camelot(prompt, place) or _note(prompt, place, alone=False) for place in range(at, len(prompt.words))
    )


def _alternatives(prompt: Prompt, name: str, end: int) -> tuple[str, int]:
    """A key with those that will do as well, and where they end: "C, F or G minor", which is minor in all."""
    names = [name]
    while (start := prompt.after(end, _OR)) > end and (
        other := _other(prompt, start, "," in prompt.words[end:start])
    ):
        names.append(other[0])
        end = other[1]
    mode = names[-1].partition(" ")[1:]
    return OR.join(one if " " in one else "".join((one, *mode)) for one in dict.fromkeys(names)), end


def _other(prompt: Prompt, at: int, listed: bool) -> tuple[str, int] | None:
    """Another key at a place, and where it ends; a letter is one where nothing else is called so, of a list in capitals: "C or g"."""
    raw = prompt.tokens[at].raw if at < len(prompt.tokens) else ""
    found = _camelot(prompt, at) or _pitch(prompt, at, joined=True)
    found = found or _note(prompt, at, alone=raw != "a" and (raw[:1].isupper() or not listed))
    return found if found and (len(found[0]) > 1 or closing(prompt, found[1])) else None


def _past_refused(prompt: Prompt, at: int) -> int:
    """The end of what a key is said to stand for: behind "rather than A minor"; `at` where nothing of that kind is said."""
    cue = prompt.after(at, {",", "and"})
    if prompt.words[cue : cue + 2] not in _INSTEAD and prompt.word(cue) != "not":
        return at
    start = prompt.after(cue + 1, _LINKS | {"than"})
    found = _camelot(prompt, start) or _note(prompt, start, alone=False)
    return found[1] if found else at


def _camelot(prompt: Prompt, at: int) -> tuple[str, int] | None:
    match = _CAMELOT.fullmatch(prompt.word(at))
    if not match or prompt.word(at - 1) in _CLASSED:
        return None
    # The wheel goes round in fifths; 8A is A minor, 8B is C major.
    fifths = int(match[1]) - 8
    tonic, mode = (9, "minor") if match[2] == "a" else (0, "major")
    return f"{SHARPS[(tonic + 7 * fifths) % 12]} {mode}", at + 1


def _pitch(prompt: Prompt, at: int, joined: bool = False) -> tuple[str, int] | None:
    """A note with its octave, beside what is known: "marimba c4", "one shots eb3", "F#3", "E1 bass"; a "C7 grand" is a piano.

    `joined` is one that stands behind another.
    """
    if prompt.word(at) == "c" and prompt.word(at - 1) == "middle":
        return "C4", at + 1
    sharp = prompt.word(at + 1) == "#" and not any(token.spaced for token in prompt.tokens[at + 1 : at + 3])
    end = at + 3 if sharp else at + 1
    match = _PITCH.fullmatch("".join(prompt.word(place) for place in range(at, end)))
    if not match or prompt.mentioned(at):
        return None
    enclosed = prompt.word(at - 1) == "(" and prompt.mentioned(at - 2)
    behind = joined or enclosed or prompt.mentioned(at - 1) or prompt.word(at - 1) in _BEFORE_PITCH
    behind = behind or denials.refusing(prompt, at) is not None
    following = prompt.mention_at(end)
    sounds = following is not None and bool(following.meaning.classes)
    if sounds and not (prompt.tokens[at].raw[0].isupper() and match[3] in _PLAYED):
        return None
    if not (behind or sounds) or (following and following.meaning.alone):
        return None
    pitch = _NATURAL[match[1]] + {"": 0, "b": -1, "#": 1}[match[2]]
    return f"{named(pitch, '')}{int(match[3]) + pitch // 12}", end


def _note(prompt: Prompt, at: int, alone: bool) -> tuple[str, int] | None:
    match = _GLUED.fullmatch(prompt.word(at))
    tuned = prompt.word(at - 1) == "drop" and prompt.mentioned(at)  # how a guitar is tuned
    if not match or tuned or prompt.names_class(at):
        return None
    letter, accidental, mode = match.groups()
    raw = prompt.tokens[at].raw
    pitch, end, shift = _NATURAL[letter], at + 1, 0
    if accidental:
        shift = _ALTERED.get(accidental, -1)
    else:
        shift, end = (0, end) if mode else _accidental(prompt, end)
    scale = bool(mode)
    if mode:
        mode = _MODES[mode]
    else:
        mode, end, scale = _mode(prompt, end)
    if raw == "bb" and not scale and prompt.word(at - 1) not in ("in", "key"):
        return None  # a word
    if not (alone or _meant(prompt, at, end, scale, shift != 0)):
        return None
    return named(pitch + shift, mode), end


def _mode(prompt: Prompt, at: int) -> tuple[str, int, bool]:
    """The mode at a place, where it ends, and whether any scale is named: a "dorian" one is neither minor nor major."""
    word = prompt.word(at)
    if word in _SCALES:
        return "", at + 1, True
    if word in _KINDS and _MODES.get(prompt.word(at + 1)):
        return _MODES[prompt.word(at + 1)], at + 2, True
    spaced = at < len(prompt.tokens) and prompt.tokens[at].spaced
    if word in _MODES and not prompt.names_class(at) and not (spaced and word in ("m", "ma")):
        return _MODES[word], at + 1, True
    return "", at, False


def _foreign(prompt: Prompt, at: int) -> tuple[str, int] | None:
    """A key as it is called elsewhere: "la minor", "si bemol mayor", "fa#", "H-moll", "es-dur", "in Cis"."""
    word, before = prompt.word(at), prompt.word(at - 1)
    if word in _SUNG:
        shift, end = _accidental(prompt, at + 1)
        mode, end, scale = _mode(prompt, end)
        cued = before in ("in", "en", "em", "of", "key")
        alone = word in _SOLE and not prompt.word(end)[:1].isalpha()
        # Who can "do minor" things sings none.
        if (scale and (word != "do" or cued or not before)) or (cued and (shift or alone)):
            return named(_SUNG[word] + shift, mode), end
    elif word in _NORTHERN:
        spoken = prompt.word(at + 1)
        if spoken in ("moll", "dur") or (word in _UNMISTAKABLE and spoken in _MODES):
            return named(_NORTHERN[word], _MODES[spoken]), at + 2
        if word in _UNMISTAKABLE and word != "h" and before in ("in", "key", "of"):
            return named(_NORTHERN[word], ""), at + 1
    return None


def _accidental(prompt: Prompt, at: int) -> tuple[int, int]:
    word = prompt.word(at)
    glued = at < len(prompt.tokens) and not prompt.tokens[at].spaced
    if word == "#" and glued:
        return 1, at + 1
    return (_ALTERED[word], at + 1) if word in _ALTERED else (0, at)


def _is_all(prompt: Prompt, at: int) -> bool:
    """Whether a prompt is a note and nothing else: "G", "do g instead", "make it F# please"."""
    others = [word for place, word in enumerate(prompt.words) if place != at and word[0].isalnum()]
    if prompt.word(at) == "a" and prompt.tokens[at].raw != "A":
        return False
    sure = bool(others) or prompt.word(at) in _SAID or prompt.tokens[at].raw[0].isupper()
    return sure and BESIDE.issuperset(others)


def _meant(prompt: Prompt, at: int, end: int, has_mode: bool, altered: bool) -> bool:
    """Whether a note name is one, and not the article, "am", or the letter of something else."""
    raw = prompt.tokens[at].raw
    if raw == "gm" and (at == 0 or prompt.words[at - 1] == "gm") and not prompt.names_class(end):
        return False  # "gm everyone"
    if (raw in ("FM", "GM") and prompt.word(at - 1) not in ("in", "key")) or prompt.word(end) == "ish":
        return False  # how a sound is made, or whose game it is
    if raw == "fm" and prompt.names_class(end) and prompt.word(at - 1) not in ("in", "key"):
        return False  # "fm epiano"
    cue = _is_cued(prompt, at, end)
    # "No C rhodes", "rhodes not C"; "not A chance" is the article.
    sounds = raw != "A" and prompt.names_class(end)
    if raw.isupper() and (sounds or not prompt.word(end).isalpha()) and denials.refusing(prompt, at):
        return True
    if has_mode and altered:
        return not _is_manner(prompt, at, end)
    if prompt.word(at) == "a":
        if not (has_mode or altered):
            named = raw == "A" and prompt.mention_at(end) is not None
            return _stands_alone(prompt, at, end) or (cue and (named or _closes(prompt, end)))
        return not _is_manner(prompt, at, end) and (cue or not _is_article(prompt, at, end))
    if prompt.word(at) in _SAID:
        return cue or (raw[0].isupper() and raw[-1] == "m") or _is_no_word(prompt, at, end)
    if has_mode:
        return True
    if altered:
        flat = raw[0].isupper() and raw[1:] == "b"
        return cue or flat or raw.isupper() or len(prompt.word(at)) == 1
    known = raw.isupper() or closing(prompt, end) or prompt.mention_at(end) is not None
    return (cue and known) or _stands_alone(prompt, at, end)


def _is_cued(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a word before a place tells that a key follows: "in", "key", "tuned to", and of a capital letter the "at" of "kick at F"."""
    before = prompt.word(at - 1)
    if before in ("low", "high"):
        before = prompt.word(at - 2)
    pair = (before, prompt.word(prompt.before(at - 1, _OBJECTS) - 1))
    spoken_of = before in ("maybe", "be", "but", "except") and "key" in prompt.words[:at]
    capital = prompt.tokens[at].raw.isupper() and prompt.word(at) != "a"
    placed = before in _PLACING and capital and _closes(prompt, end)
    return before in _BEFORE_KEY or pair in _CUES or spoken_of or placed


def _closes(prompt: Prompt, at: int) -> bool:
    """Whether at a place no noun stands that an "a" before it would be the article of: it is one in "in a 90 bpm track", "in a 70s way"."""
    word = prompt.word(at)
    if word[:1].isdigit():
        told = number(prompt, at)
        return closing(prompt, prompt.after(told[1], UNITS)) if told else not word.endswith("s")
    return not word[:1].isalpha() or word in _FOLLOWING or limiting(prompt, at)


def _is_manner(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "a minor" tells how something is done: "in a minor way"."""
    article = prompt.tokens[at].raw == "a" and prompt.word(at - 1) == "in"
    return article and not (closing(prompt, end) or prompt.word(end) in _KINDS)


def _is_article(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "a minor" describes what follows: "a minor adjustment", "a minor bass loop"; what is written short is no adjective."""
    raw, short = prompt.tokens[at].raw, prompt.word(at + 1) in ("min", "maj")
    if (raw == "A" and (at > 0 or prompt.names_class(end))) or (short and prompt.names_class(end)):
        return False
    plain = raw == "a" and not (_closes(prompt, end) or prompt.word(end) in _KINDS)
    return plain or any(m.start == end for m in prompt.mentions)


def _is_no_word(prompt: Prompt, at: int, end: int) -> bool:
    """Whether "am", "em" or "dm" stands where a key does, and no verb or "them": "pad em", "piano am 90 bpm"; not so "layer em", "am after kicks"."""
    before, behind = (
        prompt.words[place] if 0 <= place < len(prompt.words) else "" for place in (at - 1, end)
    )
    if "i" in (before, behind) or (behind.isalpha() and not prompt.word(end)):
        return False
    if prompt.names_class(end):
        return before not in _FETCHING
    if prompt.mentioned(at - 1):
        return before != "hit" and (closing(prompt, end) or prompt.mention_at(end) is not None)
    if (before.isalpha() and before not in _LIMITS_END) or before in _HOURS:
        return False
    following = prompt.after(end, {","})
    if limiting(prompt, following) or _TEMPO.fullmatch(prompt.word(following)):
        return True
    told = number_or_range(prompt, end)
    ends = prompt.word(told[2]) in UNITS if told else not behind[:1].isalnum()
    return ends and before not in _SENTENCES


def _stands_alone(prompt: Prompt, at: int, end: int) -> bool:
    """Whether a capital letter is no word, behind a sound or a sign and before a limit or a sign: "loop F 80"; or before a sound: "an F bass"."""
    raw, before, behind = prompt.tokens[at].raw, prompt.word(at - 1), prompt.word(end)
    if not raw.isupper() or len(prompt.words) == 1:
        return False
    if raw != "A" and prompt.names_class(end):
        return not prompt.starts(at, _CALLED) and (not before or before in BEFORE_MODE)
    listed = behind in ("or", "and") and _other(prompt, end + 1, listed=True) is not None
    ended = behind in _BREAKS or _TEMPO.fullmatch(behind) is not None or listed or limiting(prompt, end)
    return ended and (before in _BREAKS or prompt.mentioned(at - 1))
