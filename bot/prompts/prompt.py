"""A prompt being read: its words, what the lexicon knows of them, and which of them have been used up."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bot.prompts.lexicon import Lexicon, Meaning
from bot.prompts.words import Token, tokens

_CORRECTED = 60  # words of a prompt that are looked at for typos


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
    locked: list[bool] = field(default_factory=list)

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> "Prompt":
        """Tokenise, correct typos, and find the phrases that the lexicon knows."""
        found = tokens(text)
        words = [
            lexicon.correct(token.word) if at < _CORRECTED else token.word for at, token in enumerate(found)
        ]
        mentions: list[Mention] = []
        locked = [False] * len(words)
        at = 0
        while at < len(words):
            if hit := lexicon.longest(words, at):
                mentions.append(Mention(at, *hit))
                if hit[0] - at > 1 or any(character.isdigit() for character in words[at]):
                    locked[at : hit[0]] = [True] * (hit[0] - at)
                at = hit[0]
            else:
                at += 1
        prompt = cls(found, words, mentions, [False] * len(words), locked)
        prompt.mentions = [mention for mention in mentions if prompt._believed(mention)]
        return prompt

    def _believed(self, mention: Mention) -> bool:
        """Abbreviations count in capitals, or where hardly anything else stands beside them."""
        if not mention.meaning.code:
            return True
        raw = self.tokens[mention.start].raw
        shouting = all(token.raw.isupper() for token in self.tokens if token.raw.isalpha())
        return raw.isupper() and len(raw) > 1 and (not shouting or len(self.tokens) <= 3)

    def word(self, at: int) -> str:
        """The word at a place, "" outside the prompt and where it is used up."""
        return self.words[at] if 0 <= at < len(self.words) and not self.taken[at] else ""

    def starts(self, at: int, *phrases: str) -> int:
        """Where the first of `phrases` that stands at `at` ends; 0 if none does."""
        for phrase in phrases:
            parts = phrase.split()
            if all(self.word(at + offset) == part for offset, part in enumerate(parts)):
                return at + len(parts)
        return 0

    def before(self, at: int, words: Collection[str]) -> int:
        """The start of the run of `words` that ends right before `at`."""
        while at > 0 and self.word(at - 1) in words:
            at -= 1
        return at

    def after(self, at: int, words: Collection[str]) -> int:
        """The end of the run of `words` that starts at `at`."""
        while self.word(at) in words:
            at += 1
        return at

    def take(self, start: int, end: int) -> None:
        """Use up the tokens from `start` up to `end`."""
        self.taken[start:end] = [True] * (end - start)

    def free(self) -> Iterator[int]:
        """Places that are not used up."""
        return (at for at, taken in enumerate(self.taken) if not taken)

    def open_mentions(self) -> list[Mention]:
        """The phrases of which nothing is used up."""
        return [m for m in self.mentions if not any(self.taken[m.start : m.end])]

    def mention_at(self, at: int) -> Mention | None:
        """The open phrase that starts at a place."""
        return next((m for m in self.open_mentions() if m.start == at), None)
