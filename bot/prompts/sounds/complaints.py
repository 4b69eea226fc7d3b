"""What somebody finds fault with in a sound that they have: "my snare sounds thin" asks for a fat one, if nothing else is asked for."""

from collections.abc import Collection
from typing import NamedTuple

from bot.prompts.context.pointing import DOING
from bot.prompts.language import lists, vocabulary
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds.classes import PROJECTS
from bot.prompts.speech import possessions

_DETERMINERS = possessions.OWNERS | frozenset("all both current most of the".split())
_OF_MINE = lists.Phrases("of mine, of ours")
#: What may stand between a sound and the verb: "the snare I've got has".
_BETWEEN = lists.words("complaints", "between")
_PERSONS = frozenset("i i've ive we we've".split())
_BEING = lists.words("complaints", "being")
_HAVING = lists.words("complaints", "having")
_FAILING = lists.words("complaints", "failing")
_CLASHING = lists.words("complaints", "clashing")
VERBS = _BEING | _HAVING | _FAILING | _CLASHING | {"too"}
_DEGREES = lists.words("complaints", "degrees")
_LACKING = lists.words("complaints", "lacking")
_POOR = lists.words("complaints", "poor")
#: What none of the sounds that were shown are or do, where others are wanted: "none of the kicks work".
_NONE = lists.phrases("refusals", "lamenting")
_PRAISE = lists.words("complaints", "praise")
_TOO = frozenset("too overly".split())
#: Of these none makes "the snare's" a snare that is so: "the snare's sound".
_ITS = frozenset("at feel sound".split())
_JOINS = frozenset("and or & + , /".split())
#: What stands beside what a sound is like, or lacks.
_MARKS = _LACKING | _TOO
_BESIDE = _DEGREES | _MARKS | _JOINS
_ENDS = frozenset("( ) , . ; : ! ? - but so because cause cuz and".split())
_STARTS = _ENDS | lists.words("statements", "openings")
_SAYING = frozenset("me said says told wrote".split())
_WISHES = lists.words("complaints", "wishes")
_BEHIND = lists.words("complaints", "behind")
_ADVICE = lists.words("complaints", "advice")
_ONES = frozenset("one ones anything something".split())
#: What stands behind an adjective that is a verb: "dirty it up".
_MADE_SO = frozenset("em it them up".split())
#: What "bass" means that another sound lacks.
_LOWS = {"bass": "lows"}
_NEEDED = VERBS | possessions.CUES
_POINTING = frozenset("the these those".split())
#: "They ring too long", "still thin", ", sounds like cardboard": what goes on to speak of a sound.
_PRONOUNS = lists.words("complaints", "pronouns")
_LEADING = frozenset(", . ; ! and but".split())
_BAD = lists.phrases("reactions", "failing")
_MILDLY = lists.phrases("complaints", "mildly")
_YET = frozenset("but though although just still".split())
_TELLING = frozenset(
    "is are was were sounds sound feels feel it's its that's thats they're theyre this's".split()
)
#: "A little bright for fog".
_BEHIND_MILD = frozenset(". , ; ! for".split())
_CLOSING = frozenset(". ! ? tho though imo tbh".split())
_REACH = 6  # words that may stand between a sound and the verb


def mild(prompt: Prompt) -> str:
    """A prompt in which it is said mildly, or in short, what is wrong with hits, put plainly; "" where nothing is.

    "The last one is great but a bit short" is too short, so is what "is rather harsh" too harsh, and "snare's too loud" a snare that is.
    """
    if spelt := _spelt_out(prompt):
        return mild(Prompt.plain(spelt)) or spelt
    end = prompt.before(len(prompt.words), _CLOSING)
    for at, behind in prompt.places(_MILDLY):
        found = _quality(prompt, behind)
        if (
            not found
            or not (found[0] == end or prompt.word(found[0]) in _BEHIND_MILD)
            or found[1].comparative
        ):
            continue
        told = next((place for place in range(at) if prompt.words[place] in _TELLING), None)
        if told is None and prompt.word(found[0]) == "for" and (at == 0 or prompt.words[at - 1] in _YET):
            told = at - 1  # "slightly harsh for this tune"
        verb = prompt.before(at, {"all", "both"}) - 1
        if told is not None and prompt.word(verb) in _TELLING | _YET | {""}:
            praised = prompt.words[verb] in _YET and prompt.names_class(
                told - 1
            )  # "kick is fine but a bit short"
            before = prompt.words[: told + 1 if praised else at]
            return " ".join([*before, "too", *prompt.words[behind:]])
    return ""


