"""A prompt as tokens: one spelling for quotes and dashes, no invisible characters, units apart from their numbers."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.prompts.language import scripts
from retrieval_core.wording import fold

MAX_CHARACTERS = 2000  # of a prompt; Discord sends no more, and nobody asks for a sound in more
MAX_TOKENS = 200

_EMOJI = {
    "🥁": "drums",
    "🪘": "hand drum",
    "🎹": "keys",
    "🎸": "guitar",
    "🎺": "trumpet",
    "🎻": "violin",
    "🎷": "saxophone",
    "🪕": "banjo",
    "🔔": "bell",
    "👏": "clap",
    "🎤": "vocal",
    "🚫": "no",
    "❌": "no",
    "⛔": "no",
}
_SPELLING = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": " ",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "≈": "~",
        "♯": "#",
        "♭": "b",
    }
)
_MARKUP = re.compile(r"<a?:\w+:\d+>|<[@#][!&]?\d+>|@(?:everyone|here)\b|https?://\S+|<3+\s*$", re.IGNORECASE)
_MARKS = frozenset("<@:`")
#: Not that of a range with its units: "300ms-0.5s".
_INNER_HYPHEN = re.compile(
    r"(?<=[^\W\d_])-(?=[^\W\d])|(?<=[^\W\d_])(?<!\dms)(?<!\ds)(?<!\dbpm)-(?=\d)|(?<=\d)-(?=[^\W\d_])"
)
#: Who asks how something sounds asks for that: "what does a guiro sound like", "what's the sound of a gong".
_HEARD = re.compile(
    r"\b(?:what|how) (?:does|do|would) (an? [\w ]+?|\w+s) sounds?(?: like)?(?=\s*(?:[?!.,]|$))"
    r"|\bwhat(?:'?s| is) the (sound of an? )",
    re.IGNORECASE,
)
#: "Tempo's 120", "three's plenty".
_BEING = re.compile(
    r"\b(tempo|key|bpm|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten)'s\b(?! (?:key|length|license|name|tempo)\b)",
    re.IGNORECASE,
)
#: What people write in one with the name of a sound: "shakerloop".
_GLUED = re.compile(r"(?<=[a-z]{3})(?<!\bdrum)(?=loops?\b)", re.IGNORECASE)
_LESS = re.compile(r"-less\b", re.IGNORECASE)
#: What stands before a token, and the token.
_TOKEN = re.compile(r"([\s_]*+)(\d+[.,]\d+|[^\W_]+(?:'[^\W_]+)?|[^\w\s])")
#: "Under .3 seconds".
_NO_ZERO = re.compile(r"(?<![\w.])\.(?=\d)")
_ONE_SHOT = re.compile(r"\b1[ -]?(?=shots?\b)", re.IGNORECASE)
_WITH = re.compile(r"\bw/(o(?:ut)?\b)?", re.IGNORECASE)
#: Abbreviations with a dot, which ends no sentence.
_DOTTED = re.compile(r"\b(approx|ca|el|excl|max|min|secs?)\.(?=\s)", re.IGNORECASE)
#: What a line begins with, and where one ends that the next does not go on with.
_BULLET = re.compile(r"^[ \t]*[-*•·–] +", re.MULTILINE)
_LINE = re.compile(r"(?<=[^\s:,;.!?(])[ \t\r]*\n\s*(?=[^\W_])(?!\d[.)])")
#: The numbers of a list: "1. kick 2. snare".
_NUMBERED = re.compile(r"(?<![\w.,:])[1-9] ?[.)] ?(?=[a-z\d])", re.IGNORECASE)
#: What is needed for any of these; most prompts have none.
_SIGNS = frozenset("1-/.")
_UNIT = re.compile(r"(\d+)(b[pm]{2,3}s?|s|sec|secs|seconds?|ms|ish|x|min|mins|bars?|beats?)")
_TIMES = re.compile(r"x(\d+)")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign: as it is compared, as it was written, and whether a space stands before it."""

    word: str
    raw: str
    spaced: bool


def tokens(text: str) -> list[Token]:
    """Cut a prompt into tokens; what is longer than any real prompt is left out.

    >>> [token.word for token in tokens("Hi-Hats, 90-100bpm")]
    ['hi', 'hats', ',', '90', '-', '100', 'bpm']
    """
    return list(_cut(text[:MAX_CHARACTERS]))


@lru_cache(maxsize=128)
def _cut(text: str) -> list[Token]:
    """The same; each step of reading a prompt asks for it anew."""
    found: list[Token] = []
    for gap, raw in islice(map(re.Match.groups, _TOKEN.finditer(_plain(text))), MAX_TOKENS):
        spaced = gap != "" or not found
        word = raw.lower() if raw.isascii() else fold(raw) or raw
        if word.isalpha() or len(word) == 1:
            found.append(Token(word, raw, spaced))
        elif parts := _UNIT.fullmatch(word):
            found.append(Token(parts[1], parts[1], spaced))
            found.append(Token(parts[2], parts[2], False))
        elif times := _TIMES.fullmatch(word):
            found.append(Token("x", "x", spaced))
            found.append(Token(times[1], times[1], False))
        else:
            found.append(Token(word, raw, spaced))
    return found[:MAX_TOKENS]


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        text = _MARKUP.sub(" ", text).replace("`", " ") if not _MARKS.isdisjoint(text) else text
    else:
        if "\n" in text:
            text = _LINE.sub("; ", _BULLET.sub("", text))
        text = _MARKUP.sub(" ", unicodedata.normalize("NFKC", text)).translate(_SPELLING)
        for emoji, word in _EMOJI.items():
            text = text.replace(emoji, f" {word} ")
        text = scripts.translated("".join(_visible(character) for character in text))
    if " sound" in text:
        text = _HEARD.sub(r"\1\2", text)
    if "'" in text:
        text = _BEING.sub(r"\1 is", text).replace("'n'", " & ")
    if "loop" in text:
        text = _GLUED.sub(" ", text)
    if not _SIGNS.isdisjoint(text):
        text = _NO_ZERO.sub("0.", _DOTTED.sub(r"\1", _ONE_SHOT.sub("one ", text)))
        text = _WITH.sub(lambda match: " without " if match[1] else " with ", text)
        text = _INNER_HYPHEN.sub(" ", _LESS.sub("less", text))
        if [place[0] for place in _NUMBERED.findall(text)[:2]] == ["1", "2"]:
            text = _NUMBERED.sub(" , ", text)
    return text


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t\r":
        return " "
    if category in ("Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"):
        return "" if category != "Mn" else character
    return " " if category == "So" else character
