"""Questions about what a word means: "what is a ride?", "what does airy mean", "the difference between a snare and a clap"."""

import re
from dataclasses import replace

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.requests.grammar import parse
from bot.prompts.speech.address import WISHES
from bot.prompts.speech.clauses import PERSONS, POINTING
from retrieval_core.request import Request

_SENTENCE = re.compile(r"[^.,;:!?]+[.,;:!?]*")
#: What is asked, besides the words themselves: "can you tell me what a rimshot is exactly".
_FRAME = lists.words("meanings", "frame")
#: "I meant claps" asks for claps.
_MEANS = re.compile(
    r"\bwhat (?!(?:.* )?(?:i|we) )(?:.* )?means?\b|\b(?:define|definition of|meaning of)\b|\bmeaning$"
)
_DIFFERS = re.compile(
    r"\b(?:what|what's|whats|explain)\b.*\bdiff(?:erences?)?\b|^diff(?:erences?)? between\b"
    r"|\bhow (?:is|are|do|does)\b.*\bdiffer(?:s|ent)?\b"
)
_WHAT = re.compile(
    r"(?:^| )(?:what's|whats|what (?:actually |even |exactly )?(?:is|are|was)|what (?:kind|sort|type) of \w+ is|explain(?: to me)?)(?= )"
    r"|(?:^| )what an? .+ (?:is|are)\b"
)
#: "Is an 808 a drum or a bass?"
_EITHER = re.compile(r"\b(?:is|are) (?:an? )?(?P<term>\S.*?) (?:an? )?\w+ or (?:an? )?\w+$")
#: "Is 90 slow or fast?"
_PACE = re.compile(r"\bis (?P<bpm>\d{2,3})(?: bpm)? (?:\w+ )?(?:fast|slow)\b")
_AND, _THAN = re.compile(r" (?:and|or) "), re.compile(r" (?:and|or|vs|versus|from|than|to) ")
_ARTICLES = frozenset(["a", "an"])
#: What is no word that is asked about, though nobody knows it.
_ELSE = lists.words("address", "judging") | PERSONS | POINTING | {"one", "way", "thing"}
_LONGEST, _FEW = 14, 2  # words of such a question, and of a word that nobody knows
_SLOWEST, _FASTEST = 40, 300  # other numbers are no tempo
#: "A ride, what's that?", "I heard the word "rimshot", what is it please?"
_POINTED = re.compile(
    r"(?:^|[.!?,;] ?)(?:i (?:heard|read|saw) (?:(?:about|of|the|word) )*)?[\"“]?([\w' -]+?)[\"”]?, what(?: is|'?s) (?:that|this|it)(?: exactly| please| pls)*(?=\W*$)",
    re.IGNORECASE,
)
#: What points at a sound that was explained: "can I hear it?".
_IT = re.compile(
    r"\b((?:gimme|give me|have|hear|need|play|show me|want)(?: also| just| now| please| to (?:hear|try|use))*) (?:(a few|one|some)|it|that|them|these|this)\b(?! ones?\b| of\b)",
    re.IGNORECASE,
)
#: What a number was asked for with, and what asks for another one.
COUNTED = "how many"
_GOING_ON = re.compile(r"(?:ok |so )?(?:and|(?:and )?(?:how|what) about) (?:the )?((?:\w+ ?){1,3})\?*")


def asked_meaning(text: str) -> tuple[tuple[str, ...], str]:
    """The words that a prompt asks the meaning of, none where it does not; and what else it wishes for.

    >>> asked_meaning("tell me what is a snare"), asked_meaning("what's the key of 2?")
    ((('snare',), ''), ((), ''))
    >>> asked_meaning("what's the difference between a clap and a snap?")
    (('clap', 'snap'), '')
    >>> asked_meaning("i need percussion, what does it mean percussion?")
    (('percussion',), 'i need percussion')
    """
    sentences = [] if Prompt.read(text).is_story else _SENTENCE.findall(_POINTED.sub(r"what is \1", text))
    for at, sentence in enumerate(sentences):
        words = [word for word in Prompt.read(sentence).words if word[0].isalnum()]
        if len(words) <= _LONGEST and (terms := _asked(words)):
            return terms, _wished("".join(sentences[:at] + sentences[at + 1 :]), terms)
    return (), ""


def is_known(term: str) -> bool:
    """Whether all words of a term are known: "boomy kick"."""
    return bool(phrases(term))


