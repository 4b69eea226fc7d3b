"""What is asked of the file itself, before the grammar reads the rest: "only wavs", "stereo rhodes", "no mp3s"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.measures.counts import MOST
from bot.prompts.requests.grammar import parse
from bot.prompts.several.parts import alike, joined
from retrieval_core.request import CHANNELS, FORMATS, Request, format_of

#: Formats as people name them, but for opus, which is also a work.
_NAMED = (*(name for name in FORMATS if name != "opus"), "aif")
_NO = (
    r"(?P<no>no|not|non|without|except(?: for)?|excluding|avoid|never|(?:any|every)thing but|all but|instead of"
    r"|(?:\w{1,8}n't|dont|arent|isnt)(?: (?:send|give|want|need|show|me|any|be|in))*)"
)
_NAME = re.compile("|".join(_NAMED), re.IGNORECASE)
_ONE = rf"\.?(?:{_NAME.pattern})s?"
#: "Only .wav or flac files", "no mp3s"; a format that a word and a dot stand before is the end of a name.
_FORMAT = re.compile(
    rf"(?<![\w.#/-])(?:{_NO}\s+)?(?:(?:only|just|in|as|any)\s+)*"
    rf"(?P<names>{_ONE}(?:\s*(?:,|/|or|and)\s*{_ONE})*)(?![\w.-])(?!\s+(?:your|my|the)\b)(?:\s+(?:files?|formats?|versions?|only|please|pls)\b)*(?P<gone>,? no thanks?\b)?",
    re.IGNORECASE,
)
_LINKED = re.compile(r"\b(?:or|and)\b", re.IGNORECASE)
#: "In stereo", "not mono", but neither a "mono synth" nor a "stereo delay", which are sounds.
_CHANNEL = re.compile(
    rf"(?<![\w-])(?<!my )(?<!your )(?<!our )(?:{_NO}[\s-]+)?(?:(?:only|just|in|as)\s+)*(?P<name>mono|stereo)\b(?!['’]\w)"
    r"(?!\s+(?:synth|lead|bass|saw|line|patch|poly|(?:or|vs|and)\s+(?:mono|stereo)|compat\w*|field|imag\w+|width|spread|pan\w*|effects?|delay|echo\w*|reverb"
    r"|chorus|tremolo|vibrato|phas\w+|flang\w+|swirl\w*|wobbl\w*|movement|motion|ping)s?\b)"
    r"(?:\s+(?:files?|versions?|only|please|pls)\b)*",
    re.IGNORECASE,
)
#: "Mono or stereo?", "is the first stereo?" ask, and limit nothing.
_ASKING = re.compile(
    r"\b(?:mono|stereo),? (?:or|vs|and) (?:mono|stereo)\b|^\W*(?:(?:and|but|ok|okay|so)\W+)*(?:is|are|what|which)\b",
    re.IGNORECASE,
)
_NEEDLESS, _OPTIONAL, _NO_MATTER = (
    "|".join(re.escape(" ".join(phrase)) for name in names for phrase in lists.phrases("constraints", name))
    for names in (("needless", "freeing"), ("optional",), ("optional", "no_matter"))
)
#: "It doesn't have to be stereo", "mono is fine", "in stereo or not", "mono or stereo" limit nothing either.
_EITHER = r"(?:either )?(?:mono or stereo|stereo or mono)"
_IDLE = re.compile(
    rf"\b(?:(?:it|they|that) )?(?:{_NEEDLESS})(?: (?:a|an|in|all))* (?:{_EITHER}|mono|stereo|{_ONE})(?: files?)?(?= (?:and|but|or|please|pls|though|too)\b|\W*$| *[,.;!])"
    rf"|(?<!no )(?<!only )(?<!just )(?<![\w.#/-])(?:in )?(?:{_ONE},? (?:{_OPTIONAL})|(?:mono|stereo),? (?:{_NO_MATTER}))\b"
    rf"|\b{_EITHER}\b(?![^?]*\?)(?: (?:{_NO_MATTER}))?",
    re.IGNORECASE,
)
_FREE = (
    r"(?:any|all|every|whatever|no limits? on(?: the)?|(?:forget|remove|drop|lose|ignore|never ?mind)(?: about)?(?: the)?"
    rf"|{_NEEDLESS})"
)
_IS_FINE = "(?: (?:is|are)(?: also)? (?:fine|ok|okay|good)(?: too)?)?"
#: "Any format", "forget the mono", "from anywhere": what no longer limits the files, by what it is.
_FREEING = {
    "format": re.compile(
        rf"\b{_FREE} (?:file ?)?(?:formats?|types?(?: of files?)?|{_ONE})\b{_IS_FINE}", re.IGNORECASE
    ),
    "channels": re.compile(
        rf"\b{_FREE} (?:channels?|mono|stereo)\b{_IS_FINE}|\b(?:mono or stereo|stereo or mono) (?:is|are|both) (?:fine|ok|okay|good)"
        rf"|^\W*(?:either|both|{_NO_MATTER})\W*$",
        re.IGNORECASE,
    ),
    "folder": re.compile(rf"\bfrom anywhere\b|\b{_FREE} (?:folders?|packs?)\b{_IS_FINE}", re.IGNORECASE),
}
#: "Mono is fine too", "mp3s too".
_FINE = re.compile(
    rf"^\W*(?:(?:and|ok|okay|also),? )*(?P<name>{_ONE}|mono|stereo)"
    r"(?: (?:is|are)(?: also)? (?:fine|ok|okay|good|allowed|cool)(?: too| as well)?| too| as well| also)\W*$",
    re.IGNORECASE,
)
#: Between the sounds of a prompt.
_JOINTS = re.compile(r"[,;+&]|\b(?:and|but|or|plus|with)\b", re.IGNORECASE)
#: A kind before its sound: "wav snares", "a mono kick".
_LEADS = re.compile(rf"\W*(?:(?:a|an|some|the|\d+)\s+)*(?:{_ONE}|mono|stereo)\s", re.IGNORECASE)
_ONE_OF = frozenset("a an one".split())
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
        named = [format_of(name.lower()) for name in _NAME.findall(match["names"])]
        refused = match["no"] or match["gone"]
        formats.update(dict.fromkeys(named, not refused))
        if refused and len(named) == 2 and "," in match["names"] and not _LINKED.search(match["names"]):
            formats[named[1]] = True  # "no wavs, flac pads"
        return " "

    def take_channels(match: re.Match[str]) -> str:
        channels.append(
            next(name for name in CHANNELS if (name == match["name"].lower()) != bool(match["no"]))
        )
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
    asked = dict.fromkeys(name for one in (context, *context.parts) for name in one.files)
    formats = tuple(name for name in asked if name not in CHANNELS)
    channels = tuple(name for name in asked if name in CHANNELS)
    folders = tuple(name for name in context.named if name.endswith("/"))
    limits = {"format": formats, "channels": channels, "folder": folders}
    fine = _FINE.search(text)
    name = fine["name"].lower().strip(".") if fine else ""
    if name in CHANNELS and channels:
        return "", _limited(context, formats)
    if name and name not in CHANNELS and formats:
        more = dict.fromkeys((*formats, format_of(name.removesuffix("s"))))
        limiting = more if set(FORMATS) - more.keys() else ()
        return "", _limited(context, (*limiting, *channels))
    for kind, freeing in _FREEING.items():
        if limits[kind] and (found := freeing.search(text)):
            rest = " ".join(f"{text[: found.start()]}{text[found.end() :]}".split())
            named = tuple(name for name in context.named if name not in limits[kind])
            left = tuple(name for name in context.files if name not in limits[kind])
            return rest, replace(_limited(context, left, limits[kind]), named=named)
    return text, None


def _limited(request: Request, files: tuple[str, ...], freed: tuple[str, ...] | None = None) -> Request:
    """A request for files of some kind, whose parts have none of their own, or none of those that are let go of."""
    parts = (
        replace(part, files=() if freed is None else tuple(n for n in part.files if n not in freed))
        for part in request.parts
    )
    return replace(request, files=files, parts=tuple(parts))


def is_filling(text: str) -> bool:
    """Whether what is left of a prompt that asks for a kind of file asks for nothing else: "give me", "got it in"."""
    words = re.findall(r"\w+", text.lower())
    return _FILLING.issuperset(words) or replace(parse(text), k=Request().k) == Request()


def filed_apart(request: Request, files: tuple[str, ...], text: str) -> Request:
    """A request for files of some kind, for those of each sound where a prompt asks for it of each: "two stereo pads and three mono kicks",
    "kicks and wav snares", "a mono and a stereo kick"."""
    pieces = _JOINTS.split(text) if files else []
    told = [
        (kind, parse(rest).classes if rest else (), rest, piece)
        for piece in pieces
        for rest, kind in [filed(piece)]
    ]
    parts = request.parts or alike(request)
    kinds = [kind for kind, *_ in told if kind]
    if not parts and {*kinds} == {(name,) for name in CHANNELS} and not told[0][1]:
        numbers = [_number(rest) or request.k for kind, _, rest, _ in told if kind]
        parts = [replace(request, files=kind, k=k) for kind, k in zip(kinds, numbers, strict=True)]
        return joined(request, parts, sum(numbers))
    own = {classes: kind for kind, classes, *_ in told if kind and classes}
    if len(parts) < 2 or not (len(own) > 1 or _is_own(told)):
        return with_files(request, files)
    parts = [
        replace(
            part,
            files=tuple(
                name for classes, kind in own.items() if {*classes} & {*part.classes} for name in kind
            ),
        )
        for part in parts
    ]
    return joined(request, parts, request.k)


def _is_own(told: Sequence[tuple[tuple[str, ...], tuple[str, ...], str, str]]) -> bool:
    """Whether the kind of file that is told of one sound is not told of those before it: "kicks and wav snares", but not "kicks and snares in
    mono"; "kicks and snares, snares in mono"."""
    for at, (kind, classes, _, piece) in enumerate(told):
        if at and kind and classes:
            before = {id for _, named, *_ in told[:at] for id in named}
            return bool(before) and (_LEADS.match(piece) is not None or {*classes} <= before)
    return False


def _number(text: str) -> int:
    """How many are told by what stands before a kind of file, 0 where nothing is: "2", "a"."""
    told = (
        1 if word in _ONE_OF else int(word)
        for word in text.lower().split()
        if word in _ONE_OF or word.isdecimal()
    )
    return min(MOST, next(told, 0))


def with_files(request: Request, files: tuple[str, ...]) -> Request:
    """A request for files of some kind, if any; of what was asked before, what the new kind says nothing of stays."""
    told = {name in CHANNELS for name in files}
    kept = (name for name in request.files if (name in CHANNELS) not in told)
    return replace(request, files=(*files, *kept))
