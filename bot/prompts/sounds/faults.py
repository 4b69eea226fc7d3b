"""What somebody finds fault with in hits that were shown, put plainly: "too bright" for "bit bright for what I had in mind"."""

from bot.prompts.language import lists
from bot.prompts.language.lexicon import Quality
from bot.prompts.language.prompt import Mention, Prompt

_MILDLY = lists.words("faults", "mildly")
_HOW = _MILDLY | lists.words("faults", "how")
_BEHIND = lists.words("faults", "behind") | {"", *".,;!?"}
_PITY = lists.phrases("faults", "pity")
_PRAISE = lists.words("complaints", "praise") | frozenset("dark dirty gritty".split())
_OPENINGS = lists.words("statements", "openings") | {"", "and", "but", *",.;!"}
_THESE = frozenset("it they these those that this it's its that's thats they're theyre one ones".split())
_SEEMING = frozenset("sound sounds sounding feel feels seem seems".split())
_TELLING = _SEEMING | frozenset("across but is are was were it's its that's thats they're theyre".split())
_DENYING = lists.words("statements", "are_not") | frozenset("doesn't doesnt don't dont not".split())
#: With these less of it is meant, though nothing is told before: "a tad harsh", but not "kinda dark".
_ALONE = frozenset("bit hair tad touch trifle smidge".split())
#: What is wished is no fault: "make it sound thin", "want them a bit dark".
_WISHES = frozenset("can could gimme give i'd make need something should some want wanna would".split())
#: Whose wish a sound goes beyond: "snappier than I wanted".
_WISHED = frozenset("expected hoped i i'd id ideal intended needed necessary planned we we'd what".split())


def plainly(prompt: Prompt) -> str:
    """A prompt in which it is said in passing what is wrong with hits, put plainly; "" where nothing is.

    >>> plainly(Prompt.read("a bit bright for me")), plainly(Prompt.read("make it a bit bright"))
    ('too bright for me', '')
    >>> plainly(Prompt.read("snappier than i wanted")), plainly(Prompt.read("pity they're so short"))
    ('too snappy', "they're too short")
    """
    words = prompt.words
    begin = prompt.after(0, _OPENINGS | {"it's", "its"})
    pity = prompt.starts(begin, _PITY)
    for mention in prompt.open_mentions():
        quality, start = mention.meaning.quality, prompt.before(mention.start, _HOW)
        if (
            not quality
            or mention.meaning.classes
            or not mention.meaning.sure
            or not _WISHES.isdisjoint(words[:start])
        ):
            continue
        if quality.comparative:
            beyond = prompt.word(mention.end) == "than" and prompt.word(mention.end + 1) in _WISHED
            end, marked = prompt.clause_end(mention.end), ["too", quality.word] if beyond else []
        elif prompt.word(mention.end) == "as" and prompt.word(mention.end + 1) in _WISHED and start:
            end, start = prompt.clause_end(mention.end), start - 1  # "not as dark as i'd like"
            marked = ["not", quality.word, "enough"] if prompt.word(start) in _DENYING else []
        else:
            end, marked = mention.end, _marked(prompt, start, mention, begin, bool(pity))
        if marked and (joined := _joined(prompt, end)):
            end, marked = joined, [*marked, "and", marked[0], prompt.words[joined - 1]]
        if marked:
            return " ".join([*words[pity : _told_of(prompt, start, quality)], *marked, *words[end:]])
    return ""


def _marked(prompt: Prompt, start: int, mention: Mention, begin: int, pity: bool) -> list[str]:
    """An adjective, with what is said of it from a place on, as it stands in a plain complaint: "too short", "not dark enough"; none if it is in none."""
    if prompt.word(_joined(prompt, mention.end) or mention.end) not in _BEHIND:
        return []
    adjective, how = prompt.words[mention.start : mention.end], {*prompt.words[start : mention.start]}
    told = prompt.word(start - 1)
    tells = told in _TELLING or told in _THESE
    denied = prompt.before(start, _SEEMING) - 1
    begins = prompt.word(denied - 2) in _OPENINGS  # not so "a kick that's not very bright"
    if prompt.word(denied) in _DENYING and prompt.word(denied - 1) in _THESE and begins and "too" not in how:
        return ["not", *adjective, "enough"]  # "these aren't very fat", "they don't sound fat"
    mildly = not _MILDLY.isdisjoint(how) and tells
    alone = not _ALONE.isdisjoint(how) and start <= begin
    lasting = "still" in how and (tells or len(how) > 1)  # "still quite roomy"
    seems = told in _SEEMING and _PRAISE.isdisjoint(adjective) and "like" not in how
    tail = "too" in how and mention.meaning.quality and _noun(prompt, start, mention.meaning.quality)
    return ["too", *adjective] if mildly or alone or lasting or seems or tail or (pity and tells) else []


def _joined(prompt: Prompt, at: int) -> int:
    """Where a second adjective ends that is joined to the one before a place: "a bit thin and boomy"; 0 if there is none."""
    second = prompt.mention_at(at + 1) if prompt.word(at) == "and" else None
    quality = second.meaning.quality if second and second.end == at + 2 else None
    return at + 2 if quality and not quality.comparative else 0


def _told_of(prompt: Prompt, start: int, quality: Quality) -> int:
    """Where what is said before an adjective ends that is not said in it: the tail of "the tail is a bit long" tells no length itself."""
    noun = _noun(prompt, start, quality)
    return prompt.before(noun.start, {"the", "its", "their"}) if noun else start


def _noun(prompt: Prompt, start: int, quality: Quality) -> Mention | None:
    """The noun before a verb and an adjective that is of the same measure: the "tail" of "the tail is too long"."""
    nouns = (
        m for m in prompt.open_mentions() if m.end == start - 1 and not m.meaning.sure and m.meaning.quality
    )
    alike = (m for m in nouns if m.meaning.quality and m.meaning.quality.measure == quality.measure)
    return next(alike, None) if prompt.word(start - 1) in _TELLING else None
