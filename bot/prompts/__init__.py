"""The prompt grammar: what a person wrote, as a Request; plain rules over the taxonomy, no model and no network.

Only `reread`, `followed`, `weighed` and `coloured` look at what a model says: of what the grammar has understood, they set right what sounds are named for.
The way of "no, gimme 2 dark kicks around 90 bpm, and no claps", behind an answer:

1. **Words.** `words` makes tokens of it, `slang` and `spelling` put "give me" for "gimme", `lexicon` finds the phrases that the taxonomy knows
   ("dark", "kicks", "claps"): a `prompt.Prompt`, of which each part of the grammar takes what it understands.
2. **Turns of speech** (`grammar`): is it talk (`talk`, `thanks`, `statements`, `address`, `beside`), a question about the hits
   (`questions`), a word on them (`reactions`: the "no"), a correction (`corrections`), a way back (`references`)?
3. **What it says** (`reading`, in the order in which its parts compete for a number): changes of the last request (`constraints`, `shifts`,
   `scales`), tempo, key and length (`numbers`, `keys` with `modes`, `lengths`, with `bounds`: 85 to 95 bpm; `denials`: which of them are
   refused), hits that are pointed at (`hits`, `comparisons`), what is refused
   (`exclusions`, by `refusals` and `scopes`: no claps; of one kind alone, `contrasts`), how many (`counts`: 2), the sounds (`classes`, with
   `senses`, `machines`, `everyday`, `complaints`, `possessions`, `choices`: kicks), their form (`forms`), what they are to be like
   (`adjectives`: dark); what is left goes to the text encoder (`phrasing`).
4. **What that makes of the last request** (`turns`, `merging`, `manners`), or a request of its own.
5. **Around it**, each a step of its own in `bot.conversation`, in this order: `told_of_nearness`, `in_full` and `wondered_about` (`ellipses`), `pointed` (`pointing`: a number is that
   of a hit, or counts), `likened` names (`bot.naming`), `freed_of_files` and `filed` (`files`) for
   what is asked of the files themselves, `told_of_tempo`, `asks_number`, `turns_back`, `asked_on`, `meant`; `followed`, `coloured` and `turned` (`kits`, by what `fates` reads) for turns, `reread` (`roles`, with `named`, `wishes`,
   `stories`) and `weighed` (`closeness`) for what stands by itself, `apart` (with `varieties`) for several sounds that differ.

`chips` and `wording` tell the way back: a Request in words. The lists of words and phrases are in `data/phrases.toml`.
"""

from bot.prompts.apart import apart
from bot.prompts.chips import Chip, chips, without
from bot.prompts.closeness import coloured, weighed
from bot.prompts.ellipses import in_full, wondered_about
from bot.prompts.files import filed, filed_apart, freed_of_files, is_filling, with_files
from bot.prompts.grammar import (
    compared,
    contrasted,
    parse,
    ranks_spoken_of,
    ranks_wondered_about,
    refuses,
    superlative,
)
from bot.prompts.hits import agrees, asked_on, meant, sent_for, turns_back
from bot.prompts.kits import joined, turned
from bot.prompts.pointing import Shown, pointed
from bot.prompts.questions import (
    asks_for_one,
    asks_number,
    asks_of_library,
    facts_asked,
    is_of_it,
    of_shown,
    picked,
    sorted_by,
    told_of_nearness,
    told_of_tempo,
)
from bot.prompts.references import likened, likens, settles
from bot.prompts.roles import as_written, followed, reread
from bot.prompts.vocabulary import is_foreign, is_understood, says_nothing
from bot.prompts.wording import (
    beginning,
    class_name,
    flavours,
    groups,
    kin,
    sorts,
    tempo,
    understood,
    unheld,
    unmeasured,
)

__all__ = [
    "Chip",
    "Shown",
    "agrees",
    "apart",
    "as_written",
    "asked_on",
    "asks_for_one",
    "asks_number",
    "asks_of_library",
    "beginning",
    "chips",
    "class_name",
    "coloured",
    "compared",
    "contrasted",
    "facts_asked",
    "filed",
    "filed_apart",
    "flavours",
    "followed",
    "freed_of_files",
    "groups",
    "in_full",
    "is_filling",
    "is_foreign",
    "is_of_it",
    "is_understood",
    "joined",
    "kin",
    "likened",
    "likens",
    "meant",
    "of_shown",
    "parse",
    "picked",
    "pointed",
    "ranks_spoken_of",
    "ranks_wondered_about",
    "refuses",
    "reread",
    "says_nothing",
    "sent_for",
    "settles",
    "sorted_by",
    "sorts",
    "superlative",
    "tempo",
    "told_of_nearness",
    "told_of_tempo",
    "turned",
    "turns_back",
    "understood",
    "unheld",
    "unmeasured",
    "weighed",
    "with_files",
    "without",
    "wondered_about",
]
