"""Prompts that ask for no sound: greetings, thanks, questions about the bot, and all the rest of life."""

import re

from bot.prompts.language import lists
from bot.prompts.language.everyday import THINGS
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import SAMPLES
from bot.prompts.speech.address import WISHES, asks_people, sentences
from retrieval_core.request import Intent

_GREETINGS = lists.phrases("talk", "greetings")
_THANKS = lists.phrases("talk", "thanks")
_TAKEN = lists.phrases("talk", "taken")
_POINTING = frozenset("the that it this number # those these".split())
_SMALL = lists.words("talk", "small")
_CROWDS = lists.words("talk", "crowds")
_CHATTER = lists.phrases("talk", "chatter")
_SMALL_TALK: tuple[tuple[lists.Phrases, Intent], ...] = (
    (_THANKS, "thanks"),
    (_GREETINGS, "greeting"),
    (_CHATTER, "other"),
)
#: What a prompt is, of all that it may be at once.
_FIRST: tuple[Intent, ...] = ("thanks", "greeting", "other")
_BOT = frozenset("this it you that bot search i".split())
#: "How many kicks do you have".
_STOCK = frozenset("there can samples sounds files results hits".split())
_SAYING = frozenset("ask tell say type write phrase".split())
#: "Happy friday", "hope everyone is well".
_WISHED = frozenset("happy good blessed lovely beautiful great nice wonderful fine merry enjoy".split())
_DAYS = lists.words("talk", "days")
_THAT = frozenset("that".split())
_EVERYONE = frozenset("you ya u y all everyone everybody yall youre ur this these day week".split())
_WELL = lists.words("talk", "well")
_ASKED_AFTER = lists.words("talk", "asked_after")
_FARING = lists.words("talk", "faring")
#: What begins a question, or a remark, that asks for no sound though it names one.
_CERTAIN = lists.phrases("talk", "certain")
_WISHES = WISHES | {"please", "pls"}
_WITHIN = frozenset("in on at from of".split())
_OF_OTHERS = frozenset("that this your ur his her their those these".split())
_BEING = frozenset("is are was were sounds sound goes go hits rattles slaps feels makes made gave".split())
_REACHING = frozenset("got hit reached passed".split())
_ANY = lists.words("wishes", "any")
_SATED = lists.Phrases(
    "do not need, don't need, dont need, got enough, have enough, may not need, might not need, need no"
)
_AWAY = frozenset("brb bbl afk gtg g2g".split())
_TESTING = frozenset("1 2 3 4 12 123 1234".split())
_MINUTES = frozenset("min mins minute minutes hour hours h sec secs".split())
_WAITING = _TESTING | _MINUTES
_WORKING = lists.words("talk", "working")
_HELP = lists.phrases("talk", "help")
#: Words that a question about the bot may begin with.
_ASKING = frozenset("can do does how is what why will".split()) | _HELP.by_first.keys()
#: What a bot may be able to do: "what is it you can do".
_ABLE = lists.words("talk", "able")
_ADVERBS = lists.words("talk", "adverbs")
_OPENINGS = lists.words("talk", "openings")
_ASKED_FOR = lists.words("talk", "asked_for")
_PLACES = frozenset(["", "here", "there", "the", "this", "that", "your", "stock", "store"])
_QUESTIONS = frozenset("who whom whose when why where which what what's whats who's how how's".split())
_SENTENCES = lists.words("talk", "sentences")
_CHAT = lists.phrases("talk", "chat")
_PRAISING = frozenset("good great nice".split())
_SEARCHING = lists.words("talk", "searching")
#: Where a sentence ends that a wish may follow: "My client sells jewellery, so I'm thinking wind chimes".
BOUNDS = frozenset("( ) , . ; : ! ? so but -".split())
INTERJECTIONS = lists.words("talk", "interjections")
_PACKING = lists.phrases("talk", "packing")
_ADVERTS = lists.phrases("talk", "adverts")
_PLACING = frozenset("against at from in inside of on through with".split())
_AROUND = lists.phrases("talk", "around")
_SO = frozenset("getting it it's its kinda pretty so too very way".split())
_HERE = lists.phrases("talk", "here")
_VERSUS = frozenset("versus vs".split())
#: What is heard of the world, and told of as well as asked for.
_WORLD = frozenset(["foley", "texture"])
_TIMES = lists.words("talk", "times")
_SIGNS = frozenset(", . ! ?".split())
_WHEN = lists.phrases("talk", "when")
_VAGUE = frozenset("a an some something".split())
_VOWELS = re.compile(r"[aeiouy]")
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")