def is_tempo(term: str) -> bool:
    """Whether a number is a tempo, and no machine."""
    return term.isdigit() and _SLOWEST <= int(term) <= _FASTEST and not lexicon().taxonomy.senses(term)


def key_of(term: str) -> str | None:
    """The key that a term is, None for any other: "F minor"."""
    request = parse(f"in {term}")
    return (
        request.key
        if request.key and " " in request.key and request == Request(key=request.key, text=request.text)
        else None
    )


def phrases(term: str) -> list[str]:
    """The phrases that make a term, each of which something is known of; none where there are others, too.

    >>> phrases("boomy open hat"), phrases("good kick"), phrases("f minor")
    (['boomy', 'open hat'], [], ['f minor'])
    """
    if is_tempo(term) or key_of(term):
        return [term]
    words, found = term.split(), list[str]()
    while words:
        end = next((end for end in range(len(words), 0, -1) if _explains(" ".join(words[:end]))), 0)
        if not end:
            return []
        found.append(" ".join(words[:end]))
        words = words[end:]
    return found


def _explains(phrase: str) -> bool:
    """Whether something can be told of a phrase that names it."""
    taxonomy = lexicon().taxonomy
    senses = taxonomy.senses(phrase)
    return phrase in taxonomy.terms or any(sense.how not in ("clues", "comparative") for sense in senses)


def _asked(words: list[str]) -> tuple[str, ...]:
    """The words that a sentence asks the meaning of."""
    said = " ".join(words)
    if pace := _PACE.search(said):
        return (pace["bpm"],)
    if either := _EITHER.search(said):
        return (either["term"],) if is_known(either["term"]) else ()
    means, differs = _MEANS.search(said), _DIFFERS.search(said)
    if not (means or differs or _WHAT.search(said)):
        return ()
    terms, articles = list[str](), list[str]()
    for part in (_THAN if differs else _AND).split(f"{said} "):
        bare = part.split()
        while bare and bare[-1] in _FRAME:
            bare.pop()
        before = ""
        while bare and bare[0] in _FRAME:
            before = bare.pop(0)
        terms, articles = [*terms, *([" ".join(bare)] if bare else [])], [*articles, before]
    if not terms or "the" in articles or (differs and len(terms) < 2):
        return ()
    unknown = [term for term in terms if not is_known(term)]
    if unknown and (differs or len(terms) > 1 or not (means or not _ARTICLES.isdisjoint(articles))):
        return ()
    strange = [word for term in unknown for word in term.split()]
    known = any(mention.meaning.says for term in unknown for mention in Prompt.plain(term).mentions)
    guessed = known or len(strange) > _FEW or not all(word.isalpha() for word in strange)
    return () if guessed or not _ELSE.isdisjoint(strange) else tuple(terms)


def _wished(rest: str, terms: tuple[str, ...]) -> str:
    """What else is wished for; of one that is not told, "give me one", it is what was asked about."""
    request = parse(rest) if rest.strip() else Request()
    asks = request.intent == "find" and not WISHES.isdisjoint(Prompt.read(rest).words)
    told = request.intent == "find" and replace(request, text="") != Request(k=request.k)
    if told and (asks or not rest.rstrip().endswith("?")):  # "what's a loop? like a melody?"
        return rest.strip(" ,;:")
    if not asks or "that one" in rest.casefold():  # "I want to use that one. what is bpm?"
        return ""
    named = behind_question(rest, f"what is {terms[0]}").strip(" .,;:!?")
    return named if terms[0] in named else f"{named} {terms[0]}"


def behind_question(text: str, asked: str) -> str:
    """A prompt with what it leaves to be understood of the question before it: the sound that was explained, or that a number is asked for.

    >>> behind_question("so I need one", "what is a snare?"), behind_question("and closed?", "how many")
    ('so I need one snare', 'how many of them are closed?')
    """
    if asked == COUNTED and (on := _GOING_ON.fullmatch(text.strip().casefold())):
        told = parse(on[1])
        return f"how many {'' if told.classes or told.kind else 'of them are '}{on[1]}?"
    terms, _ = asked_meaning(asked) if asked else ((), "")
    if not terms or not parse(terms[0]).classes:
        return text
    return _IT.sub(lambda found: f"{found[1]} {f'{found[2]} ' if found[2] else ''}{terms[0]}", text)
