"""One sound that is asked for in several kinds: "2 open and 2 closed hats", "three toms, low mid and high", "dry and wet claps"."""

import itertools
import re
from dataclasses import replace

from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import ARTICLES, lexicon, names_one
from bot.prompts.requests.wording import class_name
from bot.prompts.several.parts import joined
from retrieval_core.request import Request

#: What joins sounds, and kinds of them.
JOINING = frozenset("& + , . / ; also and n or plus".split())
_EITHER = frozenset("& and or".split())
#: How numbers (d), kinds (k), the name of a sound (n) and what joins them (j) stand: "2 open and 2 closed hats", "a short one and a long one".
_NUMBERED = re.compile(r"(?:dk+(?:n+|d(?!k))?j*){2,}(?![k-])")
#: "Closed and open hats", "hats: closed, open", "low tom, mid tom, high tom".
_ROW = re.compile(r"(?:kj+)+kn+|n+j*k(?:j*k)+(?!n)|kn+(?:j*kn+)+")


def kinds(prompt: Prompt, request: Request) -> list[list[str]]:
    """One sound in several kinds, the words of each with its number and its name: "2 open and 2 closed hats"; none where it is of one."""
    named = [prompt.words[m.start : m.end] for m in prompt.mentions if m.meaning.classes]
    nouns = {word.removesuffix("s") for words in named for word in words if names_one(word)}
    last = (
        class_name(request.classes[0], one=True) if request.classes else ""
    )  # "one high, one low", behind toms
    noun = nouns.pop() if len(nouns) == 1 else "" if nouns else last
    meaning = lexicon().meaning(noun)
    if meaning is None or not meaning.classes:
        return []
    names = {noun, f"{noun}s", *class_name(meaning.classes[0]).replace("-", " ").split()}  # "hi hats"
    signs = "".join(_sign(word, noun, names) for word in prompt.words)
    if numbered := _NUMBERED.search(signs):
        groups = re.compile("dk+").finditer(signs, numbered.start(), numbered.end())
        return [[*prompt.words[group.start() : group.end()], noun] for group in groups]
    row = _ROW.search(signs)
    if not row or row[0].count("k") < signs.count("k"):
        return []
    told = [word for word, sign in zip(prompt.words, signs, strict=True) if sign == "k"]
    adjectives = [quality for word in told if (quality := lexicon().quality(word))]
    # "Two kicks, dark and punchy" are both to be both.
    opposed = any(itertools.starmap(lexicon().opposed, itertools.combinations(adjectives, 2)))
    each = ["1"] if request.k == len(told) else []
    return (
        [[*each, word, noun] for word in told]
        if opposed or sum(_is_named(word, noun) for word in told) > 1
        else []
    )


def contrary(request: Request, prompt: Prompt) -> Request | None:
    """A request for one sound of two kinds that no sound can be at once: "low and high toms"; None where it is none."""
    known = [quality for word in request.qualities if (quality := lexicon().quality(word))]
    pairs = [pair for pair in itertools.combinations(known, 2) if lexicon().opposed(*pair)]
    if len(pairs) != 1 or _EITHER.isdisjoint(prompt.words):
        return None
    words = [quality.word for quality in pairs[0]]
    shared = tuple(word for word in request.qualities if word not in words)
    text = " ".join(word for word in request.text.split() if word not in {*words, *_EITHER})
    parts = [replace(request, text=f"{word} {text}", qualities=(*shared, word), beyond=()) for word in words]
    return joined(request, parts, request.k)


def _sign(word: str, noun: str, names: set[str]) -> str:
    if word in names:
        return "n"
    if word in ARTICLES or word in WORDS or word.isdigit():
        return "d"
    if word in JOINING or word == ":":
        return "j"
    meaning = lexicon().meaning(word)
    adjective = meaning is not None and meaning.quality is not None and not meaning.classes
    return "k" if adjective or _is_named(word, noun) else "-"


def _is_named(word: str, noun: str) -> bool:
    """Whether a word makes a name with a noun: the "mid" of toms, the "open" of hats."""
    named = lexicon().meaning(f"{word} {noun}")
    return named is not None and named.classes != ()
