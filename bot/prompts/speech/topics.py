"""What is said to the bot and asks for no sound: a farewell, how files are got, what may be done with them, how music is made."""

import re
from typing import Literal

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.address import MORE, WISHES

Topic = Literal["farewell", "files", "rights", "teaching", ""]

_FAREWELLS = lists.phrases("talk", "farewells")
#: What may stand around a farewell: "ok thanks, i gotta go now, bye everybody".
_AROUND = (
    lists.words("talk", "small")
    | lists.words("talk", "interjections")
    | frozenset("alright i'll k we will".split())
)
_THEM = r"(?:all of )?(?:it|that|these|them|this|those|(?:the )?(?:files?|samples?|sounds?)|(?:the )?(?:number |nr |#)?\d|the \w+ one)"
#: "Now how can i take them?", "can i download number 2?", "good! save that one for me please".
_FILES = re.compile(
    rf"\bhow (?:can|could|do|does|should|to)\b(?: \w+)? (?:drag|export|get|import|keep|load|put|save|take) {_THEM}\b|\bdownload(?:ing|s)?\b|\bexport {_THEM}\b"
    r"|(?:^|[.,!?] )(?:(?:please|can you|could you|ok|okay|so) )*save (?:it|that|these|them|this|those)(?: one)?(?: (?:for me|please|pls|then))*\W*$",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\b(?:licen[cs]\w*|copyright\w*|royalt\w*|free to use|commercial use)\b|\b(?:can|could|may) (?:i|we) (?:post|put|release|sell|share|upload) (?:\w+ ){1,2}(?:on|to) "
    r"|\b(?:can|could|may|am|are)\b(?: \w+){0,2} (?:allowed to )?(?:release|sell|use)\b.*"
    r"\b(?:albums?|beats?|commercials?|films?|games?|movies?|podcasts?|release|sell|songs?|tracks?|videos?)\b",
    re.IGNORECASE,
)
_USING = re.compile(r"\W*(?:so |and )?(?:can|may) (?:i|we) use\b", re.IGNORECASE)
_TEACHING = re.compile(
    r"\bhow (?:can|could|do|should|would) (?:i|one|we|you) (?:build|chop|compress|eq|layer|make|master|mix|play|produce|program|record|write)\b",
    re.IGNORECASE,
)


def topic(text: str) -> Topic:
    """What a prompt is about that asks for no sound; "" where it may ask for one.

    >>> topic("k bye"), topic("now how can i take them?"), topic("can i use these in a beat i sell?"), topic("dark kicks")
    ('farewell', 'files', 'rights', '')
    """
    prompt = Prompt.read(text)
    sounds = [
        mention.meaning for mention in prompt.mentions if mention.meaning.classes or mention.meaning.quality
    ]
    if prompt.is_story:
        return ""
    if _TEACHING.search(text) and not any(meaning.quality for meaning in sounds):
        return "teaching"  # not so "how do i make it darker"
    if _RIGHTS.search(text) and (not sounds or _USING.match(text)):
        return "rights"  # not so "royalty free kicks"
    if sounds:
        return ""
    return "files" if _FILES.search(text) else "farewell" if _takes_leave(prompt) else ""


def _takes_leave(prompt: Prompt) -> bool:
    """Whether a sentence of a prompt that wishes for nothing is a farewell: "I shall come back tomorrow. Goodbye!"."""
    if not (WISHES | MORE).isdisjoint(prompt.words):
        return False
    at, leaves = 0, False
    while at < len(prompt.words):
        end = prompt.starts(at, _FAREWELLS)
        if end or prompt.words[at] in _AROUND:
            leaves, at = leaves or end > 0, end or at + 1
        else:
            stops = (place + 1 for place in range(at, len(prompt.words)) if prompt.words[place] in ".!?")
            leaves, at = False, next(stops, len(prompt.words))
    return leaves
