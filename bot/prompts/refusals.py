"""How people refuse a sound: the words before it and behind it, and words of refusal that refuse nothing."""

from bot.prompts.prompt import Phrases, Prompt

_CUES = Phrases(
    """
    that don't have, that do not have, that dont have, which don't have, that doesn't have, don't have, doesn't have, does not have,
    which have no, that have no, which contain no, that contain no, containing no, having no, leave the,
    besides, save for, with the exception of, leaving out, skipping, ignoring, ignore, fewer, less of the, less of that, less of those, less the, no to, nope to, nah to, screw,
    forget the, forget about the, forget about, never mind the, nevermind the, nvm the, never liked, never use, never used, don't you dare send, stop the,
    i didn't ask for, i have plenty of, i've got plenty of, i have enough, i've got enough, we have enough, we've got enough,
    i already have, i already own, i already got, i've already got, we already have, already have, already got, already own,
    there's already, theres already, there are already, there are enough, i have too many, i've got too many, i have way too many,
    the last ones were all, the last ones were, the last one was, last time you gave me, you keep sending me, you keep sending, i keep getting, every time i get,
    i only get, i always get, all i get is, all i get are,
    you keep giving me, what you sent was, what you gave me was,
    besides, that has no, which has no, without any, without the, no need for, can do without, could do without, i can't stand,
    i cant stand, can't stand, cant stand, cannot stand, can't deal with, cant deal with,
    i dislike, no thanks to, sick of, tired of, bored of, bored with, had enough of, enough of, enough with,
    had it with, fed up with, over it with, allergic to, i detest, i loathe, i despise,
    not looking for, not interested in, not into, not a fan of, not feeling, not in the mood for, not after,
    stay away from, keep away from, steer clear of, drop the, kill the, cut the, mute the, zero,
    stop giving me, stop sending me, stop sending, stop showing me, stop with the, stop with, quit giving me, quit sending me,
    quit with the, spare me the, spare me, everything but, everything except, anything but, anything
    except, all but, all except, something other than, anything other than, other than, apart from, aside
    from, except for, that's not, thats not, that isn't, that is not, that are not, that aren't, which are
    not, which isn't, which aren't, that isnt, that arent, that ain't, that aint, ain't, aint, definitely no, definitely not,
    absolutely no, as long as it isn't, as long as it isnt, as long as it's not, as long as its not, as long as it is not,
    as long as they aren't, as long as they're not, as long as there's no, as long as there are no, so long as it's not,
    so long as it isn't, unless it's, unless they're, nobody wants, nobody needs, no one wants, no one needs, nothing like, nobody plays, no one plays, not meaning, by which i don't mean,
    where there's no, where there is no, there's no, theres no, there is no, there are no, but none of, none of,
    but without, but with no, but not, but no, but never, but nothing, and not, and no, with no, with
    neither, nothing with, leave out, filter out, cut out, strip out, edit out, leave off, leave aside, get rid of, take out, take away, hold the, not containing, free of,
    i hate, hate, keine, keinen, kein, sin, pas de, isn't, isnt, aren't, arent, without, except, excluding, exclude, omit, omitting,
    minus, sans, neither, nothing, never, no, not, non, skip, lose, remove, avoid, avoiding, ditch, nor, hates, less, way too,
    a bit too, a little too, much too, too, instead of, rather than, in place of, as opposed to, ohne, senza
    """
)
#: "I don't", "please do not", and the verbs that are refused with it: "want to hear", "give me".
_NOT = Phrases(
    "don't, dont, do not, doesn't, doesnt, does not, didn't, didnt, did not, won't, wont, can't, cant, shouldn't, should not, must not, mustn't"
)
_REFUSED = Phrases(
    """
    give me, give us, send me, send us, send, show me, show us, show, play me, bring me, get me, find me, pick, pull up, recommend,
    want any, want, wanna, want to, need any, need, like, love, care for, fancy, mean, include, use, add, put, contain, have, sound like,
    look for, be, ever give me, ever send me, even think of, bother with
    """
)
_SENSED = frozenset("hear see have get use receive find".split())
#: What is said of a sound that is to go, behind it: "the hats gotta go", "vocals not needed".
_GONE = Phrases(
    """
    free, excluded, removed, omitted, not needed, not wanted, not required, not allowed, not welcome, not included, unwanted,
    are not needed, aren't needed, arent needed, isn't needed, isnt needed, are not needed, is not needed, aren't wanted, isn't wanted,
    gotta go, got to go, has to go, have to go, must go, need to go, needs to go, can go, should go, taken out, left out,
    filtered out, cut out, are out, is out, are banned, is banned, banned, off limits, are off limits, need not apply,
    please not, please no, drive me mad, drives me mad, drive me crazy, drives me crazy, are not my thing, aren't my thing, is not my thing,
    isn't my thing, not my thing, isn't what i'm after, is not what i want, are not what i want, isn't what i want, aren't what i want,
    are not wanted, is not wanted, would be wrong, would ruin it, would be too much, won't do, wont do, won't work, wont work,
    won't fit, doesn't fit, doesnt fit, don't fit, dont fit, do not fit, does not fit, are forbidden, is forbidden, forbidden,
    is the last thing i need, are the last thing i need, is the last thing i want, can wait, can stay at home, are boring, is boring,
    bore me, annoy me, annoys me, suck, sucks, are overdone, is overdone, are too much, don't count, dont count, doesn't count, doesnt count, are a no go, is a no go, no go, aside, can stay away, can stay home
    """
)
#: "Stuck without a lead synth", "it's nothing without claps".
_STUCK = frozenset(
    "stuck lost nothing incomplete unfinished naked dead empty boring complete finish screwed helpless".split()
)
_SEEMS = frozenset("feels sounds seems looks".split())
_WORKS = frozenset("it everything track song mix beat tune chorus verse drop hook bridge intro outro".split())
_HAVING = frozenset("have has had got".split())
_OWNERS = frozenset(
    "i we still also really currently simply just beat track song mix tune kit folder library pack project i've ive we've".split()
)
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
#: What somebody has or was given, and does not ask for, where they ask for something else.
_TOLD = Phrases(
    """
    i've got, ive got, i got, i have, we've got, we have, those were, these are, those are, that's, that was, this is, these were,
    you gave me, you sent me
    """
)
#: What goes for something else: "replace the snare with claps".
_REPLACED = Phrases(
    "replace, replacing, swap, swapping, exchange, exchanging, trade, trading, swap out, switch out"
)
_BOUNDS = frozenset("( ) , . ; : ! ? so but and now -".split())


