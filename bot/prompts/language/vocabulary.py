"""What the words of prompts mean: the lexicon of the taxonomy in `data/`, the spelling of its words, and what says nothing of a sound."""

from collections.abc import Sequence
from functools import lru_cache

from bot.prompts.language import lists
from bot.prompts.language.lexicon import Lexicon
from bot.prompts.language.spelling import Spelling
from retrieval_core.taxonomy import shipped
from retrieval_core.wording import fold

GRAMMAR_WORDS = lists.words("grammar", "grammar_words")
SAMPLES = lists.words("turns", "counted")
ARTICLES = frozenset("a an another".split())
KITS = frozenset("drumkit kit kits".split())


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the taxonomy in `data/`, read at the first prompt."""
    return Lexicon(shipped())


@lru_cache(maxsize=1)
def spelling() -> Spelling:
    return Spelling(lexicon(), GRAMMAR_WORDS)


def is_foreign(text: str) -> bool:
    """Whether no word of a text is one that sounds are described with; function words tell nothing.

    >>> is_foreign("pizza"), is_foreign("rain on a roof")
    (True, False)
    """
    telling = (word for word in fold(text).split() if len(word) > 3 or not word.isalpha())
    return not any(word in spelling().described for word in telling)


def is_understood(name: str) -> bool:
    """Whether the grammar knows a word by itself, and not as the name of a machine alone.

    >>> is_understood("dark"), is_understood("loops"), is_understood("2"), is_understood("wurlitzer"), is_understood("arco")
    (True, True, True, False, False)
    """
    words = set(name.lower().split())
    if words & (GRAMMAR_WORDS | SAMPLES) or any(word.isdigit() and len(word) < 3 for word in words):
        return True
    known = lexicon().meaning(name.lower())
    kinds = {sense.kind for sense in lexicon().taxonomy.senses(name)} - {"machine"}
    return bool(kinds or (known and (known.quality or known.kind or known.genre)))


def says_nothing(text: str) -> bool:
    """Whether a text tells of no sound, but that it is one, its form and its genre.

    >>> says_nothing("samples"), says_nothing("house loops"), says_nothing("one shots"), says_nothing("thunder")
    (True, True, True, False)
    """
    words = text.replace("one shot", "oneshot").split()
    known = [lexicon().meaning(word) for word in words if word not in SAMPLES]
    formed = not known or any(meaning and meaning.kind for meaning in known)
    return formed and all(
        meaning and (meaning.kind or meaning.genre) and not meaning.classes for meaning in known
    )


def names_one(word: str) -> bool:
    """Whether a word names a sound."""
    meaning = lexicon().meaning(word)
    return meaning is not None and bool(meaning.classes or meaning.alone)


def is_one(words: Sequence[str]) -> bool:
    """Whether one sound is named: "a clap", "long crash"; not so "claps"."""
    several = (lexicon().meaning(word[:-1]) for word in words if word.endswith("s"))
    # "Pls" and "bass" are several of nothing.
    return not ARTICLES.isdisjoint(words) or not any(
        one and (one.classes or one.alone) and not one.code for one in several
    )
