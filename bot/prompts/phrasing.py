"""How a prompt is phrased around what it asks for: which words are left for the text encoder."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.prompts.prompt import Phrases, Prompt
from bot.prompts.statements import RUN_ON, opens_with_story, owns_project, tells

_ASKING = Phrases(
    """
    why don't you have any, why dont you have any, why are there no, why not, isn't there any, aren't there any, isnt there any,
    arent there any, don't you have any, don't you have, dont you have, you don't have, you dont have,
    wouldn't say no to, wouldnt say no to, won't say no to, wouldn't mind, wouldnt mind, can't get enough of, can never get enough of, can never get enough, never get enough,
    never get enough of, never have enough, can't live without, cant live without, can't do without, cant do without, cannot do without,
    not a song without, not enough, nothing beats, no time to lose, don't stop sending, never heard proper, don't forget the,
    don't forget, looking for, look for, searching for, search for, i am after, i'm after, im after, i'm missing, what i'm missing is, all i'm missing is, what's missing is, thing missing is, that's missing is, give me, give us, drop me, drop us, hand me, lend me, throw me, serve me, hat jemand, habt ihr, hast du, hast du ein,
    show me, show us, send me, send us, get me, get us, find me, find us, play me, bring me, let me hear,
    let's hear, love to hear, like to hear, want to hear, dig out, digging out, do you have, have you got,
    you have, you've got, you got, do you know, got any, got a, got some, are there, is there, can i have,
    could i have, can i get, could i get, hook me up with, hit me with, in the mood for, i feel like,
    happy with, wondering if you have, any luck with, wonder whether there's, wonder if there's, wondering if there's, can i find, could i find, we have, pull up, bring up, list, i
    really need, i really want, i would really like, i'd really like, i would really love, may i have,
    recommend me, recommend, hoping for, hoping to find, in the way of, be grateful for, be very happy about, be happy about, be very happy with, be so happy with, be happy to have, be happy with, appreciate, suggest, i'd prefer, i prefer, i would prefer, i want, i need, i could use,
    i'd love, i would love, i'd like, i would like, we need, we want, please find, help me find, there
    must be, can we try, i'd kill for, i would kill for, dying for, i wanted, pick out, pick me,
    chuck me, toss me, sling me, pass me, sort me out with, happen to have, is asking for, asked for, asks for, i'd take, i would take, i'll have, i'd have
    """
)
#: Single words ask for something as well, but mean other things too and are taken off only in front.
_VERBS = Phrases(
    """
    need, want, wants, needs, gimme, find, show, search, fetch, send, give, get, try, how about, what about
    """
)
_DENIALS = frozenset("don't dont not never didn't doesn't".split())
_NOT_ASKED = _DENIALS | {"what"}  # "claps aren't what I'm after"
_OWNERS = frozenset("i've ive i we've we already".split())
#: What people ask with, and say no more than that with, at either end of what they ask for.
_FILLERS = frozenset(
    """
    n nvm nevermind
    wheres where's each little
    ty tysm thnx
    kindly provide provides bitte nur por favor bitteschön supply serve might may shall someone anyone
    hey hi hello yo please pls plz can could would will you i i'd i'm im am want wanna need like looking
    for search searching find show give gimme get send   bring   fetch grab me us some
    any a an the got have has do is are there let let's lets hear see to try of with bot mate dude bro
    man pal after   maybe just now then ok okay so um uh uhm oh thanks thx cheers also and but
    only that this these those it what what's whats what've you've you'd youve how about in way your my
    our we know be must one alright right mind digging dig out we'd transpose meant mean another uhh umm
    erm hiya heya lemme kinda sorta over chance happen terms anywhere exactly yall y'all ya tryna gotta
    fam bruv bruh homie boss chief legend folks dear we're cratedigger listen surprise whatever at by on
    from or as i've ive really anyone where hmm hm nope nah wrong similar that's quickly yes yeah no
    perhaps feel was wondering think guess ah make sort kind which here possible if actually instead
    more else same thank lol haha asap somewhere too thats today again ones x xx around key tempo ta tbh
    idk ngl rn atm anyway anyways preferably least all fine require required requires requiring needing
    seek seeking wish hope exists exist while who whom whoever its it's they them he she his her such
    says said called should were been does did having thing'd you're they're they've there's he's she's
    sir madam everyone guys honestly basically literally obviously tonight currently hopefully ideally
    mainly mostly scrap cancel next everything thinking even still rather though although ugh eww ew meh blah
    """.split()
)
#: Asks in front, and means something behind; and the other way round.
_LEADING = _FILLERS | frozenset(
    "drop play hand love use throw something anything thing stuff up quick bit".split()
)
_TRAILING = _FILLERS | frozenset("thingy nice great cool good lovely awesome perfect well".split())
_ASIDES = Phrases(
    """
    quick question, would be better, would work better, would work, would fit better, would be perfect, would be ideal, might be better, that'd be better, can we go, could we go, can you go,
    let's go, lets go, let's do, lets do, is what i need, is what i want, is what i'm after, is what i'm looking for, not gonna lie, not going to lie, long story short, driving me nuts, driving me crazy, moving on, in short, short on time, on short notice, big time, dead tired, at long last, short and sweet :, short & sweet :, next door, new topic, different topic, change of plan, change of plans, quick one before, quick one :, i mean, i meant, not only, not just, nothing fancy, and nothing else, nothing else, anything goes, everything goes, whatever goes, from scratch, rings a bell, ring a bell, ring any bells, oh snap, in a snap, crash course, kick things off, kick it off,
    to kick off, for the record, on the record, off the record, by the way, to be honest, for the ride, on a roll, on the fly,
    off the top of my head, is enough, are enough, is plenty, would do the trick, would do, will do, you own, where there are, where there is, start over, start again, new search, other than that, apart from that, aside from that, besides that, this time around, in that style, in this style, in the same style, with that vibe, with the same vibe, as long as it's, as long as it is, as long as they're, as long as they are, would sound good,
    would sound great, would sound nice, i don't like these, i don't like those, i don't like them, i don't like any of these,
    don't like these, don't like them, not a fan of these, not a fan of those, not feeling these, i hate these, i hate them, doesn't matter which, doesnt matter which, no matter which, i don't mind which, i don't mind,
    don't care which, dont care which, don't mind which, dont mind which, couldn't care less which, not what i meant, not what i mean, not what i asked for, not what i was looking for, not quite, not really, not exactly, meh, might there be, would there be, could there be,  to go with it, to go with that, to go with them, to go with this, that i can, which i can, i can, i could, this time, never mind, if you have any, if you have em, if you have them, if you got em, if you got them, if you have some, if you have it, if you have one, if you got any, if you can, if
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
_TAKEN_OFF = _ASKING.by_first.keys() | _ASIDES.by_first.keys()
#: In front, what sounds are asked for by; further in ("a snare that sounds like a gunshot") a description.
_SIMILES = Phrases(
    "sounds like, sound like, sounding like, along the lines of, in the style of, in the vein of, reminds me of"
)
#: Where a story ends in a wish: "I'm making a Christmas song so some sleigh bells".
_THEREFORE = Phrases(
    "so what i, so what i'm, so what we, and what i, "
    "and want, and need, and i need, and i want, and looking, and i'm looking, and im looking, and would like, and could use, "
    "and i'd like, and now, and now i, and now need, and now want, but need, but i need, but want, then i need, and we need, "
    "so some, so a, so an, so any, so maybe, so i, so can, so could, so give, so need, so looking"
)
_REASONS = frozenset("because cause cuz coz".split())
_ENDS = frozenset(", . ! ? ; :".split())
_HAVING = frozenset("have has had got own made recorded sampled used layered".split())
_TURNING = frozenset("but and so".split())
_NEW = frozenset("a an some something any maybe".split())
_KEPT = _REASONS | RUN_ON
_BOUNDS = _ENDS | _REASONS
_PARTING = _BOUNDS | RUN_ON | _TURNING | _THEREFORE.by_first.keys() | {"-"}
_PERSONS = frozenset("i i'm i've i'd i'll we we're you you're it it's they them he she my had".split())
_REMARKING = _PERSONS | frozenset("is are was were wants needs has keeps said told asked".split())
_SIGNS = {"&"}
#: What may stand between two requests that are both meant, and what takes the first one back.
_JOINED = _FILLERS | _ENDS | frozenset("- and plus / &".split())
_CORRECTIONS = frozenset(
    "but no nope nah not wait actually instead rather sorry mean meant was were had have got said asked".split()
)
#: An asking phrase, from a place up to another.
Cue = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words for the encoder, where they begin, and whether the prompt asks for anything in so many words."""

    words: list[str]
    main: int
    asks: bool
    asides: list[tuple[int, int]]


def take_asking(prompt: Prompt) -> list[Cue]:
    """Take "could I get", "if you have any" and the like off, wherever they stand; returns the places of the asking phrases."""
    asked = []
    for at, word in enumerate(prompt.words):
        if word not in _TAKEN_OFF:
            continue
        owned = word == "got" and (prompt.word(at - 1) in _OWNERS or owns_project(prompt, at))
        if (end := prompt.starts(at, _ASKING)) and not owned and prompt.word(at - 1) not in _NOT_ASKED:
            prompt.take(at, end)
            asked.append((at, end))
        elif (end := prompt.starts(at, _ASIDES)) and not (word == "never" and prompt.word(end) == "the"):
            prompt.take(at, end)
    return asked


def phrasing(prompt: Prompt, normal: dict[int, str], asked: list[Cue]) -> Phrasing:
    """The words that remain once the asking, the politeness and the background story are off.

    `normal` gives words another form by their place ("darker" as "dark"); `asked` is from `take_asking`. Of what stands before the request proper
    ("I'm making techno, find me a kick"), genres are kept.
    """
    main, cuts, asks = _main(prompt, asked)
    words = [prompt.words[at] for at in _genre_places(prompt, 0, main)]
    known = {at for m in prompt.open_mentions() if m.meaning.sure for at in range(m.start, m.end)}
    named = any(m.meaning.classes for m in prompt.open_mentions())
    asides = []
    for start, end in _pieces(prompt, main, cuts):
        told = tells(prompt, start) and (start > main or any(m.start >= end for m in prompt.open_mentions()))
        if told or (named and _is_remark(prompt, start, end) and _is_beside(prompt, main, start, end)):
            asides.append((start, end))
            words += [prompt.words[at] for at in _genre_places(prompt, start, end)]
        else:
            words += [normal.get(at, prompt.words[at]) for at in _content(prompt, start, end, known)]
    return Phrasing(words, main, asks, asides)


def _main(prompt: Prompt, asked: list[Cue]) -> tuple[int, tuple[int, ...], bool]:
    """Where the request proper begins: behind the last asking phrase that something known follows.

    Where such requests follow each other it begins with the first, and the places of the others are told as well.
    """
    cues = sorted(cue for cue in (*asked, *prompt.places(_VERBS)) if not _is_reason(prompt, cue[1]))
    mentions = prompt.open_mentions()
    strong = [m.start for m in mentions if m.meaning.classes]
    last = max(strong or [m.start for m in mentions], default=-1)
    if before := [cue for cue in cues if cue[1] <= last]:
        return *_main_of_several(prompt, before), True
    if opens_with_story(prompt):
        for start, _ in _pieces(prompt, 0)[1:]:
            if any(mention >= start for mention in strong):
                return start, (), bool(cues)
    return 0, (), bool(cues)


def _is_reason(prompt: Prompt, at: int) -> bool:
    """Whether what is needed has been named already: "I need it for a podcast about pianos"."""
    return prompt.words[at : at + 1] in (["it"], ["them"], ["this"]) and prompt.words[at + 1 : at + 2] in (
        ["for"],
        ["to"],
        ["by"],
        ["in"],
    )


def _main_of_several(prompt: Prompt, cues: list[Cue]) -> tuple[int, tuple[int, ...]]:
    """Where the first of several requests in a row begins, and where the others do: "I need a kick I need a snare"."""
    (first, main), cuts = cues[-1], []
    known = {at for m in prompt.open_mentions() for at in range(m.start, m.end)}
    for start, end in reversed(cues[:-1]):
        between = range(end, first)
        if not any(prompt.names_class(at) for at in between):
            if first > end:
                break
            first = start  # "could you show me"
            continue
        strangers = (at for at in between if not (prompt.taken[at] or at in known))
        taken_back = _CORRECTIONS.intersection(
            [*prompt.words[max(0, start - 1) : start], *prompt.words[end:first]]
        )
        if taken_back or not _JOINED.issuperset(prompt.words[at] for at in strangers):
            break
        cuts.append(main)
        first, main = start, end
    return main, tuple(cuts)


def _genre_places(prompt: Prompt, start: int, end: int) -> list[int]:
    return [
        at
        for mention in prompt.open_mentions()
        if mention.meaning.genre and start <= mention.start and mention.end <= end
        for at in range(mention.start, mention.end)
    ]


def _pieces(prompt: Prompt, start: int, cuts: Collection[int] = ()) -> list[tuple[int, int]]:
    bounds = [
        at
        for at, word in enumerate(prompt.words[start:], start)
        if (word in _PARTING and _parts(prompt, start, at, word)) or at + 1 in cuts
    ]
    starts = [start, *(at if prompt.words[at] in _KEPT else at + 1 for at in bounds)]
    return list(zip(starts, [*bounds, len(prompt.words)], strict=True))


def _parts(prompt: Prompt, start: int, at: int, word: str) -> bool:
    """Whether a word, or the phrase that it begins, parts what stands before it from what follows."""
    if word in _BOUNDS or _THEREFORE.end(prompt.words, at):
        return True
    if word == "-":
        return _is_dash(prompt, at)
    if at == start:
        return False
    if word in _TURNING:
        return _ends_story(prompt, start, at) and tells(prompt, start)
    return word in RUN_ON and _ends_before(prompt, at) and tells(prompt, at)


def _ends_story(prompt: Prompt, start: int, at: int) -> bool:
    """Whether a wish may follow a "but", an "and" or a "so": "he opens the door and a creak"."""
    following = prompt.words[at + 1] if at + 1 < len(prompt.words) else ""
    if prompt.words[at] == "but":
        return True
    if prompt.names_class(at - 1) and not _HAVING.isdisjoint(prompt.words[start:at]):
        return False  # "I have a beat and a vocal"
    return following in _NEW or (
        prompt.words[at] == "so" and (prompt.mentioned(at + 1) or prompt.taken[at + 1 : at + 2] == [True])
    )


def _ends_before(prompt: Prompt, at: int) -> bool:
    """Whether what stands before a place may end a wish: a sound, a tempo, a "please"."""
    return prompt.taken[at - 1] or prompt.names_class(at - 1) or prompt.words[at - 1] in ("please", "pls")


def _is_dash(prompt: Prompt, at: int) -> bool:
    """Whether a hyphen stands between spaces, as a dash does."""
    following = prompt.tokens[at + 1 : at + 2]
    return prompt.tokens[at].spaced and bool(following and following[0].spaced)


def _is_remark(prompt: Prompt, start: int, end: int) -> bool:
    """Whether a piece says something about somebody and nothing about a sound: "I don't know what it's called"."""
    mentions = any(start <= m.start < end for m in prompt.open_mentions())
    return not mentions and not _REMARKING.isdisjoint(prompt.words[start:end])


def _is_beside(prompt: Prompt, main: int, start: int, end: int) -> bool:
    """Whether a piece is not the one that asks: it stands behind it, or sounds are named behind the piece."""
    return start > main or any(m.start >= end and m.meaning.classes for m in prompt.open_mentions())


def _content(prompt: Prompt, start: int, end: int, known: set[int]) -> list[int]:
    """The places of a piece that are left when asking words before and polite words behind are off."""
    start = prompt.starts(prompt.after(start, _LEADING), _SIMILES) or start
    places = [at for at in range(start, end) if not prompt.taken[at]]
    places = [at for at in places if prompt.words[at][0].isalnum() or prompt.words[at] in _SIGNS]
    while places and places[0] not in known and prompt.words[places[0]] in _LEADING:
        places.pop(0)
    while places and places[-1] not in known and prompt.words[places[-1]] in _TRAILING:
        places.pop()
    return places
