"""A sound that is named first, as the heading of what follows: "bass: sub, not reese" asks for a sub bass."""

from bot.prompts.language.vocabulary import lexicon
from bot.prompts.language.words import Token

_ENDS = frozenset(", . ; ! ? ( -".split())


def joined(found: list[Token], words: list[str]) -> tuple[list[Token], list[str]]:
    """Tokens and their words with a heading behind the word that tells which kind of it is meant, where the two make a name.

    >>> joined(tokens("bass: sub, not reese"), "bass : sub , not reese".split())[1]
    ['sub', 'bass', ',', 'not', 'reese']
    """
    if words[1:2] != [":"] or len(words) < 3 or (len(words) > 3 and words[3] not in _ENDS):
        return found, words
    general = lexicon().meaning(words[0])
    if not (general and general.classes):
        return found, words
    for order in ((2, 0), (0, 2)):
        whole = lexicon().meaning(" ".join(words[at] for at in order))
        if whole and len(whole.classes) == 1 and whole.classes != general.classes:
            places = [*order, *range(3, len(words))]
            return [found[at] for at in places], [words[at] for at in places]
    return found, words
