"""Which constraints of the last request a prompt lets go of, and which it keeps: "any key", "reverb is fine", "in the same key"."""

from dataclasses import replace

from bot.prompts.context.hits import GREETING
from bot.prompts.language import lists
from bot.prompts.language.lexicon import Meaning
from bot.prompts.language.prompt import Prompt
from retrieval_core.request import Request

_RELEASING = lists.phrases("constraints", "releasing", "dropping")
_NO_MATTER = lists.phrases("constraints", "no_matter")
_FREEING = lists.phrases("constraints", "freeing", "needless")
#: These let go of what was asked for, and before anything else they only take back.
NEVER_MIND = frozenset(["nevermind", "nvm"])
_DROPPING = lists.phrases("constraints", "dropping")
_OPTIONAL = lists.phrases("constraints", "optional")
_NEEDLESS = lists.phrases("constraints", "needless")
#: What a constraint is called, and the field of the request that holds it.
FIELDS = {
    **dict.fromkeys(("key", "note", "pitch", "scale"), "key"),
    **dict.fromkeys(("tempo", "bpm", "speed"), "tempo"),
    **dict.fromkeys(("length", "duration"), "duration"),
}
_HOW = {"long": "duration", "short": "duration", "fast": "tempo", "slow": "tempo"}
#: The measure of adjectives that go with a field: "any length" is no longer short either.
MEASURES = {"duration": "length", "tempo": "tempo"}
_BEFORE_FIELD = frozenset(["the", "", "in", "at", "of", "leave", "keep", "their", "its", "."])
_BEING = lists.words("constraints", "being")
_IRRELEVANT = lists.phrases("constraints", "irrelevant")
_DENIED = lists.phrases("constraints", "denied")
_SO = lists.words("constraints", "so")
_MATTERS = lists.words("constraints", "matters")
_ANY_MORE = lists.phrases("constraints", "any_more")
_NOT = frozenset("not never dont doesnt".split())
_SPOKEN = FIELDS.keys() | {f"{name}'s" for name in FIELDS}
#: "Without pitch bend" lets go of no key.
_BENT = frozenset("bend bending bends envelope envelopes shifting slide slides".split())
#: "The darker part": what was said of the sounds; "without the key again".
_PART = frozenset("again bit part stuff thing".split())
#: "Take the tempo out", "leave the key off".
_TAKING, _AWAY = frozenset(["leave", "take"]), frozenset("away off out".split())
_BEHIND_FIELD = (
    _PART | _AWAY | frozenset("limit filter restriction constraint needed required necessary".split())
)
#: "No limits then".
_LIMITS, _WITHOUT = (
    frozenset("limit limits".split()),
    frozenset("a actually any no now ok okay pls please then without".split()),
)
_SOME = frozenset("a the some any bit little of being so too very super that all".split())
#: "Loop or one shot": which of them it is may not matter.
_FORMS = frozenset("loop loops one oneshot oneshots or shot shots".split())
_ALLOWING = lists.words("turns", "allows") | {"can", "let", "may"}
_ALLOWED_WITH = lists.words("constraints", "allowed_with")
_IN = frozenset(["in", "into"])
_KEEPING = frozenset("same keep keeping leave leaving".split())
_GOING_ALONG = lists.phrases("constraints", "going_along")
_POLITE = frozenset("please pls plz then though too".split())
_POINTING = frozenset("the number # that this".split())
_IN_THE = frozenset("around at for in of on the with".split())


def released(prompt: Prompt) -> frozenset[str]:
    """Take "any key", "forget the tempo", "the length doesn't matter": the fields that are no longer to hold."""
    found: set[str] = set()
    if not _MATTERS.isdisjoint(prompt.words):
        found |= _however(prompt)
    if not _LIMITS.isdisjoint(prompt.words) and {*filter(str.isalnum, prompt.words)} <= _LIMITS | _WITHOUT:
        prompt.take(0, len(prompt.words))
        return frozenset(FIELDS.values()) - {"key"}
    if _SPOKEN.isdisjoint(prompt.words):
        return frozenset(found)
    for at in range(len(prompt.words)):
        word = prompt.word(at)
        field = FIELDS.get(word.removesuffix("'s"))
        if not field or prompt.word(at + 1) in _BENT:
            continue
        start = next((s for s in range(max(0, at - 6), at) if prompt.starts(s, _RELEASING) == at), at)
        verb = prompt.before(at, {"the"}) - 1
        if prompt.word(verb) in _TAKING and prompt.word(at + 1) in _AWAY:
            start = verb
        end = _matters_not(prompt, at + 1)
        if start == at and not (end and prompt.word(at - 1) in _BEFORE_FIELD):
            continue
        finish = end or prompt.after(at + 1, _BEHIND_FIELD)
        prompt.take(prompt.before(start, _BEFORE_FIELD), finish)
        found.add(field)
    return frozenset(found)


def _matters_not(prompt: Prompt, at: int) -> int:
    """Where "is unimportant", "doesn't matter any more", "can be whatever" ends that begins at a place, 0 if nothing such does."""
    start = prompt.after(at, _BEING)
    end = prompt.starts(start, _IRRELEVANT)
    if not end and (denied := prompt.starts(start, _DENIED)):
        place = prompt.after(denied, _SO)
        end = place + 1 if prompt.word(place) in _MATTERS else 0
    while end and (more := prompt.starts(end, _ANY_MORE)):
        end = more
    return end


def _however(prompt: Prompt) -> set[str]:
    """Take "I don't mind how long": the fields that such a "how" is about."""
    for at, word in enumerate(prompt.words[:-1]):
        field = _HOW.get(prompt.words[at + 1]) if word == "how" else None
        before = prompt.words[max(0, at - 4) : at]
        if field and not _MATTERS.isdisjoint(before) and any(w in _NOT or w.endswith("n't") for w in before):
            prompt.take(max(0, at - 4), prompt.after(at + 2, {"they", "it", "is", "are", "be"}))
            return {field}
    return set()


