"""Sounds of which only a kind is refused: "not a boomy kick", "acoustic, not electric guitar", "no synth bass, an upright"."""

from collections.abc import Sequence

from bot.prompts.language import lists
from bot.prompts.language.lexicon import Meaning
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.speech.scopes import Exclusions, named

ARTICLES = frozenset("a all an another any more my of some such that the these those your".split())
_BETWEEN = frozenset(", and or".split())
_DEGREES = frozenset("extremely insanely overly really so super too ultra very".split())
#: Between a refusal and its adjective: "can you not give me a dull snare".
_LEADING = ARTICLES | _DEGREES | frozenset("get give hear me need send show to want".split())
#: "Not a kick that's boomy".
_BEING = lists.phrases("exclusions", "being")
_ONE = frozenset("a an another".split())
_ONES = frozenset("one ones".split())
#: "The same old 909 kick": words that say no more of a sound than that it is known.
_WORN = lists.phrases("exclusions", "worn")


def described(prompt: Prompt, at: int, found: Exclusions, asked: Sequence[str] | None) -> int:
    """ "Not a boomy kick", and no other sound: the adjectives are refused, of a sound that is wanted; where they end, or 0.

    `asked` are the classes of the last request, if there is any: to loops of drums "no boomy kicks" says something else.
    """
    at = prompt.after(at, _LEADING)
    at = prompt.starts(at, _WORN) or at
    first = prompt.mention_at(at)
    sounds = [m for m in prompt.mentions if m.meaning.classes]
    if len({m.meaning.classes for m in sounds}) != 1:
        return 0
    if asked is not None and not set(sounds[0].meaning.classes) <= set(asked):
        return 0
    if not first:
        return _unknown(prompt, at, found)
    if first.meaning.classes:
        if len(sounds) > 1:
            return 0
        return _shortened(prompt, first, found) or _trailed(prompt, first, found)
    adjectives: list[Mention] = []
    mention: Mention | None = first
    while mention and _is_adjective(mention):
        adjectives.append(mention)
        mention = prompt.mention_at(prompt.after(mention.end, _BETWEEN | _DEGREES))
    if not mention or not mention.meaning.classes or adjectives[-1].end != mention.start:
        return 0
    for adjective in adjectives:
        refuse(prompt, adjective, found)
    return mention.start


def _shortened(prompt: Prompt, mention: Mention, found: Exclusions) -> int:
    """Refuse the first word of a phrase that its last word is the noun of: "not electronic toms"."""
    if mention.end != mention.start + 2:
        return 0
    first, last = (lexicon().meaning(word) for word in prompt.words[mention.start : mention.end])
    if not (first and last) or first.says or last.classes != mention.meaning.classes:
        return 0
    found.words.append(prompt.words[mention.start])
    prompt.shorten(mention, last)
    return mention.start


def _unknown(prompt: Prompt, at: int, found: Exclusions) -> int:
    """Refuse an adjective that nothing is known of: "not a cheesy clap"."""
    word, noun = prompt.word(at), prompt.mention_at(at + 1)
    if prompt.word(at - 1) not in _ONE or not word.isalpha() or not noun or not noun.meaning.classes:
        return 0
    found.words.append(word)
    return at + 1


def _trailed(prompt: Prompt, noun: Mention, found: Exclusions) -> int:
    """Refuse an adjective that follows its noun: "not a kick that's boomy"."""
    being = prompt.starts(noun.end, _BEING)
    adjective = prompt.mention_at(prompt.after(being, _DEGREES)) if being else None
    if not adjective or not _is_adjective(adjective):
        return 0
    refuse(prompt, adjective, found)
    prompt.take(noun.end, adjective.end)
    return noun.start


def _is_adjective(mention: Mention) -> bool:
    return not (mention.meaning.classes or mention.meaning.kind)


