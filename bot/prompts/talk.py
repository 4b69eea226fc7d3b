"""Prompts that ask for no sound: greetings, thanks, questions about the bot, and all the rest of life."""

import itertools
import re

from bot.prompts.prompt import Phrases, Prompt
from retrieval_core.request import Intent

_GREETINGS = Phrases(
    """
    good morning, good evening, good afternoon, morning, evening, afternoon, good day, good night, how are you doing, how are you, how
    is it going, how's it going, hows it going, what's up, whats up, what is up, nice to meet you, hello,
    hi, hey, hiya, howdy, yo, sup, hola, hallo, moin, servus, bonjour, salut, greetings, welcome, ciao,
    hej, ahoy, whats good, what's good, gm, see you tomorrow, see ya, cya, catch you later, u there, you there, anyone there, anybody there, are you there, wassup, wazzup, heya, bye, goodbye, see you, cu, later,
    wsg, wsp, wyd, what up, what it do, whaddup, whats poppin, what's poppin, whats crackin, what's crackin, hows everyone, how's everyone, hows everybody, how are things, hows things, how's things,
    how have you been, how you doing, how you doin, anyone home, anybody home, happy friday, happy monday, merry christmas, happy new year, good to see you, hows life, how's life, how is life, hows your day, how's your day, how is your day
    """
)
_THANKS = Phrases(
    """
    thank you sm, thank you, thanks sm, ty sm, thanks, thx, thank u, ty, tysm, cheers, much appreciated, appreciate it, ta, perfect, nice
    one, great job, good job, well done, awesome, amazing, brilliant, lovely, nice, great, cool,
    excellent, fantastic, wonderful, sweet, merci, danke, gracias, love it, you rock, good bot, good one,
    that's it, thats it, spot on, sick, thats sick, that's sick, dope, fire, thats fire, that's fire, nailed it, legend,
    exactly what i needed, just what i needed, exactly what i wanted, that works, thats great, that's great, good stuff,
    that's it for now, thats it for now, that's it for today, thats it for today, that'll be all, that will be all, i'm done, im done, all done, all good, i'm good, im good, we're good, gtg, gotta go,
    that's all for today, thats all for today, that's all for now, that's all, thats all, thanks a bunch, thanks a million, ta very much, lifesaver, life saver, the best, the goat, goat, you're a star, ur a star,
    absolute legend, god bless, bless you, bless, chef's kiss, killer, banger, bangers
    """
)
#: What is said of a hit that was chosen, where what follows points at one.
_TAKEN = Phrases(
    "i'll take, ill take, i will take, i'll go with, i'm going with, going with, i'll use, i will use"
)
POINTING = frozenset("the that it this number # those these".split())
SMALL = frozenset(
    """
    so much a lot very mate there all everyone everybody bot man dude bro folks people guys friend friends
    again today good never mind nevermind anyway you for that that's thats is the help it these those are really and oh ok okay was my
    crate cratedigger stuff work you're youre ur u're an absolute such no this works to your in ? ! . , : ) ( - * ones one
    fam gang squad team crew peeps chat yall y'all homie homies boss chief king queen buddy pal beautiful world sir madam bestie besties girl girls ladies gents
    bruh brother sis sister cuz fellas lads lovely awesome little big
    """.split()
)
_CROWDS = frozenset(
    "gang squad team crew fam people peeps folks heads makers lovers nerds friends family community legends kings queens bot".split()
)
_HELP = Phrases(
    """
    help me out, help me please, help please, help me, help, what can you do, what else can you do, what else do you do, what can i ask, what can i
    do, what do you do, what do you know, how does this work, how does it work, how do you work, how do i,
    how can i use, how to use, how can you help, how do you help, what can i say, what can i type, what can you find, what can i search for, what can i look for, what do i type, what do i say, what do i write, what should i type, what should i say, what should i write, what should i ask, are you a bot, are you human, are you a human,
    are you a robot, are you an ai, are you real, who are you, tell me about yourself, about yourself, introduce yourself, what are you, who made you, what commands, which commands,
    how many samples, how many sounds, how big is your library, how big is the library, what kind of sounds, what kinda sounds, what kinda samples, what kinda stuff, what sounds can you, which sounds, what sort of sounds, what sort of things, what kind of things, what things can you, what kinds of sounds, what sounds do you, what kind of samples, what samples do
    you, what have you got here, instructions, manual, commands, which approaches, what approaches, what
    is this, what's this, tell me what you have, what do you have, what have you got, can you help me, can you help, i need help, need help, need some help, i need some help, where do i start, where do i begin, how do i start, how to start,
    what can this bot do, what can this thing do, what can this do, what can it do, what does this bot do, what does this thing do, what does this do, what does it do, what is it you do, what is this thing,
    what's this thing, what's this bot, what am i supposed to type, what do i need to type, what do you understand, what can i search, what can i find, what can i look for, can i search by, explain yourself, how does searching work
    """
)
_ADVERBS = frozenset("actually even exactly really just like basically all".split())
#: What small talk opens with.
_OPENINGS = frozenset(
    "/ please hey hi hello there yo mate so , and ok ! but um wait hmm well bro dude bot".split()
)
#: What goes on to say what is asked for: "what do you have around 90 bpm".
_ASKED_FOR = frozenset("find get search with to look at around under over between like".split())
_PLACES = frozenset(["", "here", "there", "the", "this", "that", "your", "stock", "store"])
_QUESTIONS = frozenset("who whom whose when why where which what what's whats who's how how's".split())
_SENTENCES = frozenset(
    """
    i you he she we they my your his is are am was were does did do can could will would should shall may
    tell write order translate solve calculate book buy call remind open explain it it's that this i'm
    go sing you're youre never forget reset start wrong back undo yes no yeah nope nah sure really test testing sorry fuck shit
    damn stop quit exit recommend suggest cancel wow
    """.split()
)
#: How questions about the world begin, though they may name an instrument.
_CHAT = Phrases(
    """
    who's, whos, how long is, how long are, how long does, how much, how far is, how big is a, what bpm is, what bpm are, what key is, what key are, what tempo is, what's your favorite, whats your favorite, what's your favourite, whats your favourite, what is your,
    what's the best way to, whats the best way to, what is the best way to, best way to, any tips, got any tips, which is better, what's better, whats better, is ableton, is fl, is logic, is there a difference, do you know who, do you know why, did you know, what time, what year, what day, do you speak, do you understand,
    who, when, why, where, whose, what is, what's the difference, whats the difference, what does, what do you think, how old,
    how do i, how do you, how to, how can i, how does, how did, how should i, is it, is he, is she,
    is a, is an, can you write, could you write, can you compose, did you, did he, did she, should i, do you think, do you like, do you believe, do you remember, can you explain, could you explain, would you explain, please explain, pls explain,
    have you ever, write me, write a, write some, tell me a, sing me, sing a, order me, book me, remind me, translate, explain, are you a, are you an, are you the, are you going, are you from, are you ok, are you okay, will it, will you
    """
)
#: "Where do you keep the tablas" is about sounds after all.
_SOUGHT = Phrases(
    """
    where can i find, where can i get, where do i find, where do you keep, where do you have, where are the, where is the, where's the, wheres the,
    who got, who has a, who has an, who has any, who has some, who's got, whos got, who can give me, why is it so hard to find
    """
)
_FEELS = Phrases("i'm feeling, im feeling, i am feeling, i feel, i'm so, im so, i am so")
#: What befalls people and their things: "I lost my keys" is about no sound.
_EVENTS = Phrases(
    """
    i lost, i've lost, i have lost, i left, i forgot, i broke, i dropped, i locked, i found, i bought, i sold, i met,
    i can't find my, i cant find my, i cannot find my, i couldn't find my, have you seen my, someone stole, somebody stole,
    they stole, i got my, i play, i'm a, im a, i am a, i used to play, i teach, i hurt, i crashed, i washed, i missed, i ruined, i spilled
    """
)
_DEALS = frozenset("bought sold met crashed".split())
_BREAKING = frozenset("broke died exploded crashed snapped burned burnt".split())
_MISSED = frozenset("lost find".split())
_WHOSE = frozenset("my our the his her their".split())
_CLAUSES = frozenset(
    "( ) , . ; : - so but because like need want can could would give show please pls maybe".split()
)
#: A verb that makes a statement of what follows "my" or "she".
_FOLDERS = frozenset("folder folders library collection pack packs drive disk crate".split())
_STATES = {"is", "was", "has", "had", "are", "were", "said", "says", "told"}
_SEARCHING = tuple(
    [word] for word in "find get search look dig give send show bring fetch play pull upload hand".split()
)
_ASKING_WHAT = frozenset("what whats what's which".split())
#: What is wanted is new to the story: "my beat is missing something, maybe a shaker".
_INTRODUCES = frozenset("a an any some something maybe needs wants".split())
#: Where a sentence ends that a wish may follow: "My client sells jewellery, so I'm thinking wind chimes".
BOUNDS = frozenset("( ) , . ; : ! ? so but -".split())
_MODALS = frozenset("have should must need can gotta ought".split())
_LACKING = frozenset("missing lacking lacks needs wants need must replace gotta".split())
#: What somebody has not got may be what they wish for: "we still have no bell".
_WANTING = frozenset(
    [
        ("nothing", "without"),
        ("everything", "but"),
        ("everything", "except"),
        ("have", "no"),
        ("got", "no"),
        ("has", "no"),
        ("without", "a"),
        ("without", "any"),
        ("out", "of"),
    ]
)
_PERSONS = frozenset("my your his her he she they we our".split())
INTERJECTIONS = frozenset(
    """
    oops whoops lol haha hahaha rofl lmao omg wtf ok okay hmm hm um uh so well oh maybe right and also now then ah hey
    hi hello please just quickly ugh eww ew meh blah bruh bro man
    """.split()
)
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
        return words[end : end + 1] not in _SEARCHING
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