def _spelt_out(prompt: Prompt) -> str:
    """A prompt with the verbs spelt out that say what is wrong with sounds: "snare's too loud", "kick's got no punch"; "" without any."""
    words = [
        f"{word[:-2]} is" if word.endswith("'s") and _is_short(prompt, at) else word
        for at, word in enumerate(prompt.words)
    ]
    return "" if words == prompt.words else " ".join(words).replace(" is got ", " has ")


def _is_short(prompt: Prompt, at: int) -> bool:
    """Whether a word with an "'s" is a sound and the verb behind it, and not whose something is: "the snare's sound", "the kick's tail"."""
    meaning, behind = vocabulary.lexicon().meaning(prompt.words[at][:-2]), prompt.word(at + 1)
    named = meaning is not None and (meaning.classes or meaning.alone)
    told = behind in _POOR | _BESIDE - _ITS or (_quality(prompt, at + 1) and not _is_noun(behind))
    return bool(named and (told or behind == "got"))


def _is_noun(word: str) -> bool:
    return vocabulary.lexicon().noun(word) is not None


def tires(prompt: Prompt, wanted: Collection[str]) -> bool:
    """Whether it is only said of sounds that were shown that they are no good: "that snare is boring", "none of the kicks work"."""
    none = prompt.starts(0, _NONE)
    start = none or prompt.after(0, _POINTING | {"that", "this"})
    mention = prompt.mention_at(start)
    if mention is None or not mention.meaning.classes or not {*mention.meaning.classes} <= {*wanted}:
        return False
    said = {word for word in prompt.words[mention.end :] if word[:1].isalpha()}
    if none:
        return bool(said) and said <= DOING
    return not said.isdisjoint(_POOR | _FAILING) and said <= _POOR | _FAILING | _BEING | _DEGREES | {
        "is",
        "are",
    }


class _Fault(NamedTuple):
    """Where it begins to be said what is wrong with a sound, where that sound ends, and the sentence; what is wanted instead,
    whether it is plain without that that another one is wanted, and whether all before the sound only tells that it is there."""

    start: int
    end: int
    stop: int
    wanted: list[Quality] | None
    other: bool
    tells: bool


def take(prompt: Prompt) -> list[Quality] | None:
    """Take what is said of a sound that somebody has, and tell what it is to be like instead; None if that is not asked for.

    Where something else is asked for, nothing is said of that: "my pads are too bright, need a bass".
    """
    if _NEEDED.isdisjoint(prompt.words):
        return None
    for mention in prompt.open_mentions():
        sound = mention.meaning.classes or (mention.meaning.alone and not prompt.names_class(mention.end))
        if not sound or prompt.taken[mention.start] or prompt.words[mention.start] in PROJECTS:
            continue
        if not (fault := _fault(prompt, mention)):
            continue
        start, end, stop, wanted, other, tells = fault
        if (wanted is not None or other) and _names_beside(prompt, start, stop):
            prompt.take(start, stop)
            if ones := _ones(prompt, stop):  # "the hats are too harsh, so I need softer ones, and a shaker"
                prompt.stand_for(ones, prompt.words[mention.end - 1], mention.meaning)
                return []
            continue
        is_told = any(m.meaning.quality and m.start >= stop for m in prompt.open_mentions())
        is_told = is_told and (wanted is not None or other)
        is_told = is_told or (other and not wanted and not _ONES.isdisjoint(prompt.words[stop:]))
        if is_told or (wanted is not None and _ADVICE.isdisjoint(prompt.words[:start] + prompt.words[stop:])):
            told = prompt.words[mention.end : stop]
            for at in range(start, mention.start):
                if prompt.words[at] in _DETERMINERS or (tells and at < _flavoured(prompt, mention)):
                    prompt.take(at, at + 1)
            lacking = prompt.mention_at(stop)
            prompt.take(end, stop)
            if lacking and prompt.word(lacking.end) == "enough":
                prompt.take(lacking.end, lacking.end + 1)
            # "My snares are too small, any gated ones?" asks for both.
            return [] if is_told and _TOO.isdisjoint(told) else wanted
    return None


