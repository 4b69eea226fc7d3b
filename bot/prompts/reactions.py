"""What is said of the last answer before the next wish: "fire, but in F minor", "none of these work", "my bad, I meant hats"."""

from typing import Literal

from bot.prompts.prompt import Phrases, Prompt

Reaction = Literal["correction", "refusal"]
_REACTIONS = Phrases(
    """
    never mind, nevermind, nvm, ok, okay, k, kk, nice, nice one, very nice, cool, great, perfect, awesome, good, pretty good, really good, fire, sick, dope, lovely, sweet, amazing, love it,
    love this, love that, love these, love those, love them, i love it, i like it, i like that, like it, i like these, i like this, i like those, not bad, decent, alright, aight, bet, yes, yeah,
    yep, yup, yess, nah, nope, hmm, hm, mm, ah, oh, ooh, oof, ugh, meh, eh, damn, dang, wow, whoa, lol, haha, oops, whoops, sorry, my bad, my mistake, wait, hold up, hold on, hang on, typo,
    wrong, close, so close, almost, almost there, nearly there, nearly, getting there, getting closer, getting warmer, close enough, close but no cigar, better, much better,
    way better, that's better, thats better, not quite, not really, not exactly, not it, that's it, thats it, thats the one, that's the one, this is it, good start, great start, nice start, not my taste, not my thing, not my vibe, not the vibe,
    man, bro, dude, mate, fam, well, so, actually, hey, thanks, thank you, thx, ty, cheers, excellent, brilliant, wicked, solid, that's nice, thats nice, that's cool, thats cool, that's great, thats great, that's good, thats good, these are great, these are nice, these are good, these are cool,
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
        end = _failure(prompt, at)
        fails |= end > 0
        if not end and (end := prompt.starts(at, _CORRECTIONS)):
            corrects = True
        elif not end and (end := prompt.starts(at, _REACTIONS)):
            followed = (
                prompt.word(end) in _BEHIND
                or prompt.starts(end, _REACTIONS)
                or prompt.starts(end, _CORRECTIONS)
            )
            end = end if followed or _failure(prompt, end) else 0
        elif (
            not end
            and prompt.word(at) == "no"
            and (prompt.word(at + 1) in _SIGNS or prompt.starts(at + 1, _CORRECTIONS))
        ) or (not end and prompt.word(at) in _SIGNS and at):
            end = at + 1
        if not end:
            break
        at = end
    if at == size:
        return "refusal" if fails else None
    prompt.take(0, at)
    return "correction" if corrects else None


def _failure(prompt: Prompt, at: int) -> int:
    """ "None of them hit", "these aren't it": where such a clause ends, 0 if there is none."""
    if prompt.words[at : at + 2] == ["none", "of"] and prompt.word(at + 2) in _THESE | {"them", "em"}:
        end = prompt.clause_end(at)
        classed = any(at <= m.start < end and m.meaning.classes for m in prompt.open_mentions())
        return 0 if classed or prompt.word(at + 3) in ("are", "is") else end
    if prompt.word(at) in _THESE:
        return prompt.starts(at + 1, _FAIL)
    return 0
