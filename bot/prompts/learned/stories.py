"""What of a story belongs to the wish in it: most that is counted, lacking or short there is something else."""

from collections.abc import Collection
from dataclasses import replace

from bot.prompts.language.prompt import STORY, Prompt
from bot.prompts.language.vocabulary import spelling
from bot.prompts.measures import counts
from retrieval_core.encoders.bert import Array
from retrieval_core.request import Request

ENDS = frozenset(".!?;")
#: In so many words and signs what tells what is wanted may drown; fewer are looked for as they stand.
LONG = 40
#: The probability from which on a word tells what is wanted; how many such words there must be.
TELLS, FEWEST = 0.5, 3


def told(text: str, telling: Array) -> str:
    """Those words of a long story that tell what is wanted; all of it where it is shorter, or no such words are found.

    Parameters:
        text: words and signs with spaces between.
        telling: (words,), the probability of each that it tells that.
    """
    words = text.split()
    if len(words) <= LONG:
        return text
    kept = [word for word, probability in zip(words, telling, strict=True) if probability >= TELLS]
    return " ".join(kept) if len(kept) >= FEWEST else text


def kept(request: Request, text: str, places: Collection[int], told: bool = False) -> Request:
    """A request without what is said of other things, where its prompt tells a story.

    A number counts what is asked for, or samples: of "my two girls sing, a few shakers please" a few are wanted. What a wanted
    sound is to be like is said when it is named, or afterwards. And what must be lacking is something that sounds can have.

    Parameters:
        text: the prompt as it is understood, words and signs with spaces between.
        places: of its words that name what is asked for, by their number.
        told: that it is a story, however short.
    """
    said = request.k != Request().k or request.lacking or request.qualities
    if not said or not (told or len(text.split()) > STORY):
        return request
    prompt = Prompt.plain(text)
    lacking = tuple(word for word in request.lacking if spelling().described.issuperset(word.split()))
    k = request.k if counts.of_each(prompt) else counts.count(prompt, places) or Request().k
    before = max((at + 1 for at in range(min(places, default=0)) if prompt.words[at] in ENDS), default=0)
    elsewhere = {*prompt.words[:before]} - {*prompt.words[before:]}
    qualities = tuple(word for word in request.qualities if elsewhere.isdisjoint(word.split()))
    return replace(request, k=k, lacking=lacking, qualities=qualities)
