"""What becomes of the last request where a prompt changes it: its classes, adjectives, numbers and words after both turns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.prompts.context.constraints import FIELDS, MEASURES
from bot.prompts.language import lists
from bot.prompts.language.lexicon import LOOPED, MATERIALS, Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import SAMPLES, lexicon
from bot.prompts.measures.bounds import outer
from bot.prompts.measures.lengths import lasting
from bot.prompts.measures.tonics import in_mode
from bot.prompts.requests.reading import Parts
from bot.prompts.requests.wording import is_like_named
from bot.prompts.sounds.classes import classes_as, excluded_as, ruled_out
from retrieval_core.request import MODES, NOT, Interval, Request

ADDING = lists.phrases("turns", "adding")
_A_BIT_OF = lists.phrases("turns", "a_bit_of")
DENYING = lists.words("turns", "denying")
GOES_ON = frozenset("now next then".split())
OPENING = GOES_ON | {"and", "ok", "okay", "so"}
POLITE = frozenset("please pls plz tho though thanks thx".split())
BESIDE = lists.phrases("turns", "beside")
MANNERS = lists.words("turns", "manners")
_INSTEAD_OF = frozenset("instead rather place".split())
_ADDS = frozenset("and also plus add with".split())
_REPLACES = lists.words("turns", "replaces")
_FINE = lists.phrases("constraints", "no_matter")
_CHANGING = lists.words("turns", "changing")
#: Words of a turn that need nothing more to be understood.
KNOWN = (
    {"and", "more", "very", "a", "bit", "little", "really", "lot", "slightly", "somewhat"}
    | MANNERS
    | _CHANGING
    | SAMPLES
)

#: "Stereo instead", after mono kicks.
CHANNELS = frozenset("mono narrow narrower stereo wide wider".split())
_CONTRARIES = {(old, said): meant for old, said, meant in lists.phrases("turns", "contraries")}
_RANGE = 10  # bpm; what is less wide is one tempo, more or less
#: With one of these a genre is wanted beside the last one, and not in its place.
_BESIDES = frozenset("add also both mix or plus too with".split())
_FOR = frozenset("a an for in some".split())
_JOINTS = frozenset(["and", "or"])


def refined(prompt: Prompt, parts: Parts, context: Request) -> Request:
    """The last request with what the prompt says in place of what it said before."""
    parts.tempo = _closed(parts.tempo, context.tempo, _is_exact_tempo)
    parts.duration = _closed(parts.duration, context.duration, _is_exact_length)
    context = _yielding(parts, context)
    released: dict[str, Any] = dict.fromkeys(parts.released)
    kept = replace(context, **released)
    key = modal(kept.key, parts)
    parts.qualities = without_mode(parts, key)
    qualities, tempo, duration = _next_qualities(parts, context)
    tempo = parts.tempo or (None if "tempo" in parts.released else tempo)
    if parts.bars and tempo and not parts.duration:
        parts.duration = lasting(parts.bars, tempo)
    kind = parts.kind or kept.kind
    gone = parts.excluded.named_in(Prompt.plain(context.text))
    gone = gone if {*context.classes} - gone else set()
    wanted = () if parts.classes else [id for id in context.classes if id not in gone]
    within = parts.excluded.words_within(wanted)
    parts.excluded.classes = [id for id in parts.excluded.classes if id not in parts.excluded.within(wanted)]
    classes = _next_classes(prompt, parts, context)
    # "Leads instead of plucks": what is replaced need not be kept out as well.
    instead = parts.classes and not _INSTEAD_OF.isdisjoint(prompt.words)
    replaced = set(context.classes) - set(classes) if instead else set[str]()
    # "Not a melody", of a flute melody, takes back a word of that and refuses nothing else.
    taken_back = {id for id, names in parts.excluded.phrases.items() if {*names} <= {*context.text.split()}}
    refused = [id for id in parts.excluded.classes if id not in replaced | (taken_back - gone)]
    ruled = ruled_out(parts.excluded.words, classes)  # "not closed, open", of closed hats
    exclude = excluded_as((*(id for id in context.exclude if id not in ruled), *refused), classes)
    asked = classes_as(kind, classes)
    # "Electronic actually", after "not electronic".
    said = {form for word in parts.text.split() for form in (word, word.removesuffix("s"))}
    lacking = [phrase for phrase in context.lacking if not {*phrase.split()} <= said]
    # What is "too happy" may be less so and still be called it.
    moods = [] if "too" in prompt.words else parts.excluded.mood_words
    other = bool(parts.classes) and not parts.like_ranks
    return replace(
        context,
        text=_next_text(prompt, parts, context, qualities),
        k=parts.k or context.k,
        approach=parts.approach or context.approach,
        classes=asked,
        exclude=tuple(id for id in exclude if id not in parts.classes and id not in asked),
        lacking=tuple(dict.fromkeys((*lacking, *parts.excluded.words, *moods, *within))),
        kind=kind,
        tempo=tempo,
        key=key,
        duration=parts.duration or (None if "duration" in parts.released else duration),
        qualities=qualities,
        like=() if other else context.like,  # "now a clap" is to be like no kick
        like_ranks=() if other else context.like_ranks,
        refused_ranks=parts.refused_ranks,
        beyond=_beyond(parts, context, qualities),
        same=tuple(parts.same.items()),
        than=tuple((*ended, rank) for ended, rank in parts.than.items()),
        skip=(),
        random=parts.random or (context.random and not other),
        intent="find",
    )


def _yielding(parts: Parts, context: Request) -> Request:
    """The last request without the adjectives that new ones speak against, which mean the other end of those: "lighter", after "dark"."""
    gone: set[str] = set()
    for at, quality in enumerate(parts.qualities):
        for old in context.qualities:
            meant = lexicon().quality(_CONTRARIES.get((old, quality.word), ""))
            if meant:
                parts.qualities[at] = replace(meant, comparative=quality.comparative)
                gone |= {old} - {meant.word}
    if not gone:
        return context
    text = " ".join(word for word in context.text.split() if word not in gone)
    return replace(context, text=text, qualities=tuple(q for q in context.qualities if q not in gone))


def _closed(
    new: Interval | None, old: Interval | None, exact: Callable[[float, float], bool]
) -> Interval | None:
    """An interval that is open on one side closed by the last one, where they agree: "at most 2 seconds", after "at least 1"."""
    if not new or not old or None not in new or (None not in old and exact(old[0] or 0, old[1] or 0)):
        return new
    low, high = new[0] or old[0], new[1] or old[1]
    return (low, high) if low and high and low < high else new


def _is_exact_tempo(low: float, high: float) -> bool:
    return high - low < _RANGE


def _is_exact_length(low: float, high: float) -> bool:
    return high < 1.6 * low


def modal(key: str | None, parts: Parts) -> str | None:
    """The key that a prompt asks for: the last one in the mode that is said alone, as in "make it minor"."""
    modes = [MODES[quality.direction > 0] for quality in parts.qualities if quality.measure == "mode"]
    mode = parts.key if parts.key in MODES else modes[0] if modes and not parts.key else None
    if mode and key:
        return mode if key.removeprefix(NOT) in MODES else in_mode(key, mode)
    return parts.key or key


def without_mode(parts: Parts, key: str | None) -> list[Quality]:
    """The adjectives but for "minor" and "major" where the key says it: "in minor", of what is in G already."""
    told = key is not None and key.split()[-1] in MODES
    return [quality for quality in parts.qualities if not (told and quality.measure == "mode")]


def _beyond(
    parts: Parts, context: Request, qualities: tuple[str, ...]
) -> tuple[tuple[str, float | None], ...]:
    """What compares with the last answer, and what did so before as long as it is asked of the same sounds."""
    # "Not longer than #2" is as plain as "short".
    compared = (q for q in parts.qualities if q.comparative or (q.measure, q.direction) in parts.than)
    anew: dict[str, float | None] = dict.fromkeys(q.word for q in compared)
    plain = {q.word for q in parts.qualities} - anew.keys()  # "hard", behind "harder"
    before = {} if parts.classes or parts.like_ranks else dict(context.beyond)
    before = {word: value for word, value in before.items() if word not in plain}
    return tuple((word, value) for word, value in (before | anew).items() if word in qualities)


def _adds(prompt: Prompt, parts: Parts) -> bool:
    """Whether a prompt asks for something beside the last sounds: "and a clap"; "and one clap" asks for the clap."""
    if parts.does in ("instead", "besides"):
        return parts.does == "besides"
    if parts.k is not None or parts.random:
        return False
    if has_any(prompt, ADDING) or next((word for word in prompt.words if word not in OPENING), "") == "or":
        return True
    first = next((m.start for m in prompt.mentions if m.meaning.classes), 0)
    bit = any(_A_BIT_OF.end(prompt.words, at) == first for at in range(first))
    added = bit or not _ADDS.isdisjoint(prompt.words[:first]) or ends_with_too(prompt)
    return added and (_REPLACES | DENYING | {"just", "no"}).isdisjoint(prompt.words)


def readmits(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether classes are no longer excluded, and not all that is wanted: "kicks are fine after all"."""
    named = set(parts.classes)
    if not named or not _REPLACES.isdisjoint(prompt.words):
        return False
    return named <= set(context.exclude) or (_are_fine(prompt) and not has_any(prompt, ADDING))


