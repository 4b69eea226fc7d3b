"""Sentences from rules and lists of words (`data/words.toml`), and the ways in which people mistype them."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

from retrieval_core.wording import participle

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "data" / "words.toml"
#: Lists of the prompt grammar that sentences are made of, too: things that make noises, what they do, places, voices.
EVERYDAY = {"things": "thing_heard", "noises": "noise_made", "places": "place_heard", "voices": "voice_heard"}
SLOT = re.compile(r"\{(\w+)\}")
NEIGHBOURS = {
    key: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i, key in enumerate(row)
}
#: What is written for what is heard, either way: "symbals", "snair", "rodes".
HEARD_ALIKE = (
    ("c", "k"), ("c", "s"), ("ph", "f"), ("ck", "k"), ("qu", "kw"), ("x", "ks"), ("z", "s"), ("rh", "r"), ("y", "i"),
    ("are", "air"), ("ea", "ee"), ("ei", "ie"), ("ou", "oo"), ("er", "or"), ("a", "e"), ("o", "u"), ("i", "e"),
    ("ll", "l"), ("tt", "t"), ("ss", "s"), ("oo", "u"), ("ch", "tch"), ("e", ""),
)  # fmt: skip
SYLLABLES = (
    "ba",
    "ko",
    "ri",
    "zen",
    "ta",
    "lu",
    "mo",
    "xi",
    "dra",
    "pel",
    "no",
    "vo",
    "shi",
    "gra",
    "un",
    "ter",
    "ix",
    "fa",
)
ENDINGS = (".", "!", "?", "!!", "!!!", "...", "??", " !", " ?", ",", " .", "?!", "…", " ..", " -", "/")

Item = TypeVar("Item")


def pick(options: Sequence[Item], rng: Random) -> Item:
    """One of the options; several times faster than `rng.choice`."""
    return options[int(rng.random() * len(options))]


@dataclass(frozen=True)
class Phrasebook:
    """Rules, each a list of templates; a template is (literal, slot) pairs, and a slot names another rule."""

    rules: Mapping[str, Sequence[Sequence[tuple[str, str]]]]
    vocabulary: frozenset[str]

    @classmethod
    def load(cls, path: Path | str = DEFAULT_PATH, without: Collection[str] = ()) -> "Phrasebook":
        """Read the rules and the word lists; words in `without` are left out of the lists."""
        with Path(path).open("rb") as file:
            data = tomllib.load(file)
        lists = {
            name: [word for word in text.split() if word not in without]
            for name, text in data["words"].items()
        }
        phrases = tomllib.loads(DEFAULT_PATH.with_name("phrases.toml").read_text(encoding="utf-8"))[
            "everyday"
        ]
        heard = {name: phrases[key].split() for key, name in EVERYDAY.items()}
        heard["noise_made"] = [participle(verb) for verb in heard["noise_made"]]
        rules: dict[str, Sequence[Sequence[tuple[str, str]]]] = {
            name: [((word, ""),) for word in dict.fromkeys(words)] for name, words in (lists | heard).items()
        }
        rules["word"] = [((word, ""),) for word in sorted(set().union(*lists.values()))]
        for name, text in data["rules"].items():
            rules[name] = [_compile(line) for line in text.strip().splitlines()]
        literals = {
            word
            for templates in rules.values()
            for template in templates
            for literal, _ in template
            for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", literal)
        }
        return cls(rules, frozenset(literals))

    def say(self, rule: str, rng: Random, **given: str) -> str:
        """One sentence of a rule; slots in `given` are filled with it, all others by their own rule.

        Raises:
            KeyError: a template has a slot that is neither given nor a rule.
        """
        said = []
        for literal, slot in pick(self.rules[rule], rng):
            said.append(literal)
            if slot:
                filled = given.get(slot)
                said.append(self.say(slot, rng, **given) if filled is None else filled)
        return "".join(said)


def _compile(line: str) -> tuple[tuple[str, str], ...]:
    parts = [*SLOT.split(line), ""]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def respell(phrase: str, rng: Random) -> str:
    """A hyphen, or nothing, in place of one space: "hi hat" also comes as "hi-hat" and "hihat"."""
    if " " not in phrase or rng.random() < 0.75:
        return phrase
    words = phrase.split(" ")
    at = int(rng.random() * (len(words) - 1))
    glue = "" if len(words) == 2 and len(phrase) <= 11 and rng.random() < 0.5 else "-"
    return " ".join([*words[:at], words[at] + glue + words[at + 1], *words[at + 2 :]])


def mistype(word: str, rng: Random) -> str:
    """One slip of the fingers: a letter dropped, doubled, swapped with the next, or its neighbour hit."""
    at = 0 if rng.random() < 0.1 else 1 + int(rng.random() * (len(word) - 1))
    slip = rng.random()
    if slip < 0.28:
        return word[:at] + word[at + 1 :]
    if slip < 0.48:
        return word[:at] + word[at] + word[at:]
    if slip < 0.76:
        return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    return word[:at] + pick(NEIGHBOURS.get(word[at], "e"), rng) + word[at + 1 :]


def misheard(word: str, rng: Random) -> str:
    """The word as somebody spells it who has only heard it."""
    pairs = [pair for one, other in HEARD_ALIKE for pair in ((one, other), (other, one)) if pair[0]]
    found = [(at, *pair) for pair in pairs for at in range(len(word)) if word.startswith(pair[0], at)]
    if not found:
        return word
    at, heard, spelt = pick(found, rng)
    return word[:at] + spelt + word[at + len(heard) :]


def slipped(word: str, rng: Random) -> str:
    """A word mistyped or misheard, at times twice."""
    for _ in range(1 + (len(word) > 5 and rng.random() < 0.2)):
        word = misheard(word, rng) if rng.random() < 0.35 else mistype(word, rng)
    return word


def stretched(sound: str, rng: Random) -> str:
    """A sound spelt out as it is heard, one of its letters held: "tsss", "booooom"."""
    letters = [at for at, letter in enumerate(sound) if letter.isalpha()]
    at = letters[-1] if rng.random() < 0.5 else pick(letters, rng)
    return sound[:at] + sound[at] * (2 + int(rng.random() * 5)) + sound[at + 1 :]


def loosen(text: str, idle: Sequence[str], rng: Random) -> str:
    """The text with some of the `idle` words that it has left out, or some put in between others."""
    way = rng.random()
    if way < 0.12:
        words = text.split()
        kept = [word for word in words if word not in idle or rng.random() < 0.5]
        return " ".join(kept or words)
    if way < 0.25:
        words = text.split()
        for _ in range(1 + len(words) // 8):
            words.insert(int(rng.random() * (len(words) + 1)), pick(idle, rng))
        return " ".join(words)
    return text


def roughen(text: str, rng: Random, emoji: Sequence[str] = (":)",)) -> str:
    """The text as it arrives: with slips, odd case and punctuation, emoji, and words nobody knows."""
    text = " ".join(text.replace(" ,", ",").split())
    if rng.random() < 0.16:
        words = text.split(" ")
        for _ in range(1 + len(words) // 6):
            at = int(rng.random() * len(words))
            if len(words[at]) > 3 and words[at].isalpha():
                words[at] = slipped(words[at], rng)
        text = " ".join(words)
    if rng.random() < 0.04:
        unknown = "".join(pick(SYLLABLES, rng) for _ in range(2 + int(rng.random() * 3)))
        words = text.split(" ")
        words.insert(int(rng.random() * (len(words) + 1)), unknown)
        text = " ".join(words)
    if rng.random() < 0.10:
        text = text.replace("'", "")
    if rng.random() < 0.08:
        text = text.replace(",", "").replace(".", "").replace("!", "")
    if rng.random() < 0.02 and text.endswith("s"):
        text = text[:-1] + "z"
    if rng.random() < 0.015:
        at = int(rng.random() * len(text))
        text = text[:at] + text[at : at + 1] * (2 + int(rng.random() * 4)) + text[at:]
    case = rng.random()
    if case < 0.25:
        text = text[:1].upper() + text[1:]
    elif case < 0.30:
        text = text.upper()
    elif case < 0.34:
        text = text.title()
    if rng.random() < 0.22:
        text += pick(ENDINGS, rng)
    if rng.random() < 0.06:
        text = f"{text} {pick(emoji, rng)}" if rng.random() < 0.8 else f"{pick(emoji, rng)} {text}"
    return text
