"""Which form is asked for: a loop, or a single hit, and no shot of a film nor what somebody hits."""

from itertools import pairwise

from bot.prompts.context.hits import GREETING
from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.sounds.classes import is_verb
from bot.prompts.speech.statements import within
from retrieval_core.request import Kind

_HITTERS = lists.words("grammar", "hitters")
#: Behind a hit that is done, and is no sound: "metal bars hit by hammers".
_HIT_WITH = frozenset("a an at by it my on the them your with".split())
_SINGLE = {"single", "individual", "one", "drum"}
_COUNTING = frozenset("individual one single".split())
#: Before one of these it is refused, or a record: "no single notes", "my new single needs drums".
_OF_OTHERS = frozenset("my no not of our than".split())
#: What many sounds make, and what tells single ones from it: "not a whole routine", "no rhythm".
_PATTERNS = lists.words("grammar", "patterns")
_REFUSING = lists.Phrases("but no, but not, instead of, no, not, rather than, without")
_WHOLE = frozenset("complete entire full whole".split())
_ANY = _WHOLE | frozenset("a an any long that the those whole".split())
#: What asks for single hits where nothing else is said.
_ALONE = ({"single"}, {"single", "only"})
#: Of these so many bars are a length, and no loop.
_EFFECTS = frozenset(["impact", "riser", "sweep"])


def singled(prompt: Prompt) -> bool:
    """Whether single sounds are asked for, by any name: "single cuts", "one shake, not a pattern"; what they are told from is taken."""
    if any(m.meaning.kind == "loop" for m in prompt.open_mentions()):
        return False
    found = False
    for at, word in enumerate(prompt.words[:-1]):
        if word not in _COUNTING or not _OF_OTHERS.isdisjoint(prompt.words[max(0, at - 2) : at]):
            continue
        following = prompt.word(at + 1)
        found |= word != "one" and following.endswith("s") and len(following) > 3
        for start, end in prompt.places(_REFUSING):
            stop = prompt.after(end, _ANY)
            whole = not _WHOLE.isdisjoint(prompt.words[end:stop])
            # "One bass line, no beats" refuses the drums.
            pattern = prompt.word(stop) in _PATTERNS and (
                word != "one" or "no" not in prompt.words[start:end]
            )
            if start > at + 1 and (whole or pattern):
                prompt.take(prompt.before(start, {","}), stop + 1)
                found = True
    return found


def kind(prompt: Prompt, beside: list[tuple[int, int]]) -> Kind | None:
    """The form that is asked for; `beside` are stretches that tell of something else."""
    effect = any(m.meaning.classes and _EFFECTS.issuperset(m.meaning.classes) for m in prompt.mentions)
    kinds = [
        m.meaning.kind
        for m in prompt.open_mentions()
        if m.meaning.kind
        and not within(beside, m.start)
        and prompt.words[max(0, m.start - 1)] not in ("i", "we")  # "I loop live"
        and not (effect and prompt.words[m.start] in ("bar", "bars"))
        and not _is_filmed(prompt, m)
        and (m.meaning.kind == "loop" or not (is_verb(prompt, m) or _is_done(prompt, m)))
    ]
    if {word for word in prompt.words if word.isalnum()} - GREETING in _ALONE:
        return "one-shot"
    if not kinds and any(_is_note(prompt, m) for m in prompt.open_mentions() if not within(beside, m.start)):
        return "one-shot"
    forms = [m for m in prompt.open_mentions() if m.meaning.kind]
    both = any(prompt.words[one.end : other.start] == ["and"] for one, other in pairwise(forms))
    either = len({*kinds}) > 1 and (both or not {"or", "both", "either"}.isdisjoint(prompt.words))
    return (
        kinds[0] if kinds and not either else None
    )  # "a pattern or single hits, both ok", "loops and one shots"


def _is_note(prompt: Prompt, mention: Mention) -> bool:
    """Whether one note of an instrument is asked for: "a single piano note", "one long flute note"."""
    before = prompt.words[max(0, mention.start - 3) : mention.start]
    noted = prompt.words[mention.end - 1] == "note" and mention.meaning.classes != ()
    return noted and not _SINGLE.isdisjoint(before)


def _is_done(prompt: Prompt, mention: Mention) -> bool:
    """Whether a hit is what sounds or people do: "tried a lot of snares and none hit", "the thing you hit with your foot"."""
    if prompt.words[mention.start] != "hit":
        return False
    before, behind = prompt.words[max(0, mention.start - 1)], prompt.word(mention.end)
    return before in _HITTERS or (behind in _HIT_WITH and mention.end == mention.start + 1)


def _is_filmed(prompt: Prompt, mention: Mention) -> bool:
    """Whether a shot or a sequence is one of a film: "for the opening shot", "a shot of the sea", "a dream sequence"."""
    word = prompt.words[mention.start].removesuffix("s")
    if mention.end > mention.start + 1 or word not in ("shot", "sequence"):
        return False
    before = prompt.words[max(0, mention.start - 1)]
    if word == "sequence":  # of notes, unless it is told of what
        return len(before) > 4 and before.isalpha() and not prompt.mentioned(mention.start - 1)
    return not (mention.start == 0 or prompt.names_class(mention.start - 1) or before in _SINGLE)