def _are_fine(prompt: Prompt) -> bool:
    """Whether sounds are told not to matter: "vocals are ok"."""
    return any(m.meaning.classes and prompt.starts(m.end, _FINE) for m in prompt.open_mentions())


def _are_kin(ids: Sequence[str], others: Sequence[str]) -> bool:
    """Whether sounds are of one family, so that one will do for the other: "an organ is fine too", after pianos."""
    known = lexicon().taxonomy.classes
    families = [{lexicon().taxonomy.coarse_of(id) for id in some if id in known} for some in (ids, others)]
    return len(families[0] | families[1]) == 1 and all(families)


def _next_classes(prompt: Prompt, parts: Parts, context: Request) -> list[str]:
    plain = [id for id in context.classes if id not in LOOPED] or [LOOPED[id] for id in context.classes]
    before = [id for id in plain if id not in parts.excluded.classes]
    if not parts.classes:
        return before
    other = set(context.exclude).isdisjoint(parts.classes)
    if before and other and _are_fine(prompt) and _are_kin(before, parts.classes):
        return list(dict.fromkeys((*before, *parts.classes)))
    if before and (readmits(prompt, parts, context) or narrows(prompt, parts, context)):
        return before
    if not _adds(prompt, parts):
        return list(parts.classes)
    if has_any(prompt, ADDING) or prompt.words[0] == "with":  # "with tambourine on it", of drums
        return [*before, *(id for id in parts.classes if id not in before)]
    covered = {lexicon().taxonomy.coarse_of(id) for id in parts.classes if id in lexicon().taxonomy.classes}
    return [*(id for id in before if id not in covered), *parts.classes]


