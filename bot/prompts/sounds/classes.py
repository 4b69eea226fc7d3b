"""Which classes a prompt asks for: of the phrases that name some, those that are wanted, and as precisely as they are named."""

import itertools
from collections.abc import Iterable, Sequence

from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, LOOPS, Meaning
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.senses import in_orchestra, means_other
from retrieval_core.request import Kind

_CATCH_ALLS = {"fx", "perc"}  # classes of all sorts, which are said beside the sort
_NOISES = frozenset(["noise", "noises"])
#: What can be plucked, and is no class of plucks.
_STRINGED = frozenset("guitar plucked sitar harp bass strings".split())
#: How something sounds rather than what it is, beside what it is: "guitar texture", "vocal fx", "harp arpeggio".
_MANNERS = frozenset("texture noise fx arp synthkeys".split())
#: What a synthesizer does with the sound of any instrument.
_VOICES = frozenset("pad synthlead pluck drone".split())
#: What a synthesizer plays, whatever it sounds like.
_SYNTHETIC = _VOICES | {"synthkeys", "synthbass", "arp"}
#: What a sound says: "a drum that goes boom".
_GOING = frozenset("go goes going".split())
_SEPARATORS = lists.words("classes", "separators")
_PLACES = lists.words("classes", "places")
THAT = frozenset("the my our that".split())
#: What people call all that they make, drums or not.
PROJECTS = frozenset("beat beats groove rhythm".split())
_BESIDE_BEAT = frozenset("for in into of on over to under with".split())
_DOING = lists.words("classes", "doing")
_ADVERBS = lists.words("classes", "adverbs")
_HITTING = lists.words("classes", "hitting")
_PRAISE = lists.words("classes", "praise")
_EXPLAINING = lists.words("classes", "explaining")
#: Of these, what tells which percussion is meant; "percussion, maybe bongos" is any.
_TELLING = frozenset("( : ? i.e mainly mostly namely specifically".split())
_NARROWING = _EXPLAINING | _TELLING
_ONES = frozenset(["one", "ones"])
#: What says of a sound that it is wanted, behind a heading.
_CONFIRMING, _HEADING = frozenset("only yes".split()), frozenset(": ( -".split())
_SIGNS = frozenset(", . ; : ? ! -".split())
_BEFORE_ONES = _SIGNS | lists.words("classes", "before_ones")
_AFTER_ONES = _SIGNS | frozenset("ideally only please pls preferably".split())
_JOINTS = frozenset("and or & + /".split())
_JOINING = frozenset("and or plus & + with for".split())
_BESIDE = frozenset(["with", "like"])
#: Between and behind two sounds that are both asked for: "a kick with a matching clap", "a kick with a clap to match".
_TOGETHER, _MATCHED = frozenset("along matching together".split()), ["to", "match"]
_CLAUSE = {"that", "which", "who", "it"}
_DENYING = frozenset("never no not nothing rather without".split())
_MAKES = {"make", "keep", "want", "need"}
#: "No kicks, those boom too much".
_THEY = frozenset("these they those".split())
_TOO_MUCH = [["too", degree] for degree in "hard long loud much".split()]


def is_verb(prompt: Prompt, mention: Mention) -> bool:
    """Whether a word says what a sound does, and not what it is: "a kick that hits hard", "anything that slaps"."""
    word, before = prompt.words[mention.start], prompt.word(mention.start - 1)
    if mention.end == mention.start + 1 and prompt.words[mention.end : mention.end + 2] in _TOO_MUCH:
        return before in _THEY or (before.endswith("s") and prompt.names_class(mention.start - 1))
    if not (word.endswith("s") or word in _HITTING):
        return False
    clause = mention.start - 1
    while clause > 0 and prompt.words[clause] in _ADVERBS:
        clause -= 1
    # "Which kicks do you have" has no subject.
    subject = prompt.words[clause - 1] if clause > 0 else ""
    verb = mention.end == mention.start + 1 and (
        word.endswith("s") or (subject.endswith("s") and word in _HITTING)
    )
    verb = verb or (clause < mention.start - 1 and word in _HITTING)  # "that will slap"
    return verb and prompt.word(clause) in _CLAUSE and subject.isalpha() and subject not in _MAKES


