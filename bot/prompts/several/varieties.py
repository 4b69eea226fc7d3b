"""One sound that is asked for in several kinds: "2 open and 2 closed hats", "three toms, low mid and high", "dry and wet claps"."""

import itertools
from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import ARTICLES, lexicon, names_one
from bot.prompts.requests.wording import class_name
from bot.prompts.several.parts import joined
from retrieval_core.request import Request

#: What joins sounds, and kinds of them.
JOINING = frozenset("& + , . / ; also and n or plus".split())
_EITHER = frozenset("& and or".split())
#: Words of a kind that are known to mean nothing have more letters, and measure nothing.
_SHORTEST = 3
_NO_KINDS = (
    {"hundred", "single"}
    | lists.words("counts", "units")
    | lists.words("counts", "compounds")
    | lists.words("keys", "going_on")
    | WORDS.keys()
)
#: So many kinds are named in a row, one of each.
_MOST_KINDS = 4


def kinds(prompt: Prompt, request: Request) -> list[list[str]]:
    """One sound in several kinds, the words of each with its number and its name: "2 open and 2 closed hats"; none where it is of one."""
    return _one_of_each(prompt, request) or _numbered(prompt)


def contrary(request: Request, prompt: Prompt) -> Request | None:
    """A request for one sound of two kinds that no sound can be at once: "low and high toms"; None where it is none."""
    known = [quality for word in request.qualities if (quality := lexicon().quality(word))]
    pairs = [pair for pair in itertools.combinations(known, 2) if lexicon().opposed(*pair)]
    if len(pairs) != 1 or _EITHER.isdisjoint(prompt.words):
        return None
    words = [quality.word for quality in pairs[0]]
    shared = tuple(word for word in request.qualities if word not in words)
    text = " ".join(word for word in request.text.split() if word not in {*words, *_EITHER})
    beyond = tuple(one for one in request.beyond if one[0] not in words)
    parts = [
        replace(request, text=f"{word} {text}", qualities=(*shared, word), beyond=beyond) for word in words
    ]
    return joined(request, parts, request.k)


def _numbered(prompt: Prompt) -> list[list[str]]:
    """One sound in several kinds, each with its name: "2 open and 2 closed hats", "4 snares: 2 tight, 2 loose"."""
    sounds = [m for m in prompt.mentions if m.meaning.classes]
    nouns = {prompt.words[m.end - 1].removesuffix("s") for m in sounds}
    noun = nouns.pop() if len(nouns) == 1 else ""
    if not noun or not names_one(noun):
        return []
    found: list[list[str]] = []
    last = 0  # where the kind before ends
    for at, word in enumerate(prompt.words):
        article = word in ARTICLES
        if not (article or word in WORDS or word.isdigit()):
            continue
        end = at + 1
        while end < len(prompt.words) and _is_kind(prompt.words[end], noun):
            end += 1
        behind = "".join(prompt.words[end : end + 1]).removesuffix("s")
        ends = behind in JOINING | WORDS.keys() | {"", noun, "one", ":"} or behind.isdigit()
        if end == at + 1 or not ends:
            continue
        between = prompt.words[last:at]
        if found and not {*between} <= ({"and", "&"} if article else JOINING):
            return []  # "a low tom with a long tail"
        found.append([word, *prompt.words[at + 1 : end], noun])
        last = end + (behind in (noun, "one"))
    return found


def _one_of_each(prompt: Prompt, request: Request) -> list[list[str]]:
    """As many kinds of one sound as are asked for: "three toms, low mid and high"."""
    if not 1 < request.k <= _MOST_KINDS or not request.classes or JOINING.isdisjoint(prompt.words[-2:-1]):
        return []
    noun = class_name(request.classes[0], one=True)
    kinds: list[str] = []
    for word in reversed(prompt.words):
        if len(kinds) < request.k and word not in JOINING:
            if not _is_known_kind(word, noun):
                return []
            kinds.append(word)
    adjectives = [quality for kind in kinds if (quality := lexicon().quality(kind))]
    # "Two kicks, dark and punchy" are both to be both.
    differ = any(lexicon().opposed(*pair) for pair in itertools.combinations(adjectives, 2))
    return [["1", kind, noun] for kind in reversed(kinds)] if differ else []


def _is_known_kind(word: str, noun: str) -> bool:
    """Whether a word is an adjective, or makes a name with a noun: "low", "mid" of toms."""
    meaning, named = lexicon().meaning(word), lexicon().meaning(f"{word} {noun}")
    adjective = meaning is not None and meaning.quality is not None and not meaning.classes
    return adjective or (named is not None and named.classes != ())


def _is_kind(word: str, noun: str) -> bool:
    """Whether a word may tell which of some sounds are meant: "tight" snares, "open" hats; not so the bars of "2 bars"."""
    if (meaning := lexicon().meaning(word)) is not None:
        return meaning.quality is not None and not meaning.classes
    if (named := lexicon().meaning(f"{word} {noun}")) is not None and named.classes:
        return True
    return (
        len(word) > _SHORTEST and word.isalpha() and word.removesuffix("s") != noun and word not in _NO_KINDS
    )
