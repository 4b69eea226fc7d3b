"""How much words of refusal govern: "no kick, snare or hats", "no harsh cymbals", "not too dark piano"."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from bot.prompts.language import everyday, lists
from bot.prompts.language.lexicon import CHORDS, EVERYDAY, LOOPED, LOOPS, SYNTHS, Meaning, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from retrieval_core.request import Kind

_PLAIN = {"no", "without", "nothing"}
POLITE = lists.words("scopes", "polite")
#: Classes of all sorts of noises, one of which is refused by its own name.
_SORTS = frozenset(["fx", EVERYDAY, "texture"])
_MUCH = {"many", "much"}
DETERMINERS = lists.words("scopes", "determiners")
_PERSONS = frozenset("i i'm im i'd i'll we he she they you".split())
_LINKS = frozenset("and or nor ni / & +".split())
_LESS = frozenset(["less", "too"])
_MILD = frozenset("less too so very overly as that".split())
_INSTEAD = (["instead", "of"], ["rather", "than"])
#: What refuses all that is listed behind it.
_EXCEPTING = (["but"], ["except"], ["excluding"], ["exclude"])
_ANY = lists.words("wishes", "any")
_WHAT = frozenset("the my that those these it them there".split())
#: What a refused word ends before: "no autotune no reverb just raw vocals", "no wind needed".
_ENDING = frozenset("and are but is just needed no not only required wanted without".split())
#: Before a sound these ask for it: "done with work need a kick".
_WISHES = frozenset("get gimme give looking need needed want wanted".split())
_GENERAL = frozenset("sample samples sound sounds".split())
_STRANGERS = 2  # unknown words that may stand before what is excluded: "no harmonic content"


@dataclass
class Exclusions:
    """What was excluded: classes, with the phrases that named each; the adjectives turned round, and moods, which have no
    other end; what is no class ("808s"); and the form that is left.
    """

    classes: list[str] = field(default_factory=list)
    qualities: list[Quality] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    moods: list[Quality] = field(default_factory=list)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    kind: Kind | None = None
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.classes or self.qualities or self.words or self.moods or self.kind)

    def by_word(self, *ids: str) -> None:
        """Refuse by name alone what was taken for a class, though it was called by no name of that."""
        for id in ids:
            self.words += self.phrases.pop(id)
            self.classes = [one for one in self.classes if one != id]

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
    word = prompt.word(at)
    contrasted = (
        cue in ("not", "but not")
        and len(word) > 4
        and word.endswith("s")
        and prompt.words[at - 2 : at - 1] in ([","], ["but"])
    )
    # "Not smashing. Tiny shards", of glass.
    noise = word.endswith("ing") and word in everyday.NOISES
    contrasted |= cue == "not" and noise and prompt.word(at - 2) in ("", ".", ",")
    if (
        (cue.split()[-1] not in _PLAIN and not contrasted)
        or not word.isalpha()
        or (
            prompt.word(at + 1).isalnum()
            and prompt.word(at + 1) not in _ENDING
            and not _is_on_it(prompt, at + 1)
            and not _is_listed(prompt, at + 1)
        )
        or prompt.locked[at]
        or prompt.mention_at(at)
    ):
        return 0
    if word in POLITE or word in DETERMINERS:
        return 0
    found.words.append(word)
    if _is_listed(prompt, at + 1):
        return scope(prompt, at + 2, found, close=False)
    return at + 1


def _is_listed(prompt: Prompt, at: int) -> bool:
    """Whether a list goes on with a class: the "or" of "no lasers or sirens"."""
    return prompt.word(at) in ("or", "nor", "and") and prompt.names_class(at + 1)


def _is_on_it(prompt: Prompt, at: int) -> bool:
    """ "No ring on the snare", "no frogs in it": whether it is told what something is refused of."""
    return prompt.word(at) in ("on", "in") and prompt.word(at + 1) in _WHAT


def scope(prompt: Prompt, at: int, found: Exclusions, close: bool) -> int:
    """Read the list that a negation governs; returns where it ends, 0 if nothing known is in it."""
    whole = _is_whole(prompt, at)
    end, listed, joined = 0, False, False
    strangers: list[str] = []
    at = prompt.after(at, {":"})
    while at < len(prompt.words) and prompt.word(at):
        mention = prompt.mention_at(at)
        if prompt.locked[at] and prompt.word(at) in _PLAIN:
            return end  # "no autotune, no reverb", which is a phrase of its own
        if mention and (_excludable(mention.meaning, listed and not joined) or _is_numbered(prompt, mention)):
            at = end = exclude(prompt, mention, found, listed)
            if strangers and len(mention.meaning.classes) == 1:  # "no female vox"
                phrases = found.phrases.setdefault(mention.meaning.classes[0], [])
                noun = " ".join(prompt.words[mention.start : mention.end])
                phrases[:] = [*(phrase for phrase in phrases if phrase != noun), " ".join(strangers)]
            listed, strangers = True, []
            joined = prompt.word(at) in ("or", "nor")
            at = _next_item(prompt, at, bool(mention.meaning.quality) and not mention.meaning.classes, whole)
            if not at:
                return end
            continue
        word = prompt.word(at)
        if word in _PERSONS:
            return end  # "no, I meant hats"
        if word.isascii() and word.isdigit():
            return at + 1  # "140 instead of 128"
        if id := _adjective_of(word):
            found.classes.append(id)
            return at + 1
        if not listed and word not in DETERMINERS and prompt.word(at - 1) in _MILD - {"as", "that"}:
            return at + 1  # "not too jazzy piano": of an adjective that nothing is known of, nothing follows
        if listed or word in (",", ".", "!", "?", ";", "but") or (close and word not in _MUCH):
            return end
        if strangers and word in _WISHES:
            return end
        if word not in DETERMINERS | _GENERAL:
            strangers.append(word)
            if len(strangers) > _STRANGERS:
                return end
        at += 1
    return end


def _adjective_of(word: str) -> str:
    """The class that an adjective is made of: "none of those clappy ones"; "" for any other word."""
    stem = word.removesuffix("y")
    if stem == word or len(word) < 5 or lexicon().meaning(word):
        return ""
    for noun in (stem, stem[:-1] if stem[-1] == stem[-2] else stem, stem + "e"):
        meaning = lexicon().meaning(noun)
        if meaning and len(meaning.classes) == 1 and not meaning.code:
            return meaning.classes[0]
    return ""


def elided(prompt: Prompt, cue: int, at: int, found: Exclusions) -> int:
    """ "Hi-hats, not open", "electric piano, not a grand one": the noun stands before the negation."""
    nouns = [m for m in prompt.open_mentions() if m.meaning.classes and m.end <= cue]
    at = prompt.after(at, {"a", "an", "the", "any", "actually", "really"})
    word = prompt.word(at)
    known = prompt.mention_at(at)
    if word == "one" and nouns and is_likened(prompt, nouns[-1]) and not prompt.word(at + 1).isalnum():
        found.classes += nouns[-1].meaning.classes  # "sounds like a clap but isn't one"
        return at + 1
    if not nouns or not word.isalpha() or (known and known.meaning.says):
        return 0
    noun = nouns[-1]
    for first in range(noun.start, noun.end):
        meaning = lexicon().meaning(" ".join([word, *prompt.words[first : noun.end]]))
        if meaning and meaning.classes and set(meaning.classes) <= set(noun.meaning.classes):
            if not known:  # "female vocals, not male"
                found.words.append(word)
                return prompt.after(at + 1, {"one", "ones"})
        elif meaning and meaning.classes:
            found.classes += [id for id in meaning.classes if id not in noun.meaning.classes]
            return prompt.after(at + 1, {"one", "ones"})
    return 0


def is_likened(prompt: Prompt, mention: Mention) -> bool:
    """Whether a sound is only said to be like another: "sounds like a clap"."""
    return "like" in prompt.words[max(0, mention.start - 2) : mention.start]


def _excludable(meaning: Meaning, listed: bool) -> bool:
    """Of what follows the first item only classes belong to it: in "no hats, dark" the adjective does not."""
    return bool(meaning.classes) or not listed


def _is_numbered(prompt: Prompt, mention: Mention) -> bool:
    """Whether a machine is called by its number, as "909" is, which is no adjective of what follows."""
    return not mention.meaning.says and prompt.words[mention.start].removesuffix("s").isdigit()


def _contrasts(prompt: Prompt, mention: Mention) -> bool:
    """Whether a refused adjective stands beside one that is wanted of the same noun: "warm, but not muddy bass"."""
    if prompt.word(mention.start - 1) != "not" or not mention.meaning.quality:
        return False
    before = prompt.before(mention.start - 1, {"but", "yet", "and", ",", "though"})
    return any(
        m.end == before and m.meaning.quality and not m.meaning.classes for m in prompt.open_mentions()
    )


def _flavoured(prompt: Prompt, mention: Mention) -> str:
    """The flavour that is refused of any sound, though with the next word it names a class: "no electronic sounds"."""
    words = prompt.words[mention.start : mention.end]
    first = lexicon().meaning(words[0])
    plain = len(words) == 2 and words[1] in ("sound", "sounds", "samples")
    return words[0] if plain and first and not first.says else ""


def exclude(prompt: Prompt, mention: Mention, found: Exclusions, listed: bool) -> int:
    """Note one item of the list; returns where it ends, its adjectives and form included."""
    meaning, end = mention.meaning, mention.end
    following = prompt.mention_at(end)
    before = prompt.word(mention.start - 1)
    mild = (
        before in _MILD or _contrasts(prompt, mention) or (before in ("or", "nor") and bool(found.qualities))
    )
    if before == "non" and not meaning.classes and not meaning.says:
        found.words.append(" ".join(prompt.words[mention.start : end]))  # "non-acoustic kick"
        return end
    if flavour := _flavoured(prompt, mention):
        found.words.append(flavour)
        return end
    if meaning.classes:
        looped = following and following.meaning.kind == "loop" and not following.meaning.classes
        if following and following.meaning.kind and not following.meaning.classes:
            end = following.end
        if following and {*following.meaning.classes} & {*meaning.classes}:
            end = following.end  # "vinyl crackle noise"
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
    if following and following.meaning.classes and _is_numbered(prompt, mention):  # "no 808 kicks"
        noun = " ".join(prompt.words[following.start : following.end])
        found.words.append(f"{named(prompt, mention)} {noun}")
        return following.end
    if not mild and meaning.sure and (described := _noun_behind(prompt, mention)):
        return exclude(prompt, described, found, listed)  # "no huge reverb"
    plain = not (mild or meaning.kind or before == "non")  # "no loop piano" refuses a form
    if following and following.meaning.classes and plain:  # "no harsh cymbals": the noun is what goes
        end = exclude(prompt, following, found, listed)
        if not meaning.says and len(following.meaning.classes) == 1:  # "kicks, but no 808 kicks"
            phrases = found.phrases.setdefault(following.meaning.classes[0], [])
            phrases.append(" ".join(prompt.words[mention.start : following.end]))
        return end
    if meaning.kind:
        found.kind = "loop" if meaning.kind == "one-shot" else "one-shot"
    elif meaning.quality and meaning.quality.comparative and prompt.word(mention.start - 1) == "no":
        found.qualities.append(meaning.quality)  # "nooo darker"
    elif meaning.quality and prompt.word(end) == "enough":  # "not dark enough"
        found.qualities.append(replace(meaning.quality, comparative=True))
        return end + 1
    elif meaning.quality and prompt.words[mention.start - 2 : mention.start] in _INSTEAD:
        found.moods.append(meaning.quality)  # "warm instead of dark" says itself what it is
    elif meaning.quality:
        word = lexicon().opposite(meaning.quality)
        other = lexicon().quality(word) if word else None
        if other:
            found.qualities.append(replace(other, comparative=mild))
        elif meaning.quality.measure.startswith("mood ") and not prompt.is_story:
            found.moods.append(meaning.quality)
    elif not mild or (before in _LESS and not prompt.is_story):
        found.words.append(named(prompt, mention))
    return end


def _noun_behind(prompt: Prompt, mention: Mention) -> Mention | None:
    """The noun for a quality that an adjective describes with others: the reverb of "huge bright reverb"."""
    following = prompt.mention_at(mention.end)
    while (
        following and following.meaning.quality and following.meaning.sure and not following.meaning.classes
    ):
        following = prompt.mention_at(following.end)
    return following if following and following.meaning.quality and not following.meaning.sure else None


def named(prompt: Prompt, mention: Mention) -> str:
    """What is no class as it may stand in a sample's name: "808" for "808s"."""
    said = " ".join(prompt.words[mention.start : mention.end])
    return said.removesuffix("s") if said[:-1].isdigit() else said