def read_classes(prompt: Prompt, mentions: list[Mention]) -> tuple[str, ...]:
    """The classes that are asked for, as the prompt names them."""
    mentions = [m for m in mentions if m.meaning.classes and not means_other(prompt, m)]
    players = [m for m in mentions if not in_orchestra(prompt, m)]
    played = 0 < len(players) < len(mentions)
    mentions = players or mentions
    named = [m for m in mentions if not (is_verb(prompt, m) or is_beside(prompt, m))]
    if not named:
        named = [m for m in mentions if is_verb(prompt, m) and prompt.words[m.start] not in _PRAISE]
    named = [m for m in named if not _is_project(prompt, m)] or named
    named = [m for m in named if not m.meaning.flavour] or named
    named = [m for at, m in enumerate(named) if not _is_likened(prompt, m, named[at + 1 :])]
    named = _completed(prompt, _confirmed(prompt, named))
    named = [m for at, m in enumerate(named) if not _accompanies(prompt, named[:at], m)]
    named = [m for at, m in enumerate(named) if not _is_explained(prompt, m, named[at + 1 : at + 2])]
    named = _turned(prompt, named)
    if played:
        named = [_of_kind("orchestral", prompt, m) for m in named]
    found: list[str] = []
    for run in _runs(prompt, named):
        found += _narrowed(_specific(prompt, _heads(prompt, run)))
    return tuple(dict.fromkeys(found))


def _confirmed(prompt: Prompt, named: list[Mention]) -> list[Mention]:
    """Mentions without a heading of which some sounds alone are wanted: "horns: sax only", "hand drums: congas yes, bongos no"."""
    for at, mention in enumerate(named):
        word, behind = prompt.word(mention.end), prompt.word(mention.end + 1)
        signs = _HEADING | {","} if word == "yes" else _HEADING  # "kick, snare only" are both
        if at and word in _CONFIRMING and not behind.isalpha() and prompt.words[mention.start - 1] in signs:
            return named[at:]
    return named


def _completed(prompt: Prompt, named: list[Mention]) -> list[Mention]:
    """Mentions with the noun of another where theirs is left out: "hats, open ones", "closed and open hats"."""
    completed: list[Mention] = []
    for at, mention in enumerate(named):
        joint, ones = mention.start - 1, _ones_behind(prompt, mention, named[at + 1 : at + 2])
        if ones and (kind := _kind_of(prompt, ones - 1, mention)):
            first = [] if prompt.words[mention.end] in _SIGNS else [mention]  # "a piano or an electric one"
            completed += [*first, Mention(mention.start, mention.end, kind)]
            continue
        if mention.end > mention.start + 1 and joint > 0 and prompt.word(joint) in _JOINTS:
            other = _kind_of(prompt, joint - 1, mention)
            completed += [Mention(joint - 1, joint, other)] if other else []
        completed.append(mention)
    return completed


def _ones_behind(prompt: Prompt, mention: Mention, following: Sequence[Mention]) -> int:
    """Where "ones" stand that can only be those of a mention, 0 if none do: "hats, I want open ones"."""
    stop = following[0].start if following else len(prompt.words)
    at = next((at for at in range(mention.end + 1, stop) if prompt.word(at) in _ONES), 0)
    if not at or not (at + 1 == len(prompt.words) or prompt.words[at + 1] in _AFTER_ONES):
        return 0
    start = next(
        (place for place in range(at - 1, mention.end, -1) if prompt.words[place] in _SIGNS), mention.end
    )
    return at if _BEFORE_ONES.issuperset(prompt.words[start : at - 1]) else 0


def _kind_of(prompt: Prompt, at: int, mention: Mention) -> Meaning | None:
    """What the word at a place means before the noun of a mention, if that is another kind of sound than this one."""
    known = prompt.mention_at(at)
    if not prompt.word(at).isalpha() or (known and (known.meaning.classes or known.meaning.quality)):
        return None
    meaning = lexicon().meaning(f"{prompt.word(at)} {prompt.words[mention.end - 1]}")
    return meaning if meaning and meaning.classes and meaning.classes != mention.meaning.classes else None


