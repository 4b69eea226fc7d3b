"""What a prompt does not want: "no hats", "drums but not kicks", "without vocals", "not too dark", "-cymbals"."""

from bot.prompts.language import everyday, lists
from bot.prompts.language.lexicon import MATERIALS
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.sounds import contrasts
from bot.prompts.sounds.purposes import BESIDE
from bot.prompts.speech import refusals
from bot.prompts.speech.scopes import DETERMINERS, Exclusions, elided, exclude, scope, unknown
from bot.prompts.speech.statements import is_told
from retrieval_core.request import Request

_MINUS = frozenset("-!")
_FINDING = lists.words("exclusions", "finding")
_PARTED = lists.words("exclusions", "parted")
_ALIKE = lists.phrases("exclusions", "alike")
_BEGINNINGS = refusals.BEGINNINGS | _ALIKE.by_first.keys() | _PARTED | {"little"}
_REASONS = frozenset("because cause cuz coz since".split())
_KEEP_ALL = {"everything but", "everything except", "all but", "all except"}
_JOINTS = frozenset(", but".split())
_PLACING = frozenset("at in on".split())
_TRAILING = lists.phrases("exclusions", "trailing")
#: Before an adjective these refuse that of a sound, where no other sound is named.
_OF_A_KIND = {" ".join(phrase) for phrase in lists.phrases("exclusions", "of_a_kind")}
#: Between two adjectives of one noun: "acoustic rather than electric guitar".
_CONTRASTING = {"not", "and not", "but not", "over", "rather than", "instead of", "as opposed to"}


def exclusions(prompt: Prompt, context: Request | None = None) -> Exclusions:
    """Take all that is negated, with the words that negate it; without a last request nothing was too loud before."""
    found = Exclusions()
    refusals.drop_told(prompt)
    free = "free" in prompt.words
    behind = free or not refusals.ENDINGS.isdisjoint(prompt.words)
    end = 0
    for at, word in enumerate(prompt.words):
        if at < end:
            continue
        suffixed = word.endswith("less") or (behind and prompt.names_class(at))
        suffixed = suffixed or (free and prompt.word(at + 1) == "free")
        if suffixed and (end := _suffixed(prompt, at, found)):
            continue
        if word in _MINUS:
            end = _minus(prompt, at, found)
        elif word in _BEGINNINGS:
            end = _cued(prompt, at, found, context)
    contrasts.complete(prompt)
    found.classes = list(dict.fromkeys(found.classes))
    ends = {(quality.measure, quality.direction) for quality in found.qualities}
    # "Neither too long nor too short" leaves nothing to sort by.
    found.qualities = [q for q in found.qualities if (q.measure, -q.direction) not in ends]
    return found


def _cued(prompt: Prompt, at: int, found: Exclusions, context: Request | None) -> int:
    if idle := refusals.idle(prompt, at):
        prompt.take(at, idle)
        return idle
    if prompt.locked[at]:
        return 0
    end = refusals.cue(prompt, at) or _parted(prompt, at) or _little(prompt, at)
    end = end or (prompt.starts(at, _ALIKE) if found.classes else 0)
    if (
        not end
        or prompt.locked[end - 1]  # "but no reverb", which is a phrase of its own
        or prompt.word(end) == "than"
        or prompt.words[end : end + 2] in (["more", "than"], ["less", "than"])
    ):
        return 0  # "less than", "no more than" are bounds
    cue = " ".join(prompt.words[at:end])
    if refusals.is_missed(prompt, at, end):
        return end
    too = "too" in (cue.split()[-1], prompt.word(end))
    if too and (is_told(prompt, at) or (context is None and _is_finding(prompt, at, end))):
        # "The vocals are too loud in my mix, so I need a kick".
        found_so = prompt.mention_at(prompt.after(end, DETERMINERS))
        prompt.take(at, found_so.end if found_so else end)
        return end
    if cue in ("hate", "hates") and _REASONS & set(prompt.words[max(0, at - 5) : at]):
        return end  # "because the neighbours hate drums"
    if prompt.starts(end, BESIDE):
        return end  # "that must not clash with the hats"
    taken_to = contrasts.contrasted(prompt, at, end, found) if cue in _CONTRASTING else 0
    if not taken_to and ("not" in cue.split() or cue in _OF_A_KIND or refusals.is_verb(prompt, at)):
        taken_to = contrasts.described(prompt, end, found, context.classes if context else None)
    taken_to = taken_to or elided(prompt, at, end, found) or _replaced(prompt, end, found, context)
    taken_to = taken_to or unknown(prompt, cue, end, found)
    taken_to = taken_to or scope(prompt, end, found)
    if not taken_to:
        return 0
    taken_to = _placed(prompt, taken_to)
    found.everything |= cue in _KEEP_ALL and prompt.word(at - 1) not in ("has", "have", "with", "having")
    start = prompt.before(
        at, {"but", "and", ",", "just", "something", "anything", "with", "the"} if at else ()
    )
    finish = prompt.starts(taken_to, _TRAILING) or taken_to
    prompt.take(start, finish)
    return finish


