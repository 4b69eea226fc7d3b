"""Questions about hits in the order of words in which the grammar knows them: "is 4 shorter?" for "4's shorter, right?"."""

import re
from collections.abc import Callable

from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from retrieval_core.wording import comparative, superlative

_IT = r"it|that|this|(?:number |nr |#)?\d\d?(?: and #?\d)*|the \w+(?: one)?"
_TAG = r"(?:right|no|huh|innit|correct|yeah|(?:isn'?t|is|ain'?t|aint) (?:it|that|he|she))"
#: "Its a loop, right?", "so it is a piano?"; not so "it is too long, no?"
_TAGGED = re.compile(
    rf"^(?:\W*(?:and|but|haha+|lol|oh|ok|okay|so|wait|well)\b)*\W*(?P<it>{_IT})(?:'s|s| is| are) (?!(?:a (?:bit|little)|kinda|not|rather|so|too|very)\b)(?P<what>[^,.;?!]+?)"
    rf"(?:[\s,]+{_TAG}\W*|\s*\?+\s*)$",
    re.IGNORECASE,
)
_WORD = r"(?P<word>[a-z]+)"
Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rule(pattern: str, instead: str | Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern, re.IGNORECASE), instead


def _degree(form: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    """What puts an adjective in a degree: "more short" as "shorter"; other words stay as they are."""
    return lambda found: form(found["word"]) if lexicon().quality(found["word"].lower()) else found[0]


#: What sounds may be, of two ends: "short or long?"
_END = r"(?:an? )?(?:bright|dark|fast|high|long|loop|loud|low|one[ -]?shot|quiet|short|slow)"
_RULES: tuple[Rule, ...] = (
    # "Thanks. is it long?", "nah like what drum is 1", "what were the crashes again"
    _rule(
        r"^\W*(?:thx|ty|cheers|thanks?)\b[\w ]*[.,!]\s*(?:and |so )?(?=(?:are|do|how|is|what|which)\b.*\?)",
        "",
    ),
    _rule(r"\bwhat each of (these|them|those) (?:are|is)\b", r"what are \1"),
    _rule(r"\bwhat (?:drum|instrument|sound) (?=(?:is|are) (?:#?\d|it|that|this|th[eo]se)\b)", "what "),
    _rule(r"^\W*what (?:was|were) (the \w.*) again\W*$", r"back to \1"),
    # "Loop or one-shot?", "what are these, low or high?"
    _rule(
        rf"^\W*(?:what(?:'s| is| are) (?:it|that|this|these|those)\W+)?({_END} or {_END})\?\W*$", r"is it \1?"
    ),
    # "Sort them short to long."
    _rule(
        rf"(\b(?:order|sort)\b.*?) (?:from )?({_END})(?:est)? to {_END}(?:est)?\b",
        lambda found: f"{found[1]} by {superlative(found[2])}",
    ),
    _rule(r"\b(of|from) '?em\b", r"\1 them"),
    # "Which one longer", "what is the slowest?"
    _rule(r"\b(which(?: ones?)?) (?=(?:the )?(?:more |most |\w+(?:er|est)\b))", r"\1 is "),
    _rule(r"\b(?:what is|what's|whats) (?=the (?:most \w+|\w+est)\W*$)", "which is "),
    _rule(r"\bhow \w+ (?:is|are) (?=the (?:most \w+|\w+est)\b)", "which is "),
    # "How bright is it compared with the third?"
    _rule(
        rf"\bhow {_WORD} is (?P<it>{_IT}) (?:compared |next )?(?:with|to) (?=\S)",
        lambda found: f"is {found['it']} {comparative(found['word'])} than ",
    ),
)
#: Only of hits of which one is asked for: not so "more punchy ones", "different from these".
_DEGREES: tuple[Rule, ...] = (
    _rule(r"\bfrom (?=(?:them|these|those)\b)", "of "),
    _rule(rf"\bmore {_WORD}\b", _degree(comparative)),
    _rule(rf"\bmost {_WORD}\b", _degree(superlative)),
)


#: What may be said first; each is a rule of its own.
_SO = r"^(\W*(?:(?:and|hello|hey|hi|now|ok|okay|so|yo)\W+)*)"
_OFFERED: tuple[Rule, ...] = (
    # "I don't know, surprise me."
    _rule(
        r"^\W*(?:i (?:do not|don'?t) know|idk|dunno|no idea|not sure)\b(?: what(?: i want)?)?\W+(?=(?:just )?(?:anything|surprise|whatever|you (?:choose|decide|pick))\b)",
        "",
    ),
    # "Can you tell me which is the lowest?", "give me the tempo of each"
    _rule(
        _SO
        + r"(?:(?:can|could) you )?(?:give|tell) me (?=(?:how many|what each|which)\b|the [a-z]+ of each\b)",
        r"\1",
    ),
    # "What's the total number of flac files?", "count the claps", "count them please"
    _rule(
        _SO
        + r"(?:what(?:'s|s| is) )?(?:the )?(?:total )?(?:(?:count|number|total) of (?:the )?(?=\w)|count (?:all )?(?:the|your) "
        r"|(?:count|total)(?: all)?(?: of)?(?: (?:em|them|these|those))?(?: (?:please|pls))*(?=\W*$))",
        r"\1how many ",
    ),
    # "What do you have for house?" is no question about the bot.
    _rule(
        _SO + r"what (?:samples |sounds |stuff )?(?:do |have )?(?:you|u) (?:have |got )(?:got )?"
        r"(?:that (?:are|is) )?(?:good |great |nice )?for (?!free|me\b|now|sale|the|today|us\b)(?=\w)",
        r"\1give me something for ",
    ),
)


def offered(text: str) -> str:
    """The wish in a question what there is for some music, behind an "I don't know", and the question in one to be told; any other prompt as it is.

    >>> offered("so what do you have for house?"), offered("what do you have for me?"), offered("i don't know, surprise me")
    ('so give me something for house?', 'what do you have for me?', 'surprise me')
    """
    for pattern, instead in _OFFERED:
        text = pattern.sub(instead, text)
    return text


def _asked(found: re.Match[str]) -> str:
    """A question about a sound, "is 4 shorter?"; what is said of it in praise, "that's nice, no?", stays."""
    known = any(mention.meaning.says for mention in Prompt.read(found["what"]).mentions)
    return f"is {found['it']} {found['what']}?" if known or found["what"].isdigit() else found[0]


def straightened(text: str) -> str:
    """A question about hits as the grammar knows it; any other turn as it is.

    >>> straightened("4's shorter right?"), straightened("so it is a piano?"), straightened("it is shorter")
    ('is 4 shorter?', 'is it a piano?', 'it is shorter')
    >>> straightened("which is more short?"), straightened("which one longer"), straightened("how long is the longest one?")
    ('which is shorter?', 'which one is longer', 'which is the longest one?')
    """
    text = _TAGGED.sub(_asked, text)
    for pattern, instead in (*_RULES, *(_DEGREES if "which" in text.casefold() else ())):
        text = pattern.sub(instead, text)
    return text