def _heads(prompt: Prompt, run: list[Mention]) -> list[Mention]:
    """A run without the words that only describe the one beside them: "jazz ride cymbal", "synth pad", "rain ambience"."""
    beside = {
        id(first if _describes(first, second) else second)
        for first, second in itertools.pairwise(run)
        if _is_compound(prompt, first, second) and (_describes(first, second) or _describes(second, first))
    }
    if not beside:
        return run
    synth = any(m.meaning.classes == ("synthkeys",) for m in run)
    kept = [m for m in run if id(m) not in beside]
    return [_of_kind("synth", prompt, m) for m in kept] if synth else kept


def _of_kind(kind: str, prompt: Prompt, mention: Mention) -> Mention:
    """What a synthesizer or an orchestra plays, as a class of its own where it is one: the bass of "a modular synth bass"."""
    meaning = lexicon().meaning(" ".join([kind, *prompt.words[mention.start : mention.end]]))
    return Mention(mention.start, mention.end, meaning or mention.meaning)


def _is_compound(prompt: Prompt, first: Mention, second: Mention) -> bool:
    """Whether nothing but adjectives stands between two words, or an "of": "ambience of a busy forest"."""
    at = first.end
    while at < second.start:
        mention = prompt.mention_at(at)
        if mention is None and prompt.words[at] not in ("of", "a", "an", "the"):
            return False
        at = mention.end if mention else at + 1
    return True


def _describes(word: Mention, other: Mention) -> bool:
    """Whether a word only tells what kind of thing another one is, or what that is of."""
    known = lexicon().taxonomy.classes
    ids, others = word.meaning.classes, other.meaning.classes
    if len(ids) != 1 or ids[0] not in known or not others:
        return False
    if any(ids[0] in lexicon().taxonomy.ancestors(one) for one in others if one in known):
        return not word.meaning.code  # "ride cymbal"
    if others[0] in lexicon().taxonomy.ancestors(ids[0]):
        return False
    effect, effects = lexicon().taxonomy.is_effect(ids[0]), all(map(lexicon().taxonomy.is_effect, others))
    if effect and effects and "texture" in (ids[0], others[0]):
        return ids[0] != "texture"  # "rain ambience"
    if {ids[0], others[0]} - _STRINGED == {"pluck"}:
        return ids[0] == "pluck"  # "guitar pluck"
    if ids[0] in _MANNERS:
        return others[0] not in _MANNERS or ids[0] == "synthkeys"
    # The head stands last: "a vocal riser", "a sword swoosh", "a bell pad", "a lead guitar".
    voiced = (ids[0] in _VOICES) != (others[0] in _VOICES) and lexicon().taxonomy.coarse_of(ids[0]) != "drums"
    voiced = voiced and others[0] in known and others[0] != "chord"  # any of them has "stabs"
    return (effect or effects or voiced) and word.start < other.start and others[0] not in _MANNERS


def _turned(prompt: Prompt, named: list[Mention]) -> list[Mention]:
    """Mentions with those joined that are the two words of a name in the other order: "cymbal crash"."""
    turned: list[Mention] = []
    for mention in named:
        last = turned[-1] if turned else None
        if last and last.end == mention.start:
            words = prompt.words[mention.start : mention.end]
            meaning = lexicon().meaning(" ".join([*words, *prompt.words[last.start : last.end]]))
            # "Walking bass upright" is an upright bass.
            meaning = meaning or lexicon().meaning(" ".join([*words, prompt.words[last.end - 1]]))
            if (
                len(named) == 2  # more are a list: "drums guitar bass"
                and meaning
                and meaning.classes
                and set(meaning.classes) < {*last.meaning.classes, *mention.meaning.classes}
            ):
                turned[-1] = Mention(last.start, mention.end, meaning)
                continue
            if prompt.words[mention.start] in _NOISES and not _CATCH_ALLS & set(last.meaning.classes):
                continue  # "a record scratch noise"
        turned.append(mention)
    return turned


