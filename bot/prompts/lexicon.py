"""The words of the taxonomy as the grammar meets them: what each phrase asks for, and what a typo meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from retrieval_core.request import Kind
from retrieval_core.taxonomy import Sense, Taxonomy
from retrieval_core.wording import comparative, plural

LONGEST = 7  # words of a phrase
ORDINARY = Path(__file__).with_name("ordinary.txt")
#: Lists of the taxonomy whose phrases name a class for sure, the surest first.
_NAMES = ("name", "synonyms", "combos", "foreign", "codes")
#: "Rhythm without melody" is a description, but the grammar reads it more exactly: drums, and no keys.
_NEGATIONS = {"no", "not", "without", "nothing"}
_FORMS: dict[str, Kind] = {"oneshot": "one-shot", "loop": "loop"}
#: A loop of drums is the class of drums and a loop; the fine class says nothing more.
LOOPED = {"drumloop": "drums", "keysloop": "keys"}
#: Nouns for the ends of a quality, as in "no distortion".
_NOUNS = {"reverb": "wet", "distortion": "distorted", "echo": "echoey", "brightness": "bright"}


@dataclass(frozen=True, slots=True)
class Quality:
    """An adjective: its word in the taxonomy, its measure, and which end of it."""

    word: str
    measure: str
    direction: int
    comparative: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase asks for. `code`: an abbreviation, to be believed in capitals or in very short prompts only."""

    classes: tuple[str, ...] = ()
    code: bool = False
    kind: Kind | None = None
    quality: Quality | None = None
    genre: str | None = None
    sure: bool = True


