"""How much words of refusal govern: "no kick, snare or hats", "no harsh cymbals", "not too dark piano"."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.prompts.language import lists
from bot.prompts.language.lexicon import CHORDS, EVERYDAY, LOOPED, LOOPS, SYNTHS, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from retrieval_core.request import Kind

_PLAIN = {"no", "without", "nothing"}
DETERMINERS = lists.words("scopes", "determiners")
_OR = frozenset("or nor".split())
_LINKS = _OR | frozenset("and ni / & +".split())
_MILD = frozenset("less too so very overly as that non".split())
#: Classes of all sorts of noises, one of which is refused by its own name.
_SORTS = frozenset(["fx", EVERYDAY, "texture"])
#: What a refused word ends before: "no autotune no reverb just raw vocals", "no wind needed", "no frogs in it".
_ENDING = frozenset("and are but in is just needed no not on only required wanted without".split())
_INSTEAD = (["instead", "of"], ["rather", "than"])
_STRANGERS = 2  # unknown words that may stand before what is excluded: "no harmonic content"


@dataclass
class Exclusions:
    """What was excluded: classes, with the phrases that named each; those that somebody has `already`, and whether what goes `beside` them
    is asked for; the adjectives turned round, and moods, which have no other end; what is no class ("808s"); and the form that is left.
    """

    classes: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    beside: bool = False
    qualities: list[Quality] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    moods: list[Quality] = field(default_factory=list)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    kind: Kind | None = None
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.classes or self.qualities or self.words or self.moods or self.kind)

    @property
    def mood_words(self) -> list[str]:
        """The words for refused moods, which have no other end to sort by."""
        return [quality.word for quality in self.moods if quality.measure.startswith("mood ")]

    def within(self, wanted: Collection[str]) -> list[str]:
        """Classes of which a part is left out in name alone, as they are wanted: "organ, but no hammond", "breaks, no amen"."""
        return [id for id in self.phrases if id in wanted or LOOPED.get(id) in wanted]

    def named_in(self, before: Prompt) -> set[str]:
        """Classes that a prompt asked for by the very names that are refused: "scrap the downlifter"."""
        named: dict[str, set[str]] = {}
        for mention in before.mentions:
            for id in mention.meaning.classes:
                named.setdefault(id, set()).add(" ".join(before.words[mention.start : mention.end]))
        return {id for id, names in self.phrases.items() if id in named and named[id] <= {*names}}

    def words_within(self, wanted: Collection[str]) -> list[str]:
        """The phrases for such parts."""
        return [phrase for id in self.within(wanted) for phrase in self.phrases[id]]


def unknown(prompt: Prompt, cue: str, at: int, found: Exclusions) -> int:
    """ "No words", "without fills": one word that nothing is known of, which no sample's name may have."""
    at = prompt.after(at, {"the", "any"})
    word, behind = prompt.word(at), prompt.word(at + 1)
    if (
        cue.split()[-1] not in _PLAIN
        or not word.isalpha()
        or word in DETERMINERS
        or (behind.isalnum() and behind not in _ENDING)
        or prompt.mention_at(at)
    ):
        return 0
    found.words.append(word)
    return at + 1


def scope(prompt: Prompt, at: int, found: Exclusions) -> int:
    """Read the list that a negation governs; returns where it ends, 0 if nothing known is in it."""
    at = prompt.after(at, {":"})
    whole = _is_whole(prompt, at)
    end, listed, joined = 0, False, False
    strangers: list[str] = []
    while word := prompt.word(at):
        mention = prompt.mention_at(at)
        if mention and (mention.meaning.classes or not listed or joined):
            at = end = exclude(prompt, mention, found)
            if strangers and len(mention.meaning.classes) == 1:  # "no female vox"
                found.phrases[mention.meaning.classes[0]] = [" ".join(strangers)]
            listed, strangers = True, []
            joined = prompt.word(at) in _OR
            at = _next_item(prompt, at, whole)
            if not at:
                return end
            continue
        if word.isdigit():
            return at + 1  # "140 instead of 128"
        if word not in DETERMINERS and prompt.word(at - 1) in _MILD - {"as", "that"}:
            return at + 1  # "not too jazzy piano": of an adjective that nothing is known of, nothing follows
        if word in (",", ".", "!", "?", ";", "but"):
            return end
        if word not in DETERMINERS:
            strangers.append(word)
            if len(strangers) > _STRANGERS:
                return end
        at += 1
    return end


