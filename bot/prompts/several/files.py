"""What is asked of the file itself, before the grammar reads the rest: "only wavs", "stereo rhodes", "no mp3s"."""

import re
from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.requests.grammar import parse
from retrieval_core.request import CHANNELS, FORMATS, Request, format_of

#: Formats as people name them, but for opus, which is also a work.
_NAMED = (*(name for name in FORMATS if name != "opus"), "aif")
_NO = r"(?P<no>no|not|without|except|anything but|(?:\w{1,8}n't|dont|arent)(?: (?:send|give|want|need|show|me|any|be))*)"
_NAME = re.compile("|".join(_NAMED), re.IGNORECASE)
_ONE = rf"\.?(?:{_NAME.pattern})s?"
_EITHER = "(?:mono or stereo|stereo or mono)"
#: "Only .wav or flac files", "no mp3s"; a format that a word and a dot stand before is the end of a name.
_FORMAT = re.compile(
    rf"(?<![\w.#/-])(?:{_NO}\s+)?(?:(?:only|just|in|as|any)\s+)*"
    rf"(?P<names>{_ONE}(?:\s*(?:,|/|or|and)\s*{_ONE})*)(?![\w.-])(?!\s+(?:your|my|the)\b)"
    r"(?:\s+(?:files?|formats?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "In stereo", "not mono", but neither a "mono synth" nor a "stereo delay", which are sounds.
_CHANNEL = re.compile(
    rf"(?<![\w-])(?<!my )(?:{_NO}[\s-]+)?(?:(?:only|just|in|as)\s+)*(?P<name>mono|stereo)\b(?!['’]\w)"
    r"(?!\s+(?:synth|lead|bass|field|image|width|spread|pan\w*|effects?|delay|echo|reverb|chorus|wobble)s?\b)"
    r"(?:\s+(?:files?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "Mono or stereo?", "is the first stereo?" ask, and limit nothing.
_ASKING = re.compile(rf"\b{_EITHER}\?|^\W*(?:(?:and|but|so)\W+)?(?:is|are|what|which)\b", re.IGNORECASE)
_NEEDLESS, _NO_MATTER = (
    "|".join(re.escape(" ".join(phrase)) for name in names for phrase in lists.phrases("constraints", name))
    for names in (("needless", "freeing"), ("optional", "no_matter"))
)
#: "It doesn't have to be stereo", "mono is fine", "mono or stereo" limit nothing either.
_IDLE = re.compile(
    rf"\b(?:it )?(?:{_NEEDLESS}) (?:{_EITHER}|mono|stereo|{_ONE})\b"
    rf"|(?<!only )(?<![\w.#/-])(?:{_ONE}|mono|stereo),? (?:{_NO_MATTER})\b|\b{_EITHER}\b(?![^?]*\?)",
    re.IGNORECASE,
)
_FREE = rf"\b(?:any|all|every|whatever|(?:forget|remove|drop)(?: the)?|{_NEEDLESS})"
_IS_FINE = "(?: (?:is|are) (?:allowed|fine|ok|okay)(?: (?:after all|again|now|too))*)"
#: "Any format", "forget the mono", "from anywhere": what no longer limits the files, by what it is.
_FREEING = {
    "format": re.compile(
        rf"{_FREE} (?:file ?)?(?:formats?|types?|{_ONE})\b{_IS_FINE}?|\b(?P<refused>{_ONE}){_IS_FINE}",
        re.IGNORECASE,
    ),
    "channels": re.compile(
        rf"{_FREE} (?:mono|stereo)\b|^(?:mono|stereo){_IS_FINE}|^{_EITHER}\b{_IS_FINE}?", re.IGNORECASE
    ),
    "folder": re.compile(rf"\bfrom anywhere\b|{_FREE} (?:folders?|packs?)\b{_IS_FINE}?", re.IGNORECASE),
}
_FILLING = lists.words("files", "filling")


def filed(text: str) -> tuple[str, tuple[str, ...]]:
    """A prompt without what it asks of the file itself, and that, as `Request.files` has it.

    >>> filed("dark kicks, only wavs"), filed("stereo rhodes"), filed("a mono synth"), filed("like Kick 2.wav")
    (('dark kicks,', ('wav',)), ('rhodes', ('stereo',)), ('a mono synth', ()), ('like Kick 2.wav', ()))
    """
    needed = _IDLE.sub(" ", text)
    if not re.search(r"\w", needed) or _ASKING.search(needed):
        return text, ()
    formats: dict[str, bool] = {}  # and whether they are wanted
    channels: list[str] = []

    def take_formats(match: re.Match[str]) -> str:
        named = (format_of(name.lower()) for name in _NAME.findall(match["names"]))
        formats.update(dict.fromkeys(named, not match["no"]))
        return " "

    def take_channels(match: re.Match[str]) -> str:
        refused = bool(match["no"])
        channels.append(next(name for name in CHANNELS if (name == match["name"].lower()) != refused))
        return " "

    rest = _CHANNEL.sub(take_channels, _FORMAT.sub(take_formats, needed))
    # "Mp3, not wav" is no flac either, "no wav" is anything else.
    others = not any(formats.values())
    wanted = [name for name in FORMATS if formats and formats.get(name, others)]
    found = (*wanted, *dict.fromkeys(channels))
    return (" ".join(rest.split()), found) if found or needed != text else (text, ())


def freed_of_files(text: str, context: Request) -> tuple[str, Request | None]:
    """A turn without what it says of limits on files that it lets go of, and the last request without these; None where it lets go of none.

    >>> rest, freer = freed_of_files("darker, any format is fine", Request(files=("wav", "mono")))
    >>> rest, freer.files
    ('darker,', ('mono',))
    """
    limits = {
        "format": tuple(name for name in context.files if name not in CHANNELS),
        "channels": tuple(name for name in context.files if name in CHANNELS),
        "folder": tuple(name for name in context.named if name.endswith("/")),
    }
    for kind, freeing in _FREEING.items():
        if limits[kind] and (found := freeing.search(text)):
            told = found.groupdict().get("refused")
            if told and format_of(told.lower().removesuffix("s")) in context.files:
                continue  # "wav is fine", where only that was asked for
            rest = " ".join(f"{text[: found.start()]}{text[found.end() :]}".split())
            named = tuple(name for name in context.named if name not in limits[kind])
            files = tuple(name for name in context.files if name not in limits[kind])
            return rest, replace(context, files=files, named=named)
    return text, None


def is_filling(text: str) -> bool:
    """Whether what is left of a prompt that asks for a kind of file asks for nothing else: "give me", "got it in"."""
    words = re.findall(r"\w+", text.lower())
    return _FILLING.issuperset(words) or replace(parse(text), k=Request().k) == Request()


def with_files(request: Request, files: tuple[str, ...]) -> Request:
    """A request for files of some kind, if any; of what was asked before, what the new kind says nothing of stays."""
    told = {name in CHANNELS for name in files}
    kept = (name for name in request.files if (name in CHANNELS) not in told)
    return replace(request, files=(*files, *kept))