def is_beside(prompt: Prompt, mention: Mention) -> bool:
    """Whether a class only tells where or how: "soft chords behind the vocal", "summer vibes"."""
    before = [prompt.word(at) for at in range(max(0, mention.start - 2), mention.start)]
    if prompt.words[mention.start] == "vibe" or (before and before[-1] in _GOING):
        return True
    if before == [",", "that"] and mention.start > 2:  # "a pluck, that synth in every tune"
        return any(m.end <= mention.start - 2 and m.meaning.classes for m in prompt.open_mentions())
    return len(before) == 2 and before[0] in _PLACES and before[1] in THAT


def _is_project(prompt: Prompt, mention: Mention) -> bool:
    """Whether a beat is what somebody works on: "this new beat", "doing a beat", "my first three beats"."""
    if prompt.words[mention.start] not in PROJECTS or mention.end > mention.start + 1:
        return False
    before = prompt.words[max(0, mention.start - 3) : mention.start]
    following = prompt.mention_at(mention.end)
    looped = following is not None and following.meaning.kind is not None
    return not looped and not (_DOING.isdisjoint(before) and before[-1:] not in (["type"], ["the"]))


def is_beat(prompt: Prompt, mention: Mention) -> bool:
    """Whether a beat is asked for by its genre, and is not what something else is for: "trap beat", but not "for a trap beat"."""
    if not mention.meaning.genre or prompt.words[mention.end - 1] not in PROJECTS:
        return False
    before = prompt.words[max(0, mention.start - 3) : mention.start]
    return _DOING.isdisjoint(before) and _BESIDE_BEAT.isdisjoint(before)


def _is_explained(prompt: Prompt, mention: Mention, next: list[Mention]) -> bool:
    """Whether what follows tells which are meant: "a latin drum, the bongos", "some drums, mainly snares", "percussion? congas"."""
    known = lexicon().taxonomy
    if not next or _NARROWING.isdisjoint(prompt.words):
        return False
    (general, *parts), ids = mention.meaning.classes, next[0].meaning.classes
    between = set(prompt.words[mention.end : next[0].start])
    if general in known.coarse and not parts:
        within = all(id in known.classes and known.coarse_of(id) == general for id in ids)
        return within and bool(_EXPLAINING & between) and not _JOINING & between
    within = len(parts) > 1 and general not in ids and set(ids) <= {*parts, *known.descendants(general)}
    return within and bool(_TELLING & between) and not _JOINING & between


def _accompanies(prompt: Prompt, before: Sequence[Mention], mention: Mention) -> bool:
    """Whether a class is said of another one and not asked for: "a kick with a lot of sub", "a snare like a gunshot"."""
    if _BESIDE.isdisjoint(prompt.words):
        return False
    broad = lexicon().taxonomy.coarse.keys() | LOOPED.keys()
    if all(map(lexicon().taxonomy.is_effect, mention.meaning.classes)):
        broad = set[str]()  # no noise tells which drum is meant: "a drum like thunder"
    fine = [m for m in before if not set(m.meaning.classes) <= broad]
    between = {prompt.word(at) for at in range(fine[-1].end, mention.start)} if fine else set()
    if prompt.words[mention.end : mention.end + 2] == _MATCHED:
        return False
    return not _BESIDE.isdisjoint(between) and not _SEPARATORS & between and not _TOGETHER & between


def _is_likened(prompt: Prompt, mention: Mention, next: list[Mention]) -> bool:
    """Whether a class only tells what another one is to sound like: "string-like pad", but not "a snare like a gunshot"."""
    if not next or prompt.words[mention.end : next[0].start] != ["like"]:
        return False
    return _SYNTHETIC.issuperset(next[0].meaning.classes) and _SYNTHETIC.isdisjoint(mention.meaning.classes)


def _runs(prompt: Prompt, named: list[Mention]) -> list[list[Mention]]:
    """Mentions that belong together: in "guitar melody" one word narrows the other, in "guitar and keys" none does."""
    runs: list[list[Mention]] = []
    end = 0
    for mention in named:
        if not runs or any(word in _SEPARATORS for word in prompt.words[end : mention.start]):
            runs.append([])
        runs[-1].append(mention)
        end = mention.end
    return runs


