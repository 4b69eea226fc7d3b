"""How a prompt is phrased around what it asks for: which words are left for the text encoder."""

from dataclasses import dataclass

from bot.prompts.prompt import Phrases, Prompt

_ASKING = Phrases(
    """
    looking for, look for, searching for, search for, i am after, i'm after, im after, give me, give us,
    show me, show us, send me, send us, get me, get us, find me, find us, play me, bring me, let me hear,
    let's hear, love to hear, like to hear, want to hear, dig out, digging out, do you have, have you got,
    you have, you've got, you got, do you know, got any, got a, got some, are there, is there, can i have,
    could i have, can i get, could i get, hook me up with, hit me with, in the mood for, i feel like,
    happy with, wondering if you have, can i find, could i find, we have, pull up, bring up, list, i
    really need, i really want, i would really like, i'd really like, i would really love, may i have,
    recommend me, recommend, suggest, i'd prefer, i prefer, i would prefer, i want, i need, i could use,
    i'd love, i would love, i'd like, i would like, we need, we want, please find, help me find, there
    must be, can we try, i'd kill for, i would kill for, dying for, i wanted, pick out, pick me,
    chuck me, toss me, sling me, pass me, sort me out with, happen to have, is asking for, asked for, asks for
    """
)
#: Single words ask for something as well, but mean other things too and are taken off only in front.
_VERBS = Phrases(
    """
    need, want, wants, needs, gimme, find, show, search, fetch, send, give, get, try, how about, what about
    """
)
_DENIALS = frozenset("don't dont not never didn't doesn't".split())
_LEADING = frozenset(
    """
    hey hi hello yo please pls plz can could would will you i i'd i'm im am want wanna need like looking
    for search searching find show give gimme get send play drop bring hand throw fetch grab me us some
    any a an the got have has do is are there let let's lets hear see to try of with something anything
    thing stuff bot mate dude bro man pal after love use maybe just now then ok okay so well um uh uhm oh
    thanks thx cheers also and but only that this these those it what up what's whats what've you've you'd
    youve how about in way your my our we know be must one alright right quick mind digging dig out we'd transpose meant mean another uhh
    umm uhm erm hiya heya lemme kinda sorta over chance happen terms anywhere exactly yall y'all ya tryna gotta fam bruv bruh
    homie boss chief legend folks dear
    we're cratedigger listen surprise whatever at by on from or as i've ive really anyone where hmm hm
    nope nah wrong similar that's quickly yes yeah no perhaps feel was wondering think guess ah make sort kind which here
    possible if actually instead more else same bit
    """.split()
)
_TRAILING = frozenset(
    """
    please pls plz thanks thank you thx cheers mate bro dude man pal me lol haha for us asap now then or
    so and but with in at of a the to that is are would be great nice cool good lovely awesome there
    somewhere here if possible can could too instead from it one by on as ok okay that's thats which right
    have yeah yes today again ones quickly hmm alright x xx around about some any an also just only i key
    tempo well perfect ta tbh idk ngl rn atm fam bruv bruh homie boss chief folks anyway anyways preferably least all
    maybe perhaps fine actually anywhere
    """.split()
)
_ASIDES = Phrases(
    """
    and nothing else, nothing else, would do the trick, would do, will do, you own, where there are, where there is, start over, start again, new search, other than that, apart from that, aside from that, besides that, this time around, this time, if you have any, if you have some, if you have it, if you have one, if you got any, if you can, if
    possible, or something like that, or something similar, or something, or similar, or so, you know,
    from the library, in the library, from your library, in your library, from the crate, that i can use,
    which i can use, i can use, to use, i can sample, to sample, that i can sample, right now, right away,
    for my track, for my song, for my beat, for my project, for my tune, for my mix, for my remix, for
    this track, for this song, for a track, for a song, for a beat, for a remix, for a project, for the
    track, for a tune, would be great, would be nice, in here, same as above, same as before, as above, as
    before, like before, any key, any tempo, any bpm, any length, in any key, at any tempo, no matter
    what, in there somewhere, in there, over here, when you can, thank you so much, thank you, for me
    """
)
_BACKGROUND = Phrases(
    """
    my beat, my tune, my mix, the beat is, the song is, my producer, my mate, my friend, it's for, its for, it is for, this is for, for my, for a, i'm making, i am making, im making, i'm
    working, i am working, i'm writing, i am writing, i'm producing, because, since, cause, working on, my
    track, the track, my song, we're making, we are making, i make, i'm building
    """
)
_ENDS = frozenset(", . ! ? ; :".split())
_SIGNS = {"&"}


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words for the encoder, where they begin, and whether the prompt asks for anything in so many words."""

    words: list[str]
    main: int
    asks: bool


def take_asking(prompt: Prompt) -> list[int]:
    """Take "could I get", "if you have any" and the like off, wherever they stand; returns where asking phrases end."""
    ends = []
    for at in range(len(prompt.words)):
        if prompt.taken[at]:
            continue
        if (end := prompt.starts(at, _ASKING)) and prompt.word(at - 1) not in _DENIALS:
            prompt.take(at, end)
            ends.append(end)
        elif end := prompt.starts(at, _ASIDES):
            prompt.take(at, end)
    return ends


def phrasing(prompt: Prompt, normal: dict[int, str], asked: list[int]) -> Phrasing:
    """The words that remain once the asking, the politeness and the background story are off.

    `normal` gives words another form by their place ("darker" as "dark"); `asked` is from `take_asking`. Of what stands before the request proper
    ("I'm making techno, find me a kick"), genres are kept.
    """
    main, asks = _main(prompt, asked)
    words = [prompt.words[at] for at in _genre_places(prompt, 0, main)]
    known = {at for m in prompt.open_mentions() if m.meaning.sure for at in range(m.start, m.end)}
    for start, end in _pieces(prompt, main):
        if start > main and prompt.starts(start, _BACKGROUND):
            words += [prompt.words[at] for at in _genre_places(prompt, start, end)]
        else:
            words += [normal.get(at, prompt.words[at]) for at in _content(prompt, start, end, known)]
    return Phrasing(words, main, asks)


def _main(prompt: Prompt, asked: list[int]) -> tuple[int, bool]:
    """Where the request proper begins: behind the last asking phrase that something known follows."""
    verbs = [end for at in range(len(prompt.words)) if (end := prompt.starts(at, _VERBS))]
    cues = sorted([*asked, *verbs])
    mentions = prompt.open_mentions()
    strong = [m.start for m in mentions if m.meaning.classes]
    for cue in reversed(cues):
        if any(start >= cue for start in strong or [m.start for m in mentions]):
            return cue, True
    if prompt.starts(0, _BACKGROUND):
        for start, _ in _pieces(prompt, 0)[1:]:
            if any(mention >= start for mention in strong):
                return start, bool(cues)
    return 0, bool(cues)


def _genre_places(prompt: Prompt, start: int, end: int) -> list[int]:
    return [
        at
        for mention in prompt.open_mentions()
        if mention.meaning.genre and start <= mention.start and mention.end <= end
        for at in range(mention.start, mention.end)
    ]


def _pieces(prompt: Prompt, start: int) -> list[tuple[int, int]]:
    bounds = [at for at in range(start, len(prompt.words)) if prompt.words[at] in _ENDS]
    starts = [start, *(at + 1 for at in bounds)]
    return list(zip(starts, [*bounds, len(prompt.words)], strict=True))


def _content(prompt: Prompt, start: int, end: int, known: set[int]) -> list[int]:
    """The places of a piece that are left when asking words before and polite words behind are off."""
    places = [at for at in range(start, end) if not prompt.taken[at]]
    places = [at for at in places if prompt.words[at][0].isalnum() or prompt.words[at] in _SIGNS]
    while places and places[0] not in known and prompt.words[places[0]] in _LEADING:
        places.pop(0)
    while places and places[-1] not in known and prompt.words[places[-1]] in _TRAILING:
        places.pop()
    return places