#: Words that a refusal may begin with.
BEGINNINGS = _CUES.by_first.keys() | _NOT.by_first.keys() | {"than", "but", "over"}


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
    denied = prompt.word(at) in ("no", "nope", "never", "bad") and not prompt.word(at + 1).isalnum()
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
    before = prompt.words[max(0, at - 6) : at]
    if prompt.word(at) == "than":
        return at + 1 if _OTHER & set(before) else 0
    if prompt.word(at) == "over":  # "I prefer snares over claps"
        alone = at > 0 and prompt.names_class(at - 1) and len(prompt.words) <= 4
        return at + 1 if (_OVER & set(before) or alone) and prompt.names_class(at + 1) else 0
    if prompt.word(at) == "but" and _ANY & set(before):
        return at + 1 if prompt.names_class(prompt.after(at + 1, {"a", "an", "the"})) else 0
    return 0


#: "I ain't making church music" says what somebody does, and refuses no sound.
_MYSELF = frozenset("i i'm im we we're you you're he she they my".split())


def is_activity(prompt: Prompt, at: int, end: int) -> bool:
    """Whether words of refusal deny what somebody does: "I ain't making church music", "not trying to do trap"."""
    word = prompt.word(end)
    return (
        bool(_MYSELF & set(prompt.words[max(0, at - 2) : at]))
        and word.endswith("ing")
        and len(word) > 4
        and prompt.words[end - 1] in ("not", "ain't", "aint", "isn't", "never")
        and not prompt.mention_at(end)
        and word
        not in ("looking", "feeling", "using", "wanting", "seeking", "needing", "digging", "loving", "liking")
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
