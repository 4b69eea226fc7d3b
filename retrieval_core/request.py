"""What is asked of the retriever, and what it answers: one request type and one hit type for every front end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

Intent = Literal[
    "find", "more", "without", "back", "anew", "count", "about", "greeting", "thanks", "help", "other"
]
Kind = Literal["one-shot", "loop"]
Interval = tuple[float | None, float | None]
#: Between several keys of which any will do, and before a key that is refused: "C or G", "not A minor".
OR, NOT = " or ", "not "
#: Before the name of a folder that is refused; no name begins so as people write it.
BARRED = "!"
#: What a key may be in; of a mode alone, any tonic will do.
MODES = ("minor", "major")
#: Formats of files that people name.
FORMATS = ("wav", "mp3", "flac", "ogg", "aiff", "opus")
#: What a file may be, besides its format.
CHANNELS = ("mono", "stereo")
#: Fields with ids of samples, which mean nothing in another build: see `Request.carried`.
OF_A_BUILD = ("like", "skip", "refused", "first")
#: In place of the id of a sample that is no longer in the library.
GONE = -1


@dataclass(frozen=True, slots=True)
class Request:
    """One wish, as understood from a prompt.

    Hard constraints (`classes`, `exclude`, `lacking`, `named`, `kind`, `tempo`, `key`, `duration`, `files`, `beyond`) filter exactly; `qualities` and `text`
    decide the order. `like_ranks`, `refused_ranks`, `same`, `than`, `parts` and `intent` are for a conversation, which puts what it has shown
    in their place: a retriever looks at none of them.

    Attributes:
        text: the words that the text encoder reads.
        k: how many samples are wanted.
        approach: name of a retrieval approach, or None for the build's default.
        classes: taxonomy ids (fine or coarse) of which a sample must have one.
        exclude: taxonomy ids of which a sample may have none.
        lacking: words, such as "808" or "acoustic", that may not stand in a sample's name or description.
        named: words of which each must stand in a sample's path, a brand's ("wurlitzer"); with a "/" behind them, in that of its folder, and with
            `BARRED` before them, not in it.
        kind: "one-shot" or "loop".
        tempo: lower and upper bound in bpm; None leaves a side open, and what is asked to be outside has the upper bound first: see `is_outside`.
        key: tonic and mode, as in "A minor" or "F# major"; a tonic alone ("A") leaves the mode open, and fits notes, too; with an octave
            ("A4") it is one note; of a mode alone ("minor"), any tonic will do; several have an `OR` between, and what is refused a `NOT` before it.
        duration: lower and upper bound in seconds, as those of the tempo are.
        files: what the file must be: of one of these formats ("wav", "mp3"), and "mono" or "stereo".
        qualities: adjectives of the taxonomy ("dark", "punchy"), re-ranking only.
        most: one of the qualities, of which those that have most of it come first, however near the words lie to others: "the darkest".
        like: ids of samples whose neighbours are wanted: what lies between them, where there are several.
        like_ranks: ranks in the previous answer of such samples (1 is the first, -1 the last), resolved by the conversation.
        beyond: those of the qualities that compare ("darker"), each with the value of its measure that must be exceeded in its
            direction; None until the conversation has looked it up in what was shown before.
        skip: ids of samples that have been shown already.
        refused: ids of samples that were said to be no good, and come no more while it is the same sounds that are asked for.
        refused_ranks: ranks in the previous answer of such samples, as `like_ranks` are: "like 2, not like 4"; 0 for all
            that are not liked.
        first: ids of samples that the prompt calls by their name, which come before all others.
        same: fields (`key`, `tempo`, `duration`) that are to be as those of a sample shown before, each with its rank in the previous
            answer, 0 for the first that has any; looked up by the conversation.
        than: measures in which something is to exceed a sample shown before, each with the end and the rank in the previous answer: "darker
            than 2" is ("brightness", -1, 2).
        random: any of the samples that fit will do as well as another.
        parts: a request for each of the sounds, where they differ in more than their class ("two kicks and a long crash"); what holds for
            all of them stands in the request itself as well.
        intent: "find" for a search of its own, "more" for the next page of the previous one, "without" for the previous one but for the
            samples of `like_ranks`, "back" for an earlier one, with what is known of it, "both" for the last two together, "anew" to forget
            it, "count" for how many there are as well, "about" for what is known of what was shown; the others ask for no sound.
    """

    text: str = ""
    k: int = 5
    approach: str | None = None
    classes: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    kind: Kind | None = None
    tempo: Interval | None = None
    key: str | None = None
    duration: Interval | None = None
    files: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    most: str | None = None
    like: tuple[int, ...] = ()
    like_ranks: tuple[int, ...] = ()
    #: Two requests that say the same are equal, whatever they compare with.
    beyond: tuple[tuple[str, float | None], ...] = field(default=(), compare=False)
    skip: tuple[int, ...] = ()
    refused: tuple[int, ...] = field(default=(), compare=False)
    refused_ranks: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    same: tuple[tuple[str, int], ...] = ()
    than: tuple[tuple[str, int, int], ...] = ()
    random: bool = False
    parts: tuple[Request, ...] = ()
    intent: Intent = "find"

    @property
    def counted(self) -> bool:
        """Whether it is told of each part how many are wanted, and not of all of them together."""
        return self.k == sum(part.k for part in self.parts)

    @property
    def lost(self) -> bool:
        """Whether it is for more like a sample that is no longer in the library."""
        return any(GONE in one.like for one in (self, *self.parts))

    def samples(self) -> Iterator[int]:
        """The ids of all samples that it names."""
        for name in OF_A_BUILD:
            yield from getattr(self, name)
        for part in self.parts:
            yield from part.samples()

    def carried(self, ids: Mapping[int, int]) -> Request:
        """The request for another build, by the ids that samples have there; of those that are gone only what it is to be like stays.

        >>> there = Request(like=(3, 4), skip=(4, 5)).carried({3: 8, 5: 0})
        >>> there.like, there.skip
        ((8, -1), (0,))
        """
        carried: dict[str, Any] = {name: present(getattr(self, name), ids) for name in OF_A_BUILD}
        carried["like"] = tuple(ids.get(id, GONE) for id in self.like)
        return replace(self, **carried, parts=tuple(part.carried(ids) for part in self.parts))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Request:
        """The request that `dataclasses.asdict` turned into `data`, also after a detour through JSON."""
        known = cls.__dataclass_fields__  # others are from a later version
        fields = {key: _frozen(value) for key, value in data.items() if key in known}
        if "like_rank" in data:  # from when there was one at most
            fields["like_ranks"] = _tuple(data["like_rank"])
        parts = tuple(map(cls.from_dict, data.get("parts", ())))
        return cls(**fields | {"like": _tuple(fields.get("like", ())), "parts": parts})


def present(samples: Iterable[int], ids: Mapping[int, int]) -> tuple[int, ...]:
    """The ids that samples have in another build, without those that are gone."""
    return tuple(ids[id] for id in samples if id in ids)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list | tuple) else value


def _tuple(value: Any) -> tuple[int, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def is_outside(interval: Interval) -> bool:
    """Whether what lies outside of an interval is meant, which then has its upper bound first: "under 1 s or over 3 s", "not 120 bpm".

    >>> is_outside((3.0, 1.0)), is_outside((1.0, 3.0)), is_outside((None, 1.0))
    (True, False, False)
    """
    low, high = interval
    return low is not None and high is not None and low > high


def tonic_of(note: str) -> str:
    """The tonic of a note by its name.

    >>> tonic_of("F#-1"), tonic_of("A4")
    ('F#', 'A')
    """
    return note.rstrip("-0123456789")


def format_of(name: str) -> str:
    """The format of a file by the end of its name.

    >>> format_of("drums/Kick 2.WAV"), format_of("loop.aif")
    ('wav', 'aiff')
    """
    ending = name.rpartition(".")[2].lower()
    return "aiff" if ending in ("aif", "aifc") else ending


@dataclass(frozen=True, slots=True)
class Hit:
    """One sample found.

    Attributes:
        rank: 1 for the best.
        id: row of the catalog and of every index of the build.
        library: the folder that the file lies in or below, absolute.
        name: path relative to the library.
        label: the library's own class of the sample, or the class it was tagged with where the library has none.
        score: cosine between the query and the sample in the approach's space, in [-1, 1]; where it is words, of the query as
            `retrieval_core.feedback` has moved it.
        duration: seconds that it lasts: of a one-shot without the silence about it.
        fine: fine class by the embedded encoders, with its `probability`.
        kind: "one-shot" or "loop".
        tempo: bpm, of loops.
        key: as in "A minor", of tonal samples.
        pitch: as in "F#1", of single notes.
        caption: one line that describes the sample.
        channels: "mono" or "stereo"; None where the build does not know.
    """

    rank: int
    id: int
    library: Path
    name: str
    label: str
    score: float
    duration: float
    fine: str = ""
    probability: float = 0.0
    kind: str | None = None
    tempo: float | None = None
    key: str | None = None
    caption: str = ""
    sha256: str = field(default="", repr=False)
    channels: str | None = None
    pitch: str | None = None

    @property
    def path(self) -> Path:
        """The file, absolute; made when it is asked for, as it takes a hundredth of a whole search."""
        return self.library / self.name

    @property
    def place(self) -> str:
        """The file as a terminal shows it, with a word before it where it has gone since the library was indexed."""
        return str(self.path) if self.path.exists() else f"no longer there: {self.path}"

    def entry(self) -> dict[str, Any]:
        """All that is known of it by name, for JSON."""
        return asdict(self) | {"path": self.path}