def elided(prompt: Prompt, cue: int, at: int, found: Exclusions) -> int:
    """ "Hi-hats, not open", "electric piano, not a grand one": the noun stands before the negation."""
    nouns = [m for m in prompt.open_mentions() if m.meaning.classes and m.end <= cue]
    at = prompt.after(at, {"a", "an", "the", "any", "actually", "really"})
    word = prompt.word(at)
    known = prompt.mention_at(at)
    if not nouns or not word.isalpha() or (known and known.meaning.says):
        return 0
    noun = nouns[-1]
    for first in range(noun.start, noun.end):
        meaning = lexicon().meaning(" ".join([word, *prompt.words[first : noun.end]]))
        if not (meaning and meaning.classes):
            continue
        others = [id for id in meaning.classes if id not in noun.meaning.classes]
        if others or not known:
            found.classes += others
            if not others:  # "female vocals, not male"
                found.words.append(word)
            return prompt.after(at + 1, {"one", "ones"})
    return 0


def exclude(prompt: Prompt, mention: Mention, found: Exclusions) -> int:
    """Note one item of the list; returns where it ends, its adjectives and form included."""
    meaning, end = mention.meaning, mention.end
    following = prompt.mention_at(end)
    if meaning.classes:
        looped = following is not None and following.meaning.kind == "loop"
        if following and following.meaning.kind:
            end = following.end
        noun = prompt.word(mention.start)
        phrase = " ".join(prompt.words[mention.start : mention.end])
        if meaning.classes[0] in _SORTS and phrase not in lexicon().names_of(meaning.classes[0]):
            found.words.append(phrase)  # "no birds", and all other noises may come
            return end
        ids = (CHORDS[noun],) if noun in CHORDS else meaning.classes
        ids = (*ids, SYNTHS[noun]) if noun in SYNTHS and mention.end == mention.start + 1 else ids
        found.classes += [LOOPS.get(id, id) if looped else id for id in ids]
        if len(ids) == 1 and phrase not in lexicon().names_of(ids[0]):
            found.phrases.setdefault(ids[0], []).append(phrase)
        return end
    mild = prompt.word(mention.start - 1) in _MILD | _OR
    if following and following.meaning.classes and not (mild or meaning.kind):
        end = exclude(
            prompt, following, found
        )  # "no harsh cymbals": the noun is what goes, but in "no loop piano"
        phrase = " ".join(prompt.words[mention.start : following.end])
        found.phrases.setdefault(following.meaning.classes[0], []).append(phrase)
        return end
    if meaning.kind:
        found.kind = "loop" if meaning.kind == "one-shot" else "one-shot"
    elif meaning.quality and prompt.word(end) == "enough":  # "not dark enough"
        found.qualities.append(replace(meaning.quality, comparative=True))
        return end + 1
    elif meaning.quality:
        word = lexicon().opposite(meaning.quality)
        other = lexicon().quality(word) if word else None
        # "Warm instead of dark" says itself what it is.
        if other and prompt.words[mention.start - 2 : mention.start] not in _INSTEAD:
            found.qualities.append(replace(other, comparative=mild))
        else:
            found.moods.append(meaning.quality)
    else:
        found.words.append(named(prompt, mention))
    return end


def named(prompt: Prompt, mention: Mention) -> str:
    """What is no class as it may stand in a sample's name: "808" for "808s"."""
    said = " ".join(prompt.words[mention.start : mention.end])
    return said.removesuffix("s") if said[:-1].isdigit() else said


def _next_item(prompt: Prompt, at: int, whole: bool) -> int:
    """Where the next item of a list of exclusions starts, 0 if the list is over; behind a comma a sound belongs to it where it is a `whole`."""
    comma = prompt.word(at) == ","
    link = at + (comma and prompt.word(at + 1) in _OR)
    word = prompt.word(link)
    if word in _LINKS:
        start = prompt.after(link + 1, {"any", "no", "the", "not", "a", "too", "very", "overly"})
        mention = prompt.mention_at(start)
        if mention and (mention.meaning.classes or not mention.meaning.says or word in _OR):
            return start  # "no hats and no claps", "no 808 or 909", "not too loud or reverby"
    elif comma and (mention := prompt.mention_at(at + 1)) and mention.meaning.classes:
        # "without kick, snare and hats" goes on; "not a kick, a snare" and "no hats, congas" do not.
        return at + 1 if whole or prompt.word(mention.end) in _OR | {"and"} else 0
    return 0


def _is_whole(prompt: Prompt, at: int) -> bool:
    """Whether all sounds that commas part are refused, as they are many, or another one is named before: "no kick, snare, hats", "drums
    except kicks, snares"; "no hats, congas" asks for congas."""
    start, count = at, 0
    while (mention := prompt.mention_at(at)) and mention.meaning.classes:
        count += 1
        at = mention.end + (prompt.word(mention.end) == ",")
    alone = count == 2 and prompt.names_class_before(start) and not prompt.word(at).isalnum()
    return count > 2 or alone
