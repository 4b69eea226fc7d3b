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
_MILDLY = lists.phrases("complaints", "mildly")
_TELLING = frozenset("but is are was were sounds sound feels feel it's its that's they're".split())
_BEHIND_MILD = frozenset(["", *". , ; ! ? for tho though imo tbh".split()])


def mild(prompt: Prompt) -> str:
    """A prompt in which it is said mildly what is wrong with hits, put plainly: "the last one is too short", for "a bit short"; "" where nothing is."""
    for at, behind in prompt.places(_MILDLY):
        found = _quality(prompt, behind)
        plain = found and not found[1].comparative and prompt.word(found[0]) in _BEHIND_MILD
        if plain and prompt.word(at - 1) in _TELLING:
            return " ".join([*prompt.words[:at], "too", *prompt.words[behind:]])
    return ""


def spelt_out(prompt: Prompt) -> str:
    """A prompt with the verb spelt out that is short behind a sound: "the snare is too loud", for "the snare's too loud", and "has" for "'s got"; "" without any."""
    words = prompt.words.copy()
    for at, word in enumerate(words):
        told = prompt.word(at + 1) in _MARKS | _DEGREES | {"got"}
        if word.endswith("'s") and told and lexicon().meaning(word[:-2]):
            words[at] = f"{word[:-2]} is"
    return "" if words == prompt.words else " ".join(words).replace(" is got ", " has ")


def tires(prompt: Prompt, wanted: Collection[str]) -> bool:
    """Whether it is only said of sounds that were shown that they are no good: "that snare is boring"."""
    mention = prompt.mention_at(prompt.after(0, {"the", "this", "that", "these", "those"}))
    if mention is None or not mention.meaning.classes or not {*mention.meaning.classes} <= {*wanted}:
        return False
    said = {word for word in prompt.words[mention.end :] if word[:1].isalpha()}
    return not said.isdisjoint(_POOR | _FAILING) and said <= _POOR | _FAILING | _BEING | _DEGREES


def take(prompt: Prompt) -> list[Quality] | None:
    """Take what is said of a sound that somebody has, and tell what it is to be like instead; None if that is not asked for."""
    if VERBS.isdisjoint(prompt.words):
        return None
    for mention in prompt.open_mentions():
        sound = mention.meaning.classes or (mention.meaning.alone and not prompt.names_class(mention.end))
        start = prompt.before(mention.start, _DETERMINERS)
        verb = prompt.after(mention.end, _BETWEEN)
        if not sound or prompt.words[mention.start] in PROJECTS or prompt.word(verb) not in VERBS:
            continue
        owned = not OWNERS.isdisjoint(prompt.words[max(0, mention.start - 2) : mention.start])
        if not owned and not _is_own(prompt, start, mention, verb):
            continue
        stop = _stop(prompt, verb)
        wanted = _wanted(prompt, verb, stop, owned)
        rest = [*prompt.words[:start], *prompt.words[stop:]]
        if wanted is not None and _ADVICE.isdisjoint(rest) and not prompt.names_class_behind(stop):
            prompt.take(start, mention.start)
            prompt.take(mention.end, stop)
            return wanted
    return None


def _is_own(prompt: Prompt, start: int, mention: Mention, verb: int) -> bool:
    """Whether a sound begins a sentence that tells of one's own: "the bass is muddy" may be anybody's, "a kick sound" is no sentence."""
    if start and prompt.words[start - 1] not in _STARTS:
        return False
    if prompt.words[start] == "the":
        return verb > mention.end or not OWNERS.isdisjoint(prompt.words[:start])
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