def leading(prompt: Prompt, at: int) -> int | None:
    """Where the words begin that let go of what stands at a place: the "forget" of "forget the dark"."""
    if _FREEING.by_first.keys().isdisjoint(prompt.words):
        return None
    at = prompt.before(at, _SOME)
    return next((start for start in range(max(0, at - 5), at) if prompt.starts(start, _FREEING) == at), None)


def freed(prompt: Prompt, context: Request) -> list[Meaning]:
    """Take "never mind the dark", "reverb is fine", "it doesn't have to be a loop": what no longer decides.

    The sounds of the last request are let go of as well, where others are named: "forget the kicks, snares".
    """
    found = []
    for mention in prompt.open_mentions():
        meaning, classes = mention.meaning, mention.meaning.classes
        left = classes and set(classes) <= set(context.classes) and prompt.names_class_behind(mention.end)
        quality = meaning.quality
        asked = quality is not None and quality.word in context.qualities
        plain = meaning.kind or (
            quality and (asked or not quality.comparative or quality.measure in MEASURES.values())
        )
        if not left and (classes or not plain):
            continue
        lead = leading(prompt, mention.start)
        if (
            lead is not None
            and prompt.words[lead] in NEVER_MIND
            and not (asked or meaning.kind == context.kind)
        ):
            continue  # "nvm, one shots", after loops
        if lead is None and asked:  # "without the dark"
            lead = next(
                (at for at in range(mention.start) if prompt.starts(at, _DROPPING) == mention.start), None
            )
        behind = prompt.after(mention.end, {","})
        end = 0 if left else prompt.starts(behind, _NO_MATTER) or prompt.starts(behind, _OPTIONAL)
        if lead is not None or end:
            some = _SOME | _FORMS if meaning.kind else _SOME
            start = prompt.before(mention.start, some) if lead is None else lead
            prompt.take(start, end or prompt.after(mention.end, some if meaning.kind else _PART))
            found += [] if left else [meaning]
    return found


def allowed(prompt: Prompt, context: Request) -> Request | None:
    """The last request with a word or sounds allowed again that it refuses, where a prompt says no more: "actually 808s are fine", "claps can come back in"; else None."""
    said = {word.removesuffix("s") for word in prompt.words if word.isalnum()}
    lifted = [phrase for phrase in context.lacking if {*phrase.split()} <= said]
    sounds = [
        m
        for m in prompt.mentions
        if {*m.meaning.classes} & {*context.exclude} and prompt.word(m.start - 1) not in ("no", "without")
    ]
    names = [word for m in sounds for word in prompt.words[m.start : m.end]]
    rest = said.difference(*(phrase.split() for phrase in lifted), (name.removesuffix("s") for name in names))
    start = prompt.after(0, GREETING)
    start += prompt.word(start) == "can" and _IN.isdisjoint(rest)  # "ok, can I get claps" asks for them
    if (
        not (lifted or sounds)
        or _ALLOWING.isdisjoint(prompt.words[start:])
        or not rest <= _ALLOWING | _ALLOWED_WITH
    ):
        return None
    lacking = tuple(phrase for phrase in context.lacking if phrase not in lifted)
    exclude = tuple(id for id in context.exclude if not any(id in m.meaning.classes for m in sounds))
    text = " ".join((context.text, *names))
    return replace(context, text=text, exclude=exclude, lacking=lacking, skip=(), intent="find")


def kept(prompt: Prompt) -> frozenset[str]:
    """Take "in the same key", "keep the tempo", "in the key of the second", "to match": the fields that are to be what they were."""
    found: set[str] = set()
    for at, end in prompt.places(_GOING_ALONG):
        if not prompt.word(end).isalnum() or prompt.word(end) in _POLITE:
            prompt.take(at, end)
            found |= {"key", "tempo"}
    if FIELDS.keys().isdisjoint(prompt.words):
        return frozenset(found)
    for at, word in enumerate(prompt.words):
        end = prompt.after(at + 1, {"the", "that", "same"})
        keeps = word in _KEEPING or (word in ("that", "this") and prompt.word(at - 1) in _IN_THE)
        while (keeps or _is_of_a_hit(prompt, at)) and (field := FIELDS.get(prompt.word(end))):
            found.add(field)
            prompt.take(prompt.before(at, _IN_THE), end + 1)
            end += 2 if prompt.word(end + 1) in ("and", "&", "/", ",") else 1
    return frozenset(found)


def _is_of_a_hit(prompt: Prompt, at: int) -> bool:
    """Whether the field that a "the" stands before is that of a hit: "a bass in the key of the second one"."""
    of = prompt.words[at + 1 : at + 4] if prompt.words[at] == "the" else []
    return len(of) == 3 and of[0] in FIELDS and of[1] == "of" and of[2] in _POINTING


def needless(prompt: Prompt) -> bool:
    """Take "it doesn't have to be loud", "loop or not", which limit nothing; whether the limit that follows need no longer hold."""
    for at, end in prompt.places(_NEEDLESS):
        start = prompt.before(at, {"it", "they", "that"})
        mention = prompt.mention_at(prompt.after(end, _SOME))
        told = mention is not None and mention.meaning.says and not mention.meaning.classes
        prompt.take(start, mention.end if mention and told else end)
        if not told:
            return True
    for mention in [*prompt.open_mentions()]:
        if (
            mention.meaning.says
            and not mention.meaning.classes
            and (end := prompt.starts(mention.end, _OPTIONAL))
        ):
            prompt.take(prompt.before(mention.start, _SOME | _BEING), end)
    return False
