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
#: What means more than the class that has its name; a fill is drums, but it does not go round.
_WIDER = dict.fromkeys(CHORDS, "keys") | dict.fromkeys(("drum fill", "drum fills"), "drums")
#: Who wants no synths wants no pads either, which are a class of their own.
SYNTHS = dict.fromkeys(
    ("synth", "synths", "synthesizer", "synthesizers", "synthesiser", "synthesisers"), "pad"
)
#: Nouns for the ends of a quality, as in "no distortion".
_NOUNS = {noun: " ".join(adjective) for noun, *adjective in lists.phrases("lexicon", "nouns")}


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

    `code`: an abbreviation, to be believed in capitals or in very short prompts only;
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
        if word.endswith("er") and (plain := self._adjectives.get(word[:-2])):
            return replace(plain, comparative=True)  # "dryer"
        if word.endswith("est") and (compared := self.quality(word[:-3] + "er")):
            return replace(compared, comparative=False)
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
        """All that may mean something, as one and as many."""
        known = (*self.taxonomy.lookup, *self._adjectives, *_IRREGULAR, *_TECHNIQUES)
        return {form for one in known for form in (one, f"{one}s", one.removesuffix("s"))}

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
            apart = self.meaning(first + words[start + 1]) if len(words[start + 1]) > 2 else None
            if apart and apart.classes and not (apart.code or LOOPED.keys() & set(apart.classes)):
                return start + 2, apart  # "gun shots"
        alone = self.meaning(first)
        return (start + 1, alone) if alone else None

    def _joins(self, first: str, second: str) -> bool:
        """Whether two words may begin a phrase, or be one word; most do not."""
        return f"{first} {second}" in self._openings or first + second in self._phrases

    def _meaning(self, phrase: str) -> Meaning | None:
        """What a phrase asks for; None if it is unknown, or says no more than its words do one by one."""
        if phrase in _WIDER:
            return Meaning(classes=(_WIDER[phrase],))
        lookup = self.taxonomy.lookup
        if senses := lookup.get(phrase):
            meaning = self._of_senses(phrase, senses)
            return None if " " in phrase and self._is_redundant(phrase, meaning) else meaning
        if noun := self.noun(phrase):
            return noun
        if quality := self.quality(phrase):
            return Meaning(quality=quality)
        if phrase in _TECHNIQUES:
            return Meaning()
        several = phrase.endswith("s") and not phrase.endswith("sss")
        if several and (one := self.meaning(phrase[:-1])) and not one.quality:
            return one
        many = self.meaning(f"{phrase}s") if len(phrase) > 3 and f"{phrase}s" in lookup else None
        return many if many and many.classes else None

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
        described = {sense.id for sense in senses if sense.how == "clues"}
        for word in phrase.split():  # "rain on a window" is rain
            if described and word != phrase and (part := self.meaning(word)) and {*part.classes} == described:
                return part.classes, "clues"
        for sense in senses:
            if sense.kind == "machine" and len(weights := self.taxonomy.machines[sense.id].classes) == 1:
                return tuple(weights), "machine"
        return (), ""

    def _is_redundant(self, phrase: str, meaning: Meaning) -> bool:
        """Whether a compound says no more than its parts: "dark pad", "snare hit", "piano loop"."""
        words = phrase.split()
        if not meaning.classes:  # "warm analog"
            return self._is_plain_adjective(words[0]) and not meaning.quality and not meaning.genre
        parts = [" ".join(words[:at]) for at in range(1, len(words)) if self._is_form(" ".join(words[at:]))]
        if self._is_plain_adjective(words[0]) or self._is_form(words[0]):
            parts.append(" ".join(words[1:]))
        looped = LOOPED.keys() & set(meaning.classes)
        others = [other for part in parts if (other := self.meaning(part)) and other.classes]
        return any(looped or other.classes == meaning.classes for other in others)

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
