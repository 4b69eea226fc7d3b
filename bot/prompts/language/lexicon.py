"""The words of the taxonomy as the grammar meets them: what each phrase asks for, each read when it is met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.prompts.language import lists
from retrieval_core.request import Kind
from retrieval_core.taxonomy import Sense, Taxonomy
from retrieval_core.wording import comparative, fold, plural

LONGEST = 7  # words of a phrase
#: Lists of the taxonomy whose phrases name a class for sure, the surest first.
_NAMES = ("name", "synonyms", "combos", "foreign", "codes")
#: "Rhythm without melody" is a description, but the grammar reads it more exactly: drums, and no keys.
_NEGATIONS = {"no", "not", "without", "nothing"}
_VOWELS = set("aeiou")
_ABBREVIATIONS = lists.words("lexicon", "abbreviations")
#: What an instrument may be made of: "glass", after percussion.
MATERIALS = lists.words("lexicon", "materials")
#: How something is played, sung or recorded; it says no more of a sound, and is none: "fingerpicked", "in drop d".
_TECHNIQUES = MATERIALS.union(" ".join(phrase) for phrase in lists.phrases("lexicon", "techniques"))
#: What is clean of noise is not distorted either.
_CLEAN_AND_DIRTY = {("noisiness", -1), ("distortion", 1)}
#: What is too clean is to be dirty, and not noisy; what is too big is to be small, and not quiet.
_CONTRARY = {"clean": "dirty", "big": "small", "huge": "small", "massive": "small"}
#: Adjectives that name a class, where nothing else is named.
_NAMING = lists.words("adjectives", "naming")
_FORMS: dict[str, Kind] = {"oneshot": "one-shot", "loop": "loop"}
#: Comparatives that mean another adjective than the one they are of: a quick hit is short, a quicker loop is fast.
_IRREGULAR = {"quicker": "faster", "quickest": "fast"} | dict.fromkeys(
    ("farther away", "further away", "further back"), "more distant"
)
#: A loop of drums is the class of drums and a loop; the fine class says nothing more.
LOOPED = {"drumloop": "drums", "keysloop": "keys"}
LOOPS = {family: loop for loop, family in LOOPED.items()}
#: The class of real noises, which anything in the world makes.
EVERYDAY = "foley"
#: Any keyboard plays chords; the class of that name is that of single stabs, and "no chords" means those.
CHORDS = {"chord": "chord", "chords": "chord"}
#: Of a machine that plays one of these, all is synthetic.
_SYNTHETIC = frozenset("synthkeys stringmachine synthlead".split())
#: A fill is drums, but it does not go round.
_FILLS = {"drum fill", "drum fills"}
#: What a sound does, as the adjective for it.
_VERBS = {"ring out": "ringing", "rings out": "ringing", "ringing out": "ringing"} | {
    f"{make} {whom} {verb}": adjective
    for verb, adjective in lists.phrases("lexicon", "moving")
    for make in ("make", "makes")
    for whom in lists.words("lexicon", "moved")
}
#: Who wants no synths wants no pads either, which are a class of their own.
SYNTHS = dict.fromkeys(
    ("synth", "synths", "synthesizer", "synthesizers", "synthesiser", "synthesisers"), "pad"
)
#: Nouns for the ends of a quality, as in "no distortion".
_NOUNS = {noun: " ".join(adjective) for noun, *adjective in lists.phrases("lexicon", "nouns")}

#: Words that begin something else, whatever they make with the one before.
_JOINTS = frozenset("an as at by in is it of on or to up".split())


@dataclass(frozen=True, slots=True)
class Quality:
    """An adjective: its word in the taxonomy, its measure, and which end of it."""

    word: str
    measure: str
    direction: int
    comparative: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase asks for.

    `code`: an abbreviation, to be believed in capitals or in very short prompts only; `heard`: a sound spelt out, as "tss";
    `flavour`: an adjective, which names its class only where nothing else is named ("something orchestral"); `alone`: the
    classes of a machine that is asked for like an instrument ("two 808s").
    """

    classes: tuple[str, ...] = ()
    code: bool = False
    unmistakable: bool = False
    kind: Kind | None = None
    quality: Quality | None = None
    genre: str | None = None
    sure: bool = True
    flavour: bool = False
    alone: tuple[str, ...] = ()
    heard: bool = False

    @property
    def says(self) -> bool:
        """Whether it asks for something that the catalog knows, and not just for a flavour, a machine or a genre."""
        return bool(self.classes or self.kind or self.quality)


