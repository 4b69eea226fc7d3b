"""The prompt grammar: what a person wrote, as a Request; plain rules over the taxonomy, no model and no network.

Only `reread` looks at what a model says: of what the grammar has understood, it sets right what sounds are named for.
"""

from bot.prompts.apart import apart
from bot.prompts.chips import Chip, chips, without
from bot.prompts.grammar import parse, ranks_spoken_of, ranks_wondered_about
from bot.prompts.kits import turned
from bot.prompts.questions import asks_unknown
from bot.prompts.references import likens, settles
from bot.prompts.roles import followed, reread
from bot.prompts.vocabulary import is_foreign, says_nothing
from bot.prompts.wording import beginning, class_name, flavours, groups, kin, understood

__all__ = [
    "Chip",
    "apart",
    "asks_unknown",
    "beginning",
    "chips",
    "class_name",
    "flavours",
    "followed",
    "groups",
    "is_foreign",
    "kin",
    "likens",
    "parse",
    "ranks_spoken_of",
    "ranks_wondered_about",
    "reread",
    "says_nothing",
    "settles",
    "turned",
    "understood",
    "without",
]