class Lexicon:
    """Every phrase of a taxonomy with its meaning, and the single words for correcting typos."""

    def __init__(self, taxonomy: Taxonomy, grammar_words: Iterable[str] = ()) -> None:
        self.taxonomy = taxonomy
        self._bases = {comparative(word): word for word in taxonomy.adjectives}
        self.phrases = {
            phrase: self._meaning(phrase, senses)
            for phrase, senses in taxonomy.lookup.items()
            if not (_NEGATIONS & set(phrase.split()) and any(sense.how == "clues" for sense in senses))
        }
        for id, words in taxonomy.forms.items():
            for word in words:
                self.phrases.setdefault(plural(word), Meaning(kind=_FORMS[id]))
        for noun, word in _NOUNS.items():
            self.phrases.setdefault(noun, Meaning(quality=self.quality(word), sure=False))
        self._reduce()
        self._opposites = {
            (quality.id, direction): words[0]
            for quality in taxonomy.qualities.values()
            for direction, words in ((-1, quality.high), (1, quality.low))
        }
        self._known = {word for phrase in taxonomy.lookup for word in phrase.split()} | set(grammar_words)
        self._known |= set(ORDINARY.read_text(encoding="utf-8").split())
        self._targets = self._typo_targets() | {word for word in grammar_words if len(word) > 3}
        self._by_initial: dict[str, list[str]] = {}
        for word in sorted(self._targets):
            self._by_initial.setdefault(word[0], []).append(word)
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def quality(self, word: str) -> Quality | None:
        """The adjective `word`, in any degree ("darker", "darkest"); None if it is none."""
        if word.endswith("est") and word[:-3] + "er" in self._bases:
            word = self._bases[word[:-3] + "er"]
        if adjective := self.taxonomy.adjectives.get(word):
            return Quality(word, adjective.quality, adjective.direction)
        if base := self._bases.get(word):
            adjective = self.taxonomy.adjectives[base]
            return Quality(base, adjective.quality, adjective.direction, comparative=True)
        for mood in self.taxonomy.moods.values():
            if word in mood.words:
                return Quality(word, f"mood {mood.id}", 1)
            if word in map(comparative, mood.words):
                return Quality(next(w for w in mood.words if comparative(w) == word), f"mood {mood.id}", 1, True)
        return None

    def opposite(self, quality: Quality) -> str | None:
        """The plainest word for the other end of a measure; None for moods, which have none."""
        return self._opposites.get((quality.measure, quality.direction))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Meaning] | None:
        """The longest known phrase at `start`: where it ends, and what it means."""
        for end in range(min(len(words), start + LONGEST), start, -1):
            phrase = " ".join(words[start:end])
            if meaning := self.phrases.get(phrase) or self.phrases.get(phrase.replace(" & ", "&")):
                return end, meaning
            if end == start + 1 and (quality := self.quality(phrase)):
                return end, Meaning(quality=quality)
        return None

    def _meaning(self, phrase: str, senses: Sequence[Sense]) -> Meaning:
        kinds = {sense.kind: sense for sense in senses}
        ids, way = self._classes(senses)
        form = kinds.get("form")
        return Meaning(
            classes=ids,
            code=way == "codes",
            kind=_FORMS[form.id] if form else None,
            quality=self.quality(phrase) if kinds.keys() & {"quality", "mood"} else None,
            genre=kinds["genre"].id if "genre" in kinds else None,
            sure=any(sense.how not in ("sounds",) for sense in senses),
        )

    def _classes(self, senses: Sequence[Sense]) -> tuple[tuple[str, ...], str]:
        coarse = [sense.id for sense in senses if sense.kind == "coarse" and sense.how != "clues"]
        if coarse:  # where a phrase is claimed by a coarse class as well, the wider reading excludes nothing wrongly
            return tuple(coarse), "synonyms"
        for way in _NAMES:
            ids = [s.id for s in senses if s.kind == "class" and s.how == way and s.weight >= 0.5]
            if ids:
                return tuple(dict.fromkeys(ids)), way
        for sense in senses:
            if sense.kind == "machine" and len(weights := self.taxonomy.machines[sense.id].classes) == 1:
                return tuple(weights), "machine"
        return (), ""

    def _reduce(self) -> None:
        """Drop compounds that say no more than their parts: "dark pad", "snare hit", "piano loop"."""
        for phrase in [p for p, meaning in self.phrases.items() if " " in p and meaning.classes]:
            meaning = self.phrases[phrase]
            words = phrase.split()
            rests = [" ".join(words[:cut]) for cut in range(1, len(words)) if self._is_form(" ".join(words[cut:]))]
            if self._is_plain_adjective(words[0]) or self._is_form(words[0]):
                rests.append(" ".join(words[1:]))
            for part in rests:
                other = self.phrases.get(part)
                if other and other.classes and not other.code:
                    looped = LOOPED.keys() & set(meaning.classes)
                    if looped or other.classes == meaning.classes or part == "percussion":
                        del self.phrases[phrase]
                        break

    def _is_plain_adjective(self, word: str) -> bool:
        meaning = self.phrases.get(word)
        return bool(meaning and meaning.quality and not meaning.classes and not meaning.quality.comparative)

    def _is_form(self, phrase: str) -> bool:
        meaning = self.phrases.get(phrase)
        return bool(meaning and meaning.kind and not meaning.classes)

    def _typo_targets(self) -> set[str]:
        """Words worth forgiving a typo for: those that say something alone, and the long ones of compounds."""
        sure = {"name", "synonyms", "words", "combos"}
        found: set[str] = set()
        for phrase, senses in self.taxonomy.lookup.items():
            if any(sense.how in sure for sense in senses):
                words = phrase.split()
                shortest = 4 if len(words) == 1 else 7
                found |= {word for word in words if len(word) >= shortest and word.isalpha()}
        return found

    def _correct(self, word: str) -> str:
        """The word that was meant: `word` itself where it is known or like no other."""
        if len(word) < 4 or word in self._known or not word.isalpha() or self.quality(word):
            return word
        if any(word.endswith(end) and word[: -len(end)] in self._known for end in ("s", "es", "ed", "ing", "ly")):
            return word
        allowed = 1 if len(word) < 8 else 2
        found = process.extract(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed, limit=5
        )
        best = min(found, key=lambda hit: (hit[1], Indel.distance(hit[0], word), hit[0]), default=None)
        return best[0] if best else word
