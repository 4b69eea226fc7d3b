"""What is thought of hits, where nothing else is said: "1 no, 2 YES", "spooky haha", "1 and 4 are fire but the rest nah"."""

import re
from operator import itemgetter
from typing import NamedTuple

from bot.prompts.context.hits import AGREEING, GREETING, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.slang import LAUGHTER
from bot.prompts.language.words import tokens
from bot.prompts.speech.address import WISHES
from bot.prompts.speech.reactions import PRAISE, refused_ranks

#: The rank that stands for all hits that are not liked.
OTHERS = 0
_REST = frozenset("else rest other others".split())
_THEM = frozenset("them these those".split())
_COUNTED = _THEM | frozenset("of one ones two three four five six seven eight nine 2 3 4 5 6 7 8 9".split())
_BEFORE = frozenset("all everything and as but just for of the though while".split())
_REFUSED = lists.phrases("references", "refused")
_REFUSING = lists.words("references", "dropping") | _REFUSED.by_first.keys() | {"no", "ignore"}
#: Between such a verb and its object: "don't like the rest", "get rid of the others".
_LINKING = frozenset("feeling get like need of rid take want".split())
_SIGNS = frozenset(", . ; : ! ? - ) (".split())
_ENDS = _SIGNS | {"but", "and"}
_POLITE = GREETING | AGREEING | _SIGNS | frozenset("away bro man mate off out".split())
_LIKED = lists.words("reactions", "liked")
_PRAISING = lists.words("references", "praising")
#: What tells that the others are no worse, or what is to become of them.
_WELCOME = _LIKED | frozenset(
    "? acceptable alright also be decent fair less like live make more passable same should similar stay too usable well".split()
)
_NOT = lists.words("statements", "are_not") | frozenset(
    "could couldn't couldnt don't dont no not nothing".split()
)
#: What phrases and words of a verdict say, by a sign: good, bad, unsure, denied, nothing, or more than a verdict.
_SAID = (
    ("+", lists.phrases("reactions", "good")),
    ("-", lists.phrases("reactions", "fail", "failing", "refusing", "bad")),
)
_SIGN = dict.fromkeys(PRAISE | _PRAISING, "") | dict.fromkeys(_LIKED, "+") | dict.fromkeys(_NOT, "!")
_SIGN |= {
    word: sign
    for sign, name in zip("~=?", ("unsure", "taking", "asking"), strict=True)
    for word in lists.words("reactions", name)
}
#: What makes a verdict of any adjective, "spooky haha", where nothing asks for it, "dark please"; of one that praises, "so crisp"; and of none, "bit loud".
_STRUCK = re.compile(rf"([a-z])\1\1|\b(?:{LAUGHTER.pattern})\b|\bin an? (?:good|nice) way\b", re.IGNORECASE)
_TOLD = re.compile(
    r"!!|\b(?:are|aw+|damn|feels|is|o+h+|omf?g|so|sounds|\w+'s|its|thats|these|this|wow)\b", re.IGNORECASE
)
_ASKING = GREETING | AGREEING - {"haha", "lol", "oh"}
_COMPLAINING = lists.words("faults", "mildly") | {"but", "feel", "sound", "too"}
_GOOD = lists.words("complaints", "praise") | _LIKED
_DOUBTS = re.compile(r"\b(?:e+h+|h+m+|idk)\b", re.IGNORECASE)
#: Who loves what there is asks for nothing, whatever else it is called: "dust city lol love it".
_LOVES = re.compile(
    r"\b(?:(?:ador|dig|lov)(?:e|ging|in|ing)?|i like) (?:em|it|that|them|these|this|those)\b[^\w?]*$",
    re.IGNORECASE,
)
_CLAUSES, _ASKED = re.compile(r"[,.;!]+"), WISHES | _NOT | lists.words("reactions", "wishing")
_GRATITUDE = lists.phrases("thanks", "gratitude")


class Verdict(NamedTuple):
    """The ranks of the hits that are liked, and of those that are not; none of either where all that was shown is liked."""

    liked: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


def verdict(text: str) -> Verdict | None:
    """What is thought of hits, where a turn says nothing else; None elsewhere.

    >>> verdict("1 no, 2 nah, 3 hmm, 5 YES"), verdict("hahaha that's the one, 3"), verdict("2 is a bit much")
    (Verdict(liked=(5,), gone=(1, 2)), Verdict(liked=(3,), gone=()), Verdict(liked=(), gone=(2,)))
    >>> verdict("so crisp"), verdict("spooky haha"), verdict("spooky"), verdict("crisper haha"), verdict("3 please")
    (Verdict(liked=(), gone=()), Verdict(liked=(), gone=()), None, None, None)
    """
    prompt, said = Prompt.read(_DOUBTS.sub("maybe", text)), {token.word for token in tokens(text)}
    ranks, signs, at = list[tuple[int, ...]](), "", 0
    while at < len(prompt.words):
        word, mention = prompt.words[at], prompt.mention_at(at)
        plain = (
            mention
            and mention.meaning.quality
            and not (mention.meaning.classes or word.endswith(("er", "est")))
        )
        sign, end = max(((sign, prompt.starts(at, phrases)) for sign, phrases in _SAID), key=itemgetter(1))
        if not end and (found := ranks_at(prompt, at, bare=True)):
            sign, end = "#", found[1]
            ranks.append(found[0])
        elif not end and mention and plain:
            sign, end = "a" if _GOOD.issuperset(prompt.words[at : mention.end]) else "*", mention.end
        elif not end and not (word == "but" and ranks):  # "2 hits hardest"
            sign = _SIGN.get(
                word, "m" if word.endswith("est") else "?" if word[0].isalnum() or word == "?" else ""
            )
        signs, at = signs + sign, end or at + 1
    struck = said.isdisjoint(_ASKING) and _STRUCK.search(text)
    judged = said.isdisjoint(_COMPLAINING) and (struck or ("*" not in signs and _TOLD.search(text)))
    if "?" in signs or not (judged or {*"a*"}.isdisjoint(signs)):
        return None
    *before, last = signs.split("#")
    if not ranks:
        return Verdict() if not {*"+a*"}.isdisjoint(last) and {*"-!"}.isdisjoint(last) else None
    if last and not {*"-!"}.isdisjoint(before[0]):
        return None  # "not the third, rest is hard"
    each = [*before[1:], last] if last else before  # "1 no, 2 yes", but "yes 2, no 3"
    each = [next(filter(None, each[at:]), "") for at in range(len(each))]  # "4 5 yes"
    if len(each) == 1 and not each[0].strip("~"):  # "ooh 3 tho", "4 maybe", not so "just 3 tho"
        each = ["+"] if GREETING.isdisjoint(said) and (each[0] or len(said) > len(prompt.words)) else [""]
    bad = [("-" in one) != ("!" in one) for one in each]
    each = ["-" if is_bad else one.strip("~") for one, is_bad in zip(each, bad, strict=True)]
    said_of = [(rank, one) for some, one in zip(ranks, each, strict=True) for rank in some]
    liked = tuple(dict.fromkeys(rank for rank, one in said_of if one.strip("-")))
    gone = tuple(dict.fromkeys(rank for rank, one in said_of if one == "-"))
    return Verdict(liked, gone) if liked or gone else None


