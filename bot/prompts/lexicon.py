"""The words of the taxonomy as the grammar meets them: what each phrase asks for, and what a typo meant."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from retrieval_core.request import Kind
from retrieval_core.taxonomy import DEFAULT_PATH, Sense, Taxonomy
from retrieval_core.wording import comparative, plural

LONGEST = 7  # words of a phrase
#: English words one or two letters away from a word of music, which are no typos of it.
ORDINARY = DEFAULT_PATH.with_name("ordinary_words.txt")
#: Lists of the taxonomy whose phrases name a class for sure, the surest first.
_NAMES = ("name", "synonyms", "combos", "foreign", "codes")
#: "Rhythm without melody" is a description, but the grammar reads it more exactly: drums, and no keys.
_NEGATIONS = {"no", "not", "without", "nothing"}
_VOWELS = set("aeiou")
_ABBREVIATIONS = {"dj", "pc", "pr", "bs", "ss", "gg", "tv", "lc", "hc", "lg", "ld", "pn", "mp", "dr", "ps"}
_FORMS: dict[str, Kind] = {"oneshot": "one-shot", "loop": "loop"}
#: A loop of drums is the class of drums and a loop; the fine class says nothing more.
LOOPED = {"drumloop": "drums", "keysloop": "keys"}
#: Nouns for the ends of a quality, as in "no distortion".
_NOUNS = {
    **{
        "reverb": "wet",
        "distortion": "distorted",
        "saturation": "saturated",
        "echo": "echoey",
        "punch": "punchy",
    },
    **{
        "brightness": "bright",
        "darkness": "dark",
        "warmth": "warm",
        "sustain": "sustained",
        "snap": "snappy",
    },
    **{"grit": "gritty", "crunch": "crunchy", "attack": "punchy"},
}


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
    unmistakable: bool = False
    kind: Kind | None = None
    quality: Quality | None = None
    genre: str | None = None
    sure: bool = True


class Lexicon:
    """Every phrase of a taxonomy with its meaning, and the single words for correcting typos."""

    def __init__(self, taxonomy: Taxonomy, grammar_words: Iterable[str] = ()) -> None:
        self.taxonomy = taxonomy
        self._adjectives = _adjectives(taxonomy)
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
        self._ordinary = set(ORDINARY.read_text(encoding="utf-8").split())
        self._names = {word for c in taxonomy.classes.values() for word in f"{c.name} {c.plural}".split()}
        self._followers = self._second_words()
        self._targets = self._typo_targets() | {word for word in grammar_words if len(word) > 3}
        self._by_initial: dict[str, list[str]] = {}
        for word in sorted(self._targets):
            self._by_initial.setdefault(word[0], []).append(word)
        self.correct = lru_cache(maxsize=4096)(self._correct)

    def quality(self, word: str) -> Quality | None:
        """The adjective `word`, in any degree ("darker", "darkest"); None if it is none."""
        if word.endswith("est") and (compared := self._adjectives.get(word[:-3] + "er")):
            return replace(compared, comparative=False)
        return self._adjectives.get(word)

    def opposite(self, quality: Quality) -> str | None:
        """The plainest word for the other end of a measure; None for moods, which have none."""
        return self._opposites.get((quality.measure, quality.direction))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Meaning] | None:
        """The longest known phrase at `start`: where it ends, and what it means."""
        for end in range(min(len(words), start + LONGEST), start, -1):
            phrase = " ".join(words[start:end])
            if meaning := self.phrases.get(phrase) or self.phrases.get(phrase.replace(" & ", "&")):
                return end, meaning
            if len(phrase) > 3 and (meaning := self.phrases.get(phrase + "s")) and meaning.classes:
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
            unmistakable=not (
                _VOWELS & set(phrase) or phrase in self.taxonomy.ambiguous or phrase in _ABBREVIATIONS
            ),
            kind=_FORMS[form.id] if form else None,
            quality=self.quality(phrase) if kinds.keys() & {"quality", "mood"} else None,
            genre=kinds["genre"].id if "genre" in kinds else None,
            sure=any(sense.how not in ("sounds",) for sense in senses),
        )

    def _classes(self, senses: Sequence[Sense]) -> tuple[tuple[str, ...], str]:
        coarse = [sense.id for sense in senses if sense.kind == "coarse" and sense.how != "clues"]
        if (
            coarse
        ):  # where a phrase is claimed by a coarse class as well, the wider reading excludes nothing wrongly
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
            rests = [
                " ".join(words[:cut]) for cut in range(1, len(words)) if self._is_form(" ".join(words[cut:]))
            ]
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
        found = {word for word in self._names if len(word) > 3 and word.isalpha()}
        for phrase, senses in self.taxonomy.lookup.items():
            if any(sense.how in sure for sense in senses):
                words = phrase.split()
                shortest = 4 if len(words) == 1 else 7
                found |= {word for word in words if len(word) >= shortest and word.isalpha()}
        return found

    def _second_words(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for c in self.taxonomy.classes.values():
            for phrase in (c.name, c.plural):
                for first, second in itertools.pairwise(phrase.replace("-", " ").split()):
                    found.setdefault(first, set()).add(second)
        return found

    def _correct(self, word: str, previous: str = "") -> str:
        """The word that was meant: `word` itself where it is known or like no other.

        `previous` is the word before it: what may follow that one is recognised in shorter words too ("hi hta").
        """
        if len(word) < 3 or not word.isalpha() or word in self._known or word in self._ordinary:
            return word
        if word.endswith("z") and (spelt := self.phrases.get(word[:-1] + "s")) and spelt.classes:
            return word[:-1] + "s"
        if any(OSA.distance(word, follower) == 1 for follower in self._followers.get(previous, ())):
            return min(
                self._followers[previous], key=lambda follower: (OSA.distance(word, follower), follower)
            )
        if len(word) < 4 or self.quality(word):
            return word
        if any(word.endswith(end) and word[: -len(end)] in self._ordinary for end in ("ed", "ing", "ly")):
            return word
        allowed = 1 if len(word) < 8 else 2
        found = process.extract(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed, limit=5
        )
        if not found:
            return word
        return min(
            (hit[1], hit[0] not in self._names, Indel.distance(hit[0], word), hit[0]) for hit in found
        )[-1]


def _adjectives(taxonomy: Taxonomy) -> dict[str, Quality]:
    """Adjectives and words for moods, and their comparatives."""
    plain = [Quality(word, a.quality, a.direction) for word, a in taxonomy.adjectives.items()]
    known = {quality.word for quality in plain}
    moods = [(word, mood.id) for mood in taxonomy.moods.values() for word in mood.words]
    plain += [Quality(word, f"mood {id}", 1) for word, id in moods if word not in known]
    compared = {comparative(quality.word): replace(quality, comparative=True) for quality in plain}
    return compared | {quality.word: quality for quality in plain}
