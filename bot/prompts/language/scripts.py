"""Japanese, Chinese and Korean in a prompt: what is known of it as English, from `data/scripts.toml`."""

import re
from functools import cache

from bot.prompts.language import lists

#: Kana, Chinese characters and Hangul.
_CHARACTER = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_WRITTEN = re.compile(_CHARACTER)
_UNKNOWN = re.compile(f"{_CHARACTER}+")
#: The number that a machine is called by, where it is refused.
_MACHINE = r"(?<![\d.,])\d{3}(?!\d|[.,]\d)"
_SIGNS = str.maketrans({"、": ", ", "。": ". ", "，": ", ", "！": "! ", "？": "? "})


def translated(text: str) -> str:
    """A text with what it says in those scripts in English, as far as it is known; without the rest, if any of it is.

    >>> translated("スネア以外のドラム、120 BPM")
    ', no snare,   drums , 120 BPM'
    """
    if not _WRITTEN.search(text):
        return text
    names, pattern = _known()

    def english(found: re.Match[str]) -> str:
        if found["number"]:
            counted = [names[unit] for unit in (found["counted"], found["ranging"]) if unit]
            return f"{found['number']} {' '.join(counted)} "
        name = names.get(found["name"], found["name"])
        return f", no {name}, " if found["before"] or found["behind"] else f" {name} "

    said, times = pattern.subn(english, text.translate(_SIGNS))
    return _UNKNOWN.sub(" ", said) if times else text


@cache
def _known() -> tuple[dict[str, str], re.Pattern[str]]:
    """What names mean, and where they stand, with what refuses them; read when somebody first writes so."""
    data = lists.tables("scripts.toml")
    names, counted = (
        {name: word for part in parts for word, said in data[part].items() for name in said.split()}
        for parts in (("sounds", "words"), ("counted",))
    )
    before, name, unit, behind = (
        "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        for words in (
            data["refusing"]["before"].split(),
            names,
            counted,
            data["refusing"]["behind"].split(),
        )
    )
    behind = rf"\s*(?:{behind})"
    name = rf"{name}|{_MACHINE}(?(before)|(?={behind}))"
    pattern = (
        rf"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<counted>{unit})(?:\s*(?P<ranging>{unit}))?"
        rf"|(?P<before>(?:{before})\s*)?(?P<name>{name})(?P<behind>{behind})?"
    )
    return names | counted, re.compile(pattern)