def _next_item(prompt: Prompt, at: int, adjective: bool = False, whole: bool = False) -> int:
    """Where the next item of a list of exclusions starts, 0 if the list is over; behind an adjective another one belongs to it, and behind a
    comma a sound where the list is a `whole`."""
    word = prompt.word(at)
    if prompt.names_class(at) and _runs_on(prompt, at):
        return at
    if word in ("or", "nor"):
        start = prompt.after(at + 1, {"too", "very", "overly", "not", "any"})
        mention = prompt.mention_at(start)
        if mention and mention.meaning.quality and (adjective or not mention.meaning.sure):
            return start  # "not too loud or reverby", "no hiss or reverb"
    if word in _LINKS:
        start = prompt.after(at + 1, {"any", "no", "the", "not", "a"})
        mention = prompt.mention_at(start)
        named = mention and (mention.meaning.classes or _is_numbered(prompt, mention))
        return start if named else 0
    if word == "," and prompt.word(at + 1) in ("or", "nor"):
        return _next_item(prompt, at + 1)
    if word == ",":
        # "without kick, snare and hats" goes on; "not a kick, a snare" and "no hats, congas" do not.
        start = prompt.after(at + 1, {"any", "no", "not"})
        mention = prompt.mention_at(start)
        if mention and mention.meaning.classes:
            if whole or start > at + 1 or prompt.word(mention.end) in ("and", "or", "nor"):
                return start
            if prompt.word(mention.end) == "," and _next_item(prompt, mention.end):
                return start
    return 0


