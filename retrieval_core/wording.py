"""English as far as names of sounds need it: one spelling to compare in, plurals, comparatives, participles."""

import re
import unicodedata


def fold(phrase: str) -> str:
    """Lower case, hyphens as spaces, no accents: the form in which phrases are compared.

    >>> fold("  Hi-Hat "), fold("Batería")
    ('hi hat', 'bateria')
    """
    phrase = phrase.lower()
    if not phrase.isascii():
        decomposed = unicodedata.normalize("NFKD", phrase)
        phrase = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return " ".join(phrase.replace("-", " ").replace("_", " ").split())


def plural(phrase: str) -> str:
    """The regular English plural of a noun phrase's last word; what ends in -s is left as it is.

    >>> plural("kick drum"), plural("crash"), plural("melody"), plural("maracas")
    ('kick drums', 'crashes', 'melodies', 'maracas')
    """
    if phrase.endswith("s") and not phrase.endswith("ss"):
        return phrase
    if phrase.endswith(("s", "x", "z", "ch", "sh")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + "s"


def comparative(word: str) -> str:
    """The comparative of an adjective, with "more" where it takes no ending.

    >>> comparative("dark"), comparative("noisy"), comparative("big"), comparative("muffled"), comparative("distant")
    ('darker', 'noisier', 'bigger', 'more muffled', 'more distant')
    """
    vowels = sum(letter in "aeiouy" for letter in word)
    if (
        " " in word
        or len(word) > 8
        or vowels > 3
        or word.endswith(("ed", "ing", "ous", "al", "ant", "ent", "ic", "ish", "ss"))
    ):
        return "more " + word
    if word.endswith("y"):
        return word[:-1] + "ier"
    if word.endswith("e"):
        return word + "r"
    if vowels > 1 and word[-1] not in "drwpt":
        return "more " + word
    if vowels == 1 and len(word) > 2 and word[-1] in "bdgmnpt" and word[-2] in "aeiou":
        return word + word[-1] + "er"
    return word + "er"


def superlative(word: str) -> str:
    """The superlative of an adjective, with "most" where it takes no ending.

    >>> superlative("dark"), superlative("noisy"), superlative("muffled")
    ('darkest', 'noisiest', 'most muffled')
    """
    more = comparative(word)
    return f"most {word}" if more.startswith("more ") else f"{more.removesuffix('er')}est"


def participle(verb: str) -> str:
    """A verb as what something is doing.

    >>> participle("drip"), participle("scrape"), participle("open"), participle("hitting")
    ('dripping', 'scraping', 'opening', 'hitting')
    """
    if verb.endswith("ing") and len(verb) > 5:
        return verb
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", verb):
        return verb + verb[-1] + "ing"
    return (verb if verb.endswith("ee") else verb.removesuffix("e")) + "ing"
