"""Lengths that are told before they limit anything: "my cue runs for twelve seconds, so nothing longer than that"."""

import re

from bot.prompts.language.numerals import NUMBER

#: A length, with what somebody has that lasts so long.
_TOLD = re.compile(
    rf"""(?:\b(?: (?:my|our|the|this)\ (?:\w+\ ){{1,3}}? (?:is|are|goes|has|lasts?|runs?|takes?)
                | (?:i|we) (?: (?:'ve|\ have)? (?:\ only)? \ got | 've | (?:\ only)? \ have) )\ )?
    (?: (?:an?|about|around|exactly|for|just|of|only|roughly)\ )*
    (?P<length> (?:\b{NUMBER}[ -]?)+ (?:and\ a\ half\ )? (?:ms|s|secs?|seconds?|milliseconds?|minutes?)\b )
    (?:\ (?:clip|cue|gap|long|shot|slot)\b | \ of\ (?:film|footage|space|time|video)\b | \ left\b)? (?:\W*\b(?:so|and)\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
#: What limits others by it: "longer than that", "none may exceed it", "it has to cover that", "has to fit in it", "at least that long".
_LIMITING = re.compile(
    r"""\b(?: (?P<bound> (?:long|short)er\ than | (?:more|less)\ than | exceed(?:s|ing)? | (?:no|not|nothing|none|never)(?:\ \w+){0,3}\ (?:over|past) )
             \ (?:it|that|this)
           | (?P<covers> (?:cover|fill|outlast|span)s? )\ (?:all\ of\ )?(?:it|that|this)
           | (?P<fits> fits? (?:\ (?:in|into|inside|within))? )\ (?:it|that|this)
           | (?:that|this)\ long )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def with_length(text: str) -> str:
    """A prompt with the length itself in place of what limits by it, and without what was told of that.

    >>> with_length("My cue runs for twelve seconds, so I need one at least that long.")
    'I need one at least twelve seconds long.'
    >>> with_length("a whoosh. I have three seconds, so nothing longer than that"), with_length("a 3 s clap like that")
    ('a whoosh. nothing longer than three seconds', 'a 3 s clap like that')
    """
    told = _TOLD.search(text)
    limit = _LIMITING.search(text, told.end()) if told else None
    if not told or not limit:
        return text
    said = limit["bound"] or (limit["covers"] and "last at least") or (limit["fits"] and "be at most")
    limited = f"{said} {told['length']}" if said else f"{told['length']} long"
    between = text[told.end() : limit.start()].lstrip(" ,;.-")
    return f"{text[: told.start()]}{between}{limited}{text[limit.end() :]}"
