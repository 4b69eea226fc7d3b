"""Turns that leave a word to be understood, with that word: "shorter" for "half as long", "an octave higher" for "up an octave"."""

import re

from bot.prompts.context.hits import GREETING
from bot.prompts.language import lists
from bot.prompts.language.numerals import NUMBER
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from retrieval_core.request import Request
from retrieval_core.wording import comparative

#: "Half as long", "twice the length", "2x louder"; "half louder" is half of them.
_FACTOR = re.compile(
    r"\b(?P<factor>half|twice|double|\d+ ?(?:x|times)) (?:as (?P<adjective>\w+)\b(?P<than> as\b)?"
    r"|(?:the |that |this )?(?P<noun>length|duration|volume|loudness|level)\b|(?<!half )(?<!halve )(?P<more>\w+er)\b)",
    re.IGNORECASE,
)
#: "Up an octave", "an octave up from that": an octave higher, which is higher where no note was asked for.
_OCTAVE = re.compile(
    r"\b(?:(?P<before>up|down)(?: by)? (?:an?|one) octave\b|(?:an? |one )?octave (?P<behind>up|above|down|below)\b)"
    r"(?P<than> (?=#?\d|the ))?(?: from (?:that|there|those)\b)?",
    re.IGNORECASE,
)
#: "Drop the pitch" is lower, and lets go of no key.
_PITCH = re.compile(
    r"\b(?:(?P<down>drop|lower)|raise) (?:the|its|their) pitch\b(?! (?:an octave|by|one|to|\d))",
    re.IGNORECASE,
)
#: Of hits, "at least that long"; "sub" for "under", where no bass is meant; "five is too many".
_AT_LEAST = re.compile(
    r"\b(?:at least|no less than|not less than) (?:that|this|as) long\b(?! as)", re.IGNORECASE
)
_SUB = re.compile(
    r"\bsub[ -]?(?=\d+(?:\.\d+)? ?(?:(?:bpm|ms|s|secs?|seconds?)\b|\W*$|ones\b))", re.IGNORECASE
)
_TOO_MANY = re.compile(
    rf"\b(?:(?:that|these|they|this)(?:'s|'re| is| are)? (?:way )?too many|{NUMBER} (?:is|are) (?:way )?too (?:many|much))\b",
    re.IGNORECASE,
)
_NOUNS = dict.fromkeys(("length", "duration"), "long") | dict.fromkeys(
    ("volume", "loudness", "level"), "loud"
)
#: The field of a request that a factor is taken of where it is told.
_FIELDS = {"length": "duration", "tempo": "tempo"}
_WONDERING = lists.phrases("turns", "wondering")
#: What takes back the last change, or half of it: "that's too far the other way", "somewhere in between".
_REVERSING, _BESIDE = lists.phrases("turns", "reversing"), lists.words("turns", "reversing_with")


def in_full(text: str, context: Request) -> str:
    """A turn with what it leaves to be understood; as it is where nothing is missing.

    >>> snares = Request(text="snares", classes=("snare",))
    >>> in_full("half as long pls", snares), in_full("half that length", snares), in_full("2x louder than 3", snares)
    ('shorter pls', 'shorter', 'louder than 3')
    >>> in_full("up an octave", snares), in_full("one octave above 3", snares)
    ('an octave higher', 'an octave higher than 3')
    >>> in_full("no, too far the other way", Request(text="dark snares", classes=("snare",), qualities=("dark",)))
    'brighter'
    """
    if context.qualities and (turned := _reversed(text, context.qualities[-1])):
        return turned
    text = _FACTOR.sub(lambda found: _compared(found, context), text)
    text = _OCTAVE.sub(_octave, text)
    text = _TOO_MANY.sub("fewer", _AT_LEAST.sub("longer than that", text))
    text = text if any("bass" in id for id in context.classes) else _SUB.sub("under ", text)
    return _PITCH.sub(lambda found: "lower" if found["down"] else "higher", text)


def _reversed(text: str, last: str) -> str:
    """The comparative that takes the last change back, of which an adjective is left; "" where a turn says anything else."""
    words = [word for word in Prompt.read(text).words if word.isalnum() or "'" in word]
    at, end = next(((at, end) for at in range(len(words)) if (end := _REVERSING.end(words, at))), (0, 0))
    quality = lexicon().quality(last) if end and _BESIDE.issuperset([*words[:at], *words[end:]]) else None
    word = lexicon().opposite(quality) if quality else None
    return comparative(word) if word else ""


def _compared(found: re.Match[str], context: Request) -> str:
    """The comparative for a factor: "shorter" for "half as long"; as it was said where what it is taken of is told."""
    said = found["adjective"] or found["more"] or _NOUNS[found["noun"].lower()]
    quality = lexicon().quality(said.lower())
    field = _FIELDS.get(quality.measure) if quality else None
    if not quality or (field and getattr(context, field)):
        return found[0]
    word = lexicon().opposite(quality) if found["factor"].lower() == "half" else quality.word
    return f"{comparative(word)}{' than' if found['than'] else ''}" if word else found[0]


def _octave(found: re.Match[str]) -> str:
    way = (found["before"] or found["behind"]).lower()
    return f"an octave {'higher' if way in ('up', 'above') else 'lower'}{' than ' if found['than'] else ''}"


def wondered_about(text: str, context: Request) -> str:
    """The sounds of which it is asked whether there are none: "are there no claps?", "u got no claps?"; "" for any other turn.

    Who has refused others before refuses these, too.

    >>> wondered_about("are there no claps?", Request()), wondered_about("no claps", Request())
    ('claps', '')
    """
    prompt = Prompt.read(text)
    if prompt.words[-1:] != ["?"] or context.exclude:
        return ""
    wonders = prompt.starts(prompt.after(0, GREETING | {","}), _WONDERING)
    named = prompt.mention_at(wonders) if wonders else None
    if not named or not named.meaning.classes:
        return ""
    rest = [word for word in prompt.words[named.end :] if word.isalnum()]
    asks = rest in ([], ["at", "all"], ["here"], ["then"])
    return " ".join(prompt.words[named.start : named.end]) if asks else ""
