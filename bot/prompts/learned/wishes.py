"""Whether a prompt asks for a sound at all: what the reader takes it for, weighed by the words that ask for something."""

from collections.abc import Iterator, Sequence

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.measures.counts import MOST
from bot.prompts.sounds.named import Named
from bot.prompts.speech.address import MORE, WISHES
from bot.prompts.speech.scopes import DETERMINERS
from retrieval_core.request import Request

#: The probability of a wish from which on what the grammar takes for talk is one.
WISH = 0.9
#: That below which what the grammar takes for a wish is talk: where no word asks for anything; the same behind an answer, which the reader
#: reads as such and is surer of; and where one does.
UNASKED, REMARKED, ASKED = 0.2, 0.05, 0.04
#: Of unknown words behind an answer: that below which they are a remark though they seem to say how its sounds are to be, and that from
#: which on they say that though they seem to be one.
REMARK, FLAVOUR = 0.1, 0.95
_ASKING = (
    WISHES
    | MORE
    | lists.words("address", "fetching")
    | lists.words("address", "getting")
    | lists.words("address", "having")
    | lists.words("wishes", "asking")
)
#: What asks for something, and what tells of what one has, or refuses.
_WANTING = WISHES | lists.words("address", "fetching")
_OTHERWISE = frozenset("got had has have no not own without".split())
#: So many words tell something beside the names of sounds.
_FEW = 2
#: What stands for any sound.
_ANY = lists.words("wishes", "any")
#: Words beside a name that say nothing else.
_PLAIN = _ASKING | _ANY | WORDS.keys() | lists.words("wishes", "plain")
_POINTING = frozenset("like that the these this those".split())
_ONWARDS = lists.Phrases("how about, next, now, then, what about")
_STOCKED = lists.phrases("roles", "stocked")


def asks(words: Sequence[str]) -> bool:
    """Whether some words ask for something, and do no more than that and tell what it is to be like: "i need two dark"."""
    said = {word for word in words if any(map(str.isalnum, word))}
    asking = not said.isdisjoint(_WANTING) and said.isdisjoint(_OTHERWISE)
    return asking and all(map(_says_nothing, _beside_phrases(words)))


def leads(words: Sequence[str]) -> bool:
    """Whether words before a sound tell no more than how many there are, for what music, and what it is to be like: "two dark techno"."""
    known = [lexicon().meaning(word) for word in words if word not in _PLAIN | DETERMINERS]
    # "The biggest cymbal that one taps" is described, and may be another sound.
    return _POINTING.isdisjoint(words) and all(
        meaning and (meaning.quality or meaning.genre) for meaning in known
    )


def _beside_phrases(words: Sequence[str]) -> Iterator[str]:
    """The words that stand in no phrase that something is known of: not those of "four on the floor"."""
    at = 0
    while at < len(words):
        known = lexicon().longest(words, at)
        if known is None:
            yield words[at]
        at = known[0] if known else at + 1


def is_bare(found: Named) -> bool:
    """Whether a prompt is hardly more than names of sounds, what they are to be like, and words that ask for them: "saxophone solo"."""
    if not found.spans:
        return False
    named = {word for start, end in found.spans for word in found.text[start:end].split()}
    others = (word for word in found.text.split() if word not in named)
    return sum(not _says_nothing(word) for word in others) < _FEW


def _says_nothing(word: str) -> bool:
    return word in _PLAIN or not any(map(str.isalpha, word)) or lexicon().meaning(word) is not None


def is_talk(request: Request, found: Named, wish: float, answering: bool) -> bool:
    """Whether what the grammar takes for a wish is none.

    Parameters:
        wish: the probability of a wish, as the reader has it.
        answering: whether it is said behind an answer, of which people say this and that.
    """
    words = found.text.split()
    if _asks_for_all(request) or _asks_for_any(request, words) or all(map(_says_nothing, words)):
        return False  # "dark techno"
    if not found.spans and not _ANY.isdisjoint(words):
        return False  # "show me your weirdest sounds"
    onwards = _ONWARDS.end(words, 0) if answering and found.spans else 0
    if onwards and not (DETERMINERS | WORDS.keys()).isdisjoint(words[onwards : onwards + 1]):
        return False  # "now the clap on top", "how about the rest of the drums"
    if not _ASKING.isdisjoint(words):
        return wish < ASKED
    return wish < (REMARKED if answering else UNASKED)


def _asks_for_all(request: Request) -> bool:
    """Whether samples are asked for, whatever they are: "give me everything you have"."""
    return request.k == MOST or not request.text


def _asks_for_any(request: Request, words: list[str]) -> bool:
    """Whether it is asked what there is of a kind: "do you have anything scary", "got any music for a wedding"."""
    ends = [end for at in range(len(words)) if (end := _STOCKED.end(words, at))]
    return bool(ends) and (request.qualities != () or words[ends[0] :][:1] in ([], ["for"], ["?"]))