def _placed(prompt: Prompt, at: int) -> int:
    """Where it ends to be told of a refused sound what it is of, or where: "on wood", of "not scratching on wood"; the place itself if it is not."""
    place = prompt.after(at + 1, contrasts.ARTICLES)
    told = prompt.word(at) in _PLACING and prompt.word(place) in everyday.THINGS | MATERIALS
    return place + 1 if told else at


def _replaced(prompt: Prompt, at: int, found: Exclusions, context: Request | None) -> int:
    """Where a word of the last request ends in whose place another one is said, 0 if there is none: "not nylon but steel", of a nylon guitar."""
    word = prompt.word(at)
    if not context or word not in context.text.split() or prompt.mention_at(at):
        return 0
    end = prompt.after(at + 1, _JOINTS)
    if end == at + 1 or not prompt.word(end):
        return 0
    found.words.append(word)
    return end


def _is_finding(prompt: Prompt, at: int, end: int) -> bool:
    """Whether it is found of something that was not asked for here, before a sound is: "it's too noisy, so I need a kick"."""
    before = prompt.words[max(0, at - 1) : at]
    named = prompt.names_class_before(at) or not prompt.names_class_behind(end)
    return before != [] and before[0] in _FINDING and not named


def _parted(prompt: Prompt, at: int) -> int:
    """ "Take the hats out": where a verb that is parted from its "out" ends, 0 if there is no such verb."""
    if prompt.word(at) not in _PARTED:
        return 0
    end = scope(prompt, at + 1, Exclusions())
    behind = prompt.word(prompt.after(end, {"one", "ones"}))
    return at + 1 if end and behind in ("out", "off", "away", "for") else 0


def _little(prompt: Prompt, at: int) -> int:
    """Where a "little" ends of which there is to be little: "with little room"."""
    amount = prompt.mention_at(at + 1) if prompt.word(at) == "little" else None
    little = prompt.word(at - 1) in ("with", "very") and amount is not None
    return at + 1 if little and amount and amount.meaning.quality and not amount.meaning.sure else 0


def _minus(prompt: Prompt, at: int, found: Exclusions) -> int:
    """ "-hats", "-long", as in a search engine, "kicks !808"."""
    if not prompt.tokens[at].spaced or (at == 0 and prompt.words[at] == "!"):
        return 0
    mention = prompt.mention_at(at + 1)
    if not mention or prompt.tokens[at + 1].spaced:
        return 0
    if mention.meaning.classes:
        found.classes += mention.meaning.classes
    else:
        contrasts.refuse(prompt, mention, found)
    prompt.take(at, mention.end)
    return mention.end


def _suffixed(prompt: Prompt, at: int, found: Exclusions) -> int:
    """ "drumless", "vocal-free"."""
    word = prompt.word(at)
    if (
        word.endswith("less")
        and (meaning := lexicon().meaning(word[:-4]))
        and meaning.classes
        and not meaning.code
    ):
        found.classes += meaning.classes
        prompt.take(at, at + 1)
        return at + 1
    mention = prompt.mention_at(at)
    if (
        mention
        and mention.meaning.quality
        and not mention.meaning.sure
        and prompt.word(mention.end) == "free"
    ):
        exclude(prompt, mention, found)  # "reverb-free"
        prompt.take(at, mention.end + 1)
        return mention.end + 1
    end = refusals.gone(prompt, mention.end) if mention and mention.meaning.classes else 0
    if mention and end and prompt.word(at - 1) in ("my", "our") and prompt.names_class_behind(end):
        return end  # "my drums are boring, any tablas?" tells why
    if mention and end:
        exclude(prompt, mention, found)
        prompt.take(prompt.before(at, {"but", "the", "any", "those", "all"}), end)
    return end
