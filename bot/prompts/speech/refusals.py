"""How people refuse a sound: the words before it and behind it, and words of refusal that refuse nothing."""

from itertools import pairwise

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.speech.scopes import POLITE
from bot.prompts.speech.statements import owns_project

_CUES = lists.phrases("refusals", "cues")
_POLITELY = lists.Phrases("but no, no, not, nothing, with no, without")
_NOT = lists.phrases("refusals", "not")
_REFUSED = lists.phrases("refusals", "refused")
_WHICH = frozenset("it that they which".split())
_SENSED = frozenset("hear see have get use receive find".split())
_GONE = lists.phrases("refusals", "gone")
_DENIED = lists.phrases("refusals", "denied")
_DESIRED = lists.phrases("refusals", "desired")
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
_TELLING = frozenset("because is since situation that".split())
_LISTED = frozenset(", a an and my some the two".split())
_MY = frozenset("my our the".split())
_WISHED = frozenset("? any anything some something that which with".split())
_SETTLED = frozenset(", already covered done down in place ready sorted".split())
#: "I've got a kick, a clap and a ride, but no shaker".
_LACKING = lists.Phrases("and no, and not a, but no, but not a, but still no, just no, no")
_REPLACED = lists.phrases("refusals", "replaced")
_BOUNDS = frozenset("( ) , . ; : ! ? so but and now -".split())
#: "I ain't making church music" says what somebody does, and refuses no sound.
_MYSELF = frozenset("i i'm im we we're you you're he she they my".split())
_WISHING = lists.words("refusals", "wishing")
_COMPARING = frozenset("> but over than to".split())
_LIKED = frozenset("like love prefer want".split())
_ONE = frozenset("a an the".split())
_ANY_DAY = lists.Phrases("all day, any day, any time, anytime, every time")
#: "Percs ex congas", "drums bar kicks", "percussion outside of congas": between two sounds.
_BARRING = lists.phrases("refusals", "barring")
_CONDITIONAL = lists.phrases("refusals", "conditional")
_DECLINED = lists.phrases("refusals", "declined")
#: In these an "I want" asks for nothing.
LEAST = lists.phrases("refusals", "least")
_IDLE = lists.phrases("refusals", "idle")
#: What goes on with what a polite "no" is about: "no luck with kicks".
_GOING_ON = frozenset("about for from in of on to with".split())
_WIDER = frozenset("less more one else".split())
#: "Not one kick in here is good": whoever says so asks for kicks, where no other sound is named.
_LAMENTING = lists.phrases("refusals", "lamenting")
_UNABLE = lists.words("refusals", "unable")
_SEARCHED = frozenset("find finding get getting hear hearing locate see".split())
#: Words that a refusal may begin with.
BEGINNINGS = (
    _CUES.by_first.keys()
    | _NOT.by_first.keys()
    | _COMPARING
    | _BARRING.by_first.keys()
    | _CONDITIONAL.by_first.keys()
    | LEAST.by_first.keys()
    | _IDLE.by_first.keys()
    | {"0", "enough"}
)

#: Where the pitch of a sound may be to go, and how far.
_DIRECTIONS, _DEGREES = frozenset(["down", "up"]), lists.words("adjectives", "degrees") | {"a"}
_UNFINISHED = frozenset("hate like no not".split())
_DENIALS = frozenset("no nope never bad".split())
#: Before a sound of which there has been enough, and what happens then.
_MORE = frozenset("another more single".split())
_THREATS = lists.phrases("refusals", "threats")
_CLOSING = frozenset(["", ".", "!", ";"])
#: Before sounds of which something is found, and that are not refused: "the kick is fine, the snare is not".
_CERTAIN = frozenset("my our that the these this those".split())
#: One of these is needed to refuse what stands before it.
ENDINGS = _GONE.by_first.keys() | _THREATS.by_first.keys() | _DENIED.by_first.keys() | _DENIALS