def _specific(prompt: Prompt, run: list[Mention]) -> list[str]:
    """The classes of a run without those that are only called by name beside one of their kind: "explosion sfx"."""
    known = lexicon().taxonomy.classes
    fine = {id for m in run for id in m.meaning.classes if id in known}
    catch_alls = {id: {id, *known[id].includes} for id in fine & _CATCH_ALLS}
    for id, meant in catch_alls.items():
        sorts = {other for m in run for other in m.meaning.classes if id not in m.meaning.classes}
        beside = any(
            other in meant or (other in known and id in lexicon().taxonomy.ancestors(other))
            for other in sorts
        )
        names = lexicon().names_of(id) if beside else ()
        run = [
            m
            for m in run
            if id not in m.meaning.classes or " ".join(prompt.words[m.start : m.end]) not in names
        ]
    return [id for m in run for id in m.meaning.classes]


def _narrowed(ids: list[str]) -> list[str]:
    """Without the general where the particular is said: "piano melody" is a piano, "rhodes chords" a Rhodes."""
    coarse = lexicon().taxonomy.coarse
    fine = [id for id in ids if id not in coarse and id not in LOOPED]
    instruments = [id for id in fine if id != "chord"]  # "trumpet stab": any instrument has them
    if instruments == ["synthkeys"]:
        return fine  # "synth chords" are filed under either
    return instruments or fine or [LOOPED.get(id, id) for id in ids]


def ruled_out(words: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Classes that words rule out: closed hi-hats are no class of their own, but hi-hats that are not open."""
    if "closed" not in words or "hihat" not in classes:
        return []
    behind = words[words.index("closed") :]
    between = behind[: behind.index("open")] if "open" in behind else ()
    closed = "open" not in words or not _DENYING.isdisjoint(between)  # "closed hats, nothing open"
    return ["openhat"] if closed else []


def looped(mentions: Iterable[Mention]) -> bool:
    """Whether one of some phrases names a class that is a loop by nature, such as a drum break."""
    return any(not LOOPED.keys().isdisjoint(m.meaning.classes) for m in mentions)


def classes_as(kind: Kind | None, classes: Sequence[str]) -> tuple[str, ...]:
    """The classes to filter by: a loop of an instrument of drums or keys may be catalogued as a loop of that kind."""
    plain = [id for id in dict.fromkeys(classes) if id not in LOOPED]
    if kind != "loop" or not plain:
        return tuple(plain)
    taxonomy = lexicon().taxonomy
    hedges = [
        LOOPS[taxonomy.coarse_of(id)]
        for id in plain
        if id in taxonomy.classes and not taxonomy.classes[id].looped and taxonomy.coarse_of(id) in LOOPS
    ]
    hedges = [id for id in hedges if LOOPED[id] not in plain]
    return tuple(dict.fromkeys([*plain, *hedges]))


def excluded_as(excluded: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The classes to keep out, none of which is wanted.

    Where no drum is wanted, "no percussion" means the kit as well; "not the whole beat, just the kick" refuses loops of drums.
    """
    if not excluded:
        return ()
    known = lexicon().taxonomy
    asked = {known.coarse_of(id) if id in known.classes else id for id in wanted}
    found: list[str] = []
    for group in known.grouped(dict.fromkeys(excluded)):
        coarse = known.coarse_of(group[0]) if len(group) > 1 else ""
        found += group if coarse in asked else (coarse or group[0],)
    over = above(wanted)
    kept = (LOOPS.get(id, "") if id in over else id for id in found)
    return tuple(dict.fromkeys(id for id in kept if id and id not in wanted))


def above(ids: Iterable[str]) -> set[str]:
    """The classes and families that others are kinds and parts of."""
    taxonomy = lexicon().taxonomy
    fine = [id for id in ids if id in taxonomy.classes]
    return {taxonomy.coarse_of(id) for id in fine}.union(*map(taxonomy.ancestors, fine))
