"""Which of the adjectives of a prompt describe the sound that is asked for, and to what degree."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.language.everyday import PLACES, THINGS
from bot.prompts.language.lexicon import EVERYDAY, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.slang import ELSEWHERE
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.senses import GROUND

_PLENTY = {(much, "of") for much in "lot lots plenty loads tons bit touch hint dash pinch".split()}
_WITH = (["more"], ["with"], ["some"], ["many"], ["much"])
#: "Soaked in reverb".
_FULL = {("full", "of"), ("covered", "in")} | {
    (full, place)
    for full in "bathed dipped drenched dripping drowned drowning soaked swimming washed".split()
    for place in ("in", "with")
}
_NEW = frozenset("a an".split())
_BETWEEN = frozenset("a an and or & , that the this".split())
_PREPOSITIONS = frozenset("in into from on of at to".split())
_AGAINST = frozenset("on at against into onto".split())
_THE = frozenset("her his my our that the their this your".split())
_INSIDE = frozenset("in into inside on at".split())
#: "In a dark way", "at a fast tempo" tell of a sound.
_WAYS = lists.words("adjectives", "ways")
_DOINGS = lists.words("adjectives", "doings")
_ADVERBS = lists.words("adjectives", "adverbs")
_SEEMS = frozenset("feels sounds seems is".split())
_PASSAGES = lists.words("adjectives", "passages")
_BRIEF = frozenset("quick short brief".split())
_HASTE = lists.words("adjectives", "haste")
_ONES = ["one"], ["ones"]
_NOUNS = frozenset("trailer horror rage hype blues short".split())
_DETERMINERS = frozenset("a an the my our this of".split())
_DEGREES = lists.words("adjectives", "degrees")
_HEADS = lists.words("adjectives", "heads")
#: What is done to what somebody has, and shall be otherwise.
_REPLACING = frozenset("replace replacing replacement swap upgrade fix save rescue instead than".split())
_IDLE = lists.phrases("adjectives", "idle")
#: Adjectives that are the names of classes as well: "plucked", "orchestral".
_NAMING = lists.words("adjectives", "naming")
#: What may stand beside words that describe the last sounds, and asks for no others.
_BESIDE = frozenset(
    ", . ! ? a and bit both but it just little make more ok okay one ones only or please pls the".split()
)


#: What verbs make of a sound, with the words that may have to go with them: "speed up", "darken".
_VERBS: dict[str, list[tuple[str, str]]] = {}
for _verb, *_particle, _adjective in lists.phrases("adjectives", "verbs"):
    _VERBS.setdefault(_verb, []).append((" ".join(_particle), _adjective))
#: "The low end", "the bass": what the ends of the spectrum are called, each by a noun of the lexicon.
_ENDS = {"bass": "lows", "low": "lows", "bottom": "lows", "high": "highs", "top": "highs"}
_PITCHES = frozenset(["high", "low"])
_RAISED = lists.phrases("adjectives", "raised")
_LOWERED = lists.phrases("adjectives", "lowered")
#: "Tone the highs down".
_PARTED = {
    (phrase[0], phrase[1]): direction
    for direction, phrases in ((1, _RAISED), (-1, _LOWERED))
    for phrase in phrases
    if len(phrase) == 2
}
_PARTICLES = frozenset("back down off up".split())
_OBJECTS = frozenset("it them that this these those things everything em a bit little lot the tad".split())


def degree(prompt: Prompt, mention: Mention, quality: Quality) -> Quality:
    """A quality as it stands in the prompt: "more dark" compares as "darker" does."""
    more = mention.start > 0 and prompt.words[mention.start - 1] == "more"
    return replace(quality, comparative=True) if more else quality


def is_wanted(prompt: Prompt, mention: Mention) -> bool:
    """Adjectives are wanted as they stand, nouns where the prompt says so: "more punch", "with reverb", "a reverb snare"."""
    quality = mention.meaning.quality
    if mention.meaning.sure or quality is None:
        return mention.meaning.sure
    if is_measured(prompt, mention):
        return False
    at = mention.start
    while at:  # "with a long reverb tail", "with punch and weight"
        other = next((m for m in prompt.mentions if m.end == at), None)
        if other and other.meaning.quality and not other.meaning.classes:
            if other.meaning.quality.measure == quality.measure:
                return False  # "a short tail" says itself how long it is
            at = other.start
        elif prompt.words[at - 1] in _BETWEEN:
            at -= 1
        else:
            break
    before = prompt.words[max(0, at - 2) : at]
    if before[-1:] in _WITH or tuple(before) in _PLENTY | _FULL:
        return True
    if prompt.words[mention.end : mention.end + 1] in _ONES:
        return True  # "claps? reverb ones"
    behind = prompt.mention_at(mention.end)
    placed = behind is not None and behind.meaning.classes == (
        "texture",
    )  # "room ambience" is that of a room
    return prompt.names_class(mention.end) and not placed


def is_measured(prompt: Prompt, mention: Mention) -> bool:
    """Whether a noun only tells what an adjective before it is said of: the tail of "a shorter tail", of "a distorted tail"."""
    noun = mention.meaning.quality
    before = next((m.meaning for m in prompt.mentions if m.end == mention.start), None)
    if mention.meaning.sure or not noun or not before or not before.sure or not before.quality:
        return False
    return before.quality.measure == noun.measure or (
        noun.measure == "length" and before.quality.measure != "loudness"
    )


def is_idle(prompt: Prompt, mention: Mention) -> bool:
    """Whether a word is no adjective of a sound together with those beside it: "close to that", "long time", "a horror short"."""
    before = next((m for m in prompt.mentions if m.end == mention.start), None)
    mood = before and before.meaning.quality and before.meaning.quality.measure.startswith("mood ")
    if (
        mood
        and prompt.words[mention.start : mention.end] == ["short"]
        and not prompt.word(mention.end).isalnum()
    ):
        return before is not None and prompt.word(before.start - 1) in ("a", "my", "our", "the")
    if prompt.words[max(0, mention.start - 2) : mention.start] in (["like", "in"], ["like", "on"]):
        return not any(m.start > mention.start for m in prompt.mentions)  # a kick "like in blue monday"
    begins = _IDLE.end(prompt.words, mention.start) > mention.end
    ends = mention.start > 0 and _IDLE.end(prompt.words, mention.start - 1) == mention.end  # "bit depth"
    elsewhere = not mention.meaning.sure and is_elsewhere(prompt, mention)  # "they hurt in this room"
    return not mention.meaning.classes and (begins or ends or elsewhere)


def is_elsewhere(prompt: Prompt, mention: Mention) -> bool:
    """Whether an adjective is about something else than a sound: "dead serious", "a short film", "in the background"."""
    if mention.meaning.classes or mention.meaning.kind:
        return False
    words, end = prompt.words, mention.end
    following = words[end] if end < len(words) else ""
    before = words[max(0, mention.start - 2) : mention.start]
    while (other := prompt.mention_at(end)) and not (other.meaning.classes or other.meaning.kind):
        if not other.meaning.sure:
            break  # "a short decay"
        end = other.end  # "a fast paced racing game"
        following = words[end] if end < len(words) else ""
    if following in ELSEWHERE:
        return not prompt.names_class(end)
    within = before[-1:] != [] and before[-1] in _THE and before[0] in _PREPOSITIONS
    # "In this room", "in a big church", but "in a dark way".
    if within or (before[-1:] in (["a"], ["an"]) and before[0] in _INSIDE and following.isalpha()):
        described = mention.meaning.sure and following in _HEADS | _WAYS
        return not (prompt.mentioned(end) or described)
    if following in ("in", "on") and words[end + 1 : end + 2] == ["everything"]:
        return True  # "lots of reverb on everything, so the snare should be dry"
    if _is_of_own(prompt, mention):
        return True
    if before[-1:] in (["i'm"], ["im"], ["am"]) and not prompt.mentioned(end):
        return True  # "and I'm happy"
    if before[-1:] == ["how"] or (before[-1:] == ["as"] and following in ("", ",", ".", "for")):
        return True  # "I don't care how long it is"
    if before[-1:] != [] and before[-1] in _SEEMS and before[0] in _PASSAGES:
        return True  # "the chorus feels flat without a shaker"
    word = words[mention.start]
    if word in ("wet", "dry") and (following in THINGS or following in GROUND):
        return not prompt.names_class(end)  # "walking in wet leaves"
    if word == "busy" and following in PLACES:
        return True
    if word.endswith("ing") and (
        (before[-1:] != [] and before[-1] in THINGS)
        or any(m.end == mention.start and m.meaning.classes == (EVERYDAY,) for m in prompt.mentions)
    ):
        return True  # "a door slamming"
    if word.endswith("ing") and (following in _AGAINST or following in THINGS):
        return True  # "knocking on a door", "a ringing phone"
    behind = prompt.mention_at(end)
    if word in THINGS and following.isalpha() and not (behind and behind.meaning.sure):
        return True  # "a monster growl"
    if word in _BRIEF and _tells_of_haste(prompt, mention):
        return True
    if (
        word in _DOINGS and before and before[-1].isalpha() and not prompt.names_class(end)
    ):  # "paper rustling"
        noun = before[-1]
        return (
            len(noun) > 3
            and noun not in _HEADS
            and not prompt.mentioned(mention.start - 1)
            and noun not in _ADVERBS
        )
    if word == "quick" and end == mention.start + 1:  # "let me know quick"
        return not (prompt.mentioned(end) or following in _HEADS or len(words) < 3)
    if word in _NOUNS and mention.end == mention.start + 1 and not _DETERMINERS.isdisjoint(before):
        apart = not _DEGREES.isdisjoint(before) or prompt.names_class(mention.start - 1)
        return not (apart or prompt.mentioned(end) or following in _HEADS)
    return False


def _is_of_own(prompt: Prompt, mention: Mention) -> bool:
    """Whether an adjective tells of a sound that somebody has: "something to replace my weak ass kick"."""
    end = mention.end + (prompt.words[mention.end : mention.end + 1] == ["ass"])
    at = mention.start
    while at and (other := next((m for m in prompt.mentions if m.end == at), None)) and other.meaning.quality:
        at = other.start
    owned = prompt.words[max(0, at - 1) : at] in (["my"], ["our"])
    return owned and prompt.names_class(end) and not _REPLACING.isdisjoint(prompt.words)


def _tells_of_haste(prompt: Prompt, mention: Mention) -> bool:
    """Whether a word is about the prompt, and not about the sound that it goes on to name: "on my phone so short: a ride"."""
    at, end = mention.start, mention.end
    if at == 0 and prompt.words[:2] == ["quick", "one"]:  # "quick one, some claps"
        return prompt.words[2:3] in ([","], [":"], ["."], ["-"]) and prompt.names_class_behind(2)
    if prompt.names_class_before(at) or prompt.words[end : end + 1] not in ([","], [":"], ["."], ["-"]):
        return False
    before = prompt.words[max(0, at - 2) : at]
    return prompt.words[end] == ":" or (before[-1:] != [] and before[-1] in _HASTE and before[0] != "make")


def changes(prompt: Prompt, asked: Collection[str]) -> list[Quality]:
    """Take "speed it up", "darken them", "pitch it down": verbs that say what the last sounds are to become.

    `asked` are the classes of those sounds. Names of others that describe them are read as plain words.
    """
    _describe(prompt, asked)
    found = _balances(prompt, asked)
    if _VERBS.keys().isdisjoint(prompt.words):
        return found
    for at, word in enumerate(prompt.words):
        if word not in _VERBS or prompt.taken[at] or prompt.mention_at(at - 1) or prompt.mention_at(at + 1):
            continue
        end = prompt.after(at + 1, _OBJECTS)
        for particle, adjective in _VERBS[word]:
            if particle in ("", prompt.word(end)) and (quality := lexicon().quality(adjective)):
                prompt.take(at, end + (particle != "" or prompt.word(end) == "up"))
                found.append(quality)
                break
    return found


def _describe(prompt: Prompt, asked: Collection[str]) -> None:
    """Read names of other sounds as words for the last ones where nothing else is named: "plucked", of basses, "both 808 and acoustic"."""
    plain = {at for m in prompt.mentions if not m.meaning.classes for at in range(m.start, m.end)}
    for mention in [*prompt.open_mentions()] if asked else []:
        meaning, start, end = mention.meaning, mention.start, mention.end
        beside = (
            prompt.words[at] for at in range(len(prompt.words)) if not start <= at < end and at not in plain
        )
        if not _BESIDE.issuperset(beside):
            continue
        if " ".join(prompt.words[start:end]) in _NAMING and {*asked}.isdisjoint(meaning.classes):
            mention.meaning = replace(meaning, classes=())
        elif meaning.alone and prompt.word(start - 1) not in _NEW and not prompt.words[end - 1].endswith("s"):
            mention.meaning = replace(meaning, alone=())


def _balances(prompt: Prompt, asked: Collection[str]) -> list[Quality]:
    """Take "turn up the bass", "tone the highs down", "less low end": what there is to be more or less of."""
    found: list[Quality] = []
    basses = {id for name in ("bass", "synth bass") if (one := lexicon().meaning(name)) for id in one.classes}
    for at, end, direction in [*_amounts(prompt)]:
        place = prompt.after(end, _OBJECTS)
        word = prompt.word(place)
        if word in _PITCHES and place == end and _part_end(prompt, place) == place + 1:
            continue  # "more high" is higher
        part = lexicon().amount(_ENDS.get(word, word))
        if not part or not part.quality or (word == "bass" and not basses.isdisjoint(asked)):
            continue
        adjective = part.quality.word if direction > 0 else lexicon().opposite(part.quality)
        if adjective and (quality := lexicon().quality(adjective)):
            prompt.take(at, prompt.after(_part_end(prompt, place), _PARTICLES))
            found.append(replace(quality, comparative=True))
    return found


def _amounts(prompt: Prompt) -> Iterator[tuple[int, int, int]]:
    """Where it begins to be said that there is to be more (1) or less (-1) of what is named at the next place."""
    for direction, phrases in ((1, _RAISED), (-1, _LOWERED)):
        yield from ((at, end, direction) for at, end in prompt.places(phrases))
    for at, word in enumerate(prompt.words):
        behind = _part_end(prompt, prompt.after(at + 1, _OBJECTS))
        if direction := _PARTED.get((word, prompt.word(behind)), 0):
            yield at, at + 1, direction


def _part_end(prompt: Prompt, at: int) -> int:
    return at + 2 if prompt.word(at + 1) == "end" else at + 1


def base_forms(prompt: Prompt) -> dict[int, str]:
    """Comparatives as the adjectives that they are of: samples are described as dark, not as darker."""
    return {
        m.start: m.meaning.quality.word
        for m in prompt.open_mentions()
        if m.meaning.quality and m.end == m.start + 1 and m.meaning.sure and not m.meaning.classes
    }
