"""The prompt grammar: what a person wrote, as a Request; plain rules over the taxonomy, no model and no network.

Only `learned` looks at what a model says: of what the grammar has understood, it sets right what sounds are named for. The packages, each
of which imports those above it alone, and the way of "no, gimme 2 dark kicks around 90 bpm, and no claps", behind an answer:

1. `language`: from characters to a `prompt.Prompt`, of which each part of the grammar takes what it understands. `words` makes tokens,
   `slang` and `spelling` put "give me" for "gimme", `lexicon` finds the phrases that the taxonomy knows ("dark", "kicks", "claps").
2. `context`: what points back, at hits that are shown (`hits`, `pointing`, `comparisons`), at an answer before (`references`), at what the
   last request asked for (`constraints`, `ellipses`).
3. `speech`: what a sentence does. Is it talk (`talk`, `statements`, `address`), a word on the hits (`reactions`: the
   "no"), a correction; how far does a refusal reach (`refusals`, `scopes`: "no claps"); what has somebody already (`possessions`); what is left for the text encoder (`phrasing`)?
4. `sounds`: which are asked for (`classes`: kicks; with `senses`, `machines`, `purposes`, `complaints`), which are not (`exclusions`: claps),
   their form (`forms`), what they are to be like (`adjectives`: dark).
5. `measures`: how many (`counts`: 2), tempo (`numbers`, with `bounds`: 85 to 95 bpm), `keys` with `modes`, `lengths` (with `told`); which of these limits
   are refused (`denials`); changes of the last ones (`shifts`).
6. `requests`: `reading` makes a request of all that, in the order in which they compete for a number; `grammar` tells it from questions
   (`questions`) and talk; `turns`, `merging` and `scales` make of it and the last request the next. `chips` and `wording` tell the way
   back: a Request in words.
7. `several`: `parts` of a request; sounds that differ in more than their class (`apart`, with `pieces` and `varieties`); turns on a kit (`kits`, by what
   `fates` reads of each sound and `ranks` of those that are pointed at) and what comes to it (`additions`); what is asked of the files (`files`).
8. `learned`: what the reader and the text encoder say of what names are there for (`roles`, with `wishes` and `stories`; `closeness`), and, behind
   an answer, of hits and of what a turn does (`turns`).

Around `parse`, each a step of its own in `bot.conversation`, in this order: `behind_question`, `with_length`, `in_full` and `wondered_about`, `pointed` (a
number is that of a hit, or counts), `likened` names (`bot.naming`), `freed_of_files` and `filed` for what is asked of the files themselves,
`told_of_tempo`, `asks_number`, `turns_back`, `asked_on`, `meant`; `heard` with `at_hits`, `taken` and `remarked`, `followed`, `coloured` and `turned` for turns, `apart` for several sounds
that differ; what stands for itself is given to `read`, which takes all steps from `parse` to `apart`. The lists of words and phrases are in `data/phrases.toml`, what is read
in the place of other words in `data/slang.toml`.
"""

from bot.prompts.context.asked import offered, straightened
from bot.prompts.context.ellipses import in_full, wondered_about
from bot.prompts.context.hits import agrees, asked_on, hears, meant, sent_for
from bot.prompts.context.pointing import Shown, pointed
from bot.prompts.context.references import goes_back_to, likened, likens, settles, turns_back
from bot.prompts.language.lexicon import LOOPED
from bot.prompts.language.vocabulary import is_foreign, is_understood, says_nothing
from bot.prompts.language.words import MAX_CHARACTERS
from bot.prompts.learned.closeness import coloured, read
from bot.prompts.learned.roles import as_written, followed
from bot.prompts.learned.turns import Heard, at_hits, heard, remarked, taken
from bot.prompts.measures.told import with_length
from bot.prompts.requests.chips import Chip, chips, without
from bot.prompts.requests.facts import facts_asked
from bot.prompts.requests.grammar import parse, ranks_spoken_of, refuses
from bot.prompts.requests.meanings import COUNTED, asked_meaning, behind_question, is_tempo, key_of, phrases
from bot.prompts.requests.questions import (
    asked_apart,
    asked_inside,
    asks_for_one,
    asks_number,
    asks_of_library,
    asks_sorts,
    compared,
    contrasted,
    is_of_it,
    judges,
    most_asked,
    of_shown,
    picked,
    points,
    ranks_wondered_about,
    sorted_by,
    superlative,
    told_of_tempo,
)
from bot.prompts.requests.wording import (
    beginning,
    called,
    class_name,
    flavours,
    goes_beside,
    groups,
    kin,
    limits,
    sorts,
    tempo,
    understood,
    unheld,
    unmeasured,
)
from bot.prompts.several.apart import apart
from bot.prompts.several.files import filed, freed_of_files, is_filling, with_files
from bot.prompts.several.kits import turned
from bot.prompts.several.parts import joined, names_kit
from bot.prompts.sounds.classes import above
from bot.prompts.speech.topics import topic
from bot.prompts.speech.verdicts import praises

__all__ = [
    "COUNTED",
    "LOOPED",
    "MAX_CHARACTERS",
    "Chip",
    "Heard",
    "Shown",
    "above",
    "agrees",
    "apart",
    "as_written",
    "asked_apart",
    "asked_inside",
    "asked_meaning",
    "asked_on",
    "asks_for_one",
    "asks_number",
    "asks_of_library",
    "asks_sorts",
    "at_hits",
    "beginning",
    "behind_question",
    "called",
    "chips",
    "class_name",
    "coloured",
    "compared",
    "contrasted",
    "facts_asked",
    "filed",
    "flavours",
    "followed",
    "freed_of_files",
    "goes_back_to",
    "goes_beside",
    "groups",
    "heard",
    "hears",
    "in_full",
    "is_filling",
    "is_foreign",
    "is_of_it",
    "is_tempo",
    "is_understood",
    "joined",
    "judges",
    "key_of",
    "kin",
    "likened",
    "likens",
    "limits",
    "meant",
    "most_asked",
    "names_kit",
    "of_shown",
    "offered",
    "parse",
    "phrases",
    "picked",
    "pointed",
    "points",
    "praises",
    "ranks_spoken_of",
    "ranks_wondered_about",
    "read",
    "refuses",
    "remarked",
    "says_nothing",
    "sent_for",
    "settles",
    "sorted_by",
    "sorts",
    "straightened",
    "superlative",
    "taken",
    "tempo",
    "told_of_tempo",
    "topic",
    "turned",
    "turns_back",
    "understood",
    "unheld",
    "unmeasured",
    "with_files",
    "with_length",
    "without",
    "wondered_about",
]