def praised(text: str, talks: bool = True) -> Verdict | None:
    """What is liked in a turn that asks for nothing besides, "boom. love it", or talks on: "the first is lovely, my gran will like it"; None elsewhere."""
    prompt = Prompt.read(text)
    asks = any(m.meaning.quality and m.meaning.quality.comparative for m in prompt.mentions)
    if prompt.is_story or asks or not _ASKED.isdisjoint(prompt.words) or _GRATITUDE.stand_in(prompt.words):
        return None
    clauses = _CLAUSES.split(text) if talks else ()
    found = [one for clause in clauses if (one := verdict(clause)) or any(map(str.isdigit, clause))]
    likes = all(one and not one.gone for one in found)
    return Verdict() if _LOVES.search(text) else found[0] if found and likes else None


def praises(text: str) -> bool:
    """Whether a turn praises what was shown."""
    return bool(verdict(text) or praised(text))


def liked_alone(prompt: Prompt) -> tuple[int, ...]:
    """The ranks of the hits that are liked, where a prompt says nothing else but that the others are not; none elsewhere.

    >>> liked_alone(Prompt.read("1 and 4 are fire but the rest nah")), liked_alone(Prompt.read("bin the other two, 3 is a keeper"))
    ((1, 4), (3,))
    >>> liked_alone(Prompt.read("1 is great and the rest is fine too")), liked_alone(Prompt.read("1 is great, others?"))
    ((), ())
    """
    start = prompt.after(0, _POLITE | {"i"})
    verb = prompt.after(start + 1, _LIKED | {"like"})
    alone, end = ranks_at(prompt, verb, bare=True) or ((), 0)
    if prompt.word(start) == "only" and (prompt.word(end) in _PRAISING or (alone and verb > start + 1)):
        return alone  # "only 2 is any good", "i only like 5"
    for at, word in enumerate(prompt.words):
        behind = prompt.after(at + 1, _COUNTED)
        elsewhere = (
            prompt.word(at + 1) == "of" and prompt.word(at + 2) not in _THEM
        )  # "the rest of the track"
        elsewhere |= word == "else" and prompt.word(at - 1) != "everything"
        if word not in _REST or prompt.names_class(behind) or elsewhere:
            continue
        start = _begins(prompt, at)
        end = next(
            (place for place in range(behind, len(prompt.words)) if prompt.words[place] in _ENDS),
            len(prompt.words),
        )
        said = {word for word in prompt.words[behind:end] if word not in _POLITE}
        said -= {"too"} if prompt.word(end - 1) != "too" else set()  # "the rest are too lively"
        refuses = start < prompt.before(at, _BEFORE)
        bad = said.isdisjoint(_WELCOME) or not (said.isdisjoint(_NOT) or said.isdisjoint(_LIKED | {"like"}))
        rest = Prompt.plain(" ".join([*prompt.words[:start], ",", *prompt.words[end:]]))
        if bad and (said or refuses) and not refused_ranks(rest):
            return _told(rest)
    return ()


def _begins(prompt: Prompt, at: int) -> int:
    """Where it begins to be said what the others are, with a verb that refuses them: "don't like the", "and bin the"."""
    start = prompt.before(at, _BEFORE)
    verb = prompt.before(start, _LINKING)
    return verb - 1 if prompt.word(verb - 1) in _REFUSING else start


def _told(prompt: Prompt) -> tuple[int, ...]:
    """All hits that are told of; none where something is asked besides."""
    ranks = list[int]()
    at = 0
    while at < len(prompt.words):
        begins = not {*prompt.words[:at]} - _POLITE or prompt.word(at - 1) in _ENDS
        begins = begins or bool(ranks) or prompt.word(at - 1) in _LIKED or not prompt.word(at)[:1].isdigit()
        found, at = ranks_at(prompt, at, bare=begins) or ((), at + 1)
        ranks += found
    wishes = any(m.meaning.quality and m.meaning.quality.comparative for m in prompt.mentions)
    return () if wishes or "?" in prompt.words else tuple(dict.fromkeys(ranks))
