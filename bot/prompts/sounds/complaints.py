"""What somebody finds fault with in a sound that they have: "my snare sounds thin" asks for a fat one, if nothing else is asked for."""

from collections.abc import Collection

from bot.prompts.language import lists
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.classes import PROJECTS

OWNERS = frozenset("my our".split())
_DETERMINERS = OWNERS | frozenset("all the these those".split())
#: What may stand between a sound and the verb: "the snare I've got has".
_BETWEEN = lists.words("complaints", "between")
_BEING = lists.words("complaints", "being")
_HAVING = lists.words("complaints", "having")
_FAILING = lists.words("complaints", "failing")
VERBS = _BEING | _HAVING | _FAILING | {"too"}
_DEGREES = lists.words("complaints", "degrees")
_LACKING = lists.words("complaints", "lacking")
_POOR = lists.words("complaints", "poor")
_PRAISE = lists.words("complaints", "praise")
_JOINS = frozenset("and or &".split())
#: What stands beside what a sound is like, or lacks.
_MARKS = _LACKING | {"too", "overly"}
_BESIDE = _DEGREES | _MARKS | _JOINS
_ENDS = frozenset("( ) , . ; : ! ? - but so because cause cuz and".split())
_STARTS = _ENDS | lists.words("statements", "openings")
_WISHES = lists.words("complaints", "wishes")
_BEHIND = lists.words("complaints", "behind")
_ADVICE = lists.words("complaints", "advice")
#: How it is said that a sound is not liked, "i don't really like the clap", or is not what it is to be, "the clap isn't right".
_NOT = lists.words("statements", "are_not")
_DENYING, _REALLY = (
    frozenset("cannot can't cant didn't didnt don't dont not".split()),
    frozenset("a really so that".split()),
)
_LIKING = frozenset("dig enjoy fan feel feeling like love stand".split())
_MILDLY = lists.words("faults", "mildly")
#: What begins to say of sounds that somebody has how they are to be.
_HAVING_SOME = lists.Phrases("i have, i've got, ive got, i got, we have, we've got")
_NONE = lists.Phrases("none, none of em, none of them, none of those, not one, not one of them, nothing")
_BUT_NO = lists.Phrases("but no, but not a, but not a single, but not one")
_NONE_OF = lists.Phrases(
    "none of my, none of our, none of the, none of these, none of those, none of your, not one of my"
)
_BEHIND_NONE = frozenset(
    "a are even feel feels has have hit hits is really sound sounds that very with".split()
)


def spelt_out(prompt: Prompt) -> str:
    """A prompt with the verb spelt out that is short behind a sound: "the snare is too loud", for "the snare's too loud", and "has" for "'s got"; "" without any."""
    words = prompt.words.copy()
    for at, word in enumerate(words):
        told = prompt.word(at + 1) in _MARKS | _DEGREES | _POOR | {"got"}
        if word.endswith("'s") and told and lexicon().meaning(word[:-2]):
            words[at] = f"{word[:-2]} is"
    return "" if words == prompt.words else " ".join(words).replace(" is got ", " has ")


def tires(prompt: Prompt, wanted: Collection[str]) -> bool:
    """Whether it is only said of sounds that were shown that they are no good: "that snare is boring", "snares, nah"."""
    mention = prompt.mention_at(prompt.after(0, {"the", "this", "that", "these", "those"}))
    if mention is None or not mention.meaning.classes or not {*mention.meaning.classes} <= {*wanted}:
        return False
    said = {word for word in prompt.words[mention.end :] if word[:1].isalpha()}
    bad = _POOR | _FAILING | {"nah", "nope"}
    return not said.isdisjoint(bad) and said <= bad | _BEING | _DEGREES


def displeases(prompt: Prompt, sound: Mention) -> bool:
    """Whether a sound is no good, by what is said that does not tell what it is to be like: "i don't like the snare", "the rim isn't right", "kick is a bit polite"."""
    words = prompt.words
    if any(
        word in _DENYING and prompt.word(prompt.after(at + 1, _REALLY)) in _LIKING
        for at, word in enumerate(words)
    ):
        return True
    verb = prompt.word(sound.end)
    told = verb in _BEING | {"too"} and not prompt.mentioned(sound.end + 1)
    faults = _POOR | {"not", "too"}
    mildly = prompt.word(prompt.after(sound.end + 1, {"a"})) in _MILDLY
    return told and (verb in _NOT or mildly or not faults.isdisjoint(words[sound.end :]))


