"""Hits that are liked where all others are not: "1 and 4 are fire but the rest nah", "bin the other two, 3 is a keeper"."""

from bot.prompts.context.hits import AGREEING, GREETING, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.reactions import refused_ranks

#: The rank that stands for all hits that are not liked.
OTHERS = 0
_REST = frozenset("else rest other others".split())
_THEM = frozenset("them these those".split())
_COUNTED = _THEM | frozenset("of one ones two three four five six seven eight nine 2 3 4 5 6 7 8 9".split())
_BEFORE = frozenset("all everything and as but just for of the though while".split())
_REFUSED = lists.phrases("references", "refused")
_REFUSING = lists.words("references", "dropping") | _REFUSED.by_first.keys() | {"no", "ignore"}
#: Between such a verb and its object: "don't like the rest", "get rid of the others".
_LINKING = frozenset("feeling get like need of rid take want".split())
_SIGNS = frozenset(", . ; : ! ? - ) (".split())
_ENDS = _SIGNS | {"but", "and"}
_POLITE = GREETING | AGREEING | _SIGNS | frozenset("away bro man mate off out".split())
_LIKED = lists.words("reactions", "liked")
_PRAISING = lists.words("references", "praising")
#: What tells that the others are no worse, or what is to become of them.
_WELCOME = _LIKED | frozenset(
    "? acceptable alright also be decent fair less like live make more passable same should similar stay too usable well".split()
)
_NOT = frozenset(
    "ain't aint aren't arent could couldn't couldnt don't dont isn't isnt no not nothing".split()
)


def liked_alone(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that are liked, where a prompt says nothing else but that the others are not; none elsewhere.

    >>> liked_alone(Prompt.read("1 and 4 are fire but the rest nah")), liked_alone(Prompt.read("bin the other two, 3 is a keeper"))
    ((1, 4), (3,))
    >>> liked_alone(Prompt.read("1 is great and the rest is fine too")), liked_alone(Prompt.read("1 is great, others?"))
    ((), ())
    """
    start = prompt.after(0, _POLITE | {"i"})
    verb = prompt.after(start + 1, _LIKED | {"like"})
    alone, end = ranks_at(prompt, verb, bare=True) or ((), 0)
    if prompt.word(start) == "only" and (prompt.word(end) in _PRAISING or (alone and verb > start + 1)):
        return alone  # "only 2 is any good", "i only like 5"
    for at, word in enumerate(prompt.words):
        behind = prompt.after(at + 1, _COUNTED)
        elsewhere = (
            prompt.word(at + 1) == "of" and prompt.word(at + 2) not in _THEM
        )  # "the rest of the track"
        elsewhere |= word == "else" and prompt.word(at - 1) != "everything"
        if word not in _REST or prompt.names_class(behind) or elsewhere:
            continue
        start = _begins(prompt, at)
        end = next(
            (place for place in range(behind, len(prompt.words)) if prompt.words[place] in _ENDS),
            len(prompt.words),
        )
        said = {word for word in prompt.words[behind:end] if word not in _POLITE}
        refuses = start < prompt.before(at, _BEFORE)
        bad = said.isdisjoint(_WELCOME) or not (said.isdisjoint(_NOT) or said.isdisjoint(_LIKED | {"like"}))
        rest = Prompt.plain(" ".join([*prompt.words[:start], ",", *prompt.words[end:]]))
        if bad and (said or refuses) and not refused_ranks(rest):
            return _told(rest)
    return ()


def _begins(prompt: Prompt, at: int) -> int:
    """Where it begins to be said what the others are, with a verb that refuses them: "don't like the", "and bin the"."""
    start = prompt.before(at, _BEFORE)
    verb = prompt.before(start, _LINKING)
    return verb - 1 if prompt.word(verb - 1) in _REFUSING else start


def _told(prompt: Prompt) -> tuple[int, ...]:
    """All hits that are told of; none where something is asked besides."""
    ranks = list[int]()
    at = 0
    while at < len(prompt.words):
        begins = not {*prompt.words[:at]} - _POLITE or prompt.word(at - 1) in _ENDS
        begins = begins or bool(ranks) or prompt.word(at - 1) in _LIKED or not prompt.word(at)[:1].isdigit()
        found, at = ranks_at(prompt, at, bare=begins) or ((), at + 1)
        ranks += found
    wishes = any(m.meaning.quality and m.meaning.quality.comparative for m in prompt.mentions)
    return () if wishes or "?" in prompt.words else tuple(dict.fromkeys(ranks))
