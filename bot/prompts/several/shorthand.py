"""What is said in short of what goes and what comes, put plainly: "swap the hat for a rim", for "hat out, rim in", "make the hat a rim"."""

from bot.prompts.context import hits
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import ARTICLES
from bot.prompts.several.fates import THE, sounds_of

#: What somebody does with a sound "in there too".
_PUTTING, _IN = (
    frozenset("bring chuck pop put stick throw".split()),
    frozenset("as in there too well".split()),
)
_LESS = frozenset("fewer less".split())
_OPENING = hits.GREETING | {",", "actually", "no"}
#: The signs of "->" and "=>".
_ARROWS = frozenset("> - =".split())
#: Before what is said of a sound.
_SIGNS = frozenset("- = :".split())
#: What may stand beside what comes.
_BESIDE = hits.GREETING | ARTICLES | THE | WORDS.keys() | {"&", "+", ",", "instead"}


def in_full(prompt: Prompt) -> str:
    """A prompt that says in short what goes and what comes, put plainly; "" where it does not."""
    sounds = sounds_of(prompt)
    return (
        _put_in(prompt, sounds)
        or _in_and_out(prompt, sounds)
        or _fewer(prompt, sounds)
        or _in_place(prompt, sounds)
        or _listed(prompt, sounds)
    )


def _put_in(prompt: Prompt, sounds: list[Mention]) -> str:
    """ "Add a tom", for "put a tom in as well"."""
    verb = next((at for at, word in enumerate(prompt.words) if word in _PUTTING), len(prompt.words))
    sound = next((m for m in sounds if m.start > verb and prompt.word(m.end) == "in"), None)
    if sound is None:
        return ""
    behind = prompt.words[prompt.after(sound.end, _IN) :]
    return " ".join([*prompt.words[:verb], "add", *prompt.words[verb + 1 : sound.end], *behind])


def _in_and_out(prompt: Prompt, sounds: list[Mention]) -> str:
    """ "Swap the open hat for shaker", for "open hat out, shaker in"."""
    said = {prompt.word(m.end): _name(prompt, m) for m in sounds}
    beside = {word for word in prompt.words if word.isalnum()} - {*" ".join(said.values()).split()}
    if "out" not in said or len(said) != len(sounds) or not said.keys() <= {"in", "out"}:
        return ""
    if not beside <= {"in", "out"} | hits.GREETING | THE | {"a"}:
        return ""
    return f"swap the {said['out']} for {said['in']}" if "in" in said else f"drop the {said['out']}"


def _fewer(prompt: Prompt, sounds: list[Mention]) -> str:
    """ "Drop 2 hats", for "2 hats less", "2 less hats"."""
    words = [word for word in prompt.words if word not in _LESS]
    begin = prompt.after(0, hits.GREETING)
    told = prompt.word(begin).isdecimal() or prompt.word(begin) in WORDS.keys() | ARTICLES
    less = (
        len(words) < len(prompt.words)
        and len(sounds) == 1
        and not any(m.meaning.quality for m in prompt.mentions)
    )
    return " ".join(["drop", *words[begin:]]) if less and told else ""


def _in_place(prompt: Prompt, sounds: list[Mention]) -> str:
    """ "Swap the hat for a rim", for "instead of the hat a rim", "hat -> rim", "make the hat a rim"."""
    if len(sounds) < 2:
        return ""
    old, before = sounds[0], prompt.words[prompt.after(0, _OPENING) : sounds[0].start]
    at = prompt.after(old.end, _ARROWS)
    arrow = ">" in prompt.words[old.end : at]
    at = at if arrow else prompt.after(at, {","})
    told = prompt.word(at) in ARTICLES and (before[:1] == ["make"] or before[:2] == ["instead", "of"])
    named = {place for m in prompt.mentions if _tells_of_new(m) for place in range(m.start, m.end)}
    beside = {word for place, word in enumerate(prompt.words) if place >= at and place not in named}
    # "Make the kick a bit darker, snare too" has none in its place.
    plain = {word for word in beside if not word.isdecimal()} <= _BESIDE
    new = " ".join(prompt.words[at:])
    return f"swap the {_name(prompt, old)} for {new}" if (arrow or told) and plain else ""


def _listed(prompt: Prompt, sounds: list[Mention]) -> str:
    """ "Kick darker, snare longer", for "kick - darker, snare: longer"."""
    signs = {m.end for m in sounds if prompt.word(m.end) in _SIGNS and prompt.tokens[m.end].spaced}
    return " ".join(word for at, word in enumerate(prompt.words) if at not in signs) if signs else ""


def _tells_of_new(mention: Mention) -> bool:
    """Whether a phrase names a sound that comes, or says what that is to be like; not so "darker", which is said of what is there."""
    quality = mention.meaning.quality
    return bool(mention.meaning.classes or mention.meaning.alone) or (
        quality is not None and not quality.comparative
    )


def _name(prompt: Prompt, sound: Mention) -> str:
    return " ".join(prompt.words[sound.start : sound.end])