def small_talk(prompt: Prompt) -> Intent | None:
    """Greeting, thanks or help, or what else people write to each other, where the prompt is that and nothing else."""
    words = prompt.words
    if words and set(words) <= {"?", "!"} and "?" in words:
        return "help"
    at, found = 0, set[Intent]()
    while at < len(words):
        end, intent = max((prompt.starts(at, phrases), intent) for phrases, intent in _SMALL_TALK)
        if after := _asks_after(prompt, at):
            end = after
            found.add("greeting")
        elif end and not (found == {"greeting"} and end == at + 1 and words[at] in _SMALL):
            found.add(intent)
        elif wish := _well_wishes(prompt, at):
            end = wish
            found.add("greeting")
        elif (  # "hello, lovely people" praises nothing
            (words[at] in _SMALL and (found or words[at] != "in"))  # "in gm" is a key
            or (found and at + 2 == len(words) and words[at + 1] in _CROWDS)  # "good morning beat gang"
            or (found and _names_somebody(prompt, at))
            or ("other" in found and (words[at] in _WAITING or prompt.word(at + 1) in _MINUTES))
            # "testing 1 2 3", "hold on 5 min"
        ):
            end = at + 1
        elif found and (when := prompt.starts(at, _WHEN)):  # "see you all next week"
            end = when
        else:
            break
        at = end
    from_where = found == {"greeting"} and prompt.word(at) == "from" and not prompt.open_mentions()
    if found and (at == len(words) or from_where):
        return next(intent for intent in _FIRST if intent in found)
    if _asks_help(prompt, at):
        return "help"
    if end := prompt.starts(at if "thanks" in found else prompt.after(0, _OPENINGS), _TAKEN):
        wishes = any(m.meaning.classes or (m.start >= end and m.meaning.says) for m in prompt.open_mentions())
        numbered = end + 1 == len(words) and words[end].isdigit()  # "I'll take 2"
        return "thanks" if (numbered or prompt.word(end) in _POINTING) and not wishes else None
    return None


def _well_wishes(prompt: Prompt, at: int) -> int:
    """Where "happy friday" or "hope you are all well" ends that begins at a place, 0 if neither does."""
    if prompt.word(at) in _WISHED and prompt.word(at + 1) in _DAYS:
        return at + 2
    at = prompt.after(at, {"i"})
    you = prompt.after(at + 1, _THAT)
    if prompt.word(at) not in ("hope", "hoping") or prompt.word(you).split("'")[0] not in _EVERYONE:
        return 0
    end = prompt.clause_end(you)
    known = any(at < m.end <= end and m.meaning.classes for m in prompt.open_mentions())
    return 0 if known or not _WELL.intersection(prompt.words[you:end]) else end


def _asks_after(prompt: Prompt, at: int) -> int:
    """Where "how is everybody doing" ends that begins at a place and is all of its clause, 0 if it is none."""
    if prompt.word(at) not in ("how", "how's", "hows"):
        return 0
    asked = prompt.after(at + 1, _ASKED_AFTER)
    end = prompt.after(asked, _FARING)
    return end if asked > at + 1 and not prompt.word(end)[:1].isalnum() else 0


def _names_somebody(prompt: Prompt, at: int) -> bool:
    """Whether the last word is a name: "hi Sandra"."""
    raw = prompt.tokens[at].raw
    last = not any(word.isalnum() for word in prompt.words[at + 1 :])
    return last and raw.istitle() and raw.isalpha() and not prompt.mentioned(at)