def _next_qualities(
    parts: Parts, context: Request
) -> tuple[tuple[str, ...], Interval | None, Interval | None]:
    """The adjectives of both turns, later ones replacing their opposites; "slower" moves a tempo that was named, "longer" a length."""
    new, tempo, duration = list(parts.qualities), context.tempo, context.duration
    for quality in parts.qualities:
        if quality.measure == "tempo" and quality.comparative and context.tempo:
            low, high = outer(context.tempo)
            slower, faster = (None, low), (high, None)
            moved = slower if quality.direction < 0 else faster
            if any(moved):  # "slower", after "under 140", compares with what was shown
                tempo = moved
                new.remove(quality)
        elif quality.measure == "length" and quality.comparative and context.duration:
            low, high = outer(context.duration)
            if low is not None and high is not None:
                duration = (None, low) if quality.direction < 0 else (high, None)
                new.remove(quality)
            elif (high is None) == (quality.direction < 0):
                duration = None  # "longer", after "under a second"
    gone = {
        *(quality.measure for quality in parts.excluded.moods),
        *(quality.measure for quality in parts.freed),
    }
    gone |= {MEASURES[field] for field in parts.released & MEASURES.keys()}
    least = parts.duration is not None and parts.duration[1] is None
    most = parts.duration is not None and parts.duration[0] is None
    kept = [
        word
        for word in context.qualities
        if not (old := lexicon().quality(word))
        or (
            old.measure not in gone
            # "Longer than a second" wants none of those that were to be short.
            and not (old.measure == "length" and (least if old.direction < 0 else most))
            and not any(lexicon().opposed(old, other) for other in (*new, *parts.freed))
        )
    ]
    return tuple(dict.fromkeys((*kept, *words_of(new)))), tempo, duration


