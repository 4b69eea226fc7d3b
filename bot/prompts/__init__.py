"""The prompt grammar: what a person wrote, as a Request; plain rules over the taxonomy, no model and no network."""

from bot.prompts.grammar import parse
from bot.prompts.wording import understood

__all__ = ["parse", "understood"]
