"""How somebody tells that they have a sound, or have tried some, before they ask for one that is otherwise: "I hate my snare"."""

from collections.abc import Collection

from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt

OWNERS = frozenset("my our".split())
_DISLIKING = lists.phrases("possessions", "disliking")
_REPLACED = lists.phrases("refusals", "replaced")
_FOR = frozenset("by for to with".split())
_OTHER = frozenset("a an another one some something".split())
_TRIED = lists.words("possessions", "tried")
_HAVING = lists.words("possessions", "having")
_BEFORE = frozenset(
    "all already also been finally had have i i've ive just literally now only we we've".split()
)
_PERSONS = frozenset("i i've ive we we've".split())
_ENDS = frozenset("( ) , . ; : ! ? - but so because cause cuz and none not nothing".split())
_STARTS = _ENDS | lists.words("statements", "openings")
_OUT_OF = lists.Phrases("of, out of")
_LEADING = frozenset("and but yet , . ;".split())
_BEING = frozenset("are feel feels hit hits is knock knocks sound sounds was were".split())
#: "Got tons of risers" tells, "got a riser" asks.
_MANY = frozenset("enough heaps hundreds loads lots many plenty so thousands tons".split())
_REALLY = frozenset("absolutely honestly just kinda really still".split())
_WITH = _BEING | {"has", "have", "with"}
_DEGREES = frozenset("a all an any even kinda of quite really that the very".split())
_BREAKS = frozenset(", . ; : ! ? but".split())
_THEM = frozenset("they they're theyre".split())
_ONES = frozenset("one ones something anything".split())
_LAMENTS = lists.phrases("refusals", "none")
#: One of these is needed for any of this.
CUES = _DISLIKING.by_first.keys() | _REPLACED.by_first.keys() | _TRIED | _HAVING | {"of", "through"}


def disliked(prompt: Prompt, mention: Mention) -> int | None:
    """Where "I hate my" begins that ends before a sound; None if nothing such does."""
    owner = mention.start - 1
    if owner < 1 or prompt.words[owner] not in OWNERS:
        return None
    starts = range(max(0, owner - 5), owner)
    at = next((at for at in starts if prompt.starts(at, _DISLIKING) == owner), None)
    return at if at is None or at == 0 or prompt.words[at - 1] in _STARTS | _REALLY else None


def replaced(prompt: Prompt, mention: Mention) -> tuple[int, int] | None:
    """The stretch of "swap my snare for something" around a sound; None if it is not to be replaced by one of its kind."""
    owner = mention.start - 1
    if prompt.word(owner) not in OWNERS or prompt.names_class_behind(mention.end):
        return None
    at = next((at for at in range(max(0, owner - 2), owner) if prompt.starts(at, _REPLACED) == owner), None)
    end = mention.end + (prompt.word(mention.end) == "out")
    return (at, prompt.after(end + 1, _OTHER)) if at is not None and prompt.word(end) in _FOR else None


def tried(prompt: Prompt, mention: Mention) -> tuple[int, int] | None:
    """The clause that tells of a sound that somebody has or tried, where one of its kind is asked for behind it.

    "I have 50 kicks but none is deep", "I layered 3 claps, still thin. a thick one?", "out of 30 hats none is short enough".
    """
    words = prompt.words
    stop = next((at for at in range(mention.end, len(words)) if words[at] in _ENDS), len(words))
    others = [m for m in prompt.mentions if m.meaning.classes and m.start >= stop]
    if stop == len(words) or any(m.meaning.classes != mention.meaning.classes for m in others):
        return None
    start = _begins(prompt, mention)
    if start is None:
        return None
    if lacking := _lament(prompt, stop, _WITH):
        return start, lacking
    if again := next((end for at in range(stop, len(words)) if (end := _replacing_it(prompt, at))), 0):
        return start, again
    asks = any(
        words[at] in _ONES and words[at - 1] not in ("this", "that") for at in range(stop + 1, len(words))
    )
    if not asks:
        return None
    while _goes_on(prompt, at := prompt.after(stop, _LEADING)):
        stop = next((place for place in range(at, len(words)) if words[place] in _BREAKS), len(words))
    return start, stop


def is_had(prompt: Prompt, mention: Mention) -> bool:
    """Whether somebody tells that they have a sound, or tried it: "I have the main kit already"."""
    return _begins(prompt, mention) is not None


def _goes_on(prompt: Prompt, at: int) -> bool:
    """Whether a clause goes on to speak of what somebody has: "none works", "they sound the same", "all clicky and weak"."""
    described = prompt.mention_at(at + 1) if prompt.word(at) == "all" else None
    told = described is not None and described.meaning.quality and not described.meaning.classes
    return bool(told or prompt.word(at) in _THEM or prompt.starts(at, _LAMENTS))


def _lament(prompt: Prompt, at: int, verbs: Collection[str]) -> int:
    """Where "but none of them is" ends that begins at a place, before what they are to be like; 0 if it is none of that."""
    none = prompt.starts(prompt.after(at, _LEADING), _LAMENTS)
    if not none:
        return 0
    verb = none if prompt.word(none) in verbs else none - 1
    if verb < none and "with" not in verbs:
        return 0
    end = prompt.after(verb + 1, _DEGREES)
    mention = prompt.mention_at(end)
    lacking = mention is not None and mention.meaning.quality and not mention.meaning.classes
    return end if lacking else 0


def lacks(prompt: Prompt, at: int) -> int:
    """The same of what has been shown: "none of these are dark"; what is not "dark enough" is to be darker."""
    end = _lament(prompt, at, _BEING)
    mention = prompt.mention_at(end) if end else None
    return 0 if mention is None or prompt.word(mention.end) == "enough" else end


def _replacing_it(prompt: Prompt, at: int) -> int:
    """Where "replace it with" ends that begins at a place, 0 if it does not."""
    end = prompt.starts(at, _REPLACED)
    it = end > 0 and prompt.word(end) in ("it", "them") and prompt.word(end + 1) in _FOR
    return end + 2 if it else 0


def _begins(prompt: Prompt, mention: Mention) -> int | None:
    """Where the clause begins in which somebody tells that they have or tried a sound; None if they do not."""
    words = prompt.words
    for at in range(mention.start - 1, -1, -1):
        if words[at] in _ENDS:
            break
        if _OUT_OF.end(words, at) and (at == 0 or words[at - 1] in _STARTS):
            return at
        # "I've been going through my kicks".
        through = words[at] == "through" and words[at - 1].endswith(("ing", "ed"))
        if through or words[at] in _TRIED or words[at] in _HAVING:
            start = at - through
            while start and words[start - 1] in _BEFORE:
                start -= 1
            told = through or words[at] in _TRIED or not _PERSONS.isdisjoint(words[start:at])
            begins = start == 0 or words[start - 1] in _STARTS  # unlike "can I have"
            return start if begins and (told or words[at + 1] in _MANY) else None
    return None
