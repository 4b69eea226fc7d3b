"""A prompt being read: its words, what the lexicon knows of them, and which of them have been used up."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.prompts.language import lists
from bot.prompts.language.lexicon import Meaning
from bot.prompts.language.slang import is_drawn, meant, tidied
from bot.prompts.language.vocabulary import lexicon, spelling
from bot.prompts.language.words import MAX_CHARACTERS, Token, tokens

_CORRECTED = 40  # words of a prompt that are looked at for typos
STORY = 24  # words and signs; in more, something is told beside what is asked for
_CONTRASTS = frozenset("but and or".split())
_AMOUNTS = frozenset("more less much".split())
#: What may stand between abbreviations that make a list.
_BETWEEN_CODES: tuple[list[str], ...] = ([], [","], ["/"], ["+"], ["&"], ["and"])
#: Decades that are told by two digits, and what makes seconds of those: "under 60s".
_DECADES = frozenset("00 50 60 70 80 90".split())
_MEASURING = frozenset(
    "+ - < > about above around below exactly least long max maximum min minimum most over than to under".split()
)
#: Parts of idioms and of names, which tell no sound and no number: "kick things off", "blink 182".
_IDIOMS = lists.phrases("prompt", "idioms")


@dataclass(slots=True)
class Mention:
    """A phrase of the lexicon in a prompt, from token `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning


@dataclass
class Prompt:
    """Tokens with their readings; each part of the grammar takes what it understands and leaves the rest."""

    tokens: list[Token]
    words: list[str]
    mentions: list[Mention]
    taken: list[bool]
    locked: list[bool]

    def __post_init__(self) -> None:
        self._open = list(self.words)
        self._untaken = list(self.mentions)
        self._size = len(self.words)
        self._starting = {mention.start: mention for mention in self.mentions}
        self._mentioned = {at for m in self.mentions for at in range(m.start, m.end)}
        self._class_places = {at for m in self.mentions if m.meaning.classes for at in range(m.start, m.end)}

    @classmethod
    def read(cls, text: str) -> "Prompt":
        """Tokenise what a person wrote, correct its typos, and find the phrases that the lexicon knows."""
        return cls._of(text, typed=True)

    @classmethod
    def plain(cls, text: str) -> "Prompt":
        """The same of what the grammar has read before, or has put together: it has no typos."""
        return cls._of(text, typed=False)

    @classmethod
    def _of(cls, text: str, typed: bool) -> "Prompt":
        found, words, mentions, locked = _found(text[:MAX_CHARACTERS], typed)
        own = [Mention(m.start, m.end, m.meaning) for m in mentions]  # some are changed as they are read
        return cls([*found], [*words], own, [False] * len(words), [*locked])

    @property
    def is_story(self) -> bool:
        """Whether so much is said that most of its numbers and letters are no part of the wish."""
        return self._size > STORY

    def word(self, at: int) -> str:
        """The word at a place, "" outside the prompt and where it is used up."""
        return self._open[at] if 0 <= at < self._size else ""

    def starts(self, at: int, phrases: lists.Phrases) -> int:
        """Where the longest of `phrases` that stands at a place ends, 0 if none does."""
        if 0 <= at < self._size and self._open[at] in phrases.by_first:
            return phrases.end(self._open, at)
        return 0

    def places(self, phrases: lists.Phrases) -> Iterator[tuple[int, int]]:
        """Where phrases of a list stand, from a place up to another; each is looked up when it is its turn."""
        if not phrases.by_first.keys().isdisjoint(self._open):
            for at, word in enumerate(self._open):
                if word in phrases.by_first and (end := phrases.end(self._open, at)):
                    yield at, end

    def before(self, at: int, words: Collection[str]) -> int:
        """The start of the run of `words` that ends right before `at`."""
        while 0 < at <= self._size and self._open[at - 1] in words:
            at -= 1
        return at

    def after(self, at: int, words: Collection[str]) -> int:
        """The end of the run of `words` that starts at `at`."""
        while 0 <= at < self._size and self._open[at] in words:
            at += 1
        return at

    def clause_end(self, at: int) -> int:
        """Where the clause that a place stands in ends: at a sign, a "but", or what is used up."""
        while self.word(at).isalnum() and self.word(at) not in _CONTRASTS:
            at += 1
        return at

    def take(self, start: int, end: int) -> None:
        """Use up the tokens from `start` up to `end`."""
        self.taken[start:end] = [True] * (end - start)
        self._open[start:end] = [""] * (end - start)
        self._untaken = [m for m in self._untaken if m.end <= start or end <= m.start]

    def shorten(self, mention: Mention, meaning: Meaning) -> None:
        """Leave the first word of a phrase out of it; the rest has a meaning of its own."""
        del self._starting[mention.start]
        self._mentioned.remove(mention.start)
        mention.start, mention.meaning = mention.start + 1, meaning
        self._starting[mention.start] = mention

    def forget(self, mention: Mention) -> None:
        """Read a phrase as plain words."""
        self._untaken = [m for m in self._untaken if m is not mention]
        del self._starting[mention.start]

    def free(self) -> Iterator[int]:
        """Places that are not used up."""
        return (at for at, taken in enumerate(self.taken) if not taken)

    def mentioned(self, at: int) -> bool:
        """Whether a place lies in a phrase that the lexicon knows."""
        return at in self._mentioned

    def names_class(self, at: int) -> bool:
        """Whether a place lies in a phrase that names a class."""
        return at in self._class_places

    def names_class_before(self, at: int) -> bool:
        """Whether a class is named before a place."""
        return any(place < at for place in self._class_places)

    def names_class_behind(self, at: int) -> bool:
        """Whether a class is named at a place or behind it."""
        return any(place >= at for place in self._class_places)

    def open_mentions(self) -> list[Mention]:
        """The phrases of which nothing is used up."""
        return self._untaken

    def mention_at(self, at: int) -> Mention | None:
        """The open phrase that starts at a place."""
        mention = self._starting.get(at)
        return mention if mention and True not in self.taken[mention.start : mention.end] else None


@lru_cache(maxsize=128)
def _found(text: str, typed: bool) -> tuple[list[Token], list[str], list[Mention], list[bool]]:
    """Tokens, words, mentions of a prompt, and which words are locked; each step of reading it asks for them anew."""
    found = _joined(tidied(tokens(text)))
    words: list[str] = []
    for at, token in enumerate(found):
        previous = words[-1] if words else ""
        word = meant(previous, token.word, found[at + 1].word if at + 1 < len(found) else "")
        if is_drawn(token.word):
            word = spelling().undrawn(word)
        if typed and at < _CORRECTED:
            word = spelling().correct(word, previous)
        words.append(word)
    mentions: list[Mention] = []
    locked = [False] * len(words)
    at = 0
    while at < len(words):
        if end := _IDIOMS.end(words, at):
            locked[at:end] = [True] * (end - at)
            at = end
        elif hit := _longest(words, at):
            mentions.append(Mention(at, *hit))
            if hit[0] - at > 1 or not words[at].isalpha():
                locked[at : hit[0]] = [True] * (hit[0] - at)
            at = hit[0]
        else:
            at += 1
    return found, words, _believable(mentions, found, words), locked


def _longest(words: list[str], at: int) -> tuple[int, Meaning] | None:
    """The longest known phrase at a place, but for what governs one word alone: "non vocal fx", "more snap"."""
    before = words[at - 1] if at else ""
    found = lexicon().longest(words[: at + 1] if before == "non" else words, at)
    if before in _AMOUNTS:
        names = before == "more" and found and found[1].classes  # "more bass" may well be a bass
        if noun := lexicon().noun(words[at]) if names else lexicon().amount(words[at]):
            return at + 1, noun
    return found


def _joined(found: list[Token]) -> list[Token]:
    """Put together again what is no number with its unit but a word of the lexicon: "808s", "70s"."""
    joined: list[Token] = []
    for at, token in enumerate(found):
        last = joined[-1] if joined else None
        if (
            last
            and not token.spaced
            and last.word.isdigit()
            and (
                _is_decade(found, at - 1)
                or (last.word not in _DECADES and lexicon().meaning(last.word + token.word))
            )
        ):
            joined[-1] = Token(last.word + token.word, last.raw + token.raw, last.spaced)
        else:
            joined.append(token)
    return joined


def _is_decade(tokens: Sequence[Token], at: int) -> bool:
    """Whether an "s" behind a number makes a decade of it, and no seconds: "1980s toms", "from the 80s"."""
    digits, unit = (token.word for token in tokens[at : at + 2])
    beside = (token.word for token in (*tokens[max(0, at - 1) : at], *tokens[at + 2 : at + 3]))
    return unit == "s" and (len(digits) == 4 or (digits in _DECADES and _MEASURING.isdisjoint(beside)))


def _believable(mentions: list[Mention], found: Sequence[Token], words: list[str]) -> list[Mention]:
    """Mentions without the abbreviations that may be words: "oh" is none, unless it stands in a list of them."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        listed = last and last.meaning.code and words[last.end : mention.start] in _BETWEEN_CODES
        if not mention.meaning.code or listed or _believed(mention, found):
            kept.append(mention)
    return kept


def _believed(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether an abbreviation is one: in capitals, or where it could be nothing else ("bd", but not "oh")."""
    shouting = all(token.raw.isupper() for token in tokens if token.raw.isalpha())
    capitals = tokens[mention.start].raw.isupper() and (not shouting or len(tokens) <= 3)
    return mention.meaning.unmistakable or capitals
