"""Prompts of people who mean no good, from a seed: the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = """give me a dark piano loop around 90 bpm in A minor no not without but kick snares hats drums keys pad more like
the second one under two seconds punchy same darker three 140 -hats F# 8A one-shot or and something different use
contrastive loops 808 rain flute zebrafinch anything another five""".split()
MARKDOWN = """** __ * _ ~~ || ` ``` > >>> # ## ### -# - + 1. [click](https://evil.example/x) https://evil.example/x discord.gg/evil
<https://evil.example> [x]( ]( ![i](http://e.vi/l.png) \\ \\* :joy: <:a:123456789012345678> <t:1700000000:R> | \\` *** ___
<id:home> </find:123456789012345678> steam://run/1 www.evil.example evil@evil.example ~ $x$""".split()
MENTIONS = """@everyone @here <@123456789012345678> <@!123456789012345678> <@&123456789012345678> <#123456789012345678>
@ everyone @\u200beveryone ＠everyone <@123 <@123456789012345678 @everyone@here""".split(" ")
SQL = [
    "'; DROP TABLE queries; --",
    '" OR 1=1 --',
    "kick' UNION SELECT user FROM queries --",
    "%' OR text LIKE '%",
    "Robert'); DELETE FROM results; --",
    "\\'; PRAGMA writable_schema=1; --",
    "{{7*7}} ${7*7} %s %n {0.__class__}",
    "../../etc/passwd\0.wav",
]
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u180e\u115f\u3164\U000e0041\ufe0f"
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
SCRIPTS = [(0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0x3040, 0x30FF)]
SCRIPTS += [
    (0x4E00, 0x9FFF),
    (0x1F300, 0x1FAFF),
    (0x300, 0x36F),
    (0xFF00, 0xFFEF),
    (0x0, 0x1F),
    (0xD800, 0xDFFF),
]
BOMBS = [
    "a",
    "no ",
    "1",
    "-",
    "kick, ",
    "no kick, ",
    "(((a+)+)+)+$",
    "in a minor ",
    "abcdefgh ",
    "twenty ",
    " ",
]
BOMBS += [
    "1-",
    "x4 ",
    "more like ",
    "90-100 bpm ",
    "#",
    "\n",
    "'",
    "under 2 ",
    "not not ",
    "F#",
    ".1",
    "½",
    "a b ",
]
LONG = 100_000


def prompts(count: int, seed: int = 8) -> Iterator[str]:
    """So many prompts; one of two hundred has 100,000 characters."""
    chance = random.Random(seed)
    kinds = [_words, _unicode, _unseen, _directions, _markdown, _mentions, _sql, _bomb]
    for number in range(count):
        if number % 200 == 199:
            yield _long(chance)
        else:
            yield chance.choice(kinds)(chance)


def _words(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))


def _mixed(chance: random.Random, pieces: list[str]) -> str:
    mixed = chance.choices(WORDS, k=chance.randint(0, 8)) + chance.choices(pieces, k=chance.randint(1, 8))
    chance.shuffle(mixed)
    return chance.choice((" ", " ", "", "\n")).join(mixed)


def _unicode(chance: random.Random) -> str:
    return "".join(chr(chance.randint(*chance.choice(SCRIPTS))) for _ in range(chance.randint(1, 300)))


def _sprinkled(chance: random.Random, among: str) -> str:
    return "".join(letter + chance.choice(["", "", chance.choice(among)]) for letter in _words(chance))


def _unseen(chance: random.Random) -> str:
    return _sprinkled(chance, UNSEEN)


def _directions(chance: random.Random) -> str:
    return _sprinkled(chance, DIRECTIONS) + " \u05e7\u05d9\u05e7 \u0637\u0628\u0644"


def _markdown(chance: random.Random) -> str:
    return _mixed(chance, MARKDOWN)


def _mentions(chance: random.Random) -> str:
    return _mixed(chance, MENTIONS + MARKDOWN[:8])


def _sql(chance: random.Random) -> str:
    return _mixed(chance, SQL)


def _bomb(chance: random.Random) -> str:
    return chance.choice(BOMBS) * chance.randint(10, 2000) + chance.choice(("", "!", " kick"))


def _long(chance: random.Random) -> str:
    kind = chance.choice((_words, _unicode, _unseen, _markdown, _sql, _bomb))
    text = ""
    while len(text) < LONG:
        text += kind(chance) + " "
    return text[:LONG]
