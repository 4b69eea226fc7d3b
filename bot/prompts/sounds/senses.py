"""Names of sounds that mean something else where they stand: "acid vibes", "keys falling on the floor", "the drum in an orchestra"."""

from bot.prompts.language import lists
from bot.prompts.language.everyday import THINGS
from bot.prompts.language.prompt import Mention, Prompt

_PLAYED = lists.words("senses", "played")
_FALLING = lists.words("senses", "falling")
GROUND = lists.words("senses", "ground")
_ARTICLES = frozenset("a an the".split())
_ALONG = frozenset("through across around along".split())
_MAKING = frozenset("do does did make makes made".split())
_LEADING, _INTO = (
    frozenset("can should that to which will would".split()),
    frozenset("in into to up us".split()),
)
_WHICH = frozenset("that which".split())


def means_other(prompt: Prompt, mention: Mention) -> bool:
    """Whether a name of a sound is none by what stands beside it."""
    word, following = prompt.words[mention.start], prompt.words[mention.end : mention.end + 1]
    if is_mood(prompt, mention):
        return True
    if word in ("ride", "rides") and not _ALONG.isdisjoint(following):
        return True
    if word == "lead" and prompt.word(mention.start - 1) in _LEADING and not _INTO.isdisjoint(following):
        return True  # "a cymbal to lead into the chorus"
    if word in ("noise", "noises"):
        return _is_made(prompt, mention.end)
    if word.endswith("ing") and mention.end == mention.start + 1:
        return not THINGS.isdisjoint(following)  # "snapping branches"
    return not _FALLING.isdisjoint(following) and not GROUND.isdisjoint(
        prompt.words[mention.end + 1 : mention.end + 5]
    )


def is_mood(prompt: Prompt, mention: Mention) -> bool:
    """Whether "vibes" are how something feels, and no vibraphone: "acid vibes", but not "some vibes" and "hear vibes"."""
    before = prompt.words[max(0, mention.start - 1) : mention.start]
    return (
        prompt.words[mention.start] == "vibes"
        and before != []
        and before[0].isalnum()
        and before[0] not in _PLAYED
    )


def in_orchestra(prompt: Prompt, mention: Mention) -> bool:
    """Whether an orchestra is where something else is played: "the big drum in an orchestra"."""
    if prompt.words[mention.start] != "orchestra" or mention.end > mention.start + 1:
        return False
    return prompt.word(prompt.before(mention.start, _ARTICLES) - 1) in ("in", "of", "from")


def _is_made(prompt: Prompt, at: int) -> bool:
    """Whether it is told who makes a noise: "the noise that a DJ does", but not "noise that does not hurt"."""
    who = prompt.after(prompt.after(at, _WHICH), _ARTICLES)
    return prompt.word(who).isalpha() and not _MAKING.isdisjoint(prompt.words[who + 1 : who + 3])
