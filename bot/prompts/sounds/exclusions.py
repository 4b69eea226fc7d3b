"""What a prompt does not want: "no hats", "drums but not kicks", "without vocals", "not too dark", "-cymbals"."""

from collections.abc import Sequence

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import ARTICLES, lexicon
from bot.prompts.sounds.purposes import asks_beside, beside
from bot.prompts.speech import refusals
from bot.prompts.speech.possessions import owned
from bot.prompts.speech.scopes import Exclusions, elided, exclude, named, scope, unknown
from retrieval_core.request import Request

_MINUS = frozenset("-!")
_PARTED = lists.words("exclusions", "parted")
_BEGINNINGS = refusals.BEGINNINGS | _PARTED
_KEEP_ALL = {"everything but", "everything except", "all but", "all except"}
_BEFORE = frozenset("but and , just something anything with the".split())
_TRAILING = lists.phrases("exclusions", "trailing")
_DEGREES = frozenset("extremely insanely overly really so super too ultra very".split())
_DOING = frozenset("can could did do does may must should why will would".split())
#: Between a refusal and its adjective: "can you not give me a dull snare".
_LEADING = (
    ARTICLES | _DEGREES | frozenset("another any get give hear me more need send show such to want".split())
)
_BETWEEN = _DEGREES | {",", "and", "nor", "or"}


def exclusions(prompt: Prompt, context: Request | None = None) -> Exclusions:
    """Take all that is negated, with the words that negate it."""
    found = Exclusions()
    _take_owned(prompt, found, context)
    refusals.drop_told(prompt)
    behind = not refusals.ENDINGS.isdisjoint(prompt.words)
    end = 0
    for at, word in enumerate(prompt.words):
        if at < end:
            continue
        if word.endswith("less") and (end := _suffixed(prompt, at, found)):
            continue
        if behind and (end := _gone(prompt, at, found)):
            continue
        if word in _MINUS:
            end = _minus(prompt, at, found)
        elif word in _BEGINNINGS:
            end = _cued(prompt, at, found, context)
    found.classes = list(dict.fromkeys(found.classes))
    ends = {(quality.measure, quality.direction) for quality in found.qualities}
    # "Neither too long nor too short" leaves nothing to sort by.
    found.qualities = [q for q in found.qualities if (q.measure, -q.direction) not in ends]
    return found


def there_already(prompt: Prompt) -> list[tuple[int, int, tuple[str, ...]]]:
    """The stretches that tell what somebody has already, or what the sounds are to go with, and the classes of that."""
    return [*owned(prompt, asks_beside(prompt)), *beside(prompt)]


def is_not(prompt: Prompt, at: int) -> bool:
    """Whether what a place names is refused by a plain "not": "not a hat"; not so "they do not clap"."""
    before = prompt.before(at, ARTICLES) - 1
    return prompt.word(before) == "not" and prompt.word(before - 1) not in _DOING


def _take_owned(prompt: Prompt, found: Exclusions, context: Request | None) -> None:
    """Take what there is already: "I have claps, so what else could go on the backbeat"; behind drums, "there are enough kicks" asks for other
    drums, and "something that fits better with my piano" for no other sounds."""
    asks, told = asks_beside(prompt), there_already(prompt)
    for start, end, _ in told:
        prompt.take(start, end)
    found.already = [id for *_, classes in told for id in classes]
    found.beside = bool(told) and (asks or not context or {*context.classes} <= {*found.already})
    # "I have claps, but need fatter claps"; of all drums that there are, one may still be missing.
    asked = {
        id for m in prompt.open_mentions() for id in m.meaning.classes
    } | lexicon().taxonomy.coarse.keys()
    found.classes += [id for id in found.already if id not in asked]


def _cued(prompt: Prompt, at: int, found: Exclusions, context: Request | None) -> int:
    if idle := refusals.idle(prompt, at):
        prompt.take(at, idle)
        return idle
    if prompt.locked[at]:
        return 0
    end = refusals.cue(prompt, at) or _parted(prompt, at)
    # "But no reverb" is a phrase of its own, "less than" and "no more than" are bounds.
    if not end or prompt.locked[end - 1] or prompt.word(prompt.after(end, {"more", "less"})) == "than":
        return 0
    if refusals.is_missed(prompt, at, end):
        return end
    cue = " ".join(prompt.words[at:end])
    taken_to = (
        _contrasted(prompt, at, end, found)
        or _described(prompt, end, found, context.classes if context else None)
        or elided(prompt, at, end, found)
        or unknown(prompt, cue, end, found)
        or scope(prompt, end, found)
    )
    if not taken_to:
        return 0
    found.everything |= cue in _KEEP_ALL
    finish = prompt.starts(taken_to, _TRAILING) or taken_to
    prompt.take(prompt.before(at, _BEFORE), finish)
    return finish


