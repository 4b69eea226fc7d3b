"""What is said of the last answer before the next wish: "fire, but in F minor", "none of these work", "my bad, I meant hats"."""

from typing import Literal

from bot.prompts.prompt import Phrases, Prompt

Reaction = Literal["correction", "refusal"]
_REACTIONS = Phrases(
    """
    honestly, literally, that's close, thats close, this is close, closer, you're getting there, youre getting there, one change, one small change, one more thing, one thing, one last thing, last thing, last try, one last try, one more try,
    keep everything but, keep it all but, keep the rest but, leave everything but, everything the same but, all the same but, never mind, nevermind, nvm, ok, okay, k, kk, nice, nice one, very nice, cool, great, perfect, awesome, good, pretty good, really good, fire, sick, dope, lovely, sweet, amazing, love it,
    love this, love that, love these, love those, love them, i love it, i like it, i like that, like it, i like these, i like this, i like those, not bad, decent, alright, aight, bet, yes, yeah,
    yep, yup, yess, nah, nope, hmm, hm, mm, ah, oh, ooh, oof, ugh, meh, eh, damn, dang, wow, whoa, lol, haha, oops, whoops, sorry, my bad, my mistake, wait, hold up, hold on, hang on, typo,
    wrong, close, so close, almost, almost there, nearly there, nearly, getting there, getting closer, getting warmer, close enough, close but no cigar, better, much better,
    way better, that's better, thats better, not quite, not really, not exactly, not it, that's it, thats it, thats the one, that's the one, this is it, good start, great start, nice start, not my taste, not my thing, not my vibe, not the vibe,
    man, bro, bruh, dude, mate, fam, yo, ayy, ayo, woah, omg, haha, well, so, actually, hey, thanks, thank you, thx, ty, cheers, excellent, brilliant, wicked, solid, that's nice, thats nice, that's cool, thats cool, that's great, thats great, that's good, thats good, these are great, these are nice, these are good, these are cool,
    those are great, those are nice, those are good, those are cool, they're great, theyre great, they're good, theyre good, good ones, great ones, nice ones, thats fire, that's fire, these slap, those slap, it slaps, that slaps, these go hard, this goes hard, that goes hard, works for me, works, that works, yuck, ew, eww, gross, boring, no way, hell no, not so many, not that many, not as many, too many, too much, less, fewer, noo, nooo, damn no
    """
)
_CORRECTIONS = Phrases(
    "i meant, i mean, meant, i meant to say, i meant to write, what i meant was, i was talking about, i wanted to say, should be, should've been, should have been, that should be, it should be, i said, typo"
)
#: What may follow a reaction; before anything else it is a word of the wish, as in "perfect kick".
_BEHIND = frozenset(
    ", . ! ? ; : - but and now then can could make also so just maybe though however next still only please with without".split()
)
_SIGNS = frozenset(", . ! ? ; : - ) (".split())
_THESE = frozenset("these those they this that it theyre they're that's thats".split())
_BEING = frozenset("are is look looks sound sounds feel feels was were go goes".split())
#: "These slap".
_HITTING = frozenset(
    "slap slaps bang bangs rock rocks rule rules knock knocks hit hits smack smacks kill".split()
)
#: Adjectives that praise here, whatever they say of a sound.
_PRAISE = frozenset(
    "close hard beautiful lovely gorgeous pretty sweet solid nasty sick clean funky epic crazy wild weird".split()
)
_COMPARING = frozenset("too not more less enough so without no like should need must".split())
_GOING_ON = _SIGNS | frozenset("just only make give show try use keep with without i".split())
_SAYING = frozenset("says said thinks thought wants wanted suggests suggested asked asks feels".split())
_CLAUSE_ENDS = _SIGNS | {"but", "and"}
_SHORT = frozenset("but k kk ok okay yes yeah yep pls".split())
_FAIL = Phrases(
    """
    aren't it, arent it, are not it, ain't it, aint it, isn't it, isnt it, is not it, suck, sucks, all suck, are bad, are all bad, are wrong, are all wrong, is wrong, don't work, dont work, doesn't work, doesnt work, won't work, wont work, don't fit, dont fit,
    doesn't fit, doesnt fit, aren't right, arent right, are not right, isn't right, isnt right, is not right, don't hit, dont hit, doesn't hit, doesnt hit, aren't what i'm looking for, arent what im looking for, isn't what i'm looking for, isnt what im looking for, are boring, are all boring, are mid, are all mid, is mid, mid,
    are trash, are all trash, is trash, are not good, aren't good, arent good, are all the same, all sound the same, sound the same, sound all the same, are terrible, are awful, do nothing for me, don't do it for me, dont do it for me, doesn't do it for me, are not it at all, aren't quite it, aren't quite right, isn't quite right, isn't quite it, not it, ain't hitting, aint hitting, aren't hitting
    """
)


