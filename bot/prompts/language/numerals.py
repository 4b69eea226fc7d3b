"""Numbers in digits and in words."""

import re

from bot.prompts.language.prompt import Prompt

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
_TENS = {
    word: 10 * at
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_BEGINNINGS = frozenset(
    [*_UNITS, *_TENS, "a", "an", "hundred", "half", "quarter", "couple", "few", "several"]
)
_DIGITS = re.compile(r"\d+(\.\d*)?")
WORDS = {word: value for value, word in enumerate(_UNITS)} | _TENS
#: A number, for regular expressions.
NUMBER = rf"(?:\d+(?:[.,]\d+)?|an?|half\ an?|{'|'.join(WORDS)})"


def beginnings(prompt: Prompt) -> list[int]:
    """The places where a number or a fraction may begin."""
    return [at for at, word in enumerate(prompt.words) if word in _BEGINNINGS or word[0].isdigit()]


def number(prompt: Prompt, at: int) -> tuple[float, int] | None:
    """The number at a place, in digits or words, and where it ends.

    "25", "2.5", "twenty five", "a hundred and ten", "one seventy four" (as tempi are said), "one and a half".
    """
    word = prompt.word(at)
    digits = word[:1].isascii() and word[:1].isdigit()
    if not (digits or word in _BEGINNINGS) or len(word) > 10 or prompt.locked[at]:
        return None
    if digits:
        plain = word.replace(",", ".")
        return with_half(prompt, float(plain), at + 1) if _DIGITS.fullmatch(plain) else None
    found = _in_words(prompt, at)
    return found and with_half(prompt, *found)


def with_half(prompt: Prompt, value: float, end: int) -> tuple[float, int]:
    """A number with the "and a half" that may follow it, and where that ends."""
    said = [prompt.word(at) for at in range(end, end + 3)]
    return (value + 0.5, end + 3) if said == ["and", "a", "half"] else (value, end)


def _in_words(prompt: Prompt, at: int) -> tuple[float, int] | None:
    if prompt.word(at) in ("a", "hundred"):
        start = at if prompt.word(at) == "hundred" else at + 1
        return _hundreds(prompt, 100, start + 1) if prompt.word(start) == "hundred" else None
    found = _below_hundred(prompt, at)
    if not found:
        return None
    value, end = found
    if prompt.word(end) == "hundred":
        return _hundreds(prompt, 100 * value, end + 1)
    rest = _below_hundred(prompt, end) if value == 1 else None
    return (100.0 + rest[0], rest[1]) if rest and rest[0] >= 10 else (float(value), end)


def _hundreds(prompt: Prompt, value: int, end: int) -> tuple[float, int]:
    """What follows "one hundred": "and ten" belongs to it, "and one hundred" does not."""
    rest = _below_hundred(prompt, end + 1 if prompt.word(end) == "and" else end)
    if rest and prompt.word(rest[1]) != "hundred":
        return float(value + rest[0]), rest[1]
    return float(value), end


def _below_hundred(prompt: Prompt, at: int) -> tuple[int, int] | None:
    word = prompt.word(at)
    if word in _TENS:
        unit = WORDS.get(prompt.word(at + 1), 0)
        return (_TENS[word] + unit, at + 2) if 0 < unit < 10 else (_TENS[word], at + 1)
    return (WORDS[word], at + 1) if word in WORDS else None
