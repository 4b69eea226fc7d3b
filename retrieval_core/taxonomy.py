"""What words mean in music: classes of sounds, machines, adjectives, genres, from `data/taxonomy.toml`.

>>> taxonomy = Taxonomy.load()
>>> taxonomy.coarse_of("openhat"), taxonomy.ancestors("openhat")
('drums', ('hihat',))
>>> [sense.id for sense in taxonomy.senses("Bass-Drums")]
['kick']
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from retrieval_core.wording import comparative, fold, plural

DEFAULT_PATH = Path(__file__).resolve().parents[1] / "data" / "taxonomy.toml"
WAYS = ("synonyms", "codes", "clues", "sounds", "foreign")


class TaxonomyError(ValueError):
    """The taxonomy file contradicts itself; the message says where."""


@dataclass(frozen=True)
class FineClass:
    """One fine class and every way to say it.

    `parents` are classes it counts as too, `related` nearly so; `includes` are those that its words mean as well.
    """

    id: str
    coarse: str
    name: str
    plural: str
    about: str
    synonyms: tuple[str, ...]
    codes: tuple[str, ...]
    clues: tuple[str, ...]
    sounds: tuple[str, ...]
    foreign: tuple[str, ...]
    parents: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    pitched: bool = False
    looped: bool = False


@dataclass(frozen=True)
class Coarse:
    """One of the coarse classes (drums, keys, other), the words that mean all of it, and the classes that are usual `beside` it."""

    id: str
    name: str
    synonyms: tuple[str, ...]
    clues: tuple[str, ...]
    foreign: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quality:
    """A measurable quality; `low` and `high` are the adjectives of its two ends, hence opposites."""

    id: str
    low: tuple[str, ...]
    high: tuple[str, ...]


@dataclass(frozen=True)
class Adjective:
    """What a word says: one end (`direction` -1 or +1) of a quality."""

    quality: str
    direction: int


@dataclass(frozen=True)
class Mood:
    """A mood and the qualities that make it, each -1 or +1."""

    id: str
    words: tuple[str, ...]
    qualities: Mapping[str, int]


@dataclass(frozen=True)
class Genre:
    """A genre, its usual tempo in beats per minute, and the classes that it is made of."""

    id: str
    words: tuple[str, ...]
    tempo: tuple[float, float]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """A drum machine or instrument by name: its classes, weighted, `combos` of name and noun, and what it is `alone`."""

    id: str
    words: tuple[str, ...]
    classes: Mapping[str, float]
    combos: Mapping[str, Mapping[str, float]]
    alone: tuple[str, ...] = ()


class Sense(NamedTuple):
    """One meaning of a phrase.

    `kind` is class, coarse, machine, quality, mood, genre, flavour or form; `id` names it there. `how` is
    the list that the phrase stands in: name, synonyms, codes, clues, sounds, foreign, words, combos or
    comparative.
    `direction` is -1 or +1 for qualities. `weight` is below 1 for what a machine merely also has.
    """

    kind: str
    id: str
    how: str
    direction: int = 0
    weight: float = 1.0


@dataclass(frozen=True)
class Taxonomy:
    """All that is known, read once; `lookup` is built at its first use.

    `terms` are words of music that no sound is searched for by ("bpm"), each with what it means.
    """

    classes: Mapping[str, FineClass]
    coarse: Mapping[str, Coarse]
    qualities: Mapping[str, Quality]
    moods: Mapping[str, Mood]
    flavours: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[str, ...]]
    genres: Mapping[str, Genre]
    machines: Mapping[str, Machine]
    ambiguous: frozenset[str]
    terms: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | str = DEFAULT_PATH) -> "Taxonomy":
        """Read and check a taxonomy file; TaxonomyError names what contradicts itself."""
        with Path(path).open("rb") as file:
            return cls.from_dict(tomllib.load(file))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Taxonomy":
        """The same from parsed TOML."""
        coarse = {
            id: Coarse(
                id=id,
                name=entry.get("name", id),
                beside=tuple(entry.get("beside", "").split()),
                **{way: _phrases(entry.get(way)) for way in ("synonyms", "clues", "foreign")},
            )
            for id, entry in data.get("coarse", {}).items()
        }
        classes: dict[str, FineClass] = {}
        for group, members in data.get("class", {}).items():
            if group not in coarse:
                raise TaxonomyError(f"classes under [class.{group}], but there is no [coarse.{group}]")
            for id, entry in members.items():
                if id in classes:
                    raise TaxonomyError(
                        f"class {id!r} stands under {classes[id].coarse!r} and {group!r}; keep one"
                    )
                classes[id] = _fine_class(id, group, entry)
        taxonomy = cls(
            classes=classes,
            coarse=coarse,
            qualities={
                id: Quality(id, _phrases(entry["low"]), _phrases(entry["high"]))
                for id, entry in data.get("quality", {}).items()
            },
            moods={
                id: Mood(id, _phrases(entry["words"]), entry["qualities"])
                for id, entry in data.get("mood", {}).items()
            },
            flavours={id: _phrases(entry["words"]) for id, entry in data.get("flavour", {}).items()},
            forms={id: _phrases(entry["words"]) for id, entry in data.get("form", {}).items()},
            genres={
                id: Genre(
                    id, _phrases(entry["words"]), tuple(entry["tempo"]), tuple(entry["classes"].split())
                )
                for id, entry in data.get("genre", {}).items()
            },
            machines={
                id: Machine(
                    id,
                    _phrases(entry["words"]),
                    _weights(entry["classes"]),
                    {phrase: _weights(found) for phrase, found in entry.get("combos", {}).items()},
                    tuple(entry.get("alone", "").split()),
                )
                for id, entry in data.get("machine", {}).items()
            },
            ambiguous=frozenset(_phrases(data.get("ambiguous", {}).get("phrases"))),
            terms={
                form: entry["about"]
                for entry in data.get("term", {}).values()
                for word in _phrases(entry["words"])
                for form in (word, plural(word))
            },
        )
        taxonomy._check_references()
        taxonomy._check_duplicates()
        return taxonomy

    def coarse_of(self, id: str) -> str:
        """The coarse class of a fine class."""
        return self.classes[id].coarse

    def is_effect(self, id: str) -> bool:
        """Whether `id` is a class of noises, and no instrument."""
        found = self.classes.get(id)
        return found is not None and found.coarse == "other" and not found.pitched

    def is_instrument(self, id: str) -> bool:
        """Whether `id` is a class of notes that no voice sings."""
        return id in self.classes and self.classes[id].pitched and "vocal" not in (id, *self.ancestors(id))

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The classes that `id` counts as too, nearest first."""
        found: dict[str, None] = {}
        for parent in self.classes[id].parents:
            found[parent] = None
            found.update(dict.fromkeys(self.ancestors(parent)))
        return tuple(found)

    def descendants(self, id: str) -> tuple[str, ...]:
        """The classes that count as `id` too."""
        return tuple(other for other in self.classes if id in self.ancestors(other))

    def grouped(self, ids: Iterable[str]) -> list[tuple[str, ...]]:
        """Classes in groups: each that includes others with those of them that are there, the rest alone.

        >>> Taxonomy.load().grouped(["kick", "perc", "conga", "bongo"])
        [('kick',), ('perc', 'conga', 'bongo')]
        """
        ids = tuple(ids)
        includes = {id: self.classes[id].includes for id in ids if id in self.classes}
        within = {part for parts in includes.values() for part in parts}
        return [
            (id, *(part for part in ids if part in includes.get(id, ()))) for id in ids if id not in within
        ]

    def heads(self, ids: Iterable[str]) -> list[str]:
        """Classes without those that the word for another one of them means as well.

        >>> Taxonomy.load().heads(["perc", "conga", "bongo", "kick"])
        ['perc', 'kick']
        """
        return [group[0] for group in self.grouped(ids)]

    def beside(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The classes that are usually heard beside some, of which none is one of these.

        >>> Taxonomy.load().beside(["kick"]), Taxonomy.load().beside(["drums", "epiano"])
        (('snare', 'hihat', 'clap', 'perc'), ('bass', 'pad', 'strings', 'guitar'))
        """
        ids = {*ids}
        families = {id if id in self.coarse else self.coarse_of(id) for id in ids}

        def usual(families: Iterable[str]) -> tuple[str, ...]:
            found = dict.fromkeys(id for family in families for id in self.coarse[family].beside)
            return tuple(id for id in found if id not in there and ids.isdisjoint(self._kinds(id)))

        there = ids | families
        # Beside all drums there goes anything else.
        return usual(sorted(families)) or usual(self.coarse)

    def _kinds(self, id: str) -> set[str]:
        """A class and all that it counts as."""
        return {id, *self.ancestors(id), self.coarse_of(id)} if id in self.classes else {id}

    def resolve(self, label: str) -> str | None:
        """The class of a label of a data set or a folder ("SFX", "hi-hats"), None where there is none."""
        key = fold(label)
        if key in self.classes:
            return key
        known = (c.id for c in self.classes.values() if key in c.labels)
        return next(known, None) or next(
            (s.id for s in self.senses(label) if s.kind == "class" and s.how != "clues"), None
        )

    def coarse_named(self, label: str) -> str | None:
        """The coarse class that a label names ("Drums", "percussion"), None where it names none."""
        senses = (sense.id for sense in self.senses(label) if sense.kind == "coarse")
        return label.lower() if label.lower() in self.coarse else next(senses, None)

    def senses(self, phrase: str) -> tuple[Sense, ...]:
        """What a whole phrase can mean, in any case, hyphenation and number; () where it is unknown."""
        return self.lookup.get(fold(phrase), ())

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first words of all known phrases."""
        return frozenset(phrase.partition(" ")[0] for phrase in self.lookup)

    @cached_property
    def lookup(self) -> Mapping[str, tuple[Sense, ...]]:
        """Every known phrase, folded, with what it can mean."""
        found: dict[str, list[Sense]] = {}

        def add(phrases: Iterable[str], sense: Sense) -> None:
            for phrase in phrases:
                if not phrase.isascii() or "-" in phrase:
                    phrase = fold(phrase)
                senses = found.setdefault(phrase, [])
                if sense not in senses:
                    senses.append(sense)

        for c in self.classes.values():
            add((c.id, c.name, c.plural), Sense("class", c.id, "name"))
            for way in WAYS:
                add(getattr(c, way), Sense("class", c.id, way))
            add(map(plural, c.synonyms), Sense("class", c.id, "synonyms"))
        for group in self.coarse.values():
            for way in ("synonyms", "clues", "foreign"):
                add(getattr(group, way), Sense("coarse", group.id, way))
            add(map(plural, group.synonyms), Sense("coarse", group.id, "synonyms"))
        for quality in self.qualities.values():
            for direction, words in ((-1, quality.low), (1, quality.high)):
                add(words, Sense("quality", quality.id, "words", direction))
                add(map(comparative, words), Sense("quality", quality.id, "comparative", direction))
        for machine in self.machines.values():
            add(
                (*machine.words, *(word + "s" for word in machine.words)),
                Sense("machine", machine.id, "words"),
            )
            for phrase, weights in machine.combos.items():
                for id, weight in weights.items():
                    add((phrase,), Sense("class", id, "combos", weight=weight))
        for mood in self.moods.values():
            add(mood.words, Sense("mood", mood.id, "words"))
        for genre in self.genres.values():
            add(genre.words, Sense("genre", genre.id, "words"))
        for kind, lists in (("flavour", self.flavours), ("form", self.forms)):
            for id, words in lists.items():
                add(words, Sense(kind, id, "words"))
        return {phrase: tuple(senses) for phrase, senses in found.items()}

    @cached_property
    def adjectives(self) -> Mapping[str, Adjective]:
        """The words for measurable qualities, each with its quality and direction."""
        return {
            word: Adjective(quality.id, direction)
            for quality in self.qualities.values()
            for direction, words in ((-1, quality.low), (1, quality.high))
            for word in words
        }

    def _check_references(self) -> None:
        def known(ids: Iterable[str], where: str, among: Mapping[str, Any], what: str) -> None:
            for id in ids:
                if id not in among:
                    raise TaxonomyError(f"{where} names the unknown {what} {id!r}")

        for c in self.classes.values():
            known((*c.parents, *c.related, *c.includes), f"class {c.id!r}", self.classes, "class")
            for parent in c.parents:
                if self.classes[parent].coarse != c.coarse:
                    raise TaxonomyError(f"class {c.id!r} and its parent {parent!r} differ in coarse class")
        for id in self.classes:
            _check_acyclic(id, self.classes)
        for group in self.coarse.values():
            known(group.beside, f"coarse {group.id!r}", {**self.classes, **self.coarse}, "class")
        for genre in self.genres.values():
            known(genre.classes, f"genre {genre.id!r}", self.classes, "class")
            if not 0 < genre.tempo[0] <= genre.tempo[-1]:
                raise TaxonomyError(f"genre {genre.id!r} needs tempo = [slowest, fastest], not {genre.tempo}")
        for machine in self.machines.values():
            known((*machine.classes, *machine.alone), f"machine {machine.id!r}", self.classes, "class")
            for phrase, weights in machine.combos.items():
                known(weights, f"{phrase!r} of machine {machine.id!r}", self.classes, "class")
        for mood in self.moods.values():
            known(mood.qualities, f"mood {mood.id!r}", self.qualities, "quality")

    def _check_duplicates(self) -> None:
        owner: dict[str, str] = {}

        def claim(phrases: Iterable[str], by: str) -> None:
            for phrase in phrases:
                if owner.setdefault(phrase, by) != by and phrase not in self.ambiguous:
                    raise TaxonomyError(
                        f"{phrase!r} stands for {owner[phrase]} and {by}; drop one or declare it ambiguous"
                    )

        for c in self.classes.values():
            claim((c.name, *c.synonyms, *c.codes, *c.clues, *c.sounds, *c.foreign), f"class {c.id!r}")
        for group in self.coarse.values():
            claim((*group.synonyms, *group.clues, *group.foreign), f"coarse {group.id!r}")
        for machine in self.machines.values():
            claim((*machine.words, *machine.combos), f"machine {machine.id!r}")
        owner.clear()
        for quality in self.qualities.values():
            claim(quality.low, f"low {quality.id!r}")
            claim(quality.high, f"high {quality.id!r}")


@cache
def shipped() -> Taxonomy:
    """The taxonomy of `data/`, read when it is first asked for."""
    return Taxonomy.load()


def _phrases(text: str | None) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(", ")) if text else ()


