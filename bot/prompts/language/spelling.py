"""Typos in the words of music, forgiven; ordinary English, left alone."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from bot.prompts.language import lists
from bot.prompts.language.lexicon import EVERYDAY, Lexicon
from retrieval_core.taxonomy import DEFAULT_PATH
from retrieval_core.wording import comparative

#: English words one or two letters away from a word of music, which are no typos of it.
ORDINARY = DEFAULT_PATH.with_name("ordinary_words.txt")
#: Spellings and what they sound like, in this order.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("c(?=[eiy])", "s"),
        ("ck|[cq]", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("(?<=[^aeiou])e$", ""),
        ("[aeiouy]+", "a"),
        (r"(.)\1", r"\1"),
    )
]
#: The rows of a keyboard, of which fingers meet the key beside the one that was meant.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)
}
#: How adjectives of nouns do not end: "snapy" is a typo, "clattery" none.
_UNDOUBLED = re.compile(r"[^aeiou][aeiou][^aeiour]y$|ly$")
_DOUBLED = re.compile(r"(.)\1")
#: What forms of known words end with, and how much of that is no part of the word: "tired", "mixed".
_ENDINGS = (("ed", 1), ("ed", 2), ("ing", 3), ("ly", 2))
_NO_VOWELS = str.maketrans("", "", "aeiou")
_SURE = {"name", "synonyms", "words", "combos"}
#: What stands between words of other languages, and what files are called by: "pas trop long" is no trap, "flac" not flat.
_UNMISTAKEN = lists.words("slang", "unmistaken")


class Spelling:
    """Corrects single words towards those of a lexicon, and towards the few that the grammar itself needs."""

    def __init__(self, lexicon: Lexicon, grammar_words: Iterable[str]) -> None:
        self._lexicon = lexicon
        self._taxonomy = lexicon.taxonomy
        self._grammar_words = frozenset(grammar_words)
        self.correct = lru_cache(maxsize=8192)(self._correct)

    def _correct(self, word: str, previous: str = "") -> str:
        """The word that was meant: `word` itself where it is known or like no other.

        What may follow the word before it is recognised in shorter words too: "hi hta".
        """
        if len(word) < 3 or not word.isalpha():
            return word
        if word in self._taxonomy.lookup or word in self._known:
            return word
        if word.endswith("less") and self._lexicon.meaning(word[:-4]):
            return word
        plain = word[:-1] + "s"
        if word.endswith("z") and (meaning := self._lexicon.meaning(plain)) and meaning.classes:
            return plain
        if beside := [one for one in self._followers.get(previous, ()) if OSA.distance(word, one) < 2]:
            return min(beside)
        if bare := self._vowelless.get(word):
            return bare
        if self._lexicon.quality(word):
            return word
        if word.endswith("ier") and f"{word[:-3]}y" in self.described:
            return f"{word[:-3]}y"  # "woodier", which nothing measures
        if len(word) < 4:
            return word
        if any(word.endswith(end) and word[:-size] in self._known for end, size in _ENDINGS):
            return word
        if self._makes_adjective(word):
            return word
        allowed = 1 if len(word) < 8 else 2
        targets = self._targets.get(word[0], ())
        found = process.extract(word, targets, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        if not found:
            return self._slipped(word) or (
                self._swapped(word) or self._alike(word) if len(word) > 4 else word
            )
        return min(self._cost(word, hit[0]) for hit in found)[-1]

    def undrawn(self, word: str) -> str:
        """A word of which a drawn letter is left twice: "nice" for "niice"; itself where that is a word, or nothing is known of either."""
        once = _DOUBLED.sub(r"\1", word)
        return once if once in self._known and word not in self._known else word

    def _cost(self, word: str, target: str) -> tuple[int, bool, bool, bool, int, str]:
        """How far a typo is from a word: a letter left out, doubled or swapped is likelier than a wrong one, and few get the end wrong."""
        swapped = sorted(word) == sorted(target)
        wrong = not swapped and Indel.distance(word, target) > 1
        ending = not (swapped or target == word + "e" or target[-1] == word[-1])  # "snar" is a snare
        return OSA.distance(word, target), wrong, ending, target not in self._names, -len(target), target

    @cached_property
    def _vowelless(self) -> dict[str, str]:
        """Names and adjectives by what is left of them without vowels: "drk", "brght"."""
        words = [*self._names, *filter(str.isalpha, self._taxonomy.adjectives)]
        bare = {word: word[0] + word[1:].translate(_NO_VOWELS) for word in dict.fromkeys(words)}
        once = Counter(bare.values())
        return {short: word for word, short in bare.items() if len(short) > 2 and once[short] == 1}

    @cached_property
    def _compared(self) -> set[str]:
        """Comparatives of adjectives: "softer"."""
        plain = (word for word in self._taxonomy.adjectives if len(word) < 7)
        return {word for word in map(comparative, plain) if word.isalpha()}

    @cached_property
    def described(self) -> set[str]:
        """All words that stand in phrases of the taxonomy."""
        return {word for phrase in self._taxonomy.lookup for word in phrase.split()}

    @cached_property
    def _known(self) -> set[str]:
        ordinary = ORDINARY.read_text(encoding="utf-8").split()
        return self.described.union(ordinary, self._grammar_words, _UNMISTAKEN)

    @cached_property
    def _names(self) -> set[str]:
        names = (f"{c.name} {c.plural}" for c in self._taxonomy.classes.values())
        return {word for name in names for word in name.replace("-", "").split()}

    @cached_property
    def _followers(self) -> dict[str, set[str]]:
        """What follows each word in the names of classes: "hat" after "hi"."""
        found: dict[str, set[str]] = {}
        for name in (name for c in self._taxonomy.classes.values() for name in (c.name, c.plural)):
            for first, second in itertools.pairwise(name.replace("-", " ").split()):
                found.setdefault(first, set()).add(second)
        return found

    def _makes_adjective(self, word: str) -> bool:
        """Whether a word is an adjective of a known one, and no typo: "brassy", "trappy", but not "snapy"."""
        stem = word.removesuffix("y")
        noun = stem[:-1] if stem[-1] == stem[-2] != "s" else stem
        return stem != word and noun in self.described and not _UNDOUBLED.search(word)

    def _slipped(self, word: str) -> str:
        """The word that begins with the same two letters the other way round, or with the key beside the one that was hit: "oiano"; "" if
        there is none."""
        meant = [word[1] + word[0] + word[2:], *(key + word[1:] for key in _BESIDE.get(word[0], ""))]
        return next((one for one in meant if one in self._targets.get(one[0], ())), "")

    def _swapped(self, word: str) -> str:
        """The word that has the same letters in another order, no more than two of them astray: "vilion"."""
        targets = (target for target in self._targets.get(word[0], ()) if sorted(target) == sorted(word))
        return next((one for one in targets if OSA.distance(word, one) <= 2), "")

    def _alike(self, word: str) -> str:
        """The name that sounds like a word and is spelt nearly so ("symbals"); the word itself if there is none."""
        names = self._sounds.get(_skeleton(word), ())
        near = [(OSA.distance(word, name), name) for name in names]
        return min((one for one in near if one[0] <= (2 if len(word) < 8 else 3)), default=(0, word))[1]

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        """Names of classes, longer ones of their kinds, and words of the grammar by what they sound like."""
        found: dict[str, list[str]] = {}
        nouns = (word for c in self._taxonomy.classes.values() for word in c.synonyms if len(word) > 6)
        for word in dict.fromkeys((*self._names, *self._grammar_words, *nouns)):
            if len(word) > 4 and word.isalpha():
                found.setdefault(_skeleton(word), []).append(word)
        return found

    @cached_property
    def _targets(self) -> dict[str, list[str]]:
        """Words worth forgiving a typo for, by initial: what says something alone, and what is long in compounds.

        Of everyday noises only very long ones, as other English is near the rest: a horde is no horse. Compounds of noises
        are made of plain English altogether.
        """
        taxonomy = self._taxonomy
        effects = {id for id in taxonomy.classes if taxonomy.is_effect(id)}
        words = {word for word in (*self._names, *self._grammar_words, *self._compared) if len(word) > 3}
        for phrase, senses in taxonomy.lookup.items():
            if not any(sense.how in _SURE for sense in senses):
                continue
            if " " not in phrase:
                everyday = all(sense.id == EVERYDAY for sense in senses)
                if len(phrase) >= (8 if everyday else 4):
                    words.add(phrase)
            elif any(sense.id not in effects for sense in senses):
                words.update(word for word in phrase.split() if len(word) > 6)
        by_initial: dict[str, list[str]] = {}
        for word in sorted(filter(str.isalpha, words)):
            by_initial.setdefault(word[0], []).append(word)
        return by_initial


def _skeleton(word: str) -> str:
    """What a word sounds like, roughly: one sign for each vowel group, hard and soft c, ph, doubled letters.

    >>> _skeleton("symbals") == _skeleton("cymbals"), _skeleton("snairs") == _skeleton("snares")
    (True, True)
    """
    word = re.sub(r"e?[sz]$", "", word) if len(word) > 4 else word
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
