"""How people refuse a sound: the words before it and behind it, and words of refusal that refuse nothing."""

from bot.prompts import lists
from bot.prompts.prompt import Prompt
from bot.prompts.statements import owns_project

_CUES = lists.phrases("refusals", "cues")
_NOT = lists.phrases("refusals", "not")
_REFUSED = lists.phrases("refusals", "refused")
_SENSED = frozenset("hear see have get use receive find".split())
_GONE = lists.phrases("refusals", "gone")
_STUCK = lists.words("refusals", "stuck")
_SEEMS = frozenset("feels sounds seems looks".split())
_WORKS = lists.words("refusals", "works")
_HAVING = frozenset("have has had got".split())
_OWNERS = lists.words("refusals", "owners")
#: What is not there, and where that is a pity.
_NOWHERE = frozenset(["there are no", "there is no", "there's no", "theres no"])
#: "The beat is done except for a crash": what is complete but for something wants it.
EXCEPT = frozenset("except minus apart aside save".split())
_COMPLETE = frozenset("done finished ready complete completed sorted wrapped".split())
_USUAL = frozenset("usual typical average standard normal ordinary everyday".split())
_ALL_BUT = frozenset(["everything but", "everything except"])
_MINE = frozenset("my our here left anywhere".split())
_OTHER = frozenset("rather other else different".split())
_OVER = frozenset("prefer rather take pick choose always".split())
_ANY = frozenset("any all every anything everything whatever".split())
_TOLD = lists.phrases("refusals", "told")
_REPLACED = lists.phrases("refusals", "replaced")
_BOUNDS = frozenset("( ) , . ; : ! ? so but and now -".split())
#: "I ain't making church music" says what somebody does, and refuses no sound.
_MYSELF = frozenset("i i'm im we we're you you're he she they my".split())
_WISHING = lists.words("refusals", "wishing")
_COMPARING = frozenset("than but over".split())
#: Words that a refusal may begin with.
BEGINNINGS = _CUES.by_first.keys() | _NOT.by_first.keys() | _COMPARING

_DENIALS = frozenset("no nope never bad".split())
#: One of these is needed to refuse what stands before it.
ENDINGS = _GONE.by_first.keys() | _DENIALS


