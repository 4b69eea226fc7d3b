"""The paths of samples: their words, as producers write them, and how they end."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from retrieval_core.wording import fold

#: How the files end that can be read.
SUFFIXES = frozenset(
    {".wav", ".flac", ".aif", ".aiff", ".aifc", ".ogg", ".oga", ".opus", ".mp3", ".w64", ".caf"}
)
#: Letters of the beginning of a word that stand for it.
SHORT = 4
#: Where a name as producers write it changes from one word to the next: "FeltPiano", "Kick01", "DX7Bass".
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z]{2})(?=\d)|(?<=\d)(?=[A-Za-z]{3})")


def path_words(path: str) -> str:
    """The words of a path, without the file's suffix.

    >>> path_words("Drums/KSHMR_FeltKick01.wav")
    'Drums KSHMR Felt Kick 01'
    """
    return split(str(PurePosixPath(path).with_suffix("")))


def stands_in(phrase: str, path: str) -> bool:
    """Whether a path has all words of a phrase side by side, or in short, as "Wurli" is for a Wurlitzer; "Kicks/" is a folder.

    >>> stands_in("wurlitzer", "Keys/Wurli_soft_C3.wav"), stands_in("GM rock kit", "Drums/GM Rock Kit/Kick.wav"), stands_in("co", "arco.wav")
    (True, True, False)
    """
    said = fold(split(phrase)).split()
    words = fold(path_words(path.rpartition("/")[0] if phrase.endswith("/") else path)).split()
    return bool(said) and any(
        all(map(_is_short_for, words[at : at + len(said)], said)) for at in range(len(words) - len(said) + 1)
    )


def _is_short_for(word: str, said: str) -> bool:
    return word == said or (len(word) >= SHORT and said.startswith(word)) or word == f"{said}s"


def split(text: str) -> str:
    """A text with a space at each seam of its words.

    >>> split("FeltKick01")
    'Felt Kick 01'
    """
    return " ".join(re.findall(r"[^\W_]+", _SEAM.sub(" ", text)))