def _is_whole(prompt: Prompt, start: int) -> bool:
    """Whether all sounds that commas part are refused, by what refuses or as something else is wanted: "everything but kicks, snares", "piano,
    no drums, bass, vocals", "cymbals without crashes, rides", "no kick, snare, hats, just a tom"; "no hats, congas" asks for congas."""
    at, refused = prompt.after(start, {":"}), []
    while (mention := prompt.mention_at(at)) and mention.meaning.classes:
        refused.append(mention.meaning.classes[0])
        at = mention.end + (prompt.word(mention.end) == ",")
    if len(refused) < 2:
        return False
    behind = prompt.after(at, {",", ".", "please", "pls"})
    onwards = prompt.names_class_behind(at)
    if prompt.word(behind) in ("only", "instead") and not onwards:
        return False  # "no kick, hats only"
    before = prompt.words[: prompt.before(start, {"for"})]
    if prompt.word(start) == ":" or before[-1:] in _EXCEPTING or ("(" in before and ")" not in before):
        return True
    wanted = [m.meaning for m in prompt.open_mentions() if m.end < start]
    ids = {id for meaning in wanted for id in meaning.classes}
    known = lexicon().taxonomy
    if all(id in known.classes and ids & {known.coarse_of(id), *known.ancestors(id)} for id in refused):
        return True
    told = bool(ids) or any(meaning.kind for meaning in wanted) or not _ANY.isdisjoint(before)
    if onwards and prompt.word(behind) in ("just", "only"):
        return True
    return len(refused) > 2 and (told or (onwards and prompt.word(at) == ":"))


def _runs_on(prompt: Prompt, at: int) -> bool:
    """Whether a list goes on without a sign to the end of a clause: "the usual kick snare hat"; "no hats drum loop" does not."""
    named = [m for m in prompt.open_mentions() if m.meaning.classes and not m.meaning.kind]
    starts, ends = {m.start: m for m in named}, {m.end: m for m in named}
    sounds, first = 0, at
    while mention := ends.get(first):
        first, sounds = mention.start, sounds + 1
    while at in starts:
        at, sounds = starts[at].end, sounds + 1
    return sounds > 2 and not prompt.word(at).isalnum()