def cue(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what follows, 0 if there are none."""
    if prompt.word(at) == "nobody" and prompt.names_class(at + 1) and prompt.word(at + 1).endswith("ing"):
        return at + 1  # "nobody singing"
    return _verb(prompt, at) or prompt.starts(at, _CUES) or _preferred(prompt, at)


def gone(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what stands before it, 0 if there are none."""
    end = prompt.starts(at, _GONE)
    if end and prompt.words[end - 1] in ("no", "not") and prompt.word(end).isalnum():
        return 0  # "a choir please, no rush"
    if end:
        return 0 if prompt.word(end) in ("of", "from") else end
    at = prompt.after(at, {"=", "?", ":", ","} if prompt.word(at) != "," else ())
    denied = prompt.word(at) in _DENIALS and not prompt.word(at + 1).isalnum()
    return at + 1 if denied and at > 1 else 0


def drop_told(prompt: Prompt) -> None:
    """Take off what somebody has already, where they go on to ask for something else: "I've got claps, now snares"."""
    classes = [m for m in prompt.mentions if m.meaning.classes]
    if len(classes) < 2:
        return
    for at, end in prompt.places(_REPLACED):
        stop = next(
            (
                place
                for place in range(end, len(prompt.words))
                if prompt.words[place] in ("with", "by", "for")
            ),
            0,
        )
        if any(end <= m.start < stop for m in classes) and any(m.start > stop for m in classes):
            prompt.take(at, stop + 1)
    for at, end in prompt.places(_TOLD):
        if prompt.words[at - 1 : at] not in ([], *([bound] for bound in _BOUNDS)):
            continue
        if prompt.words[at] in _HAVING and not owns_project(prompt, at):
            continue  # "got a clap?"
        size = len(prompt.words)
        stop = next(
            (
                place
                for place in range(end, size)
                if prompt.words[place] in _BOUNDS and not _is_joint(prompt, place)
            ),
            size,
        )
        inside = [m for m in classes if end <= m.start < stop]
        if inside and len(inside) < len(classes) and stop - end < 8:
            prompt.take(at, stop)


def _is_joint(prompt: Prompt, at: int) -> bool:
    """Whether an "and" joins two sounds: "I've got the drums and bass sorted"."""
    if prompt.words[at] != "and":
        return False
    return prompt.names_class(at - 1) and prompt.names_class(prompt.after(at + 1, {"the", "a", "my", "some"}))


def _verb(prompt: Prompt, at: int) -> int:
    """ "Don't want to hear": where a refusal by a verb ends, 0 if there is none."""
    end = prompt.starts(at, _NOT)
    end = prompt.starts(end, _REFUSED) if end else 0
    if not end:
        return 0
    if prompt.word(end) in ("to", "wanna") and prompt.word(end + 1) in _SENSED:
        end += 1
    return prompt.after(end, _SENSED) if end else 0


def _preferred(prompt: Prompt, at: int) -> int:
    """ "Rather a rim than a snare", "any drum but a snare": where such a "than" or "but" ends, 0 if there is none."""
    if prompt.word(at) not in _COMPARING:
        return 0
    before = prompt.words[max(0, at - 6) : at]
    if prompt.word(at) == "than":
        return at + 1 if _OTHER & set(before) else 0
    if prompt.word(at) == "over":  # "I prefer snares over claps"
        alone = at > 0 and prompt.names_class(at - 1) and len(prompt.words) <= 4
        return at + 1 if (_OVER & set(before) or alone) and prompt.names_class(at + 1) else 0
    if prompt.word(at) == "but" and _ANY & set(before):
        return at + 1 if prompt.names_class(prompt.after(at + 1, {"a", "an", "the"})) else 0
    return 0


def is_activity(prompt: Prompt, at: int, end: int) -> bool:
    """Whether words of refusal deny what somebody does: "I ain't making church music", "not trying to do trap"."""
    word = prompt.word(end)
    return (
        bool(_MYSELF & set(prompt.words[max(0, at - 2) : at]))
        and word.endswith("ing")
        and len(word) > 4
        and prompt.words[end - 1] in ("not", "ain't", "aint", "isn't", "never")
        and not prompt.mention_at(end)
        and word not in _WISHING
    )


def _is_complete(before: list[str]) -> bool:
    return before[-1:] != [] and (
        before[-1] in _COMPLETE
        or (len(before) > 1 and before[-2] in _COMPLETE and before[-1] in ("up", ",", "but"))
    )


def usual(prompt: Prompt, at: int, end: int) -> int:
    """Where "not your usual" ends before a sound that is wanted after all, 0 if no such words of refusal stand at a place."""
    words = prompt.words
    is_usual = words[end - 1] == "not" and not _USUAL.isdisjoint(words[end + 1 : end + 2])
    return end + 2 if is_usual and prompt.names_class(end + 2) else 0


def is_missed(prompt: Prompt, at: int, end: int) -> bool:
    """Whether what is not there is just what somebody would like to have: "I have no claps", "there are no claps in my kit"."""
    words = prompt.words
    cue = " ".join(words[at:end])
    if cue in _NOWHERE and _MINE & set(words[end : end + 6]):
        return True
    if cue.split()[0] in EXCEPT and _is_complete(words[max(0, at - 4) : at]):
        return True
    if cue in _ALL_BUT and at and words[at - 1] in _HAVING:
        return True
    if cue == "nothing" and words[end : end + 1] == ["without"]:
        return True
    if cue == "never" and words[end : end + 1] in (["had"], ["found"], ["owned"], ["heard"]):
        return True
    if cue in ("without", "without a", "without any", "without the") and at and words[at - 1] in _STUCK:
        return True
    if cue.startswith("without") and at > 2 and words[at - 2] in _SEEMS and words[at - 3] in _WORKS:
        return True  # "the chorus feels flat without a shaker"
    if cue == "no" and at > 1 and words[at - 1] in _HAVING:
        return words[at - 2] in _OWNERS
    if cue == "no" and at and words[at - 1] in ("i've", "ive", "we've", "still"):
        return True
    return cue in ("don't have", "dont have", "do not have", "doesn't have", "doesnt have") and (
        at == 0 or words[at - 1] in _OWNERS
    )