def _asks_help(prompt: Prompt, start: int) -> bool:
    """Whether a question about the bot begins at a place, at the start or behind a sign: "I'm new here, how does it work"."""
    words = prompt.words
    if _ASKING.isdisjoint(words):
        return False
    if words[prompt.after(0, _OPENINGS) :][:2] == ["how", "many"]:
        named = any(m.meaning.says for m in prompt.open_mentions())
        return not named and (not _STOCK.isdisjoint(words) or {"you", "have"} <= set(words))
    start_of_it = prompt.after(0, _OPENINGS)
    if _asks_meaning(words[start_of_it:]):
        return True
    if words[:1] == ["how"] and not _SAYING.isdisjoint(words[2:5]):
        return True  # "how do I ask for a loop"
    if any(m.meaning.classes or m.meaning.kind for m in prompt.open_mentions()):
        return False
    bounds = (at + 1 for at, word in enumerate(words) if word in BOUNDS)
    for at in dict.fromkeys([start, prompt.after(0, _OPENINGS), *bounds]):
        plain = [word for word in words[at:] if word not in _ADVERBS]  # "what can you actually do"
        if _asks_how(plain):
            return True
        if end := _HELP.end(plain, 0):
            following, object = [*plain[end:], "", ""][:2]
            asks = following in _ASKED_FOR and object.isalnum()
            if not (asks or (following == "in" and object not in _PLACES) or following.endswith("ing")):
                return True
    return False


def _asks_meaning(words: list[str]) -> bool:
    """ "What does the key thing mean", "what is it you can do", "does this thing do patches": whether the bot is to explain itself."""
    words = [word for word in words if word not in _ADVERBS]
    last = next((word for word in reversed(words) if word.isalnum()), "")
    if words[:1] == ["what"] and "my" not in words:
        shown = last in ("mean", "means") and words[2:3] in (["the"], ["this"], ["that"], ["your"], ["it"])
        return shown or ("you" in words[1:5] and last in _ABLE)
    it = words[1:3] in (
        ["this", "thing"],
        ["this", "bot"],
        ["the", "bot"],
        ["this", "search"],
        ["this", "tool"],
    )
    return (
        words[:1] in (["does"], ["can"], ["is"], ["will"], ["do"]) and it and not _ABLE.isdisjoint(words[3:6])
    )


