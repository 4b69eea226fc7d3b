"""Which classes a prompt asks for: of the phrases that name some, those that are wanted, and as precisely as they are named."""

import itertools
from collections.abc import Iterable, Sequence

from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, LOOPS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.senses import means_other
from retrieval_core.request import Kind

#: How something sounds rather than what it is, beside what it is: "guitar texture", "vocal fx", "harp arpeggio".
_MANNERS = frozenset("texture noise fx arp perc".split())
#: What a synthesizer does with the sound of any instrument.
_VOICES = frozenset("pad synthlead pluck drone".split())
_SEPARATORS = lists.words("classes", "separators")
_PLACES = lists.words("classes", "places")
THAT = frozenset("the my our that".split())
#: What people call all that they make, drums or not.
PROJECTS = frozenset("beat beats groove rhythm".split())
_DOING = lists.words("classes", "doing")
_HITTING = lists.words("classes", "hitting")
_BESIDE = frozenset(["with", "like"])
#: Between two sounds that are both asked for: "a kick with a matching clap".
_TOGETHER = frozenset("along matching together".split())
_EXPLAINING = frozenset("( : ? mainly mostly namely specifically".split())
_JOINING = frozenset("and or plus & + with for".split())
_CLAUSE = frozenset("that which who".split())


def is_verb(prompt: Prompt, mention: Mention) -> bool:
    """Whether a word says what a sound does, and not what it is: "a kick that hits hard", "anything that slaps"."""
    word, subject = prompt.words[mention.start], prompt.word(mention.start - 2)
    told = word.endswith("s") or (word in _HITTING and subject.endswith("s"))
    alone = mention.end == mention.start + 1 and mention.start > 1
    return told and alone and prompt.word(mention.start - 1) in _CLAUSE and subject.isalpha()


def read_classes(prompt: Prompt, mentions: list[Mention]) -> tuple[str, ...]:
    """The classes that are asked for, as the prompt names them."""
    named = [m for m in mentions if m.meaning.classes and not means_other(prompt, m)]
    named = [m for m in named if not (is_verb(prompt, m) or is_beside(prompt, m))]
    named = [m for m in named if not _is_project(prompt, m)] or named
    named = [m for m in named if not m.meaning.flavour] or named
    following = itertools.zip_longest(named, named[1:])
    named = [m for m, behind in following if not (behind and _is_explained(prompt, m, behind))]
    named = [m for at, m in enumerate(named) if not (at and _accompanies(prompt, named[at - 1], m))]
    found: list[str] = []
    for run in _runs(prompt, named):
        found += _narrowed([id for m in _heads(prompt, run) for id in m.meaning.classes])
    return tuple(dict.fromkeys(found))


def _heads(prompt: Prompt, run: list[Mention]) -> list[Mention]:
    """A run without the words that only describe the one beside them: "synth pad", "rain ambience", "guitar texture"."""
    beside = {
        id(word)
        for pair in itertools.pairwise(run)
        for word, other in itertools.permutations(pair)
        if _describes(word, other)
    }
    kept = [m for m in run if id(m) not in beside]
    if not any(m.meaning.classes == ("synthkeys",) for m in run if id(m) in beside):
        return kept
    # "A modular synth bass" is a synth bass.
    names = (" ".join(["synth", *prompt.words[m.start : m.end]]) for m in kept)
    return [
        Mention(m.start, m.end, lexicon().meaning(name) or m.meaning)
        for m, name in zip(kept, names, strict=True)
    ]


def _describes(word: Mention, other: Mention) -> bool:
    """Whether a word only tells what kind of thing another one is, or what that is of."""
    known = lexicon().taxonomy.classes
    id, head = word.meaning.classes[0], other.meaning.classes[0]
    if id not in known or head not in known:
        return False
    if id in lexicon().taxonomy.ancestors(head):
        return not word.meaning.code  # "ride cymbal"
    effects = [*map(lexicon().taxonomy.is_effect, (id, head))]
    if all(effects) and "texture" in (id, head):
        return head == "texture"  # "rain ambience"
    if "synthkeys" in (id, head):
        return id == "synthkeys"
    if (id in _MANNERS) != (head in _MANNERS):
        return id in _MANNERS
    # The head stands last: "a vocal riser", "a sword swoosh", "a bell pad", "a lead guitar".
    voiced = (id in _VOICES) != (head in _VOICES) and lexicon().taxonomy.coarse_of(id) != "drums"
    return word.start < other.start and (any(effects) or (voiced and head != "chord"))


def is_beside(prompt: Prompt, mention: Mention) -> bool:
    """Whether a class only tells where or how: "soft chords behind the vocal", "summer vibes"."""
    placed = prompt.word(mention.start - 2) in _PLACES and prompt.word(mention.start - 1) in THAT
    return placed or prompt.words[mention.start] == "vibe"