def _weights(text: str) -> dict[str, float]:
    pairs = (item.partition(":") for item in text.split())
    return {id: float(weight or 1.0) for id, _, weight in pairs}


def _fine_class(id: str, coarse: str, entry: Mapping[str, Any]) -> FineClass:
    if unknown := entry.keys() - FineClass.__dataclass_fields__.keys():
        raise TaxonomyError(f"class {id!r} has the unknown field {min(unknown)!r}")
    if not entry.get("about"):
        raise TaxonomyError(f"class {id!r} needs a line `about` that says what it is")
    name = entry.get("name", id)
    fields: dict[str, Any] = {way: _phrases(entry.get(way)) for way in WAYS}
    fields |= {
        field: tuple(entry.get(field, "").split()) for field in ("parents", "related", "includes", "labels")
    }
    fields |= {field: entry.get(field, False) for field in ("pitched", "looped")}
    return FineClass(id, coarse, name, entry.get("plural", plural(name)), entry["about"], **fields)


def _check_acyclic(id: str, classes: Mapping[str, FineClass]) -> None:
    waiting, seen = list(classes[id].parents), set()
    while waiting:
        parent = waiting.pop()
        if parent == id:
            raise TaxonomyError(f"class {id!r} is its own ancestor; break the circle of parents")
        if parent not in seen:
            seen.add(parent)
            waiting.extend(classes[parent].parents)
