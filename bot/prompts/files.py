"""What is asked of the file itself, before the grammar reads the rest: "only wavs", "stereo rhodes", "no mp3s"."""

import re
from dataclasses import replace

from bot.prompts import lists
from bot.prompts.grammar import parse
from retrieval_core.request import CHANNELS, Request, format_of

#: Formats as people name them. Opus is one, too, but also a work.
_FORMATS = ("wav", "mp3", "flac", "ogg", "aiff", "aif")
_KNOWN = tuple(dict.fromkeys(map(format_of, (*_FORMATS, "opus"))))
_NO = (
    r"(?P<no>no|not|non|without|except(?: for)?|excluding|avoid|never|(?:any|every)thing but|all but|instead of"
    r"|(?:\w{1,8}n't|dont|arent|isnt)(?: (?:send|give|want|need|show|me|any|be|in))*)"
)
_NAME = re.compile("|".join(_FORMATS), re.IGNORECASE)
_ONE = rf"\.?(?:{_NAME.pattern})s?"
#: "Only .wav or flac files", "no mp3s"; a format that a word and a dot stand before is the end of a name.
_FORMAT = re.compile(
    rf"(?<![\w.#/-])(?:{_NO}\s+)?(?:(?:only|just|in|as|any)\s+)*"
    rf"(?P<names>{_ONE}(?:\s*(?:,|/|or|and)\s*{_ONE})*)(?![\w.-])(?!\s+(?:your|my|the)\b)(?:\s+(?:files?|formats?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "In stereo", "not mono", but neither a "mono synth" nor a "stereo delay", which are sounds.
_CHANNEL = re.compile(
    rf"(?<![\w-])(?<!my )(?<!your )(?<!our )(?:{_NO}[\s-]+)?(?:(?:only|just|in|as)\s+)*(?P<name>mono|stereo)\b"
    r"(?!\s+(?:synth|lead|bass|saw|line|patch|poly|(?:or|vs|and)\s+(?:mono|stereo)|compat\w*|field|imag\w+|width|spread|pan\w*|effects?|delay|echo\w*|reverb"
    r"|chorus|tremolo|vibrato|phas\w+|flang\w+|swirl\w*|wobbl\w*|movement|motion|ping)\b)"
    r"(?:\s+(?:files?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "Mono or stereo?", "is the first stereo?" ask, and limit nothing.
_ASKING = re.compile(r"\b(?:or|vs|and) (?:mono|stereo)\b|^\W*(?:is|are|what|which)\b", re.IGNORECASE)
_FREE = r"(?:any|all|every|whatever|no limits? on(?: the)?|(?:forget|remove|drop|lose|ignore|never ?mind)(?: about)?(?: the)?)"
_IS_FINE = "(?: (?:is|are)(?: also)? (?:fine|ok|okay|good)(?: too)?)?"
#: "Any format", "forget the mono", "from anywhere": what no longer limits the files, by what it is.
_FREEING = {
    "format": re.compile(
        rf"\b{_FREE} (?:file ?)?(?:formats?|types?(?: of files?)?|{_ONE})\b{_IS_FINE}", re.IGNORECASE
    ),
    "channels": re.compile(rf"\b{_FREE} (?:channels?|mono|stereo)\b{_IS_FINE}", re.IGNORECASE),
    "folder": re.compile(rf"\bfrom anywhere\b|\b{_FREE} (?:folders?|packs?)\b{_IS_FINE}", re.IGNORECASE),
}
#: "Mono is fine too", "mp3s too".
_FINE = re.compile(
    rf"^\W*(?:(?:and|ok|okay|also),? )*(?P<name>{_ONE}|mono|stereo)"
    r"(?: (?:is|are)(?: also)? (?:fine|ok|okay|good|allowed|cool)(?: too| as well)?| too| as well)\W*$",
    re.IGNORECASE,
)
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
        found.extend(name for name in _KNOWN if (name in named) != bool(match["no"]))
        return " "

    def take_channels(match: re.Match[str]) -> str:
        found.append(next(name for name in CHANNELS if (name == match["name"].lower()) != bool(match["no"])))
        return " "

    rest = _CHANNEL.sub(take_channels, _FORMAT.sub(take_formats, text))
    return (" ".join(rest.split()), tuple(dict.fromkeys(found))) if found else (text, ())


def freed_of_files(text: str, context: Request) -> tuple[str, Request | None]:
    """A turn without what it says of limits on files that it lets go of, and the last request without these; None where it lets go of none.

    >>> rest, freer = freed_of_files("darker, any format is fine", Request(files=("wav", "mono")))
    >>> rest, freer.files
    ('darker,', ('mono',))
    """
    formats = tuple(name for name in context.files if name not in CHANNELS)
    channels = tuple(name for name in context.files if name in CHANNELS)
    folders = tuple(name for name in context.named if name.endswith("/"))
    limits = {"format": formats, "channels": channels, "folder": folders}
    fine = _FINE.search(text)
    name = fine["name"].lower().strip(".") if fine else ""
    if name in CHANNELS and channels:
        return "", replace(context, files=formats)
    if name and name not in CHANNELS and formats:
        more = dict.fromkeys((*formats, format_of(name.removesuffix("s"))))
        limiting = more if set(_KNOWN) - more.keys() else ()
        return "", replace(context, files=(*limiting, *channels))
    for kind, freeing in _FREEING.items():
        if limits[kind] and (found := freeing.search(text)):
            rest = " ".join(f"{text[: found.start()]}{text[found.end() :]}".split())
            files = tuple(name for name in context.files if name not in limits[kind])
            return rest, replace(
                context, files=files, named=tuple(n for n in context.named if n not in limits[kind])
            )
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