class Lexicon:
    """What each phrase of a taxonomy asks for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._adjectives = _adjectives(taxonomy)
        self.meaning = lru_cache(maxsize=8192)(self._meaning)
        self.joins = lru_cache(maxsize=8192)(self._joins)
        self.names_of = lru_cache(maxsize=None)(self._names_of)

    def quality(self, word: str) -> Quality | None:
        """The adjective `word`, in any degree ("darker", "darkest"); None if it is none."""
        if known := self._adjectives.get(_IRREGULAR.get(word, word)):
            return known
        if word.endswith("ish") and (mild := self._adjectives.get(word[:-3])):
            return mild  # "darkish"
        if word.endswith("est") and (compared := self.quality(word[:-3] + "er")):
            return replace(compared, comparative=False)
        if word.endswith("er") and len(word) > 4:  # however it takes its ending: "dustier", "punchyer"
            stem = word[:-2]
            doubled = stem[:-1] if stem[-1] == stem[-2] else stem  # "fatter", but no "father"
            plain = (stem, stem + "e", doubled, stem[:-1] + "y" if stem.endswith("i") else stem)
            found = next((self._adjectives[one] for one in plain if one in self._adjectives), None)
            return found and replace(found, comparative=True)
        return None

    def noun(self, word: str) -> Meaning | None:
        """The quality that a noun stands for, though it may be called so for other things: "more snap"."""
        adjective = _NOUNS.get(word)
        if word.endswith("ness") and len(word) > 6:  # "darkness", "punchiness"
            adjective = f"{word[:-5]}y" if word[-5] == "i" else word[:-4]
        quality = self.quality(adjective) if adjective else None
        return Meaning(quality=quality, sure=False) if quality else None

    def amount(self, word: str) -> Meaning | None:
        """The quality of which there is more or less with more or less of what a noun names: "less rumble", "more crackle"."""
        quality = self.quality(word + "y") or self.quality(word.removesuffix("e") + "y")
        return self.noun(word) or (Meaning(quality=quality, sure=False) if quality else None)

    def opposite(self, quality: Quality) -> str | None:
        """The plainest word for the other end of a measure; None for moods, which have none."""
        return _CONTRARY.get(quality.word) or self._opposites.get((quality.measure, quality.direction))

    def opposed(self, one: Quality, other: Quality) -> bool:
        """Whether two adjectives are for opposite ends: of one measure, or moods that differ in all that they share."""
        if one.measure == other.measure:
            return one.direction != other.direction
        if {(one.measure, one.direction), (other.measure, other.direction)} == _CLEAN_AND_DIRTY:
            return True
        moods = [self.taxonomy.moods.get(quality.measure.removeprefix("mood ")) for quality in (one, other)]
        first, second = (dict(mood.qualities) if mood else {} for mood in moods)
        shared = first.keys() & second.keys()
        return bool(shared) and all(first[measure] != second[measure] for measure in shared)

    def _names_of(self, id: str) -> set[str]:
        """What a class itself is called, and not one of its kind: "organ", but not "hammond"."""
        one = self.taxonomy.classes.get(id) or self.taxonomy.coarse[id]
        foreign = [name for name in one.foreign if fold(name) not in one.synonyms]  # "violín" is a violin
        names = (one.name, id, *foreign, *getattr(one, "codes", ()))
        return {form for name in names for form in (fold(name), fold(plural(name)))} | {
            fold(getattr(one, "plural", one.name))
        }

    @cached_property
    def _opposites(self) -> dict[tuple[str, int], str]:
        return {
            (quality.id, direction): words[0]
            for quality in self.taxonomy.qualities.values()
            for direction, words in ((-1, quality.high), (1, quality.low))
        }

    @cached_property
    def _phrases(self) -> set[str]:
        """All that may mean something, as one and as many, and with spaces around an "&"."""
        known = (*self.taxonomy.lookup, *self._adjectives, *_IRREGULAR, *_FILLS, *_VERBS, *_TECHNIQUES)
        spaced = (phrase.replace("&", " & ") for phrase in self.taxonomy.lookup if "&" in phrase)
        return {form for one in (*known, *spaced) for form in (one, f"{one}s", one.removesuffix("s"))}

    @cached_property
    def machines(self) -> set[str]:
        """What machines are called, whose sounds are called by it and another word."""
        lookup = self.taxonomy.lookup
        return {phrase for phrase, senses in lookup.items() if any(s.kind == "machine" for s in senses)}

    @cached_property
    def _lengths(self) -> dict[str, int]:
        """How many words the longest phrase has that begins with a word, where that is more than two."""
        found: dict[str, int] = {}
        for phrase in self._phrases:
            if (spaces := phrase.count(" ")) > 1:
                first = phrase[: phrase.index(" ")]
                found[first] = max(found.get(first, 2), min(LONGEST, spaces + 1))
        return found

    @cached_property
    def _openings(self) -> set[str]:
        """The first two words of what has several."""
        return {" ".join(phrase.split(" ", 2)[:2]) for phrase in self._phrases if " " in phrase}

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Meaning] | None:
        """The longest known phrase at `start`: where it ends, and what it means."""
        first = words[start]
        if start + 1 < len(words) and self.joins(first, words[start + 1]):
            for end in range(min(len(words), start + self._lengths.get(first, 2)), start + 1, -1):
                if meaning := self.meaning(" ".join(words[start:end])):
                    return end, meaning
            if whole := self._written_apart(first, words[start + 1]):
                return start + 2, whole
        alone = self.meaning(first)
        return (start + 1, alone) if alone else None

    def _joins(self, first: str, second: str) -> bool:
        """Whether two words may begin a phrase, or be one word; most do not."""
        opens = f"{first} {second}" in self._openings or first in self.machines
        return opens or first + second in self._phrases

    def _written_apart(self, first: str, second: str) -> Meaning | None:
        """What two words mean that are one: "thunder clap", but not "do g"."""
        apart = min(len(first), len(second)) < 2 or second in _JOINTS  # "bass on it" is no bassoon
        whole = None if apart else self.meaning(first + second)
        named = whole and whole.classes and not (whole.code or LOOPED.keys() & set(whole.classes))
        return whole if named else None

    def _meaning(self, phrase: str) -> Meaning | None:
        """What a phrase asks for; None if it is unknown, or says no more than its words do one by one."""
        if phrase in CHORDS:
            return Meaning(classes=("keys",))
        if phrase in _FILLS:
            return Meaning(classes=("drums",))
        if phrase in _VERBS:
            return Meaning(quality=self.quality(_VERBS[phrase]))
        if phrase.removesuffix("s") in _NAMING and (noun := self.noun(phrase)):
            return noun  # harmonics are what is harmonic in no other way
        lookup = self.taxonomy.lookup
        if senses := lookup.get(phrase) or lookup.get(phrase.replace(" & ", "&")):
            described = any(sense.how == "clues" for sense in senses)
            if (described and _NEGATIONS & set(phrase.split())) or phrase.startswith("neither "):
                return None
            meaning = self._of_senses(phrase, senses)
            return None if " " in phrase and self._is_redundant(phrase, meaning) else meaning
        if noun := self.noun(phrase):
            return noun
        if quality := self.quality(phrase):
            return Meaning(quality=quality)
        if phrase.endswith("s") and (senses := lookup.get(phrase[:-1])) and senses[0].kind == "form":
            return self.meaning(phrase[:-1])
        if len(phrase) > 3 and phrase + "s" in lookup:
            meaning = self.meaning(phrase + "s") or Meaning()
            return meaning if meaning.classes else None
        if phrase.endswith("s") and any(sense.how == "codes" for sense in lookup.get(phrase[:-1], ())):
            return replace(self.meaning(phrase[:-1]) or Meaning(), unmistakable=False)  # "BDs"
        if phrase in _TECHNIQUES or self._is_of_genre(phrase):
            return Meaning()
        return self._of_machine(phrase) if " " in phrase else None

    def _is_of_genre(self, word: str) -> bool:
        """Whether a word is the adjective of a genre: "jazzy", "trappy", "housey"."""
        stem = word.removesuffix("y")
        stems = (stem, stem[:-1] if stem[-2:-1] == stem[-1:] else stem, f"{stem}e")
        senses = (sense for stem in stems for sense in self.taxonomy.lookup.get(stem, ()))
        return stem != word and any(sense.kind == "genre" for sense in senses)

    def _of_machine(self, phrase: str) -> Meaning | None:
        """The kind of a sound that a machine is known for, of those that it has: the bass of a "303 bass".

        What a synthesizer plays is a synthesizer's, whatever else is called so: "Prophet strings", "Juno keys".
        """
        name, _, noun = phrase.rpartition(" ")
        machine = next((s.id for s in self.taxonomy.lookup.get(name, ()) if s.kind == "machine"), None)
        general = self.meaning(noun) if machine else None
        if not machine or not general or general.code or len(general.classes) != 1:
            return None
        own = self.taxonomy.machines[machine].classes
        if not _SYNTHETIC.isdisjoint(own) and (synthetic := self.meaning(f"synth {noun}")):
            return synthetic
        kinds = tuple(id for id in own if general.classes[0] in self.taxonomy.ancestors(id))
        return replace(general, classes=kinds) if len(kinds) == 1 and general.classes[0] not in own else None

    def _of_senses(self, phrase: str, senses: Sequence[Sense]) -> Meaning:
        kinds = {sense.kind: sense for sense in senses}
        ids, way = self._classes(phrase, senses)
        form = kinds.get("form")
        short = bool(_VOWELS & set(phrase)) and (len(phrase) < 4 or " " in phrase)
        hidden = short or phrase in self.taxonomy.ambiguous or phrase in _ABBREVIATIONS
        return Meaning(
            classes=ids,
            code=way == "codes",
            unmistakable=not hidden,
            kind=_FORMS[form.id] if form else None,
            quality=self.quality(phrase) if kinds.keys() & {"quality", "mood"} else None,
            genre=kinds["genre"].id if "genre" in kinds else None,
            sure=any(sense.how != "sounds" for sense in senses),
            flavour="flavour" in kinds or phrase in _NAMING,
            alone=self.taxonomy.machines[kinds["machine"].id].alone if "machine" in kinds and not ids else (),
            heard=way == "sounds",
        )

    def _classes(self, phrase: str, senses: Sequence[Sense]) -> tuple[tuple[str, ...], str]:
        coarse = [sense.id for sense in senses if sense.kind == "coarse" and sense.how != "clues"]
        known = self.taxonomy.classes
        named = [s.id for s in senses if s.kind == "class" and s.how in _NAMES and known[s.id].includes]
        if named:
            return (named[0], *known[named[0]].includes), next(s.how for s in senses if s.id == named[0])
        if coarse:  # of two readings the wider one excludes nothing wrongly
            return tuple(coarse), "synonyms"
        for way in _NAMES:
            found = [s for s in senses if s.kind == "class" and s.how == way]
            if found:
                most = max(sense.weight for sense in found)
                return tuple(dict.fromkeys(s.id for s in found if s.weight == most)), way
        if (described := {s.id for s in senses if s.how == "clues"}) and " " in phrase:
            for word in phrase.split():  # "rain on a window" is rain
                if (part := self.meaning(word)) and not part.code and set(part.classes) == described:
                    return part.classes, "clues"
        if _VOWELS.isdisjoint(phrase):  # "tss" is no word, but a sound
            heard = [s.id for s in senses if s.kind == "class" and s.how == "sounds"]
            if heard:
                return tuple(dict.fromkeys(heard)), "sounds"
        for sense in senses:
            if sense.kind == "machine" and len(weights := self.taxonomy.machines[sense.id].classes) == 1:
                return tuple(weights), "machine"
        return (), ""

    def _is_redundant(self, phrase: str, meaning: Meaning) -> bool:
        """Whether a compound says no more than its parts: "dark pad", "snare hit", "piano loop"."""
        words = phrase.split()
        if not meaning.classes:  # "warm analog"
            return self._is_plain_adjective(words[0]) and not meaning.quality and not meaning.genre
        chord = meaning.classes == ("chord",)
        parts = [" ".join(words[:at]) for at in range(1, len(words)) if self._is_form(" ".join(words[at:]))]
        if chord:
            parts.append(" ".join(words[:-1]))
        if words[:2] in (["high", "hat"], ["high", "hats"]):
            return False  # no high kind of hat, but a hi-hat as it is heard
        if self._is_plain_adjective(words[0]) or self._is_form(words[0]):
            parts.append(" ".join(words[1:]))
        for part in parts:
            other = self.meaning(part)
            if other and other.classes and not other.code:
                wider = chord and set(other.classes) <= self.taxonomy.coarse.keys()
                looped = LOOPED.keys() & set(meaning.classes)
                if wider or looped or other.classes == meaning.classes:
                    return True
        return False

    def _is_plain_adjective(self, word: str) -> bool:
        meaning = self.meaning(word)
        return bool(meaning and meaning.quality and not meaning.classes and not meaning.quality.comparative)

    def _is_form(self, phrase: str) -> bool:
        meaning = self.meaning(phrase)
        return bool(meaning and meaning.kind and not meaning.classes)


def _adjectives(taxonomy: Taxonomy) -> dict[str, Quality]:
    """Adjectives and words for moods, and their comparatives."""
    plain = [Quality(word, a.quality, a.direction) for word, a in taxonomy.adjectives.items()]
    known = {quality.word for quality in plain}
    moods = [(word, mood.id) for mood in taxonomy.moods.values() for word in mood.words]
    plain += [Quality(word, f"mood {id}", 1) for word, id in moods if word not in known]
    compared = {comparative(quality.word): replace(quality, comparative=True) for quality in plain}
    for quality in plain:
        first, space, rest = quality.word.partition(" ")
        if space and not (beginning := comparative(first)).startswith("more "):  # "higher pitched"
            compared[f"{beginning} {rest}"] = replace(quality, comparative=True)
    return compared | {quality.word: quality for quality in plain}
