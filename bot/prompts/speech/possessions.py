"""What somebody has already, or enough of, and asks for none of: "i've got loads of hats", "it's just drums and a rhodes right now"."""

from collections.abc import Iterator

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt

_OWNERS = lists.words("refusals", "owners") | lists.words("possessions", "owners")
_HAVING = lists.words("possessions", "having")
_ALREADY = lists.words("possessions", "already")
_BESIDE = _OWNERS | _HAVING | _ALREADY | lists.words("possessions", "beside")
_PERSONS = frozenset("i i've ive we we've".split())
_NOW = lists.phrases("possessions", "now")
_CONTRACTED = ("'ve", "ive", "'s")
_JOINING = frozenset(", and & + or".split())
_ARTICLES = frozenset("a an the my some one two three".split())
#: Who may have a sound asks whether somebody does: "can i have a kick", "if you have claps".
_ASKING = frozenset("can could do if may might you your would".split())
_NO_ADJECTIVES = frozenset("any for from in like no not of on to with".split())
_ADJECTIVES = 2  # words that may stand before a name: "a shuffly shaker"


def owned(prompt: Prompt, asks_beside: bool = False) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The stretches that tell what somebody has already, and the classes of that; what they have at all, where they ask what goes with it, or
    name nothing else."""
    end = 0
    for at, word in enumerate(prompt.words):
        if at >= end and word in _BESIDE and (found := _owned_at(prompt, at, asks_beside)):
            yield found
            end = found[1]


def _owned_at(prompt: Prompt, at: int, asks_beside: bool) -> tuple[int, int, tuple[str, ...]] | None:
    words = prompt.words
    stop = next((place for place in range(at, len(words)) if words[place] not in _BESIDE), len(words))
    said = words[at:stop]
    has = not _HAVING.isdisjoint(said) or any(word.endswith(_CONTRACTED) for word in said)
    owns = "already" in said or not _OWNERS.isdisjoint(said)
    if not (has and owns) or (at and words[at - 1] in _ASKING):
        return None
    end, classes = _sounds(prompt, stop)
    if classes and (now := _NOW.end(words, end)):
        return at, now, classes
    if prompt.taken[end : end + 1] == [True]:  # "I've got tons of snares, but nothing punchy" complains
        return None
    surely = not _ALREADY.isdisjoint(said)
    if surely and not classes:  # "hats i've got plenty"
        before = next((m for m in prompt.open_mentions() if m.meaning.classes and m.end == at), None)
        return (before.start, stop, before.meaning.classes) if before else None
    others = any(m.meaning.classes and not at <= m.start < end for m in prompt.mentions)
    alone = said[0] in _PERSONS and not (others or prompt.word(end).isalnum())
    return (at, end, classes) if classes and (surely or asks_beside or alone) else None


def _sounds(prompt: Prompt, at: int) -> tuple[int, tuple[str, ...]]:
    """Where a list of sounds ends that begins at a place, and their classes."""
    end, classes, stranger = at, list[str](), _ADJECTIVES
    while True:
        at = prompt.after(at, _ARTICLES)
        names = (m for place in range(at, at + 1 + stranger) if (m := prompt.mention_at(place)))
        mention = next((m for m in names if m.meaning.classes), None)
        before = prompt.words[at : mention.start] if mention else [""]
        if not mention or not all(word.isalpha() and word not in _NO_ADJECTIVES for word in before):
            return end, tuple(classes)
        classes += mention.meaning.classes
        end = mention.end
        at = prompt.after(end, _JOINING)
        if at == end:
            return end, tuple(classes)
        # "I've got enough kicks, show me toms".
        stranger = 0 if prompt.words[end] == "," else _ADJECTIVES
