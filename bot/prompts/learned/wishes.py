"""Whether a prompt asks for a sound at all: what the reader takes it for, weighed by the words that ask for something."""

from collections.abc import Sequence

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
REMARK, FLAVOUR = 0.2, 0.85
#: That of a remark behind an answer, whatever the grammar takes it for; and though there is an adjective in it.
SURELY, DESPITE = 0.06, 0.005
_ASKING = (
    WISHES
    | MORE
    | lists.words("address", "fetching")
    | lists.words("address", "getting")
    | lists.words("address", "having")
    | lists.words("wishes", "asking")
)
#: So many words tell something beside the names of sounds.
_FEW = 2
#: What stands for any sound.
_ANY = lists.words("wishes", "any")
#: Words beside a name that say nothing else.
_PLAIN = _ASKING | _ANY | WORDS.keys() | lists.words("wishes", "plain")
_POINTING = frozenset("like that the these this those".split())


def leads(words: Sequence[str]) -> bool:
    """Whether words before a sound tell no more than how many there are, for what music, and what it is to be like: "two dark techno"."""
    known = [lexicon().meaning(word) for word in words if word not in _PLAIN | DETERMINERS]
    # "The biggest cymbal that one taps" is described, and may be another sound.
    return _POINTING.isdisjoint(words) and all(
        meaning and (meaning.quality or meaning.genre) for meaning in known
    )


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
    if request.random or request.approach or request.k == MOST or all(map(_says_nothing, words)):
        return False  # "surprise me", "use contrastive", "everything you have", "dark techno"
    if not _ASKING.isdisjoint(words):
        return wish < ASKED
    return wish < (REMARKED if answering else UNASKED)