def _fault(prompt: Prompt, mention: Mention) -> _Fault | None:
    """What is said against a sound that somebody has: "my snare is thin", "I hate my snare", "I tried 3 snares"."""
    if (disliked := possessions.disliked(prompt, mention)) is not None:
        stop = prompt.after(mention.end, _BEHIND)
        return _with_rest(prompt, _Fault(disliked, mention.end, stop, [], True, True))
    if there := possessions.replaced(prompt, mention) or possessions.tried(prompt, mention):
        return _with_rest(prompt, _Fault(there[0], mention.end, there[1], [], True, True))
    end = mention.end
    while (form := prompt.mention_at(end)) and form.meaning.kind and not form.meaning.classes:
        end = form.end
    mine = prompt.starts(end, _OF_MINE)
    start = prompt.before(mention.start, _POINTING) if mine else _subject(prompt, mention)
    if start is None:
        return None
    owned = mine > 0 or not possessions.OWNERS.isdisjoint(prompt.words[start : mention.start])
    verb = _verb(prompt, mine or end)
    if not verb or not (owned or verb > end or _is_own(prompt, start, verb)):
        return None
    stop = _stop(prompt, verb)
    other = owned and prompt.words[verb] in _BEING | _CLASHING  # "my snares are acoustic"
    own = owned or (prompt.words[start] == "the" and _is_own(prompt, start, verb))
    wanted = _wanted(prompt, verb, stop, own)
    return _with_rest(prompt, _Fault(start, end, stop, wanted, other, mine > 0))


def _with_rest(prompt: Prompt, fault: _Fault) -> _Fault:
    """What is said against a sound with what the clauses behind say of it: ", it's so thin", ", they ring way too long"."""
    stop, wanted = fault.stop, fault.wanted
    while wanted is not None:
        at = prompt.after(stop, _LEADING)
        if at == stop or prompt.word(at) not in _PRONOUNS:
            break
        verb = at + 1 if prompt.word(at + 1) in VERBS else at
        end = _stop(prompt, verb)
        besides = _wanted(prompt, verb, end, True)
        if besides is None and prompt.starts(verb + 1, _BAD) != end:
            break
        stop, wanted = end, [*wanted, *(besides or [])]
    return fault._replace(stop=stop, wanted=wanted)


def _flavoured(prompt: Prompt, mention: Mention) -> int:
    """Where the words begin that tell which sound it is, and not what it is like: the 808 of "loads of 808 kicks"."""
    at = mention.start
    while (
        before := next((m for m in prompt.open_mentions() if m.end == at), None)
    ) and not before.meaning.says:
        at = before.start
    return at


def _subject(prompt: Prompt, mention: Mention) -> int | None:
    """Where the sentence begins that a sound is the subject of: "my 808 kick", "all my kicks and snares"; None if it is in none."""
    words, at = prompt.words, mention.start
    while at:
        joined = at - 1 if words[at - 1] in _JOINS else at
        before = next((m for m in prompt.mentions if m.end == joined), None)
        if words[at - 1] in _DETERMINERS:
            at -= 1
        elif before and bool(before.meaning.classes) == (joined < at):
            at = before.start
        elif at > 1 and words[at - 2] in possessions.OWNERS:  # "my main kick"
            at -= 2
        else:
            said = at - (at > 1 and words[at - 1] == "that" and words[at - 2] in _SAYING)
            return at if words[said - 1] in _STARTS | _SAYING else None
    return at


def _is_own(prompt: Prompt, start: int, verb: int) -> bool:
    """Whether it is a sound of one's own that is said to be so: "the bass is muddy" may be anybody's, "a kick sound" is no sentence."""
    if prompt.words[start] == "the":
        # "My snare is fine but the kick is weak", "he says the kick is weak".
        return not (possessions.OWNERS | _SAYING).isdisjoint(prompt.words[:start])
    return prompt.words[verb] != "sound" or prompt.words[verb - 1].endswith("s")


