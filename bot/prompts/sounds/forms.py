"""Which form is asked for: a loop, or a single hit, and not what a sound does."""

from bot.prompts.language.prompt import Prompt
from bot.prompts.sounds.classes import is_verb
from bot.prompts.speech.statements import within
from retrieval_core.request import Kind


def singled(prompt: Prompt) -> bool:
    """Whether single sounds are asked for, by any name: "single cuts", "individual footsteps"."""
    return any(
        word in ("single", "individual") and prompt.word(at + 1).endswith("s")
        for at, word in enumerate(prompt.words)
    )


def kind(prompt: Prompt, beside: list[tuple[int, int]]) -> Kind | None:
    """The form that is asked for, None where both will do; `beside` are stretches that tell of something else."""
    kinds = {
        m.meaning.kind
        for m in prompt.open_mentions()
        if m.meaning.kind
        and not within(beside, m.start)
        and (m.meaning.kind == "loop" or not is_verb(prompt, m))
    }
    return kinds.pop() if len(kinds) == 1 else None