def take_reaction(prompt: Prompt) -> Reaction | None:
    """Take what is said of the last answer off the front, and tell what it amounts to: a correction, or a refusal of all.

    Where nothing else is said, nothing is taken.
    """
    at, corrects, fails = 0, False, False
    size = len(prompt.words)
    while at < size:
        if end := _failure(prompt, at):
            fails = True
        elif end := prompt.starts(at, _CORRECTIONS):
            corrects = True
        elif prompt.word(at) in _SIGNS and at:
            end = at + 1
        else:
            end = _reaction(prompt, at)
        if end <= at:
            break
        at = end
    if at >= size:
        return "refusal" if fails else None
    prompt.take(0, at)
    return "correction" if corrects else None


def _reaction(prompt: Prompt, at: int) -> int:
    """Where something that is said of the last answer ends, 0 if nothing is."""
    if end := _verdict(prompt, at) or _report(prompt, at):
        return end
    if prompt.word(at) == "no":
        return at + 1 if prompt.word(at + 1) in _GOING_ON or prompt.starts(at + 1, _CORRECTIONS) else 0
    end = prompt.starts(at, _REACTIONS)
    if not end or prompt.word(end) in _BEHIND or prompt.words[end - 1] in _SHORT:
        return end
    return end if prompt.starts(end, _CORRECTIONS) or _failure(prompt, end) or _reaction(prompt, end) else 0


def _verdict(prompt: Prompt, at: int) -> int:
    """ "These are fire,", "it's a bit much but": a clause about the last answer that names no sound and asks for none."""
    if prompt.word(at) not in _THESE or not (
        prompt.word(at + 1) in _BEING | _HITTING
        or "'" in prompt.word(at)
        or prompt.word(at) in ("theyre", "thats")
    ):
        return 0
    size = len(prompt.words)
    end = next((place for place in range(at + 1, size) if prompt.words[place] in _CLAUSE_ENDS), size)
    inside = prompt.words[at:end]
    told = any(
        at + (prompt.word(at + 1) in _HITTING) < m.start < end
        and (m.meaning.classes or (m.meaning.quality and prompt.words[m.start] not in _PRAISE))
        for m in prompt.open_mentions()
    )
    return 0 if told or not _COMPARING.isdisjoint(inside) or end == len(prompt.words) else end


def _report(prompt: Prompt, at: int) -> int:
    """ "My bandmate says": where the words end that tell who wants it."""
    if prompt.word(at) not in ("my", "our", "the"):
        return 0
    verb = next((place for place in range(at + 2, at + 4) if prompt.word(place) in _SAYING), 0)
    return prompt.after(verb + 1, {"it", "that", "them", "for", "me"}) if verb else 0


def _failure(prompt: Prompt, at: int) -> int:
    """ "None of them hit", "these aren't it": where such a clause ends, 0 if there is none."""
    if prompt.words[at : at + 2] == ["none", "of"] and prompt.word(at + 2) in _THESE | {"them", "em"}:
        end = max(prompt.clause_end(at), at + 3)
        classed = any(at <= m.start < end and m.meaning.classes for m in prompt.open_mentions())
        return 0 if classed or prompt.word(at + 3) in ("are", "is") else end
    if prompt.word(at) in _THESE:
        return prompt.starts(at + 1, _FAIL)
    return 0
