"""Prompts that ask for no sound: greetings, thanks, questions about the bot, and all the rest of life."""

import re

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.address import WISHES
from retrieval_core.request import Intent

_SMALL = lists.words("talk", "small")
_SMALL_TALK: tuple[tuple[lists.Phrases, Intent], ...] = (
    (lists.phrases("talk", "thanks"), "thanks"),
    (lists.phrases("talk", "greetings", "farewells"), "greeting"),
    (lists.phrases("talk", "chatter"), "other"),
)
#: What a prompt is, of all that it may be at once.
_FIRST: tuple[Intent, ...] = ("thanks", "greeting", "other")
#: Thanks that may go with more words.
_GRATITUDE = lists.phrases("thanks", "gratitude")
_TAKEN = lists.phrases("talk", "taken")
_POINTING = frozenset("the that it this number # those these".split())
_BOT = frozenset("this it you that bot search i".split())
_WISHES = WISHES | {"please", "pls"}
_WORKING = lists.words("talk", "working")
_HELP = lists.phrases("talk", "help")
#: "So what instruments do you have?", "what other words do you understand?", "what's in stock here, by type?"
_STOCK = re.compile(
    r"(?:^|[.,!?] )(?:(?:and|but|hello|hey|hi|ok|okay|so|well|yo) )*(?:what|what's|whats|which)"
    r"(?: (?:other|else|exactly|all|kinds?|sorts?|types?|of|categories|files?|instruments?|material|samples?|sounds?|stuff|things?|words?))*"
    r"(?: (?:is|are|can|could|do))?(?: (?:you|u|i|we|there|in))(?: (?:able|are|ask|at|all|by|can|category|do|exactly|find|for|get|got|have|here|hold|in|kind|"
    r"library|me|offer|please|search|stock|the|there|to|type|types|understand|,))* ?[?!.]*$"
)
#: Words that a question about the bot may begin with.
_ASKING = frozenset("how why".split()) | _HELP.by_first.keys()
_ADVERBS = lists.words("talk", "adverbs")
_OPENINGS = lists.words("talk", "openings")
_ASKED_FOR = lists.words("talk", "asked_for")
_SENTENCES = lists.words("talk", "sentences")
_CHAT = lists.phrases("talk", "chat")
#: Where a sentence ends that a wish may follow: "My client sells jewellery, so I'm thinking wind chimes".
_BOUNDS = frozenset("( ) , . ; : ! ? so but -".split())
_INTERJECTIONS = lists.words("talk", "interjections")
_ADVERTS = lists.phrases("talk", "adverts")
#: How a question or a remark that is put to people begins, though it names a sound.
_CERTAIN = lists.phrases("talk", "certain")
_WITHIN = frozenset("in on at from".split())
_OF_OTHERS = frozenset("that this your ur his her their those these".split())
_BEING = frozenset("is are was were sounds sound goes go hits rattles slaps feels makes made gave".split())
_TIMES = lists.phrases("talk", "times")
#: How a question about the bot begins, whatever sound it names: "how do I ask for a loop".
_EXPLAINED = lists.phrases("talk", "explained")
_MINUTES = frozenset("min mins minute minutes hour hours sec secs".split())
#: What is heard outside, and told of as well as asked for.
_WORLD = frozenset(["foley", "texture"])
_VERSUS = frozenset("versus vs".split())
_VOWELS = re.compile(r"[aeiouy]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")


def small_talk(prompt: Prompt) -> Intent | None:
    """Greeting, thanks or help, or what else people write to each other, where the prompt is that and nothing else."""
    words = prompt.words
    if words and set(words) <= {"?", "!"}:
        return "help"
    at, found = 0, set[Intent]()
    while at < len(words):
        end, intent = max((prompt.starts(at, phrases), intent) for phrases, intent in _SMALL_TALK)
        addressed = found == {"greeting"} and end == at + 1 and words[at] in _SMALL  # "hello, lovely people"
        if end and not addressed:
            found.add(intent)
        elif words[at] in _SMALL or (found and _names_somebody(prompt, at)):
            end = at + 1
        elif "other" in found and (words[at] in _MINUTES or prompt.word(at + 1) in _MINUTES):
            end = at + 1  # "hold on 5 min"
        else:
            break
        at = end
    from_where = found == {"greeting"} and prompt.word(at) == "from" and not prompt.open_mentions()
    if found and (at == len(words) or from_where):
        return next(intent for intent in _FIRST if intent in found)
    if _asks_help(prompt, at):
        return "help"
    return "thanks" if _takes(prompt, at if "thanks" in found else prompt.after(0, _OPENINGS)) else None


def _takes(prompt: Prompt, at: int) -> bool:
    """Whether a hit is chosen at a place, and nothing more: "I'll take number 3", "happy with that"."""
    end, size = prompt.starts(at, _TAKEN), len(prompt.words)
    if not end or size > end + 4 or any(m.start >= end and m.meaning.says for m in prompt.open_mentions()):
        return False
    return prompt.word(end) in _POINTING or (end + 1 == size and prompt.word(end).isdigit())


def drop_gratitude(prompt: Prompt) -> bool:
    """Take what somebody is thankful for off before another wish, if there is one: "thanks for the hats, now a ride"."""
    words = prompt.words
    end = _GRATITUDE.end(words, prompt.after(0, _INTERJECTIONS))
    stop = next((at for at in range(end, len(words)) if words[at] in _BOUNDS or words[at] == "now"), 0)
    goes_on = end > 0 and words[end : end + 1] == ["for"] and prompt.names_class_behind(stop or len(words))
    if goes_on:
        prompt.take(0, stop + 1)
    return goes_on


