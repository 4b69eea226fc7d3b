"""The clauses of a prompt: where one ends and the next begins, and what makes a whole sentence of one."""

from collections.abc import Collection, Iterator

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt

OWNERS = frozenset("my our your his her their".split())
ARTICLES = OWNERS | {"a", "an", "the"}
POINTING = frozenset("this that these those".split())
PERSONS = lists.words("clauses", "persons")
CONTRACTED = lists.words("clauses", "contracted")
AUXILIARIES = lists.words("clauses", "auxiliaries")
DONE = lists.phrases("clauses", "done")
NEW = frozenset("a an any some something anything maybe".split())
#: What begins the subject of a sentence, and points at no new sound.
DETERMINERS = POINTING | OWNERS | frozenset("the first second third fourth fifth last number #".split())
_OPENINGS = lists.words("clauses", "openings")
_RELATIVE = lists.words("clauses", "relative")
_PREPOSITIONS = lists.words("clauses", "prepositions")
_VERBS = lists.words("clauses", "verbs")
NAMES = lists.words("clauses", "names")
_SUBJECTED = DETERMINERS | NAMES
_HEADS = frozenset("sound noise thing kind".split())
_HAVING = frozenset("do does did have has".split())
_ENDS = frozenset("( ) , . ; : ! ? and but so because".split())
_BEGINNING = NEW | WORDS.keys()
_DESCRIBING = 4  # words that may stand between "a" and the sound
_SUBJECTS = PERSONS | CONTRACTED
_CONSEQUENCES = (
    _SUBJECTS | ARTICLES | NEW | AUXILIARIES | frozenset("give send find show need now what please".split())
)


class Clause:
    """The words of a prompt between two signs, from where the interjections before them end."""

    def __init__(self, prompt: Prompt, start: int, end: int) -> None:
        words = prompt.words
        # Nor is a "hi hat" a greeting.
        while start < end and words[start] in _OPENINGS and not prompt.names_class(start):
            start += 1
        self.words = words[start:end]
        self.first = self.word(0)
        self._start = start
        #: Whether it tells what somebody did who leaves the "I" out: "just ordered a synth".
        self.told = DONE.end(self.words, 0) > 0 and self.word(1) != "of"  # "made of wood"
        self._mentions = [m for m in prompt.mentions if start <= m.start < end]
        #: Whether something is said in it that sounds are described with.
        self.known = any(m.meaning.says for m in self._mentions)

    def word(self, at: int) -> str:
        """The word at a place, "" behind the end."""
        return self.words[at] if at < len(self.words) else ""

    def after(self, at: int, words: Collection[str]) -> int:
        """The end of the run of `words` that starts at `at`."""
        while self.word(at) in words:
            at += 1
        return at

    def has(self, words: frozenset[str], start: int = 0) -> bool:
        """Whether one of `words` stands at a place or behind it."""
        return not words.isdisjoint(self.words[start:] if start else self.words)

    def says(self, phrases: lists.Phrases) -> bool:
        """Whether one of `phrases` stands anywhere."""
        return phrases.stand_in(self.words)

    def ends(self, phrases: lists.Phrases) -> Iterator[int]:
        """Where phrases of a list end."""
        words = self.words
        return (
            end
            for at, word in enumerate(words)
            if word in phrases.by_first and (end := phrases.end(words, at))
        )

    def names(self, at: int = 0, but: Collection[str] = ()) -> bool:
        """Whether a kind of sound is named at a place or behind it, and not with one of some words: "drum teacher"."""
        return any(
            (m.meaning.classes or m.meaning.kind)
            and m.start >= self._start + at
            and self.word(m.end - self._start) not in but
            for m in self._mentions
        )

    @property
    def has_subject(self) -> bool:
        """Whether it begins with a person: "I", "they've"."""
        return self.first in _SUBJECTS

    @property
    def names_new(self) -> bool:
        """Whether a sound is named as one of which nothing has been said: "a really dark kick", "three hats", not "my kick"."""
        return any(self._is_new(m.start - self._start) for m in self._mentions if m.meaning.classes)

    def _is_new(self, at: int) -> bool:
        before = self.words[max(0, at - _DESCRIBING) : at]
        first = next((word for word in reversed(before) if word in _BEGINNING or word in DETERMINERS), "")
        return first in _BEGINNING


def clauses(prompt: Prompt) -> Iterator[Clause]:
    """The clauses of a prompt, but for those that say nothing."""
    start = 0
    size = len(prompt.words)
    for at in range(size + 1):
        if at == size or (prompt.words[at] in _ENDS and _ends(prompt, at)):
            clause = Clause(prompt, start, at)
            if clause.words:
                yield clause
            start = at + 1


def _ends(prompt: Prompt, at: int) -> bool:
    """Whether a clause ends at a sign or a word: at a "so I", and not at "so slow" nor in "18:00"."""
    word = prompt.words[at + 1] if at + 1 < len(prompt.words) else ""
    match prompt.words[at]:
        case "and":
            return word in _SUBJECTS
        case "so":
            return word in _CONSEQUENCES or prompt.names_class(at + 1)
        case ":":
            return not word.isdigit()
    return True


def verb(clause: Clause) -> int | None:
    """Where what makes a whole sentence of a clause stands, a person or a verb; None where it is no sentence.

    A person behind a noun begins what is told of that noun: "the sound djs make when they", "a kick I like".
    """
    if clause.has_subject:
        return 0
    does = clause.first in _SUBJECTED
    for at, word in enumerate(clause.words[1:-1], 1):
        before, following = clause.words[at - 1], clause.words[at + 1]
        if word in _SUBJECTS or (word in _RELATIVE and before not in _PREPOSITIONS):
            return None
        if word in AUXILIARIES and word not in _HAVING and before not in ARTICLES:
            return at
        if does and word in _VERBS and following != "of":
            return at
        if word in ARTICLES or word in _HEADS:
            does = False  # but somebody else: "the noise a fridge makes", "the sound old videogames make"
    return None