def _is_project(prompt: Prompt, mention: Mention) -> bool:
    """Whether a beat is what somebody works on: "this new beat", "doing a beat", "my first three beats"."""
    beat = prompt.words[mention.start : mention.end] in ([name] for name in PROJECTS)
    return beat and not _DOING.isdisjoint(prompt.words[max(0, mention.start - 3) : mention.start])


def is_beat(prompt: Prompt, mention: Mention) -> bool:
    """Whether a beat is asked for by its genre: "trap beat", but not "something for a trap beat"."""
    named = mention.meaning.genre is not None and prompt.words[mention.end - 1] in PROJECTS
    return named and "for" not in prompt.words[max(0, mention.start - 2) : mention.start]


def _is_explained(prompt: Prompt, mention: Mention, part: Mention) -> bool:
    """Whether what follows tells which are meant: "some latin percussion? bongos", "drums, mainly snares"."""
    general, ids = mention.meaning.classes, part.meaning.classes
    within = general[0] not in ids and all(id in general or general[0] in above([id]) for id in ids)
    between = prompt.words[mention.end : part.start]
    return within and not _EXPLAINING.isdisjoint(between) and _JOINING.isdisjoint(between)


def _accompanies(prompt: Prompt, before: Mention, mention: Mention) -> bool:
    """Whether a class is said of the one before it and not asked for: "a kick with a lot of sub", "a snare like a gunshot"."""
    between = prompt.words[before.end : mention.start]
    both = _SEPARATORS | _TOGETHER
    told = not _BESIDE.isdisjoint(between) and both.isdisjoint(between)
    noisy = all(
        map(lexicon().taxonomy.is_effect, mention.meaning.classes)
    )  # "a drum loop with vinyl crackle"
    return told and (noisy or any(map(_is_fine, before.meaning.classes)))


def _runs(prompt: Prompt, named: list[Mention]) -> list[list[Mention]]:
    """Mentions that belong together: in "guitar melody" one word narrows the other, in "guitar and keys" none does."""
    runs: list[list[Mention]] = []
    for mention in named:
        if not runs or not _SEPARATORS.isdisjoint(prompt.words[runs[-1][-1].end : mention.start]):
            runs.append([])
        runs[-1].append(mention)
    return runs


def _is_fine(id: str) -> bool:
    return id not in lexicon().taxonomy.coarse and id not in LOOPED


def _narrowed(ids: list[str]) -> list[str]:
    """Without the general where the particular is said: "piano melody" is a piano, "rhodes chords" a Rhodes."""
    fine = [*filter(_is_fine, ids)]
    instruments = [id for id in fine if id != "chord"]  # "trumpet stab": any instrument has them
    return instruments or fine or [LOOPED.get(id, id) for id in ids]


def ruled_out(words: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Classes that words rule out: closed hi-hats are no class of their own, but hi-hats that are not open."""
    if "closed" not in words or "hihat" not in classes:
        return []
    if "open" not in words:
        return ["openhat"]
    start, stop = sorted(map(words.index, ("closed", "open")))
    return ["openhat"] if {"and", "&", "+"}.isdisjoint(words[start:stop]) else []  # "closed and open ones"


def looped(mentions: Iterable[Mention]) -> bool:
    """Whether one of some phrases names a class that is a loop by nature, such as a drum break."""
    return any(not LOOPED.keys().isdisjoint(m.meaning.classes) for m in mentions)


def classes_as(kind: Kind | None, classes: Sequence[str]) -> tuple[str, ...]:
    """The classes to filter by: a loop of an instrument of drums or keys may be catalogued as a loop of that kind."""
    plain = [id for id in dict.fromkeys(classes) if id not in LOOPED]
    if kind != "loop":
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
    """The classes to keep out, none of which is wanted: "not the whole beat, just the kick" refuses loops of drums.

    Where no drum is wanted, "no percussion" means the kit as well.
    """
    known, over = lexicon().taxonomy, above(wanted)
    found = [*excluded]
    for general, *parts in known.grouped(dict.fromkeys(excluded)):
        if parts and known.coarse_of(general) not in over.union(wanted):
            found = [known.coarse_of(general) if id == general else id for id in found if id not in parts]
    kept = (LOOPS.get(id, "") if id in over else id for id in found)
    return tuple(id for id in dict.fromkeys(kept) if id and id not in wanted)


def above(ids: Iterable[str]) -> set[str]:
    """The classes and families that others are kinds and parts of."""
    taxonomy = lexicon().taxonomy
    fine = [id for id in ids if id in taxonomy.classes]
    return {taxonomy.coarse_of(id) for id in fine}.union(*map(taxonomy.ancestors, fine))
