"""What is said in short of what goes and what comes, put plainly: "swap the hat for a rim", for "hat out, rim in", "make the hat a rim"."""

from bot.prompts.context import hits
from bot.prompts.language.numerals import WORDS
from bot.prompts.language.prompt import Mention, Prompt
from bot.prompts.language.vocabulary import ARTICLES
from bot.prompts.several.fates import THE, sounds_of

_LESS = frozenset("fewer less".split())
_ARROWS = frozenset("> - =".split())


def in_full(prompt: Prompt) -> str:
    """A prompt that says in short what goes and what comes, put plainly; "" where it does not."""
    sounds = sounds_of(prompt)
    return _in_and_out(prompt, sounds) or _fewer(prompt, sounds) or _in_place(prompt, sounds)


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
    old, new = sounds[0], prompt.words[sounds[0].end :]
    before = prompt.words[prompt.after(0, hits.GREETING) : old.start]
    arrow = new[0] in _ARROWS
    new = [word for at, word in enumerate(new) if word not in _ARROWS or at > 2]
    made = before[:1] == ["make"] and new[0] in ARTICLES
    instead = before[:2] == ["instead", "of"] and (new[0] in ARTICLES or new[0] == ",")
    return (
        f"swap the {_name(prompt, old)} for {' '.join(new).lstrip(', ')}" if arrow or made or instead else ""
    )


def _name(prompt: Prompt, sound: Mention) -> str:
    return " ".join(prompt.words[sound.start : sound.end])
