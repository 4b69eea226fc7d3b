"""What Discord's clients make of a text: which constructs they render, and what is left to read."""

import re
from collections.abc import Iterator

#: Tried in this order at each position; those of a line only at its start.
_LINE = {
    "code block": r"```[\s\S]*?```",
    "quote": r">(?:>>)? [^\n]*",
    "heading": r" *#{1,3} +[^\n]*",
    "subtext": r" *-# +[^\n]*",
    "list": r" *(?:[-*+]|\d+\.) +(?=\S)",
}
_INLINE = {
    "code": r"(`+)(?!`)[\s\S]*?[^`]\1(?!`)",
    "masked link": r"\[[^\n\]]+\]\(\s*<?https?://[^\s)]+>?[^)\n]*\)",
    "link": r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]|<(?:https?|mailto|tel|sms):[^\s>]+>",
    "invitation": r"discord(?:app)?\.(?:gg|com/invite)/[\w-]{2,}",
    "mention": r"<(?:@[!&]?|#)\d+>|<id:\w+>|</[^>\n]+:\d+>|@(?:everyone|here)\b",
    "custom emoji": r"<a?:\w+:\d+>",
    "timestamp": r"<t:-?\d+(?::\w)?>",
    "emoji name": r":[a-z0-9_+-]+:",
    "bold": r"\*\*(?=\S)[\s\S]+?\*\*(?!\*)",
    "underline": r"__(?=\S)[\s\S]+?__(?!_)",
    "italic": r"\*(?=\S)(?:\\[\s\S]|[^\\*])+?\*(?!\*)|\b_(?:\\[\s\S]|[^\\_])+?_\b",
    "struck": r"~~(?=\S)[\s\S]+?~~",
    "spoiler": r"\|\|[\s\S]+?\|\|",
}
_RULES = [(name, re.compile(rule), True) for name, rule in _LINE.items()]
_RULES += [(name, re.compile(rule, re.IGNORECASE), False) for name, rule in _INLINE.items()]
_FIRST = frozenset("`[hsdHSD<@:*_~|")  # what a construct inside a line begins with
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")


def constructs(text: str) -> Iterator[tuple[str, str]]:
    """(construct, its source) one after the other; what is only text comes as "text", unescaped."""
    at, read = 0, ""
    while at < len(text):
        if escaped := _ESCAPE.match(text, at):
            read += escaped[1]
            at = escaped.end()
            continue
        at_start = at == 0 or text[at - 1] == "\n"
        if not at_start and text[at] not in _FIRST:
            read += text[at]
            at += 1
            continue
        for name, rule, of_line in _RULES:
            if (at_start or not of_line) and (found := rule.match(text, at)):
                if read:
                    yield "text", read
                    read = ""
                yield name, found[0]
                at = found.end()
                break
        else:
            read += text[at]
            at += 1
    if read:
        yield "text", read
