"""What is asked of the file itself, before the grammar reads the rest: "only wavs", "stereo rhodes", "no mp3s"."""

import re
from dataclasses import replace

from bot.prompts import lists
from bot.prompts.grammar import parse
from retrieval_core.request import CHANNELS, Request, format_of

_FORMATS = ("wav", "mp3", "flac", "ogg", "opus", "aiff", "aif")
_NAME = re.compile("|".join(_FORMATS), re.IGNORECASE)
_ONE = rf"\.?(?:{_NAME.pattern})s?"
#: "Only .wav or flac files", "no mp3s"; a format that a word and a dot stand before is the end of a name.
_FORMAT = re.compile(
    rf"(?<![\w.#/-])(?:(?P<no>no|not|non|without|except)\s+)?(?:(?:only|just|in|as|any)\s+)*"
    rf"(?P<names>{_ONE}(?:\s*(?:,|/|or|and)\s*{_ONE})*)(?![\w.-])(?:\s+(?:files?|formats?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "In stereo", "not mono", but neither a "mono synth" nor a "stereo delay", which are sounds.
_CHANNEL = re.compile(
    r"(?<![\w-])(?:(?P<no>no|not|non)[\s-]+)?(?:(?:only|just|in|as)\s+)*(?P<name>mono|stereo)\b"
    r"(?!\s+(?:synth|lead|bass|saw|line|patch|poly|delay|field|image|width|spread|compat\w*|or|vs|and)\b)"
    r"(?:\s+(?:files?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "Mono or stereo?", "is the first stereo?" ask, and limit nothing.
_ASKING = re.compile(r"\b(?:or|vs|and) (?:mono|stereo)\b|^\W*(?:is|are|what|which)\b", re.IGNORECASE)
_FILLING = lists.words("files", "filling")


def filed(text: str) -> tuple[str, tuple[str, ...]]:
    """A prompt without what it asks of the file itself, and that, as `Request.files` has it.

    >>> filed("dark kicks, only wavs"), filed("stereo rhodes"), filed("a mono synth"), filed("like Kick 2.wav")
    (('dark kicks,', ('wav',)), ('rhodes', ('stereo',)), ('a mono synth', ()), ('like Kick 2.wav', ()))
    """
    if _ASKING.search(text):
        return text, ()
    found: list[str] = []

    def take_formats(match: re.Match[str]) -> str:
        named = {format_of(name.lower()) for name in _NAME.findall(match["names"])}
        known = dict.fromkeys(map(format_of, _FORMATS))
        found.extend(name for name in known if (name in named) != bool(match["no"]))
        return " "

    def take_channels(match: re.Match[str]) -> str:
        found.append(next(name for name in CHANNELS if (name == match["name"].lower()) != bool(match["no"])))
        return " "

    rest = _CHANNEL.sub(take_channels, _FORMAT.sub(take_formats, text))
    return (" ".join(rest.split()), tuple(dict.fromkeys(found))) if found else (text, ())


def is_filling(text: str) -> bool:
    """Whether what is left of a prompt that asks for a kind of file asks for nothing else: "give me", "got it in"."""
    words = re.findall(r"\w+", text.lower())
    return _FILLING.issuperset(words) or replace(parse(text), k=Request().k) == Request()


def with_files(request: Request, files: tuple[str, ...]) -> Request:
    """A request for files of some kind, if any; of what was asked before, what the new kind says nothing of stays."""
    told = {name in CHANNELS for name in files}
    kept = (name for name in request.files if (name in CHANNELS) not in told)
    return replace(request, files=(*files, *kept))