def is_thanks(prompt: Prompt, wishes: bool) -> bool:
    """Whether a prompt thanks, and `wishes` for nothing beside it: "cheers, that saved my evening", "thank you for the kicks"."""
    words = prompt.words
    end = next((end for at in range(len(words)) if (end := _GRATITUDE.end(words, at))), 0)
    return end > 0 and (not wishes or words[end : end + 1] == ["for"])


def _names_somebody(prompt: Prompt, at: int) -> bool:
    """Whether the last word is a name: "hi Sandra"."""
    last = not any(word.isalnum() for word in prompt.words[at + 1 :])
    return last and prompt.tokens[at].raw.istitle() and not prompt.mentioned(at)


def _asks_help(prompt: Prompt, start: int) -> bool:
    """Whether a question about the bot begins at a place, at the start or behind a sign: "I'm new here, how does it work"."""
    words = prompt.words
    # "What does the key thing mean" is asked of the bot, "what does bpm mean" of anybody.
    means = words[:2] == ["what", "does"] and prompt.word(2) in _POINTING and "mean" in words
    if means or _EXPLAINED.end(words, start):
        return True
    if any(m.meaning.classes or m.meaning.kind or m.meaning.genre for m in prompt.open_mentions()):
        return False  # "what do you have for house?"
    if _STOCK.search(" ".join(words)):
        return True
    if _ASKING.isdisjoint(words):
        return False
    bounds = (at + 1 for at, word in enumerate(words) if word in _BOUNDS)
    for at in (start, prompt.after(0, _OPENINGS), *bounds):
        plain = [word for word in words[at:] if word not in _ADVERBS]  # "what can you actually do"
        end = _HELP.end(plain, 0)
        if _asks_how(plain) or (end and _ASKED_FOR.isdisjoint(plain[end : end + 1])):
            return True
    return False


def _asks_how(words: list[str]) -> bool:
    """ "How does this thing work?", "how did you pick these": whether it is the bot that is asked about."""
    return (
        words[:1] in (["how"], ["why"])
        and not _BOT.isdisjoint(words[1:5])
        and not _WORKING.isdisjoint(words[2:7])
    )


def is_off_topic(prompt: Prompt, asks: bool, text: str) -> bool:
    """Whether a prompt in which nothing was understood is about something else than sounds.

    A few unknown words may well name a sound ("helicopter"), a sentence or a question does not; `asks` says
    that the prompt asks for something to be found, `text` is what is left for the encoder.
    """
    words = [word for word in prompt.words if word[0].isalnum()]
    if not words or all(word.isdigit() for word in words):
        return True
    if asks:
        return False
    first = next((word for word in words if word not in _INTERJECTIONS), None)
    if first is None or first in _SENTENCES:
        return True
    left = text.split()
    return len(left) <= 3 and any(word.isascii() and not _is_pronounceable(word) for word in left)


def is_chat(prompt: Prompt) -> bool:
    """Whether a prompt asks the bot to do what it cannot do, or is said to others: "write me a song about drums", "link in bio"."""
    words = prompt.words
    start = prompt.after(0, _INTERJECTIONS)
    if _CHAT.end(words, start):
        return True
    said = _ADVERTS.stand_in(words) or _polls(words[start:]) or _tells_of_times(prompt, start)
    return said and _WISHES.isdisjoint(words)


def _tells_of_times(prompt: Prompt, start: int) -> bool:
    """Whether a prompt tells how a day is, or the weather: "slow day", "warm today lol", "fireworks all night"."""
    at = start
    while (m := prompt.mention_at(at)) and _WORLD.issuperset(m.meaning.classes):
        if m.meaning.quality and m.meaning.quality.comparative:
            return False  # "warmer today"
        at = m.end
    end = _TIMES.end(prompt.words, at)
    return start < at < end and not prompt.word(prompt.after(end, _INTERJECTIONS)).isalnum()


def _polls(words: list[str]) -> bool:
    """Whether it is asked which of two people prefer: "140 or 174?", "808 vs 909"."""
    numbers = [word for word in words if word.isdigit()]
    return words == [*numbers[:1], "or", *numbers[1:], "?"] or not _VERSUS.isdisjoint(words[1:])


def is_surely_chat(prompt: Prompt) -> bool:
    """Whether a prompt that asks for nothing is talk beyond doubt, whatever it names: "is that a sitar?"."""
    start = prompt.after(0, _INTERJECTIONS | _OPENINGS)
    talks = is_chat(prompt) or _CERTAIN.end(prompt.words, start) > 0 or _speaks_of_others(prompt, start)
    return talks and _WISHES.isdisjoint(prompt.words)


def _speaks_of_others(prompt: Prompt, start: int) -> bool:
    """Whether it is told what a sound is like in the music of others: "the kick on this is huge"."""
    sound = prompt.mention_at(prompt.after(start, {"the", "those", "that"}))
    if not sound or not sound.meaning.classes or prompt.word(sound.end) not in _WITHIN:
        return False
    return prompt.word(sound.end + 1) in _OF_OTHERS and not _BEING.isdisjoint(prompt.words[sound.end + 2 :])


def _is_pronounceable(word: str) -> bool:
    if word[0].isdigit():
        return not word.isdigit()  # "440hz"
    return bool(_VOWELS.search(word)) and not _CLUSTER.search(word)