def cue(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what follows, 0 if there are none."""
    if prompt.word(at) == "nobody" and prompt.names_class(at + 1) and prompt.word(at + 1).endswith("ing"):
        return at + 1  # "nobody singing"
    if prompt.word(at) == "enough" and (named := prompt.mention_at(at + 1)) and named.meaning.classes:
        # "Enough claps", but not "claps, enough snares for a kit".
        alone = not at and not prompt.word(named.end).isalnum()
        return at + 1 if alone or prompt.word(named.end) == "already" else 0
    if prompt.word(at) == "0" and prompt.names_class(at + 1):
        return at + 1
    if (then := prompt.starts(at, _CONDITIONAL)) and any(
        prompt.starts(place, _DECLINED) for place in range(then, then + 6)
    ):
        return then
    if prompt.word(at) in LEAST.by_first and (least := LEAST.end(prompt.words, at)):
        return least
    barring = prompt.starts(at, _BARRING) if prompt.names_class(at - 1) else 0
    if barring and prompt.names_class(prompt.after(barring, {"a", "the", "any"})):
        return barring
    return _verb(prompt, at) or prompt.starts(at, _CUES) or _preferred(prompt, at)


def idle(prompt: Prompt, at: int) -> int:
    """Where words end that begin at a place like a refusal and refuse nothing: "no bs", "not a big ask", "can't go wrong with"."""
    if end := prompt.starts(at, _IDLE) or _lament(prompt, at):
        return end
    end = prompt.starts(at, _POLITELY)
    end = prompt.after(end, {"a", "an", "any", "the", "too"}) if end else len(prompt.words)
    mention = prompt.mention_at(end)
    if mention and mention.meaning.quality and not mention.meaning.classes:
        end = mention.end
    polite = prompt.word(end) in POLITE - _WIDER and not prompt.mention_at(end)
    return end + 1 if polite and prompt.word(end + 1) not in _GOING_ON else 0


def gone(prompt: Prompt, at: int) -> int:
    """Where the words end that begin at a place and refuse what stands before it, 0 if there are none."""
    end = prompt.starts(at, _GONE) or _unwanted(prompt, at)
    if end and prompt.words[end - 1] in _UNFINISHED and prompt.word(end).isalnum():
        return 0  # "a choir please, no rush"
    if end and prompt.words[end - 1] == "go" and _is_direction(prompt, end):
        return 0  # "the bass should go lower"
    if end:
        return 0 if prompt.word(end) in ("of", "from") else end
    # "A kick, no, a snare" takes back what "drums yes, snares, no" refuses.
    listed = prompt.word(at) != "," or "yes" in prompt.words
    at = prompt.after(at, {"=", "?", ":", ","} if listed else ())
    denied = prompt.word(at) in _DENIALS and not prompt.word(at + 1).isalnum()
    return at + 1 if denied and at > 1 else 0


def _is_direction(prompt: Prompt, at: int) -> bool:
    """Whether it is told at a place where something is to go: "a bit lower", "up"."""
    at = prompt.after(at, _DEGREES)
    mention = prompt.mention_at(at)
    compares = mention and mention.meaning.quality and mention.meaning.quality.comparative
    return bool(compares) or prompt.word(at) in _DIRECTIONS


def threatens(prompt: Prompt, mention: Mention) -> int:
    """Where it ends to be said what happens if one more of a sound comes before another is named, 0 if that is not said: "one more guitar
    and I'll scream. Harps!"."""
    joint = prompt.words[mention.end : mention.end + 1] in (["and"], [","])
    more = not _MORE.isdisjoint(prompt.words[max(0, mention.start - 2) : mention.start])
    # Though it is a remark that has been used up.
    end = prompt.clause_end(_THREATS.end(prompt.words, mention.end + joint)) if more else 0
    return end if end > mention.end and prompt.names_class_behind(end) else 0


def _unwanted(prompt: Prompt, at: int) -> int:
    """Where "is not what I need" ends at a place, or "are not" at the end of a clause behind sounds that are no certain ones; 0 if neither does."""
    end = prompt.starts(at, _DENIED)
    if not end or (desired := prompt.starts(end, _DESIRED)):
        return desired if end and prompt.word(desired) != "to" else 0  # "is not allowed to be long"
    ends = prompt.words[end - 1] != "be" and prompt.words[at] != "not" and prompt.word(end) in _CLOSING
    return end if ends and prompt.names_class_before(at - 2) and prompt.words[at - 2] not in _CERTAIN else 0


def drop_told(prompt: Prompt) -> None:
    """Take off what somebody has already, where they go on to ask for something else: "I've got claps, now snares"."""
    classes = [m for m in prompt.mentions if m.meaning.classes]
    if len(classes) < 2:
        _drop_works(prompt)
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
        before = prompt.words[at - 1 : at]
        if before and before[0] not in _BOUNDS | _TELLING:
            continue
        if prompt.words[at] in _HAVING and not owns_project(prompt, at):
            continue  # "got a clap?"
        stop = _told_up_to(prompt, end)
        inside = [m for m in classes if end <= m.start < stop]
        if inside and len(inside) < len(classes) and stop - inside[-1].end < 8:
            prompt.take(at, prompt.starts(prompt.after(stop, _SETTLED), _LACKING) or stop)
    for at, word in enumerate(prompt.words[:-1]):
        if word in _HAVING and (start := _owner(prompt, at)) is not None:
            stop = _told_up_to(prompt, at + 1)
            lacking = prompt.starts(prompt.after(stop, _SETTLED), _LACKING)
            if lacking and _WISHED.isdisjoint(prompt.words[at:stop]):
                prompt.take(start, lacking)  # "my kit has kick, snare and hats but no clap"


def _drop_works(prompt: Prompt) -> None:
    """Take off what somebody works on, which lacks a sound: "got a chorus but no lead"."""
    for at, word in enumerate(prompt.words):
        if word in _HAVING and not _WORKS.isdisjoint(prompt.words[at + 1 : at + 4]):
            stop = next((p for p in range(at, at + 5) if prompt.word(p) in _BOUNDS), 0)
            lacking = prompt.starts(prompt.after(stop, {","}), _LACKING) if stop else 0
            if lacking and prompt.names_class(lacking):
                prompt.take(at, lacking)


def _owner(prompt: Prompt, at: int) -> int | None:
    """Where who has something begins, of a "has" at a place: "my kit has", "got" alone; None if it is a sound that has it."""
    if prompt.words[at] == "got" and (at == 0 or prompt.words[at - 1] in _BOUNDS):
        return at
    return at - 2 if at > 1 and prompt.words[at - 2] in _MY else None


def _told_up_to(prompt: Prompt, at: int) -> int:
    """Where the telling of what is there ends that goes on at a place, up to the last item of a list that something is missing in."""
    size = len(prompt.words)
    stop = next((p for p in range(at, size) if prompt.words[p] in _BOUNDS and not _is_joint(prompt, p)), size)
    item = prompt.mention_at(prompt.after(stop + 1, _LISTED)) if prompt.word(stop) == "," else None
    while item and item.meaning.classes:
        behind = prompt.after(item.end, _SETTLED)
        if prompt.starts(behind, _LACKING):
            return behind
        item = prompt.mention_at(prompt.after(item.end, _LISTED))
    return stop


def _is_joint(prompt: Prompt, at: int) -> bool:
    """Whether an "and" joins two sounds: "I've got the drums and bass sorted"."""
    if prompt.words[at] != "and":
        return False
    return prompt.names_class(at - 1) and prompt.names_class(prompt.after(at + 1, {"the", "a", "my", "some"}))


def _verb(prompt: Prompt, at: int) -> int:
    """ "Don't want to hear": where a refusal by a verb ends, 0 if there is none."""
    end = prompt.starts(at, _NOT)
    done = prompt.mention_at(end) if end and prompt.word(at - 1) in _WHICH else None
    if done and not (done.meaning.classes or done.meaning.kind):
        return end  # "a crash that doesn't ring forever"
    end = prompt.starts(end, _REFUSED) if end else 0
    if not end:
        return 0
    if prompt.word(end) in ("to", "wanna") and prompt.word(end + 1) in _SENSED:
        end += 1
    return prompt.after(end, _SENSED) if end else 0


def doubled(prompt: Prompt, at: int) -> int | None:
    """Where "can't do house without a clap" begins, of a "without" at a place that says that it is wanted; None if it does not."""
    if prompt.word(at) != "without":
        return None
    start = max(0, at - 5)
    before = prompt.words[start:at]
    unable = [start + place for place, word in enumerate(before) if word in _UNABLE]
    return unable[-1] if unable and _SEARCHED.isdisjoint(before) else None


def _lament(prompt: Prompt, at: int) -> int:
    """Where "not one" ends before the only sound that is named, which is missed: "not one kick in here is good"."""
    end = prompt.starts(at, _LAMENTING)
    if (
        not end
        or prompt.locked[end - 1]
        or prompt.names_class_before(at)
        or not prompt.names_class_behind(end)
    ):
        return 0
    return end if len({m.meaning.classes for m in prompt.mentions if m.meaning.classes}) == 1 else 0


def declined(prompt: Prompt, at: int) -> int:
    """Where "then don't bother" ends that stands at a place, the place itself if it does not."""
    return prompt.starts(prompt.after(at, {",", "pls", "please"}), _DECLINED) or at


def is_verb(prompt: Prompt, at: int) -> bool:
    """Whether it is a verb that begins at a place and refuses what follows: "don't give me"."""
    return _verb(prompt, at) > 0


def _preferred(prompt: Prompt, at: int) -> int:
    """ "Rather a rim than a snare", "any drum but a snare": where such a "than" or "but" ends, 0 if there is none."""
    if at == 0 or prompt.word(at) not in _COMPARING:
        return 0
    before = prompt.words[max(0, at - 6) : at]
    if prompt.word(at) == "to":  # "I prefer snares to claps"
        named = prompt.names_class(prompt.after(at + 1, _ONE))
        return at + 1 if "prefer" in before and prompt.names_class(at - 1) and named else 0
    if prompt.word(at) == "than":
        more = before[-1] == "more" and prompt.names_class(at - 2)
        liked = more and not _LIKED.isdisjoint(before)  # "I like rims more than snares"
        better = any(one == "better" and two in _ONE for one, two in pairwise(before))
        return at + 1 if liked or better or _OTHER & set(before) else 0
    if prompt.word(at) in (">", "over"):  # "I prefer snares over claps"
        adjective = prompt.mention_at(at + 1)
        if adjective and prompt.names_class(adjective.end) and _OVER & set(before):
            return at + 1  # "I prefer acoustic over electronic drums"
        closing = prompt.starts(adjective.end, _ANY_DAY) if adjective else 0
        ends = adjective and len(prompt.words) <= 4 and not prompt.word(adjective.end).isalnum()
        alone = prompt.names_class(at - 1) and (closing or ends)
        return at + 1 if (_OVER & set(before) or alone) and prompt.names_class(at + 1) else 0
    if prompt.word(at) == "but" and _ANY & set(before):
        behind = prompt.after(at + 1, _ONE)
        return at + 1 if prompt.names_class(behind) or (behind > at + 1 and prompt.mention_at(behind)) else 0
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


def usual(prompt: Prompt, end: int) -> int:
    """Where "not your usual" ends before a sound that is wanted after all, 0 if no such words of refusal end at a place."""
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
    if (
        words[at] == "none"
        and (named := prompt.mention_at(end))
        and (named.meaning.classes or named.meaning.kind)
    ):
        return True  # "tried five snares and none crack"
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
