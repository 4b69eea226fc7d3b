"""Which of the adjectives of a prompt describe the sound that is asked for, and to what degree."""

from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.language.everyday import THINGS
from bot.prompts.language.lexicon import EVERYDAY, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.slang import ELSEWHERE
from bot.prompts.language.vocabulary import lexicon

_PLENTY = {(much, "of") for much in "lot lots plenty loads tons bit touch hint dash pinch".split()}
_WITH = (["more"], ["with"], ["some"], ["many"], ["much"])
#: "Soaked in reverb".
_FULL = {("full", "of"), ("covered", "in")} | {
    (full, place)
    for full in "bathed dipped drenched dripping drowned drowning soaked swimming washed".split()
    for place in ("in", "with")
}
_BETWEEN = frozenset("a an and or & , that the this".split())
_PREPOSITIONS = frozenset("in into inside from on of at to".split())
_DETERMINERS = frozenset("a an her his my our that the their this your".split())
#: "In a dark way", "at a fast tempo" tell of a sound.
_WAYS = lists.words("adjectives", "ways")
_HEADS = lists.words("adjectives", "heads")
#: What verbs make of a sound, with the words that may have to go with them: "speed up", "darken".
_VERBS: dict[str, list[tuple[str, str]]] = {}
for _verb, *_particle, _adjective in lists.phrases("adjectives", "verbs"):
    _VERBS.setdefault(_verb, []).append((" ".join(_particle), _adjective))
#: "The low end", "the bass": what the ends of the spectrum are called, each by a noun of the lexicon.
_ENDS = {"bass": "lows", "low": "lows", "bottom": "lows", "high": "highs", "top": "highs"}
_RAISED = lists.phrases("adjectives", "raised")
_LOWERED = lists.phrases("adjectives", "lowered")
_BEHIND_END = frozenset("end back down off up".split())
_OBJECTS = frozenset("it them that this these those things everything em a bit little lot the tad".split())


def degree(prompt: Prompt, mention: Mention, quality: Quality) -> Quality:
    """A quality as it stands in the prompt: "more dark" compares as "darker" does."""
    return replace(quality, comparative=True) if prompt.word(mention.start - 1) == "more" else quality


def is_wanted(prompt: Prompt, mention: Mention) -> bool:
    """Adjectives are wanted as they stand, nouns where the prompt says so: "more punch", "with reverb", "a reverb snare"."""
    quality = mention.meaning.quality
    if mention.meaning.sure or quality is None:
        return mention.meaning.sure
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
    told = before[-1:] in _WITH or tuple(before) in _PLENTY | _FULL
    return told or prompt.names_class(mention.end)


def is_elsewhere(prompt: Prompt, mention: Mention) -> bool:
    """Whether an adjective is about something else than a sound: "a short film", "in a big church", "a door slamming"."""
    if mention.meaning.classes or mention.meaning.kind:
        return False
    before, following = prompt.word(mention.start - 1), prompt.word(mention.end)
    if following in ELSEWHERE:
        return not prompt.names_class(mention.end)
    if before in _DETERMINERS and prompt.word(mention.start - 2) in _PREPOSITIONS:
        return not (prompt.mentioned(mention.end) or following in _HEADS | _WAYS)
    event = any(m.end == mention.start and m.meaning.classes == (EVERYDAY,) for m in prompt.mentions)
    doing = prompt.words[mention.start].endswith("ing") and (event or before in THINGS)
    return doing or before in ("how", "i'm")


def changes(prompt: Prompt) -> list[Quality]:
    """Take "speed it up", "darken them", "pitch it down": verbs that say what the last sounds are to become."""
    found = _balances(prompt)
    for at, word in enumerate(prompt.words):
        end = prompt.after(at + 1, _OBJECTS)
        for particle, adjective in _VERBS.get(word, []):
            if particle in ("", prompt.word(end)) and (quality := lexicon().quality(adjective)):
                prompt.take(at, end + (particle != ""))
                found.append(quality)
                break
    return found


def _balances(prompt: Prompt) -> list[Quality]:
    """Take "turn up the bass", "tone the highs down", "less low end": what there is to be more or less of."""
    found: list[Quality] = []
    for more, phrases in ((True, _RAISED), (False, _LOWERED)):
        verbs = {(phrase[0], phrase[1]) for phrase in phrases if len(phrase) == 2}
        starts = [
            (at, at + 1)
            for at, word in enumerate(prompt.words)
            if (word, prompt.word(prompt.after(at + 1, _OBJECTS) + 1)) in verbs
        ]
        for at, end in [*prompt.places(phrases), *starts]:
            place = prompt.after(end, _OBJECTS)
            part = lexicon().amount(_ENDS.get(prompt.word(place), prompt.word(place)))
            if not part or not part.quality:
                continue
            adjective = part.quality.word if more else lexicon().opposite(part.quality)
            if adjective and (quality := lexicon().quality(adjective)):
                prompt.take(at, prompt.after(place + 1, _BEHIND_END))
                found.append(replace(quality, comparative=True))
    return found


def base_forms(prompt: Prompt) -> dict[int, str]:
    """Comparatives as the adjectives that they are of: samples are described as dark, not as darker."""
    return {
        m.start: m.meaning.quality.word
        for m in prompt.open_mentions()
        if m.meaning.quality and m.end == m.start + 1 and m.meaning.sure and not m.meaning.classes
    }