def _next_text(prompt: Prompt, parts: Parts, context: Request, qualities: tuple[str, ...]) -> str:
    """The words of both turns: new adjectives first, then what is left of the old words, then new nouns."""
    if is_like_named(context) and not parts.classes:
        return context.text  # the name of a file, which tells what others are like
    before = Prompt.plain(context.text)
    gone = set(context.qualities) - set(qualities)
    # "On gravel", after footsteps, tells more of the same sound.
    beside = set(parts.classes) <= set(context.classes) and BESIDE.end(prompt.words, 0) > 0
    narrower = bool(parts.classes) and narrows(prompt, parts, context)
    held = beside or narrower or _adds(prompt, parts) or readmits(prompt, parts, context)
    replaced = bool(parts.classes) and not held
    other_kind = parts.kind is not None and context.kind is not None and parts.kind != context.kind
    _swap_flavours(prompt, before)
    for mention in before.mentions:
        meaning = mention.meaning
        if (
            (meaning.quality and meaning.quality.word in gone)
            or (replaced and (meaning.classes or meaning.kind))
            or (meaning.classes and set(meaning.classes) <= set(parts.excluded.classes))
            or (other_kind and meaning.kind and not meaning.classes)
        ):
            before.take(mention.start, mention.end)
    if parts.bars:
        for at, word in enumerate(before.words):
            if word in ("bar", "bars") and before.word(at - 1).isdigit():
                before.take(at - 1, at + 1)
    if not CHANNELS.isdisjoint(prompt.words):
        for at, word in enumerate(before.words):
            if word in CHANNELS:
                before.take(at, at + 1)
    for phrase in (*parts.excluded.words, *parts.excluded.words_within(context.classes)):
        for start, end in [*before.places(lists.Phrases(phrase))]:
            before.take(start, end)
    joints = _JOINTS if replaced else frozenset[str]()  # the "or" of "piano or rhodes loops" as well
    kept = [
        before.words[at] for at in before.free() if before.mentioned(at) or before.words[at] not in joints
    ]
    adjectives = [word for word in qualities if word not in context.qualities]
    adjectives += [f"{parts.bars[0]:g} bar"] if parts.bars else []
    nouns = [
        word
        for mention in prompt.open_mentions()
        if mention.meaning.classes
        for word in prompt.words[mention.start : mention.end]
        if word not in kept
    ]
    flavours = [
        word
        for mention in prompt.open_mentions()
        if not mention.meaning.says
        for word in prompt.words[mention.start : mention.end]
        if word not in kept
    ]
    known = {*kept, *flavours, *nouns, *KNOWN}
    others = [word for word in parts.text.split() if word not in known]  # "with brushes"
    if parts.constrains and not (narrower or (beside and parts.classes)):
        # "A tad darker" says no more than that, "creepy nursery" does.
        numbers = parts.tempo or parts.key or parts.duration or parts.bars
        measured = numbers or parts.approach or parts.released or parts.like_ranks
        compares = any(quality.comparative for quality in parts.qualities)
        flavours_it = context.classes and not (measured or compares or parts.classes)
        unknown = strangers(prompt, parts) if flavours_it else set[str]()
        others = [word for word in others if word in unknown]
    return " ".join([*adjectives, *flavours, *kept, *nouns, *others])


def _swap_flavours(prompt: Prompt, before: Prompt) -> None:
    """Take the genre of the old words where another is named, the machine, the material: "but for drill", after a kick for house."""
    swapped = {_sort(prompt, m) for m in prompt.open_mentions()} - {""}
    if not swapped or not _BESIDES.isdisjoint(prompt.words):
        return
    for mention in before.mentions:
        start = mention.start
        first = Mention(start, start + 1, lexicon().meaning(before.words[start]) or mention.meaning)
        for flavour in (mention, first):  # "techno", and that of "techno kick", which is a phrase
            if _sort(before, flavour) in swapped:
                before.take(before.before(start, _FOR), flavour.end)


def _sort(prompt: Prompt, mention: Mention) -> str:
    """What a flavour is one of, where one takes the place of another: a genre, a machine, a material; "" for all else."""
    if mention.meaning.genre:
        return "genre"
    said = " ".join(prompt.words[mention.start : mention.end])
    if said in MATERIALS:
        return "material"
    return "machine" if not mention.meaning.says and said in lexicon().machines else ""


def words_of(qualities: Iterable[Quality]) -> tuple[str, ...]:
    """The words of adjectives, each once."""
    return tuple(dict.fromkeys(quality.word for quality in qualities))


def narrows(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether a sound is named by what it is a kind of, as all that is to be left: "only male voices", after a choir."""
    if "only" not in prompt.words[:2]:
        return False
    kinds = {
        above
        for id in context.classes
        if id in lexicon().taxonomy.classes
        for above in lexicon().taxonomy.ancestors(id)
    }
    return set(parts.classes) <= kinds


def ends_with_too(prompt: Prompt) -> bool:
    """Whether a prompt adds to what was asked: "a piano, too"."""
    said = [word for word in prompt.words if word.isalnum() and word not in POLITE]
    return said[-1:] == ["too"]


def has_any(prompt: Prompt, phrases: lists.Phrases) -> bool:
    """Whether one of some phrases stands anywhere; the "same" of "the same key" is none."""
    words = prompt.words
    return not phrases.by_first.keys().isdisjoint(words) and any(
        phrases.end(words, at) and not (word == "same" and FIELDS.keys() & set(words[at + 1 : at + 2]))
        for at, word in enumerate(words)
        if word in phrases.by_first
    )


def strangers(prompt: Prompt, parts: Parts) -> set[str]:
    """What is left of a prompt that the grammar knows nothing of."""
    known = {
        word
        for m in prompt.open_mentions()
        for word in prompt.words[m.start : m.end]
        if m.meaning.quality or m.meaning.kind or not m.meaning.says
    }
    known |= {quality.word for quality in parts.qualities} | KNOWN
    return {word for word in parts.text.split() if word not in known and not word.isdigit()}
