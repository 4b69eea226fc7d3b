"""Prompts that ask for no sound: greetings, thanks, questions about the bot, and all the rest of life."""

import itertools
import re

from bot.prompts import lists
from bot.prompts.prompt import Prompt
from retrieval_core.request import Intent

_GREETINGS = lists.phrases("talk", "greetings")
_THANKS = lists.phrases("talk", "thanks")
_TAKEN = lists.phrases("talk", "taken")
POINTING = frozenset("the that it this number # those these".split())
SMALL = lists.words("talk", "small")
_CROWDS = lists.words("talk", "crowds")
_HELP = lists.phrases("talk", "help")
_ADVERBS = lists.words("talk", "adverbs")
_OPENINGS = lists.words("talk", "openings")
_ASKED_FOR = lists.words("talk", "asked_for")
_PLACES = frozenset(["", "here", "there", "the", "this", "that", "your", "stock", "store"])
_QUESTIONS = frozenset("who whom whose when why where which what what's whats who's how how's".split())
_SENTENCES = lists.words("talk", "sentences")
_CHAT = lists.phrases("talk", "chat")
_SOUGHT = lists.phrases("talk", "sought")
_FEELS = lists.phrases("talk", "feels")
_EVENTS = lists.phrases("talk", "events")
_DEALS = frozenset("bought sold met crashed".split())
_BREAKING = frozenset("broke died exploded crashed snapped burned burnt".split())
_MISSED = frozenset("lost find".split())
_WHOSE = frozenset("my our the his her their".split())
_CLAUSES = lists.words("talk", "clauses")
_FOLDERS = lists.words("talk", "folders")
#: Verbs that make a statement of what follows "my" or "she".
_STATES = {"is", "was", "has", "had", "are", "were", "said", "says", "told"}
_SEARCHING = lists.words("talk", "searching")
_ASKING_WHAT = frozenset("what whats what's which".split())
#: What is wanted is new to the story: "my beat is missing something, maybe a shaker".
_INTRODUCES = frozenset("a an any some something maybe needs wants".split())
#: Where a sentence ends that a wish may follow: "My client sells jewellery, so I'm thinking wind chimes".
BOUNDS = frozenset("( ) , . ; : ! ? so but -".split())
_MODALS = frozenset("have should must need can gotta ought".split())
_LACKING = lists.words("talk", "lacking")
_WANTING = frozenset(map(tuple, lists.phrases("talk", "wanting")))
_PERSONS = frozenset("my your his her he she they we our".split())
INTERJECTIONS = lists.words("talk", "interjections")
_VOWELS = re.compile(r"[aeiouy]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")


def small_talk(prompt: Prompt) -> Intent | None:
    """Greeting, thanks or help, where the prompt is that and nothing else; None otherwise."""
    words = prompt.words
    if words and set(words) <= {"?", "!"} and "?" in words:
        return "help"
    start = prompt.after(0, _OPENINGS)
    if prompt.words[start : start + 2] == ["how", "many"]:
        return "help"
    plain = [word for word in words[start:] if word not in _ADVERBS]
    if plain != words[start:] and _HELP.end(plain, 0):  # "what can you actually do"
        return None if any(m.meaning.classes for m in prompt.open_mentions()) else "help"
    if (
        words[start : start + 1] == ["how"]
        and _asks_how(words[start:])
        and not any(m.meaning.classes for m in prompt.open_mentions())
    ):
        return "help"
    if not BOUNDS.isdisjoint(words) and not any(m.meaning.says for m in prompt.mentions):
        ends = [at + 1 for at, word in enumerate(words) if word in BOUNDS]
        if any(prompt.starts(at, _HELP) or _asks_how(words[at:]) for at in ends):
            return "help"  # "I'm new here, how does it work"
    if end := prompt.starts(start, _HELP):
        known = any(m.start >= end and m.meaning.classes for m in prompt.open_mentions())
        asks = (prompt.word(end) in _ASKED_FOR and prompt.word(end + 1).isalnum()) or (
            prompt.word(end) == "in" and prompt.word(end + 1) not in _PLACES
        )
        return None if known or asks else "help"
    if (end := prompt.starts(start, _TAKEN)) and not any(m.meaning.classes for m in prompt.open_mentions()):
        return "thanks" if prompt.word(end) in POINTING else None
    at, found = 0, set[Intent]()
    while at < len(words):
        if end := prompt.starts(at, _THANKS):
            found.add("thanks")
        elif end := prompt.starts(at, _GREETINGS):
            found.add("greeting")
        elif words[at] in SMALL or (found and at + 2 == len(words) and words[at + 1] in _CROWDS):
            end = at + 1  # "good morning beat gang"
        else:
            return None
        at = end
    return "thanks" if "thanks" in found else "greeting" if found else None


