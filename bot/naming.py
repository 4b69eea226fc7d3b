"""What the library itself calls things: samples and folders that are asked for by their names, classes by a label of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import prompts
from bot.reply import Reply
from bot.turns import Turn
from retrieval_core.paths import SUFFIXES
from retrieval_core.request import BARRED, Request
from retrieval_core.retriever import Retriever
from retrieval_core.wording import fold
from retrieval_core.words import ASKING

_NAME = r"[^\W_][\w#'-]{0,40}"
_OF = r"(?:the |my |your |that |a )?"
_END = r"(?: (?:only|please|pls))*\W*$"
_FOLDER = "(?:folder|directory|pack|bank)"
#: "From the GM Rock Kit folder", "in folder 808", "from CP80".
_FROM = re.compile(
    rf"\b(?:(?:(?:from|in|inside|of) {_OF}{_FOLDER} (?P<behind>{_NAME}(?: {_NAME}){{0,3}}?)"
    rf"|(?:from|in|inside|of) {_OF}(?P<before>{_NAME}(?: {_NAME}){{0,3}}) {_FOLDER})(?= (?:but|and|with)\b|[,.;]|{_END})"
    rf"|from {_OF}(?P<bare>{_NAME}(?: {_NAME}){{0,3}})(?={_END}))",
    re.IGNORECASE,
)
#: "Kicks, but not the ones" from there.
_DENIED = re.compile(
    r"\b(?:no|not|none|nothing|never|without|except|arent|isnt|\w+n't)\b[^,.;:]*$", re.IGNORECASE
)
#: Right before such a folder, what refuses it: "anything that's not", "no files".
_REFUSED = re.compile(
    r"(?:,|\b(?:but|and|which|that))*\s*\b(?:no|not|none|nothing|never|without|except|arent|isnt|\w+n't)"
    r"(?: (?:any|anything|files?|samples?|sounds?|stuff|ones?|the|those|of))*\s*$",
    re.IGNORECASE,
)
#: "Only arco", "just the real 808 ones", "mute ones only".
_ONLY = re.compile(
    rf"\b(?:only|just|nothing but) (?:the )?(?:(?:real|actual|proper) )?(?P<behind>{_NAME}(?: {_NAME}){{0,2}}?)"
    rf"(?: (?:ones?|stuff|samples?|sounds?|please|pls|tho|though))*\W*$|(?P<before>{_NAME})(?: (?:ones?|stuff))? only\W*$",
    re.IGNORECASE,
)


def called(text: str, retriever: Retriever, context: Turn | None) -> Request | Reply | tuple[int, ...]:
    """A request for the sample whose whole name somebody says, or for what is like it; the samples that a part of their name is said of.

    A reply where it is the name of a file that is not there.
    """
    if name := prompts.likened(text):
        if (like := retriever.titled(name)).whole:
            return Request(text=_encodable(name), like=like.ids)
        if name.lower().endswith(tuple(SUFFIXES)):
            return Reply(f"The library holds no {_encodable(name)}.")
    found = retriever.titled(text)
    # "Kick 2", behind an answer, is the second of that.
    if found.whole and (context is None or not found.plain):
        return Request(text=_encodable(text), first=found.ids, like=found.ids)
    return () if found.whole else found.ids


def labelled(request: Request, retriever: Retriever) -> Request:
    """A request whose words are a class of the library's own, for that class: "orch", where files lie in Orch."""
    if request.classes or request.like or request.intent not in ("find", "count"):
        return request
    said = " ".join(word for word in fold(request.text).split() if word not in ASKING)
    labels = retriever.catalog.class_counts() if said else ()
    known = next((label for label in labels if fold(label) in (said, said.removesuffix("s"))), None)
    return replace(request, classes=(known,)) if known else request


def placed(text: str, retriever: Retriever) -> tuple[str, tuple[str, ...]]:
    """A prompt without the folder that it wants samples of, or none of, where there is one of that name, and that as `Request.named` has it."""
    found = _FROM.search(text)
    name = found and (found["behind"] or found["before"] or found["bare"])
    if not found or not name or not retriever.has_folder(name):
        return text, ()
    before, refused = text[: found.start()], _REFUSED.search(text[: found.start()])
    if not refused and _DENIED.search(before):
        return text, ()
    before = before[: refused.start()] if refused else before
    return " ".join(f"{before} {text[found.end() :]}".split()), (f"{BARRED if refused else ''}{name}/",)


def narrowed(request: Request, text: str, retriever: Retriever) -> Request:
    """A request that wants only what has some name, "only arco", for the samples that have it in theirs; as it is where none has.

    A machine's is one, too, "only wurlitzer"; what else the grammar knows needs no name. The name replaces an earlier one where no
    sample has both.
    """
    found = _ONLY.search(text)
    name = found and (found["behind"] or found["before"])
    if not name or prompts.is_understood(name):
        return request
    for names in ((*request.named, name), (name,)):
        narrower = replace(request, named=tuple(dict.fromkeys(names)), skip=())
        if retriever.count(narrower):
            return narrower
    return request


def _encodable(name: str) -> str:
    """A name as somebody wrote it, without halves of signs, which no text can hold."""
    return name.encode("utf-8", "ignore").decode("utf-8")
