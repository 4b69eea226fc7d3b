"""Noises of the world that no class is named by: what makes them tells them, as in "keys dropped on a table", "an old clock"."""

from collections.abc import Iterable

from bot.prompts.language import lists
from bot.prompts.language.lexicon import EVERYDAY
from bot.prompts.language.prompt import Prompt
from retrieval_core.wording import participle, plural

_OWNERS = frozenset("my your our his her their this that these those the".split())
_GENERIC = lists.words("everyday", "generic")
_ENDS = lists.words("everyday", "ends")
_PLAYING = lists.words("everyday", "playing")


def _inflected(verbs: Iterable[str]) -> frozenset[str]:
    """Verbs in all regular forms: "drip" as "drips", "dripping", "dripped"."""
    doing = {participle(verb) for verb in verbs}
    done = {form.removesuffix("ing") + "ed" for form in doing}
    return frozenset(verbs) | doing | done | {plural(verb) for verb in verbs}


def _counted(name: str) -> frozenset[str]:
    """A list of nouns, each as one and as many."""
    nouns = lists.words("everyday", name)
    return nouns | {plural(noun) for noun in nouns}


THINGS = _counted("things")
NOISES = _inflected(lists.words("everyday", "noises"))
_PLAYED_TOO = dict(lists.phrases("everyday", "played_too"))
_NATURE = lists.words("everyday", "nature")
PLACES = lists.words("everyday", "places")
PERSONS = _counted("persons")
#: Who "yelled" belongs to a story.
_SPEAKING = frozenset(
    verb for verb in _inflected(lists.words("everyday", "speaking")) if not verb.endswith(("ed", "s"))
)
_SAYING = frozenset(
    verb for verb in _inflected(lists.words("everyday", "speaking")) if not verb.endswith("ed")
)
_SECTIONS = _counted("sections")
_ARTICLES = frozenset("a an one the".split())
_AND = frozenset("and & + plus with".split())
_CLASSES = (
    dict.fromkeys(THINGS | _counted("heads"), EVERYDAY)
    | dict.fromkeys(_counted("voices"), "vocal")
    | dict.fromkeys(PLACES, "texture")
    | dict.fromkeys(_counted("events"), "fx")
)
_SOUNDS = frozenset("sound sounds noise noises audio".split())
_SIGNALS = dict.fromkeys(lists.words("everyday", "signals"), "fx")
#: All that a noise of the world may be.
GUESSES = frozenset((*_CLASSES.values(), *_SIGNALS.values()))
_WORLD = _CLASSES.keys() | _SIGNALS.keys() | _SAYING | _SECTIONS


def noise(prompt: Prompt, places: list[int]) -> tuple[str, ...]:
    """The class of the real noise, the place or the event that the words at some places ask for; none if there is nothing of the kind.

    A thing and what it does make a noise, in any order, and so do people with their voices; one of them alone has to be all that is
    asked for. What means other things too has to be called a sound: "a hurt sound", but not "this might hurt".
    """
    if _WORLD.isdisjoint(prompt.words) or not _PLAYING.isdisjoint(prompt.words) or _is_handled(prompt):
        return ()
    told = {
        at  # no trap that beats, and nobody who is made to cry
        for m in prompt.open_mentions()
        if m.meaning.genre or (m.meaning.quality and m.end > m.start + 1)
        for at in range(m.start, m.end)
    }
    said = {at: prompt.word(at) for at in places if at not in told}
    speaks = not (PERSONS.isdisjoint(said.values()) or _SPEAKING.isdisjoint(said.values()))
    if speaks or _speaks_first(prompt):
        return ("vocal",)
    if not _SOUNDS.isdisjoint(prompt.words) and _is_between_sections(prompt.words):
        return ("fx",)
    made = {at for at, word in said.items() if word in THINGS}
    done = {at for at, word in said.items() if word in NOISES}
    if made and done and len(made | done) > 1:  # "a wooden knock" may well be a drum
        return (EVERYDAY,)
    head = _head(prompt, places)
    found = _CLASSES.get(head) or (None if _SOUNDS.isdisjoint(prompt.words) else _SIGNALS.get(head))
    return (found,) if found else ()