def _asks_how(words: list[str]) -> bool:
    """ "How does this thing work?": whether it is the bot that is asked about."""
    works = {"work", "works", "function", "operate"} & set(words[2:7])
    return (
        words[:1] == ["how"] and bool(works) and bool({"this", "it", "you", "that", "bot"} & set(words[1:5]))
    )


def is_off_topic(prompt: Prompt, asks: bool, text: str) -> bool:
    """Whether a prompt in which nothing was understood is about something else than sounds.

    A few unknown words may well name a sound ("helicopter"), a sentence or a question does not; `asks` says
    that the prompt asks for something to be found, `text` is what is left for the encoder.
    """
    words = [word for word in prompt.words if word[0].isalnum()]
    if not words:
        return True
    if asks:
        return False
    start = next((at for at, word in enumerate(words) if word not in INTERJECTIONS), len(words))
    if start == len(words) or words[start] in _SENTENCES or words[start] in _QUESTIONS:
        return True
    if words[start] == "the" and {"was", "were", "is", "are"} & set(words[start : start + 5]):
        return True  # "the concert was amazing"
    left = text.split()
    return len(left) <= 3 and any(word.isascii() and not _is_pronounceable(word) for word in left)


def is_chat(prompt: Prompt, measured: bool) -> bool:
    """Whether a prompt is a question about the world or a story, though it names an instrument or a machine.

    `measured` says that a tempo or a key was read in it: "what do you have around 90 bpm".
    """
    words = prompt.words
    if not words:
        return False
    if measured and words[0] in ("my", "our"):
        return False  # "my song is in D minor" tells what would fit
    clause = next((at for at, word in enumerate(words) if word in BOUNDS), len(words))
    wished = any(m.start > clause and m.meaning.classes for m in prompt.open_mentions())
    if (
        words[0] in _PERSONS
        and not (wished or _LACKING & set(words) or _WANTING & set(itertools.pairwise(words)))
        and not (words[0] == "they" and words[1:2] and words[1] in _MODALS)
        and (len(prompt.open_mentions()) < 2 or not _INTRODUCES & set(words))
    ):
        if (
            _BREAKING & set(words)
            or _STATES & set(words[1:3])
            or (_STATES & set(words[1:5]) and _FOLDERS & set(words[1:4]))
        ):
            return True
        known = {at for mention in prompt.open_mentions() for at in range(mention.start, mention.end)}
        strangers = [word for at, word in enumerate(words) if at and at not in known and len(word) > 2]
        return len(strangers) >= (1 if "my" in words[1:] else 2)
    if {("should", "i", "buy"), ("should", "i", "get")} & set(zip(words, words[1:], words[2:], strict=False)):
        return True
    if _SOUGHT.end(words, 0) and any(m.meaning.classes for m in prompt.open_mentions()):
        return False
    if end := _CHAT.end(words, 0):
        return _SEARCHING.isdisjoint(words[end : end + 1])
    if measured:
        return False
    mentions = prompt.open_mentions()
    if _FEELS.end(words, 0) and not {"something", "like"} & set(words):
        return not any(m.meaning.classes or m.meaning.kind for m in mentions)
    sounds = any(m.meaning.classes or m.meaning.kind or m.meaning.quality for m in mentions)
    return words[0] in _ASKING_WHAT and words[1:2] != ["else"] and not sounds


def is_event(prompt: Prompt) -> bool:
    """Whether a prompt tells what befell something of somebody's, and nothing else: "I lost my keys"."""
    words = prompt.words
    end = _EVENTS.end(words, 0)
    if _MISSED & set(words[:end]) and any(
        m.meaning.classes not in ((), ("keys",)) for m in prompt.open_mentions()
    ):
        return False  # whose snares are lost wants others
    if words[:2] == ["i", "just"]:
        end = _EVENTS.end(["i", *words[2:]], 0)
        end += end > 0
    oneself = (
        not _DEALS.isdisjoint(words[:end])
        or "play" in words[:end]
        or "teach" in words[:end]
        or (words[end - 1 : end] == ["a"] and len(words) < 6)
    )
    own = bool(_WHOSE & set(words[end - 1 : end + 2]) or oneself)
    return end > 0 and own and not _CLAUSES & set(words[:-1])


def _is_pronounceable(word: str) -> bool:
    if word[0].isdigit():
        return not word.isdigit()  # "440hz"
    return bool(_VOWELS.search(word)) and not _CLUSTER.search(word)
