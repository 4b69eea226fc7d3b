"""Which constraints of the last request a prompt lets go of, and which it keeps: "any key", "reverb is fine", "in the same key"."""

from dataclasses import replace
from typing import Any

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
    **dict.fromkeys(("key", "note", "pitch", "scale", "tuning"), "key"),
    **dict.fromkeys(("tempo", "bpm", "speed"), "tempo"),
    **dict.fromkeys(("length", "duration"), "duration"),
}
#: "I don't mind how long they are".
_HOW = {"long": "duration", "short": "duration", "fast": "tempo", "slow": "tempo"}
#: What bounds are called, and all limits: "no lower limit", "forget both".
_LOWER, _UPPER = lists.words("shifts", "lower"), lists.words("shifts", "upper")
_BOTH, _LIMIT = (
    frozenset("both limits restrictions".split()),
    frozenset("again all an and any anymore bound end length limit of one tempo the".split()),
)
#: The measure of adjectives that go with a field: "any length" is no longer short either.
MEASURES = {"duration": "length", "tempo": "tempo"}
_BEFORE_FIELD = frozenset("the in at of leave keep their its .".split())
_BEING = lists.words("constraints", "being")
_IRRELEVANT = lists.phrases("constraints", "irrelevant")
_DENIED = lists.phrases("constraints", "denied")
_SO = lists.words("constraints", "so")
_MATTERS = lists.words("constraints", "matters")
_ANY_MORE = lists.phrases("constraints", "any_more")
#: "The darker part": what was said of the sounds; "without the key again".
_PART = frozenset("again bit part stuff thing".split())
_BEHIND_FIELD = _PART | frozenset(
    "are be constraint filter is it limit necessary needed required restriction they".split()
)
_SOME = frozenset("a the some any bit little of being so too very super that all".split())
#: "Loop or one shot": which of them it is may not matter.
_FORMS = frozenset("loop loops one oneshot oneshots or shot shots".split())
_ALLOWING = lists.words("turns", "allows") | {"can", "let", "may"}
_ALLOWED_WITH = lists.words("constraints", "allowed_with")
_IN = frozenset(["in", "into"])
_KEEPING = frozenset("same keep keeping leave leaving".split())
_GOING_ALONG = lists.phrases("constraints", "going_along")
_POINTING = frozenset("the number # that this".split())
_IN_THE = frozenset("around at for in of on the with".split())


def released(prompt: Prompt) -> frozenset[str]:
    """Take "any key", "forget the tempo", "the length doesn't matter": the fields that are no longer to hold."""
    found: set[str] = set()
    for at in range(len(prompt.words)):
        named = _HOW if prompt.word(at - 1) == "how" else FIELDS
        field = named.get(prompt.word(at).removesuffix("'s"))
        if not field:
            continue
        start = next((s for s in range(max(0, at - 6), at) if prompt.starts(s, _RELEASING) == at), at)
        end = _matters_not(prompt, at + 1) or (prompt.starts(at + 1, _ANY_MORE) if start < at else 0)
        if start < at or end:
            prompt.take(prompt.before(start, _BEFORE_FIELD), end or prompt.after(at + 1, _BEHIND_FIELD))
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


def leading(prompt: Prompt, at: int) -> int | None:
    """Where the words begin that let go of what stands at a place: the "forget" of "forget the dark"."""
    at = prompt.before(at, _SOME)
    return next((start for start in range(max(0, at - 5), at) if prompt.starts(start, _FREEING) == at), None)


def freed(prompt: Prompt, context: Request) -> list[Meaning]:
    """Take "never mind the dark", "reverb is fine", "it doesn't have to be a loop": what no longer decides."""
    found = []
    for mention in prompt.open_mentions():
        kind, quality = mention.meaning.kind, mention.meaning.quality
        if mention.meaning.classes or not (kind or quality):
            continue
        lead = leading(prompt, mention.start)
        asked = quality.word in context.qualities if quality else kind == context.kind
        if lead is not None and prompt.words[lead] in NEVER_MIND and not asked:
            continue  # "nvm, one shots", after loops
        if lead is None and asked:  # "without the dark"
            places = range(mention.start)
            lead = next((at for at in places if prompt.starts(at, _DROPPING) == mention.start), None)
        behind = prompt.after(mention.end, {","})
        end = prompt.starts(behind, _NO_MATTER) or prompt.starts(behind, _OPTIONAL)
        if lead is not None or end:
            some = _SOME | _FORMS if kind else _SOME
            start = prompt.before(mention.start, some) if lead is None else lead
            prompt.take(start, end or prompt.after(mention.end, some if kind else _PART))
            found.append(mention.meaning)
    return found