def played(prompt: Prompt, places: list[int]) -> tuple[str, ...]:
    """The class of what growls and rumbles in music, where nobody is told that does: "a growl", but not "a monster growl"."""
    said = [prompt.word(at) for at in places]
    ids = [_PLAYED_TOO[word] for word in said if word in _PLAYED_TOO]
    return tuple(ids[:1]) if ids and (THINGS | PERSONS).isdisjoint(said) else ()


def beside(prompt: Prompt) -> tuple[str, ...]:
    """The class of what is to be heard of nature besides what is named: "an ukulele and waves"."""
    if _NATURE.isdisjoint(prompt.words):
        return ()
    joined = any(
        word in _NATURE
        and prompt.word(at - 1) in _AND
        and prompt.names_class(at - 2)
        and not _goes_on(prompt, at)
        for at, word in enumerate(prompt.words)
    )
    return (EVERYDAY,) if joined else ()


def played_beside(prompt: Prompt) -> tuple[str, ...]:
    """The class of what is called by a genre and growls or rumbles, besides what is named: "a techno rumble and a hat"."""
    if _PLAYED_TOO.keys().isdisjoint(prompt.words):
        return ()
    genres = {m.end for m in prompt.open_mentions() if m.meaning.genre}
    said = (prompt.words[at] for at in genres if at < len(prompt.words) and not _goes_on(prompt, at))
    return tuple(_PLAYED_TOO[word] for word in said if word in _PLAYED_TOO)


def _goes_on(prompt: Prompt, at: int) -> bool:
    """Whether a word only describes the next: the "wind" of "drums and wind instruments"."""
    return prompt.word(at + 1).isalpha() and prompt.word(at + 1) not in _ENDS


def _is_handled(prompt: Prompt) -> bool:
    """Whether a thing is told by what one does with it, as instruments are: "two plates you smash together"."""
    words = prompt.words
    return "you" in words and any(
        word == "you" and words[at - 1].isalpha() and words[at - 1] not in _ENDS and words[at + 1] in NOISES
        for at, word in enumerate(words[1:-1], 1)
    )


def _speaks_first(prompt: Prompt) -> bool:
    """Whether it begins with somebody who speaks: "a man saying yeah", "someone says welcome"."""
    who = prompt.after(0, _ARTICLES)
    speaks = prompt.words[who + 1 : who + 2]
    return (
        prompt.words[who : who + 1] != [] and prompt.words[who] in PERSONS and not _SAYING.isdisjoint(speaks)
    )


def _is_between_sections(words: list[str]) -> bool:
    """Whether a sound parts the sections of a show: "a sound between chapters"."""
    behind = words[words.index("between") + 1 :][:3] if "between" in words else ()
    return not _SECTIONS.isdisjoint(behind)


def _head(prompt: Prompt, places: list[int]) -> str:
    """The noun of what is asked for: the clock of "the sound of an old clock, slow"; "" where it is known, or somebody's."""
    head = -1
    for at in places:
        word = prompt.words[at]
        parted = any(len(one) == 1 and not one.isalnum() for one in prompt.words[head + 1 : at])
        if head >= 0 and (word in _ENDS or parted):
            break  # "wind. like on a mountain"
        if head >= 0 and prompt.words[head] in THINGS and word.endswith(("ing", "ed")):
            break  # "a plane taking off"
        if head >= 0 and word == "of":
            break  # "a sigh of relief", but not "the sound of a clock"
        if word.isalpha() and not (word == "of" or word in _ENDS or word in _GENERIC or word.endswith("ly")):
            head = at
    mention = next((m for m in prompt.open_mentions() if m.start <= head < m.end), None)
    known = head < 0 or (mention and (mention.meaning.says or mention.meaning.genre))
    owned = not _OWNERS.isdisjoint(prompt.words[max(0, head - 2) : max(0, head)])
    return "" if known or owned else prompt.words[head]
