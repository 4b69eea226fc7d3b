"""How people refuse a sound: the words before it and behind it, and words of refusal that refuse nothing."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt

_CUES = lists.phrases("refusals", "cues")
#: In these an "I want" asks for nothing, though it is used up as one.
_LEAST = lists.Phrases("last thing i need is, last thing i want is, last thing i want to hear is")
_POLITELY = lists.Phrases("but no, no, not, nothing, with no, without")
#: What is said with these and refuses no sound, but where it goes on with what it is about: "no luck with kicks".
_POLITE = lists.words("refusals", "polite")
_ABOUT = frozenset("about for from in of on to with".split())
_NOT = lists.phrases("refusals", "not")
_REFUSED = lists.phrases("refusals", "refused")
_SENSED = frozenset("hear see have get use receive find".split())
_GONE = lists.phrases("refusals", "gone")
#: "Free of hats" refuses hats, and "the bass should go lower" no bass.
_GOING_ON = frozenset("of from lower higher up down".split())
_DENIED = lists.phrases("refusals", "denied")
_DESIRED = lists.phrases("refusals", "desired")
_DENIALS = frozenset("no nope never bad".split())
_HAVING = frozenset("have has had got i've ive we've still".split())
#: What somebody has all but, or none of: "I've got everything but a piano".
_MISSING = frozenset(["no", "everything but", "everything except"])
_NOT_HAVING = frozenset(["don't have", "dont have", "do not have", "doesn't have", "doesnt have"])
_OWNERS = lists.words("refusals", "owners")
_OTHER = frozenset("rather other else different".split())
_ANY = frozenset("any all every anything everything whatever".split())
_TOLD = lists.phrases("refusals", "told")
_REPLACED = lists.phrases("refusals", "replaced")
_BOUNDS = frozenset("( ) , . ; : ! ? so but now -".split())
_COMPARING = frozenset("> but over than to".split())
_ONE = frozenset("a an the".split())
_IDLE = lists.phrases("refusals", "idle")
#: Words that a refusal may begin with.
BEGINNINGS = (
    _CUES.by_first.keys()
    | _LEAST.by_first.keys()
    | _NOT.by_first.keys()
    | _COMPARING
    | _IDLE.by_first.keys()
    | {"0", "enough"}
)
#: One of these is needed to refuse what stands before it.
ENDINGS = _GONE.by_first.keys() | _DENIED.by_first.keys() | _DENIALS | {"out"}


def cue(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what follows, 0 if there are none."""
    # "Enough claps", but not "claps, enough snares for a kit".
    none = prompt.word(at) == "0" or (prompt.word(at) == "enough" and not at)
    if none and prompt.names_class(at + 1):
        return at + 1
    least = _LEAST.end(prompt.words, at) if prompt.word(at) in _LEAST.by_first else 0
    return least or _verb(prompt, at) or prompt.starts(at, _CUES) or _preferred(prompt, at)


def idle(prompt: Prompt, at: int) -> int:
    """Where words end that begin at a place like a refusal and refuse nothing: "no bs", "not a big ask", "can't go wrong with"."""
    if end := prompt.starts(at, _IDLE):
        return end
    following = prompt.mention_at(at + 1) if prompt.word(at) == "except" else None
    if following and following.meaning.quality and following.meaning.quality.comparative:
        return at + 1  # "like that except shorter"
    end = prompt.starts(at, _POLITELY)
    end = prompt.after(end, {"a", "an", "any", "big", "the", "too"}) if end else len(prompt.words)
    return end + 1 if prompt.word(end) in _POLITE and prompt.word(end + 1) not in _ABOUT else 0


def gone(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what stands before it, 0 if there are none."""
    denied = prompt.starts(at, _DENIED)
    end = prompt.starts(at, _GONE) or (prompt.starts(denied, _DESIRED) if denied else 0)
    if end:
        return 0 if prompt.word(end) in _GOING_ON else end
    at = prompt.after(at, {"=", "?", ":"})
    return at + 1 if prompt.word(at) in _DENIALS | {"out"} and not prompt.word(at + 1).isalnum() else 0


def drop_told(prompt: Prompt) -> None:
    """Take off what somebody has already, where they go on to ask for something else: "I've got claps, now snares"."""
    classes = [m for m in prompt.mentions if m.meaning.classes]
    size = len(prompt.words)
    for at, end in prompt.places(_REPLACED):
        stop = next((p for p in range(end, size) if prompt.words[p] in ("with", "by", "for")), size)
        if any(m.start > stop for m in classes):
            prompt.take(at, stop + 1)
    for at, end in prompt.places(_TOLD):
        stop = next((p for p in range(end, size) if prompt.words[p] in _BOUNDS), size)
        begins = at == 0 or prompt.words[at - 1] in _BOUNDS  # not so "a synth that's no lead"
        if begins and 0 < sum(end <= m.start < stop for m in classes) < len(classes):
            prompt.take(at, stop)


def _verb(prompt: Prompt, at: int) -> int:
    """ "Don't want to hear": where a refusal by a verb ends, 0 if there is none."""
    end = prompt.starts(at, _NOT)
    end = prompt.starts(end, _REFUSED) if end else 0
    return prompt.after(end, _SENSED) if end else 0


def is_verb(prompt: Prompt, at: int) -> bool:
    """Whether it is a verb that begins at a place and refuses what follows: "don't give me"."""
    return _verb(prompt, at) > 0


def _preferred(prompt: Prompt, at: int) -> int:
    """ "Rather a rim than a snare", "any drum but a snare", "snares over claps": where such a word ends, 0 if there is none."""
    word = prompt.word(at)
    if at == 0 or word not in _COMPARING:
        return 0
    before = prompt.words[max(0, at - 6) : at]
    named = prompt.names_class(prompt.after(at + 1, _ONE))
    match word:
        case "than":
            refuses = not _OTHER.isdisjoint(before)
        case "but":
            refuses = named and not _ANY.isdisjoint(before)
        case _:  # "I prefer snares to claps"
            refuses = named and prompt.names_class(at - 1) and (word != "to" or "prefer" in before)
    return at + 1 if refuses else 0


def is_missed(prompt: Prompt, at: int, end: int) -> bool:
    """Whether what is not there is just what somebody would like to have: "I have no claps"."""
    refusal, before = " ".join(prompt.words[at:end]), prompt.words[at - 1] if at else "i"
    return (refusal in _MISSING and before in _HAVING) or (refusal in _NOT_HAVING and before in _OWNERS)
