"""A prompt being read: its words, what the lexicon knows of them, and which of them have been used up."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.prompts.language import choices, headings, idioms, lists
from bot.prompts.language.lexicon import Meaning
from bot.prompts.language.slang import SLANG, is_plain, meant, tidied
from bot.prompts.language.vocabulary import lexicon, spelling
from bot.prompts.language.words import MAX_CHARACTERS, Token, tokens

_CORRECTED = 40  # words of a prompt that are looked at for typos
STORY = 24  # words and signs; in more, something is told beside what is asked for
_FEW = 7
_BEFORE_ONES = lists.words("prompt", "before_ones")
_OWNERS = lists.words("prompt", "owners")
_WORKING = frozenset("in inside on into use using with from".split())
_CONTRASTS = frozenset("but and or".split())
_SOME = frozenset("more less much".split())
#: What may stand between abbreviations that make a list.
_BETWEEN_CODES: tuple[list[str], ...] = ([], [","], ["/"], ["+"], ["&"], ["and"])
#: Of these, what no sentence has.
_SIGNS: tuple[list[str], ...] = (["/"], ["+"])
_VOWELS = frozenset("aeiou")
#: What people write in one with the name of a sound.
_GLUED = ("loop", "loops")
_STRINGS = frozenset("bdeg")
_NUMBERS = frozenset("4 5 6 7 8 9 10 12 four five six seven eight twelve".split())
_STRUNG = frozenset("banjo bass guitar guitars".split())
#: Notes by how many make a bar, and what plays them.
_NOTES = {"4", "8", "16", "32"}
_HATS = frozenset("hat hats hihat hihats hi hh hhs shaker shakers".split())
#: Decades, those that need no sound behind them, and what makes seconds of them: "under 60s", "50s or longer".
_DECADES = frozenset("00 50 60 70 80 90".split())
_RECENT = frozenset("60 70 80 90".split())
_MEASURING = frozenset(
    "- < > about above around below exactly least max maximum min minimum most over than to under".split()
)
_MEASURED = frozenset("+ at long max maximum min minimum".split())
_COMPARED = frozenset("less longer more over shorter so under".split())
_LITTLE = frozenset("less much".split())
_ALONE = frozenset("non too so very overly".split())


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

    def stand_for(self, at: int, word: str, meaning: Meaning) -> None:
        """Put the noun that is meant in the place of a "one"."""
        self.words[at] = self._open[at] = word
        mention = Mention(at, at + 1, meaning)
        self.mentions = sorted([*self.mentions, mention], key=lambda m: m.start)
        self._untaken = sorted([*self._untaken, mention], key=lambda m: m.start)
        self._starting[at] = mention
        self._mentioned.add(at)
        self._class_places.add(at)

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
    if any(token.word.endswith(_GLUED) for token in found):
        found = [part for token in found for part in _parted(token)]
    words: list[str] = []
    plain = is_plain(text.lower())
    behind = [*(token.word for token in found[1:]), ""]
    for at, (token, following) in enumerate(zip(found, behind, strict=False)):
        word, previous = token.word, words[-1] if words else ""
        if (word in SLANG or not plain) and following != "&":  # "r&b" is no "are"
            word = meant(previous, word, following)
        if typed and at < _CORRECTED and word == token.word:
            word = spelling().between(previous, word, following)
            if word in SLANG and following != "&":
                word = meant(previous, word, "")
        words.append(word)
    if not choices.BEGINNINGS.isdisjoint(words):
        found, words = choices.joined(found, words)
    if ":" in words:
        found, words = headings.joined(found, words)
    mentions: list[Mention] = []
    locked = [False] * len(words)
    unmeant = dict(idioms.spans(words))
    at = 0
    while at < len(words):
        if at in unmeant:
            at = unmeant[at]
        elif hit := _longest(words, at):
            mentions.append(Mention(at, *hit))
            if hit[0] - at > 1 or not words[at].isalpha():
                locked[at : hit[0]] = [True] * (hit[0] - at)
            at = hit[0]
        else:
            at += 1
    return found, words, _believable(mentions, found, words), locked


def _longest(words: list[str], at: int) -> tuple[int, Meaning] | None:
    """The longest known phrase at a place, but for what governs one word alone: "non vocal fx", "too jazzy piano"."""
    found = lexicon().longest(words, at)
    before = words[at - 1] if at else ""
    some = before in _SOME or (before == "some" and words[max(0, at - 2)] == "with")
    if some and (noun := _amount(words, at, found)):
        return at + 1, noun
    if found and found[1].classes and before in _ALONE:
        first = lexicon().longest(words[: at + 1], at)
        if before == "non" or (first and not first[1].classes):
            return first
    if found and found[0] == at + 2 and found[1].classes and _is_closer_behind(words, found[0]):
        first = lexicon().longest(words[: at + 1], at)
        return first if first and first[1].quality and not first[1].classes else found
    if found and found[1].classes and (whole := _of_another(words, at, found[0])):
        return whole
    return found


def _of_another(words: list[str], at: int, end: int) -> tuple[int, Meaning] | None:
    """A name with what it is of, where the two make another one: "horn of a ship" is a ship horn."""
    if words[end : end + 1] != ["of"]:
        return None
    owner = end + 1 + (words[end + 1 : end + 2] in (["a"], ["an"], ["the"]))
    if not "".join(words[owner : owner + 1]).isalpha():
        return None  # "basses of 808"
    whole = lexicon().meaning(" ".join([words[owner], *words[at:end]]))
    return (owner + 1, whole) if whole and whole.classes else None


def _amount(words: list[str], at: int, found: tuple[int, Meaning] | None) -> Meaning | None:
    """What there is to be more or less of: "more snap", "less bass"; "more bass" may well be a bass."""
    named = found and found[1].classes and not ("with" in words[:at] or words[at - 1] in _LITTLE)
    return (
        lexicon().noun(words[at]) if named or (found and found[0] > at + 1) else lexicon().amount(words[at])
    )


def _is_closer_behind(words: list[str], end: int) -> bool:
    """Whether the last word of a phrase begins the name of a class: "synth" in "short synth lead"."""
    behind = lexicon().longest(words, end - 1)
    return behind is not None and behind[0] > end and bool(behind[1].classes)


def _joined(found: list[Token]) -> list[Token]:
    """Put together again what is no number with its unit but a word of the lexicon: "808s", "70s"."""
    if all(token.spaced for token in found[1:]):
        return found
    joined: list[Token] = []
    for at, token in enumerate(found):
        last = joined[-1] if joined else None
        if last and last.word == "1" and token.word == "s" and not token.spaced and _are_ones(joined):
            joined[-1] = Token("ones", "ones", last.spaced)
        elif (
            last
            and not token.spaced
            and last.word.isdigit()
            and (
                _is_plural(found, at - 1)
                or (last.word not in _DECADES and lexicon().meaning(last.word + token.word))
            )
        ):
            joined[-1] = Token(last.word + token.word, last.raw + token.raw, last.spaced)
        else:
            joined.append(token)
    return joined


def _parted(token: Token) -> list[Token]:
    """A sound and its form apart, where no word is made of the two: "shakerloop"."""
    form = next((end for end in _GLUED if token.word.endswith(end)), "")
    name = token.word.removesuffix(form)
    if not form or len(name) < 3 or token.word in lexicon().taxonomy.lookup:
        return [token]
    meaning = lexicon().meaning(name)
    named = meaning is not None and meaning.classes != ()
    return [Token(name, name, token.spaced), Token(form, form, True)] if named else [token]


def _is_plural(tokens: Sequence[Token], at: int) -> bool:
    """Whether an "s" behind a number makes a decade of it, or notes, and no seconds: "1980s toms", "straight 8s hats"."""
    digits, unit = (token.word for token in tokens[at : at + 2])
    if unit != "s":
        return False
    before, behind = (tokens[place].word if 0 <= place < len(tokens) else "" for place in (at - 1, at + 2))
    if digits in _DECADES:
        compared = behind == "or" and "".join(token.word for token in tokens[at + 3 : at + 4]) in _COMPARED
        told = behind.isalpha() or digits in _RECENT
        return told and not (before in _MEASURING or behind in _MEASURED or compared)
    if digits in _NOTES:
        return before == "straight" or behind in _HATS
    return len(digits) == 4 and digits.endswith("0")


def _are_ones(before: list[Token]) -> bool:
    """Whether "1s" are ones and no second, by the word before: "sad 1s", "the other 1s"."""
    word = before[-2].word if len(before) > 1 else ""
    meaning = lexicon().meaning(word) if word else None
    return word in _BEFORE_ONES or bool(meaning and not meaning.classes and not meaning.kind)


def _believable(mentions: list[Mention], found: Sequence[Token], words: list[str]) -> list[Mention]:
    """Mentions without the abbreviations that may be words: "oh" is none, unless it stands with others or a machine."""
    ends = {m.start for m in mentions if m.meaning.code or (m.meaning.kind and not m.meaning.classes)}
    kept: list[Mention] = []
    for at, mention in enumerate(mentions):
        last = kept[-1] if kept else None
        if (
            _believed(mention, found)
            or (last and _goes_on(last, mention, ends, words))
            or _is_followed(mention, mentions[at + 1 : at + 2], words)
        ):
            kept.append(mention)
    return kept


def _goes_on(last: Mention, mention: Mention, ends: Collection[int], words: list[str]) -> bool:
    """Whether an abbreviation belongs to what stands before it, and no sentence follows: "bd sd ch oh", "909 oh"."""
    if not mention.meaning.code:
        return False
    ended = mention.end in ends or words[mention.end : mention.end + 1] in _BETWEEN_CODES
    between = words[last.end : mention.start]
    listed = between in (_BETWEEN_CODES if last.meaning.code else _SIGNS if last.meaning.classes else ())
    machine = words[last.start].isdigit() and last.end == mention.start and words[mention.start] != "pls"
    return ended and (listed or machine)


def _is_followed(mention: Mention, following: Sequence[Mention], words: list[str]) -> bool:
    """Whether an abbreviation begins a list that goes on with what is no word: "oh, ch", "oh / kick"; not so "oh, kick"."""
    if not (mention.meaning.code and following and following[0].meaning.classes):
        return False
    between, meaning = words[mention.end : following[0].start], following[0].meaning
    code = meaning.code and meaning.unmistakable and _VOWELS.isdisjoint(words[following[0].start])
    return between in (_BETWEEN_CODES if code else _SIGNS)


def _believed(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether an abbreviation is one: in capitals, or where it could be nothing else ("bd", but not "oh")."""
    if tokens[mention.start].word == "ep" and (
        tokens[max(0, mention.start - 1)].word in _OWNERS
        or [token.word for token in tokens[mention.end : mention.end + 1]] in (["of"], ["with"], ["out"])
    ):
        return False  # what somebody makes, and no electric piano
    # Of more words the others tell what it is: "the shhhh that gets louder".
    if mention.meaning.heard or (mention.meaning.code and not is_plain(tokens[mention.start].word)):
        return len(tokens) <= _FEW
    before = tokens[mention.start - 1].word if mention.start else ""
    if tokens[mention.start].word == "string" and mention.end == mention.start + 1:
        if before in _STRINGS:
            return False  # "a bass, low B string"
        if before in _NUMBERS and any(token.word in _STRUNG for token in tokens):
            return False  # "7 string guitar"
    if not mention.meaning.code:
        return True
    if tokens[mention.start].word == "fl" and len(tokens) > 1:
        # FL Studio, and no flute.
        before = tokens[mention.start - 1].word if mention.start else ""
        if before in _WORKING or [token.word for token in tokens[mention.end : mention.end + 1]] == [
            "studio"
        ]:
            return False
    raw = tokens[mention.start].raw
    if raw[:-1].isupper() and raw.endswith("s"):
        raw = raw[:-1]  # "BDs"
    if (raw.islower() or raw.isupper()) and mention.meaning.unmistakable:
        return True
    shouting = all(token.raw.isupper() for token in tokens if token.raw.isalpha())
    return raw.isupper() and len(raw) > 1 and (not shouting or len(tokens) <= 3)