def _verb(prompt: Prompt, at: int) -> int:
    """Where the verb stands that says something of the sound that ends at a place, 0 if nothing does."""
    for place in range(at, min(at + _REACH, len(prompt.words))):
        word = prompt.word(place)
        if word in VERBS and prompt.word(place - 1) not in _PERSONS:
            return place
        if word not in _BETWEEN:
            break
    return 0


def _stop(prompt: Prompt, verb: int) -> int:
    """Where a sentence ends, by its verb: at a sign, or where a wish follows."""
    for at in range(verb + 1, len(prompt.words)):
        word = prompt.words[at]
        following = prompt.word(at + 1)
        goes_on = (word in _JOINS and at > verb + 1) or word == "so"  # "thin and weak", "so weak"
        quality = _quality(prompt, at + 1)
        # ", softer please" is the wish, and so are ", fat ones", ", dirty it up".
        plain = quality is not None and not quality[1].comparative
        described = quality is not None and plain and prompt.word(quality[0]) not in _ONES | _MADE_SO
        degree = following in _POOR | _DEGREES | _MARKS and (word, following) != ("so", "a")
        goes_on = goes_on and (degree or described)
        if word in _WISHES or (word in _ENDS and not goes_on):
            return at
    return len(prompt.words)


def _quality(prompt: Prompt, at: int, nouns: bool = False) -> tuple[int, Quality] | None:
    """Where what a sound is like ends that stands at a place, and the quality: "muddy", and, where `nouns` count, "punch"."""
    mention = prompt.mention_at(at)
    if mention and mention.meaning.quality and not mention.meaning.classes:
        return mention.end, mention.meaning.quality
    noun = lexicon().noun(_LOWS.get(prompt.word(at), prompt.word(at))) if nouns else None
    return (at + 1, noun.quality) if noun and noun.quality else None


def _wanted(prompt: Prompt, verb: int, stop: int, owned: bool) -> list[Quality] | None:
    """What a sound is to be like of which a sentence complains; None if it is no complaint."""
    found: list[tuple[Quality, set[str]]] = []
    words = {prompt.words[verb]}
    poor = owned and prompt.words[verb] in _FAILING
    at = verb + 1
    while at < stop:
        if said := _quality(prompt, at, nouns=True):
            at, quality = said
            found.append((quality, words))
            continue
        if prompt.words[at] in _BESIDE:
            if found and found[-1][1] is words and prompt.words[at] in _MARKS:
                words = set()  # "too much low end and no punch"
            words.add(prompt.words[at])
        elif owned and prompt.words[at] in _POOR:
            poor = True
        else:
            break
        at += 1
    if at < stop and prompt.words[at] not in _BEHIND:
        # "My snare sounds like cardboard" tells what is wrong with it all the same.
        return [] if owned and verb + 1 < stop and prompt.words[verb + 1] == "like" else None
    having = prompt.words[verb] in _HAVING
    if all((having or quality.word in _PRAISE) and _MARKS.isdisjoint(words) for quality, words in found):
        return [] if poor else None
    wanted = [_instead(quality, words) for quality, words in found]
    return [quality for quality in wanted if quality]


def _instead(quality: Quality, words: set[str]) -> Quality | None:
    """What is wanted where something is said of a quality with some words: "too", "no", "too little"."""
    lacking = not _LACKING.isdisjoint(words) or {"too", "little"} <= words
    if lacking and "less" not in words:
        return quality
    word = lexicon().opposite(quality)
    return lexicon().quality(word) if word else None


def _ones(prompt: Prompt, stop: int) -> int:
    """Where "softer ones" stand for the sound that was spoken of before `stop`, ahead of all others; 0 if they do not."""
    for at in range(stop + 1, len(prompt.words)):
        if prompt.words[at] in ("one", "ones"):
            described = next((m for m in prompt.open_mentions() if m.end == at), None)
            return at if described and described.meaning.quality else 0
        if prompt.names_class(at):
            break
    return 0


def _names_beside(prompt: Prompt, start: int, stop: int) -> bool:
    """Whether a sound is asked for before a sentence or behind it."""
    wished = not _WISHES.isdisjoint(prompt.words[:start])
    named = [m for m in prompt.open_mentions() if m.meaning.classes]
    return any(m.start >= stop or (wished and m.end <= start) for m in named)