def refuse(prompt: Prompt, mention: Mention, found: Exclusions) -> None:
    """Note an adjective as its opposite, or by name where it has none, and a form as the other one."""
    if mention.meaning.kind:
        found.kind = "loop" if mention.meaning.kind == "one-shot" else "one-shot"
        return
    word = lexicon().opposite(mention.meaning.quality) if mention.meaning.quality else None
    if word and (other := lexicon().quality(word)):
        found.qualities.append(other)
    else:
        found.words.append(named(prompt, mention))


def contrasted(prompt: Prompt, at: int, end: int, found: Exclusions) -> int:
    """ "Acoustic, not electric guitar": both adjectives share a noun; where the refused one ends, 0 if there is no such."""
    before = at - 1 if prompt.word(at - 1) == "," else at
    place = prompt.after(end, ARTICLES)
    own, other = prompt.word(before - 1), prompt.word(place)
    if not (own.isalpha() and other.isalpha()) or own == other:
        return 0
    mention = prompt.mention_at(place)
    joined = mention is not None and mention.end == place + 2 and bool(mention.meaning.classes)
    noun = mention if joined else prompt.mention_at(place + 1)
    name = " ".join(prompt.words[place + 1 : noun.end]) if noun else ""
    alone = lexicon().meaning(name) if name else None
    if not noun or not alone or not alone.classes or (mention and mention.meaning.classes and not joined):
        return 0
    whole = lexicon().meaning(f"{own} {name}")
    describing = next((m for m in prompt.open_mentions() if m.end == before), None)
    if not (whole and whole.classes) and not (describing and _is_adjective(describing)):
        return 0
    meaning = whole if whole and whole.classes else alone
    _refuse_other(prompt, place, name, meaning, found)
    if joined:
        prompt.shorten(noun, meaning)
    else:
        noun.meaning = meaning
    if whole and describing and describing.end == describing.start + 1:
        prompt.forget(describing)  # "a grand rather than an upright piano": the grand piano is no mood
    return place + 1


def _refuse_other(prompt: Prompt, at: int, noun: str, wanted: Meaning, found: Exclusions) -> None:
    """Refuse what an adjective makes of a noun, by its class where that is another one than what is wanted."""
    mention = prompt.mention_at(at)
    meaning = lexicon().meaning(f"{prompt.words[at]} {noun}")
    ids = meaning.classes if meaning else ()
    known = lexicon().taxonomy.classes
    kin = {id for one in wanted.classes if one in known for id in (one, *lexicon().taxonomy.ancestors(one))}
    if mention and mention.end == at + 1:
        refuse(prompt, mention, found)
    elif ids and kin.isdisjoint(ids):
        found.classes += ids
    else:
        found.words.append(prompt.words[at])


def complete(prompt: Prompt) -> None:
    """Let what is wanted instead take its noun from what is refused: "I don't want a synth bass, I want an upright"."""
    refused = [m for m in prompt.mentions if m.meaning.classes and prompt.taken[m.start]]
    wanted = [m for m in prompt.open_mentions() if m.meaning.classes]
    if not refused or refused[-1].end - refused[-1].start < 2 or len(wanted) > 1:
        return
    last = refused[-1]
    noun = prompt.words[last.end - 1]
    for at in prompt.free():
        before, behind = prompt.word(at - 1), prompt.word(at + 1)
        ones = behind in _ONES
        if at < last.end or not (ones or (before in ARTICLES and not behind.isalnum())):
            continue
        mention = prompt.mention_at(at)
        name = f"{prompt.words[at]} {noun}"
        plain = lexicon().meaning(noun) or Meaning()
        if mention and name in lexicon().taxonomy.lookup:
            mention.meaning = lexicon().meaning(name) or plain  # "a grand"
        elif ones and not wanted and _is_acoustic(prompt.words[at]):
            prompt.stand_for(at + 1, noun, plain)


def _is_acoustic(word: str) -> bool:
    """Whether a word tells that a sound is of no machine: "real", "acoustic"."""
    return any(sense.id == "acoustic" for sense in lexicon().taxonomy.lookup.get(word, ()))