def take(prompt: Prompt) -> list[Quality] | None:
    """Take what is said of a sound that somebody has, and tell what it is to be like instead; None if that is not asked for."""
    if _has_others(prompt):
        return []
    if VERBS.isdisjoint(prompt.words):
        return None
    for mention in prompt.open_mentions():
        sound = mention.meaning.classes or (mention.meaning.alone and not prompt.names_class(mention.end))
        start = _start(prompt, mention)
        form = prompt.mention_at(mention.end)
        end = form.end if form and form.meaning.kind and not form.meaning.classes else mention.end
        verb = prompt.after(end, _BETWEEN)
        if not sound or prompt.words[mention.start] in PROJECTS or prompt.word(verb) not in VERBS:
            continue
        before = prompt.words[min(start, max(0, mention.start - 2)) : mention.start]
        owned = not OWNERS.isdisjoint(before)
        if not owned and not _is_own(prompt, prompt.before(mention.start, _DETERMINERS), end, verb):
            continue
        stop = _stop(prompt, verb)
        wanted = _wanted(prompt, verb, stop, owned)
        rest = [*prompt.words[:start], *prompt.words[stop:]]
        if wanted is not None and _ADVICE.isdisjoint(rest) and not prompt.names_class_behind(stop):
            for at in range(start, mention.start):
                if prompt.words[at] in _DETERMINERS:
                    prompt.take(at, at + 1)
            prompt.take(end, stop)
            return wanted
    return None


def _has_others(prompt: Prompt) -> bool:
    """Take all but the wish of "I've tons of kicks but none of them is deep", "I have a kick but no snare", "none of my kicks hit hard"."""
    sound = next((m for m in prompt.open_mentions() if m.meaning.classes), None)
    if sound is None:
        return False
    at, none = sound.end, prompt.starts(0, _NONE_OF)
    if prompt.starts(0, _HAVING_SOME):
        missing = next((end for _, end in prompt.places(_BUT_NO) if end > at and prompt.names_class(end)), 0)
        if missing:
            prompt.take(0, missing)
            return True
        at = none = prompt.starts(prompt.after(at, _JOINS | {",", "but"}), _NONE)
    end = prompt.after(at, _BEHIND_NONE)
    lacking = _quality(prompt, end) if none and not prompt.names_class_behind(sound.end) else None
    if not lacking or lacking[1].comparative:
        return False
    prompt.take(0, next(place for place in range(end) if prompt.mentioned(place)))
    prompt.take(sound.end, end)
    return True


def _start(prompt: Prompt, mention: Mention) -> int:
    """Where what is spoken of begins, with the sounds that a sound is named with: the "my" of "my kick and snare"."""
    start = prompt.before(mention.start, _DETERMINERS)
    joined = start - 1 if prompt.word(start - 1) in _JOINS else -1
    before = next((m for m in prompt.open_mentions() if m.end == joined and m.meaning.classes), None)
    return _start(prompt, before) if before else start


def _is_own(prompt: Prompt, start: int, end: int, verb: int) -> bool:
    """Whether a sound begins a sentence that tells of one's own: "the bass is muddy" may be anybody's, "a kick sound" is no sentence."""
    if start and prompt.words[start - 1] not in _STARTS:
        return False
    if prompt.words[start] == "the":
        return verb > end or not OWNERS.isdisjoint(prompt.words[:start])
    return prompt.words[verb] != "sound" or prompt.words[verb - 1].endswith("s")


def _stop(prompt: Prompt, verb: int) -> int:
    """Where a sentence ends, by its verb: at a sign, or where a wish follows."""
    for at in range(prompt.after(verb + 1, _DEGREES), len(prompt.words)):
        word = prompt.words[at]
        goes_on = word in _JOINS and (_quality(prompt, at + 1) or prompt.word(at + 1) in _POOR | _BESIDE)
        if word in _WISHES or (word in _ENDS and not goes_on):
            return at
    return len(prompt.words)


def _quality(prompt: Prompt, at: int) -> tuple[int, Quality] | None:
    """Where what a sound is like ends that stands at a place, and the quality: "muddy", "punch"."""
    mention = prompt.mention_at(at)
    if mention and mention.meaning.quality and not mention.meaning.classes:
        return mention.end, mention.meaning.quality
    noun = lexicon().noun(prompt.word(at))
    return (at + 1, noun.quality) if noun and noun.quality else None


def _wanted(prompt: Prompt, verb: int, stop: int, owned: bool) -> list[Quality] | None:
    """What a sound is to be like of which a sentence complains; None if it is no complaint."""
    said = prompt.words[verb]
    poor, complains = owned and said in _FAILING, False
    wanted: list[Quality] = []
    words, at = {said}, verb + 1
    while at < stop:
        word = prompt.words[at]
        if found := _quality(prompt, at):
            at, quality = found
            marked = not _MARKS.isdisjoint(words)
            complains |= marked or (said not in _HAVING and quality.word not in _PRAISE)
            lacks = not _LACKING.isdisjoint(words) or {"too", "little"} <= words
            instead = quality.word if lacks and "less" not in words else lexicon().opposite(quality)
            wanted += [other] if instead and (other := lexicon().quality(instead)) else []
            continue
        if word in _JOINS:
            words = {said}  # "too much low end and no punch"
        elif word in _BESIDE:
            words.add(word)
        elif owned and word in _POOR:
            poor = True
        elif word in _BEHIND:
            break
        else:
            return None
        at += 1
    return wanted if complains else [] if poor else None
