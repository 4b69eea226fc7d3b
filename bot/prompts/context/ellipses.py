"""Turns that leave a word to be understood, with that word: "quieter" for "the other way", behind "louder", "shorter" for "half as long"."""

import re

from bot.prompts.context.hits import BACKING, GREETING
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, Quality
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.language.words import tokens
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
#: "To crack more": with more crack.
_DOING = re.compile(r"\b(?:to|should|could) (?P<noun>\w+) (?P<amount>more|less)\b", re.IGNORECASE)
#: "Above that", behind a limit; what may stand beside it where it is a limit, which "a snare to layer over that" is not.
_THAT = re.compile(r"\b(?P<bound>above|over|more than|below|under|less than) that\b", re.IGNORECASE)
_BESIDE_THAT = GREETING | BACKING | frozenset("all any anything no not nothing one only them".split())
_ABOVE = frozenset(["above", "over", "more than"])
_NOUNS = dict.fromkeys(("length", "duration"), "long") | dict.fromkeys(
    ("volume", "loudness", "level"), "loud"
)
#: The field of a request that a factor is taken of where it is told.
_FIELDS = {"length": "duration", "tempo": "tempo"}
_TURNED = lists.phrases("turns", "turned_round")
_WONDERING = lists.phrases("turns", "wondering")
_LACKING = lists.phrases("turns", "lacking")


def in_full(text: str, context: Request) -> str:
    """A turn with what it leaves to be understood; as it is where nothing is missing.

    >>> snares = Request(text="snares", classes=("snare",))
    >>> in_full("half as long pls", snares), in_full("half that length", snares), in_full("2x louder than 3", snares)
    ('shorter pls', 'shorter', 'louder than 3')
    >>> in_full("no, the other way round", Request(text="dark kicks", qualities=("dark",)))
    'brighter'
    >>> in_full("up an octave", snares), in_full("one octave above 3", snares)
    ('an octave higher', 'an octave higher than 3')
    >>> in_full("the snare should crack more", snares), in_full("I want them to sound more like 3", snares)
    ('the snare with more crack', 'I want them to sound more like 3')
    >>> in_full("above that", Request(duration=(None, 0.2))), in_full("under that", Request(tempo=(117, 123)))
    ('above 0.2 s', 'under 117 bpm')
    """
    text = _FACTOR.sub(lambda found: _compared(found, context), text)
    text = _OCTAVE.sub(_octave, text)
    text = _DOING.sub(_amount, text)
    text = _PITCH.sub(lambda found: "lower" if found["down"] else "higher", text)
    if (limit := _THAT.search(text)) and _says_no_more(text[: limit.start()] + text[limit.end() :]):
        text = text[: limit.start()] + _past(limit, context) + text[limit.end() :]
    return _turned_round(Prompt.read(text), context) or text


def _compared(found: re.Match[str], context: Request) -> str:
    """The comparative for a factor: "shorter" for "half as long"; as it was said where what it is taken of is told."""
    said = found["adjective"] or found["more"] or _NOUNS[found["noun"].lower()]
    quality = lexicon().quality(said.lower())
    field = _FIELDS.get(quality.measure) if quality else None
    if not quality or (field and getattr(context, field)):
        return found[0]
    word = _opposite(quality) if found["factor"].lower() == "half" else quality.word
    return f"{comparative(word)}{' than' if found['than'] else ''}" if word else found[0]


def _octave(found: re.Match[str]) -> str:
    way = (found["before"] or found["behind"]).lower()
    return f"an octave {'higher' if way in ('up', 'above') else 'lower'}{' than ' if found['than'] else ''}"


def _amount(found: re.Match[str]) -> str:
    return f"with {found['amount']} {found['noun']}" if lexicon().noun(found["noun"].lower()) else found[0]


def _says_no_more(rest: str) -> bool:
    """Whether what stands beside an "over that" leaves it a limit: "nothing over that please"."""
    return all(token.word in _BESIDE_THAT or not token.word.isalnum() for token in tokens(rest))


def _past(found: re.Match[str], context: Request) -> str:
    """A bound with the last length or tempo that it is of; as it was said where none was asked for."""
    limits = [(limit, unit) for limit, unit in ((context.duration, "s"), (context.tempo, "bpm")) if limit]
    if not limits:
        return found[0]
    (low, high), unit = limits[0]
    low, high = low or high, high or low
    return f"{found['bound']} {high if found['bound'].lower() in _ABOVE else low:g} {unit}"


def _opposite(quality: Quality) -> str:
    return lexicon().opposite(quality) or ""


def _turned_round(prompt: Prompt, context: Request) -> str:
    """What a turn asks for that says that it should be the other way round; "" where it does not."""
    start = prompt.after(0, GREETING | BACKING | {",", "i", "meant"})
    end = prompt.starts(start, _TURNED)
    if not end or any(word.isalnum() for word in prompt.words[prompt.after(end, GREETING) :]):
        return ""
    if len(context.parts) == 2:
        return ", ".join(_like(*pair) for pair in (context.parts, context.parts[::-1]))
    last = [word for word, _ in context.beyond] or [*context.qualities]
    quality = lexicon().quality(last[-1]) if last else None
    word = _opposite(quality) if quality else ""
    return comparative(word) if word else ""


def _like(part: Request, other: Request) -> str:
    """A sound with the adjectives of another one: "dark snare"."""
    nouns = [
        word
        for word in part.text.split()
        if not (quality := lexicon().quality(word)) or quality.word not in part.qualities
    ]
    return " ".join([*other.qualities, *nouns])


def wondered_about(text: str, context: Request) -> str:
    """The sounds of which it is asked whether there are none: "no claps?", "u got no claps?"; "" for any other turn.

    Who has refused others before refuses these, too.

    >>> wondered_about("no claps?", Request(classes=("snare",))), wondered_about("no claps", Request(classes=("snare",)))
    ('claps', '')
    """
    prompt = Prompt.read(text)
    if prompt.words[-1:] != ["?"] or context.exclude:
        return ""
    start = prompt.after(0, GREETING | {","})
    wonders = prompt.starts(start, _WONDERING)
    named = prompt.mention_at(wonders or prompt.starts(start, _LACKING))
    if not named or not named.meaning.classes:
        return ""
    rest = [word for word in prompt.words[named.end :] if word.isalnum()]
    if rest not in ([], ["at", "all"], ["here"], ["then"]) or not (
        wonders or rest or not _may_hold(context, named.meaning.classes)
    ):
        return ""
    return " ".join(prompt.words[named.start : named.end])


def _may_hold(context: Request, ids: tuple[str, ...]) -> bool:
    """Whether what was asked for last may have sounds of some classes in it, or among it, which are to go."""
    taxonomy = lexicon().taxonomy
    asked = {*context.classes}
    families = {
        above
        for id in ids
        if id in taxonomy.classes
        for above in (taxonomy.coarse_of(id), *taxonomy.ancestors(id))
    }
    loops = context.kind == "loop" or bool(LOOPED.keys() & asked)
    several = not asked or bool(context.parts) or asked > {*ids}
    return loops or several or not families.isdisjoint(asked)
