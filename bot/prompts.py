"""From a prompt to a request: how many are wanted, and the words that are left for the encoder."""

from __future__ import annotations

import re

from retrieval_core.request import Intent, Request

NUMBERS = {
    "a couple of": 2,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
SMALLTALK: dict[str, Intent] = {
    "hello": "greeting",
    "hi": "greeting",
    "hey": "greeting",
    "thanks": "thanks",
    "thank you": "thanks",
    "help": "help",
}
COUNT = re.compile(rf"\b({'|'.join(NUMBERS)}|[1-9]\d?)\b(?!\s*bpm)", re.IGNORECASE)
ASKING = re.compile(r"^\s*(please\s+)?(give|show|find|get|send)\s+me\s+", re.IGNORECASE)


def parse(text: str, context: Request | None = None) -> Request:
    """What a prompt asks for."""
    bare = text.strip().strip("!.?, ").lower()
    if bare in SMALLTALK:
        return Request(text=text, intent=SMALLTALK[bare])
    words = ASKING.sub("", text)
    found = COUNT.search(words)
    if not found:
        return Request(text=words.strip())
    word = found.group(1).lower()
    count = NUMBERS.get(word) or int(word)
    return Request(text=(words[: found.start()] + words[found.end() :]).strip(), k=count)


def understood(request: Request) -> str:
    """A few words that show what was understood."""
    return request.text