def _asks_how(words: list[str]) -> bool:
    """ "How does this thing work?", "how did you pick these": whether it is the bot that is asked about."""
    return (
        words[:1] in (["how"], ["why"])
        and "my" not in words
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
    if "@" in prompt.words or (_WHEN.stand_in(words) and _VAGUE.isdisjoint(words[:2])):
        return True  # "rehearsal at eight tonight"
    start = next((at for at, word in enumerate(words) if word not in INTERJECTIONS), len(words))
    if start == len(words) or words[start] in _SENTENCES or words[start] in _QUESTIONS:
        return True
    left = text.split()
    return len(left) <= 3 and any(
        word.isascii() and not (_is_pronounceable(word) or word in THINGS) for word in left
    )


def is_chat(prompt: Prompt) -> bool:
    """Whether a prompt asks the bot to do what it cannot do: "write me a song about drums"."""
    words = prompt.words
    if not _AWAY.isdisjoint([*words[:1], *words[-1:]]):
        return True
    start = 2 if words[:1] == ["@"] else 0
    behind = prompt.after(start, INTERJECTIONS)
    end = _CHAT.end(words, start) or _CHAT.end(words, behind)
    if _WISHES.isdisjoint(words) and (
        _ADVERTS.stand_in(words) or _polls(prompt, behind) or _tells_of_here(prompt)
    ):
        return True
    if end and words[end - 1] in _PRAISING and prompt.names_class(end):
        return False  # "have a good piano already"
    if not any(m.meaning.classes for m in prompt.mentions) and (
        _PACKING.stand_in(words) or _tells_of_times(prompt, behind)
    ):
        return True
    return (end > 0 and _SEARCHING.isdisjoint(words[end : end + 1])) or _counts_else(prompt, behind)


def needs_nothing(prompt: Prompt) -> bool:
    """Whether a refusal leaves nothing that is wanted: "I have enough drums", but not "I need anything but kicks"; who has
    had one too many, "stop sending me kicks", wants others."""
    return _SATED.stand_in(prompt.words) and _ANY.isdisjoint(prompt.words)


def _polls(prompt: Prompt, at: int) -> bool:
    """Whether it is asked which of two people prefer: "140 or 174?", "808 vs 909"."""
    words = prompt.words[at:]
    numbers = words[1:2] == ["or"] and words[0].isdigit() and words[2:3] != [] and words[2].isdigit()
    return (numbers and words[3:4] == ["?"]) or not _VERSUS.isdisjoint(words[1:])


def _tells_of_here(prompt: Prompt) -> bool:
    """Whether somebody tells what there is to be heard where they are: "fireworks all night", "rain again today"."""
    named = [m for m in prompt.mentions if m.meaning.classes]
    if not named or not all(_WORLD.issuperset(m.meaning.classes) for m in named):
        return False
    begin, end = named[-1].end, _HERE.end(prompt.words, named[-1].end)
    placed = not _PLACING.isdisjoint(prompt.words[:begin])  # "rain on a window all night"
    return end > 0 and not placed and not any(word.isalnum() for word in prompt.words[end : end + 1])


def _tells_of_times(prompt: Prompt, at: int) -> bool:
    """Whether a prompt tells how somebody's day is, or the place, and nothing more: "long day", "warm today lol", "too loud in here"."""
    if _TIMES.isdisjoint(prompt.words) and not _AROUND.stand_in(prompt.words):
        return False
    described = at = prompt.after(at, _SO)
    while (mention := prompt.mention_at(described)) and not _compares(mention):
        described = mention.end
    end = _AROUND.end(prompt.words, described) or prompt.after(described, _TIMES)
    return at < described < end and not prompt.word(prompt.after(end, INTERJECTIONS | _SIGNS))


def is_surely_chat(prompt: Prompt) -> bool:
    """Whether a prompt that asks for nothing is talk beyond doubt, whatever it names: "is that a sitar?", "the kick in that song is huge"."""
    words = prompt.words
    if any(map(asks_people, sentences(prompt))):
        return True  # "looking for drum and bass producers"
    if not _WISHES.isdisjoint(words):
        return False
    start = prompt.after(0, INTERJECTIONS | _OPENINGS)
    return is_chat(prompt) or _CERTAIN.end(words, start) > 0 or _speaks_of_others(prompt, start)


def _speaks_of_others(prompt: Prompt, start: int) -> bool:
    """Whether it is told of a sound what it is like in the music of others: "the kick on this is huge"."""
    words = prompt.words
    sound = prompt.after(start, {"the", "those", "that"})
    end = next((m.end for m in prompt.mentions if m.start == sound and m.meaning.classes), 0)
    within = words[end : end + 1] and words[end] in _WITHIN and words[end + 1 : end + 2]
    pointed = within and words[end + 1] in _OF_OTHERS
    return bool(pointed) and not _BEING.isdisjoint(words[end + 2 :])


def _compares(mention: Mention) -> bool:
    return mention.meaning.quality is not None and mention.meaning.quality.comparative


def _counts_else(prompt: Prompt, at: int) -> bool:
    """Whether somebody counts what is no sound: "got 2 mins?", "just hit 500 followers"."""
    word, count, noun = [*prompt.words[at : at + 3], "", "", ""][:3]
    if word not in _REACHING or not (count.isdigit() or count in WORDS or count == "a"):
        return False
    counted = noun in _MINUTES or (count.isdigit() and noun.endswith("s") and noun not in SAMPLES)
    return counted and not any(m.meaning.says and m.start > at for m in prompt.mentions)


def _is_pronounceable(word: str) -> bool:
    if word[0].isdigit():
        return not word.isdigit()  # "440hz"
    return bool(_VOWELS.search(word)) and not _CLUSTER.search(word)