def _contrasted(prompt: Prompt, at: int, end: int, found: Exclusions) -> int:
    """ "Acoustic, not electric guitar": both adjectives share a noun; where the refused one ends, 0 if there is no such."""
    own, mention = prompt.word(prompt.before(at, {","}) - 1), prompt.mention_at(end)
    if not own or not mention or not mention.meaning.classes or mention.end != end + 2:
        return 0
    meaning = lexicon().meaning(f"{own} {prompt.words[end + 1]}")
    if not meaning or not meaning.classes:
        return 0
    found.words.append(prompt.words[end])
    prompt.shorten(mention, meaning)
    return end + 1


def _described(prompt: Prompt, at: int, found: Exclusions, asked: Sequence[str] | None) -> int:
    """ "Not a boomy kick", and no other sound: the adjectives are refused, of a sound that is wanted; where they end, or 0.

    `asked` are the classes of the last request, if there is any: to loops of drums "no boomy kicks" says something else.
    """
    # "Nothing electronic, acoustic toms" wants what stands behind the comma.
    between = _BETWEEN - {","} if prompt.word(at - 1) == "nothing" else _BETWEEN
    at = prompt.after(at, _LEADING)
    sounds = {m.meaning.classes for m in prompt.mentions if m.meaning.classes}
    if len(sounds) != 1 or (asked is not None and not {*sounds.pop()} <= {*asked}):
        return 0
    adjectives: list[Mention] = []
    while (mention := prompt.mention_at(prompt.after(at, between))) and not (
        mention.meaning.classes or mention.meaning.kind
    ):
        adjectives.append(mention)
        at = mention.end
    end = at if adjectives and prompt.names_class(at) else 0
    if mention and (not adjectives or prompt.word(at) == "nor"):
        end = _flavoured(prompt, mention, found)  # "neither acoustic nor electronic kicks"
    if not end:
        return 0
    for adjective in adjectives:
        word = lexicon().opposite(adjective.meaning.quality) if adjective.meaning.quality else None
        if word and (other := lexicon().quality(word)):
            found.qualities.append(other)
        else:
            found.words.append(named(prompt, adjective))
    return end


def _flavoured(prompt: Prompt, mention: Mention, found: Exclusions) -> int:
    """ "Not electronic toms": of a phrase that is known as a whole the first word is refused; where that ends, 0 if it is no adjective."""
    if mention.end != mention.start + 2:
        return 0
    first, noun = (lexicon().meaning(word) for word in prompt.words[mention.start : mention.end])
    if not (first and noun) or first.says or noun.classes != mention.meaning.classes:
        return 0
    found.words.append(prompt.words[mention.start])
    prompt.shorten(mention, noun)
    return mention.start


def _parted(prompt: Prompt, at: int) -> int:
    """ "Take the hats out": where a verb that is parted from its "out" ends, 0 if there is no such verb."""
    if prompt.word(at) not in _PARTED:
        return 0
    behind = prompt.word(scope(prompt, at + 1, Exclusions()) or at)
    return at + 1 if behind in ("out", "off", "away", "for") else 0


def _minus(prompt: Prompt, at: int, found: Exclusions) -> int:
    """ "-hats", "-long", as in a search engine, "kicks !808"."""
    mention = prompt.mention_at(at + 1)
    if not mention or not prompt.tokens[at].spaced or prompt.tokens[at + 1].spaced:
        return 0
    end = exclude(prompt, mention, found)
    prompt.take(at, end)
    return end


def _suffixed(prompt: Prompt, at: int, found: Exclusions) -> int:
    """ "Drumless"."""
    meaning = lexicon().meaning(prompt.word(at)[:-4])
    if not meaning or not meaning.classes:
        return 0
    found.classes += meaning.classes
    prompt.take(at, at + 1)
    return at + 1


def _gone(prompt: Prompt, at: int, found: Exclusions) -> int:
    """What is refused behind its name: "vocal-free", "the hats have to go"."""
    mention = prompt.mention_at(at)
    noun = mention and (mention.meaning.classes or (mention.meaning.quality and not mention.meaning.sure))
    end = refusals.gone(prompt, mention.end) if mention and noun else 0
    if mention and end:
        exclude(prompt, mention, found)
        prompt.take(prompt.before(at, {"but", "the", "any", "those", "all"}), end)
    return end