def allowed(prompt: Prompt, context: Request) -> Request | None:
    """The last request with a word or sounds allowed again that it refuses, where a prompt says no more: "actually 808s are fine", "claps can come back in"; else None."""
    said = {word.removesuffix("s") for word in prompt.words if word.isalnum()}
    lifted = [phrase for phrase in context.lacking if {*phrase.split()} <= said]
    sounds = [m for m in prompt.mentions if {*m.meaning.classes} & {*context.exclude}]
    names = [word for m in sounds for word in prompt.words[m.start : m.end]]
    rest = said.difference(*(phrase.split() for phrase in lifted), (name.removesuffix("s") for name in names))
    start = prompt.after(0, GREETING)
    start += prompt.word(start) == "can" and _IN.isdisjoint(rest)  # "ok, can I get claps" asks for them
    if (
        not (lifted or sounds)
        or _ALLOWING.isdisjoint(prompt.words[start:])
        or not rest <= _ALLOWING | _ALLOWED_WITH
        or rest == {"again"}  # "open hats again", behind closed ones
    ):
        return None
    lacking = tuple(phrase for phrase in context.lacking if phrase not in lifted)
    exclude = tuple(id for id in context.exclude if not any(id in m.meaning.classes for m in sounds))
    text = " ".join((context.text, *names))
    return replace(context, text=text, exclude=exclude, lacking=lacking, skip=(), intent="find")


def lifted(prompt: Prompt, context: Request) -> Request | None:
    """The last request without a bound that it has, or without both, where a prompt says no more: "no lower limit", "forget both"; else None."""
    end = prompt.starts(prompt.after(0, GREETING | {","}), _RELEASING)
    said = {word for word in prompt.words[end:] if word.isalnum()} - GREETING
    lower, upper = (said & (side | _BOTH) or said == {"limit"} for side in (_LOWER, _UPPER))
    limits = {name: value for name in ("duration", "tempo") if (value := getattr(context, name))}
    if not (end and limits and (lower or upper) and said <= _LOWER | _UPPER | _BOTH | _LIMIT):
        return None
    left = {name: (None if lower else low, None if upper else high) for name, (low, high) in limits.items()}
    changed: dict[str, Any] = {name: value if any(value) else None for name, value in left.items()}
    return replace(context, **changed, skip=(), intent="find") if changed != limits else None


def kept(prompt: Prompt) -> frozenset[str]:
    """Take "in the same key", "keep the tempo", "in the key of the second", "to match": the fields that are to be what they were."""
    found: set[str] = set()
    for at, end in prompt.places(_GOING_ALONG):
        if not prompt.word(end).isalnum() or prompt.word(end) in GREETING:
            prompt.take(at, end)
            found |= {"key", "tempo"}
    for at, word in enumerate(prompt.words):
        end = prompt.after(at + 1, {"the", "that", "same"})
        # "A bass in the key of the second one".
        of_hit = word == "the" and prompt.word(at + 2) == "of" and prompt.word(at + 3) in _POINTING
        keeps = word in _KEEPING or (word in ("that", "this") and prompt.word(at - 1) in _IN_THE)
        while (keeps or of_hit) and (field := FIELDS.get(prompt.word(end))):
            found.add(field)
            prompt.take(prompt.before(at, _IN_THE), end + 1)
            end += 2 if prompt.word(end + 1) in ("and", "&", "/", ",") else 1
    return frozenset(found)


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
        end = prompt.starts(mention.end, _OPTIONAL)
        if end and mention.meaning.says and not mention.meaning.classes:
            prompt.take(prompt.before(mention.start, _SOME | _BEING), end)
    return False
