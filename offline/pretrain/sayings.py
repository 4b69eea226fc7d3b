"""Words for one thing, composed from the taxonomy: a class, what it is like, how it sounds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from offline.pretrain.language import Phrasebook, pick, respell, stretched
from retrieval_core.taxonomy import FineClass, Taxonomy
from retrieval_core.wording import comparative, plural

# What a class word also lets through: neighbours that a listener would accept, other meanings of the phrase,
# and the rest of a coarse class where the phrase names that too ("percussion").
RELATED, AMBIGUOUS, COARSE_TOO = 0.3, 0.6, 0.3
# Pairs that are told apart with effort, beside those that the taxonomy calls related.
ALIKE = (
    *(
        ("kick", "tom"),
        ("kick", "synthbass"),
        ("snare", "clap"),
        ("snare", "rim"),
        ("rim", "clap"),
        ("rim", "cowbell"),
    ),
    *(
        ("hihat", "shaker"),
        ("openhat", "cymbal"),
        ("hihat", "cymbal"),
        ("shaker", "tambourine"),
        ("tom", "conga"),
    ),
    *(
        ("conga", "tabla"),
        ("bongo", "tabla"),
        ("piano", "epiano"),
        ("epiano", "synthkeys"),
        ("synthkeys", "pad"),
    ),
    *(
        ("piano", "synthkeys"),
        ("organ", "synthkeys"),
        ("bass", "synthbass"),
        ("guitar", "bass"),
        ("strings", "pad"),
    ),
)
NOTES = ("C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "G#", "Ab", "A", "Bb", "B")
DEGREES = (
    "very",
    "really",
    "super",
    "quite",
    "a bit",
    "extra",
    "nice and",
    "pretty",
    "so",
    "kinda",
    "slightly",
)


@dataclass(frozen=True)
class Attributes:
    """What is known of a sound, or asked of it, besides its class: ids of the taxonomy, numbers, free words.

    `qualities` maps quality ids to -1 or +1; `tempo` is in beats per minute; `key` reads "A minor".
    """

    qualities: Mapping[str, int] = field(default_factory=dict)
    moods: tuple[str, ...] = ()
    flavours: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    machine: str | None = None
    tempo: float | None = None
    key: str | None = None
    words: tuple[str, ...] = ()


class Sayings:
    """Ways to say classes and attributes; everything random comes from the `Random` that is handed in."""

    def __init__(self, taxonomy: Taxonomy, phrasebook: Phrasebook) -> None:
        self.taxonomy, self.say = taxonomy, phrasebook.say
        self.nouns = {q for q in taxonomy.qualities if f"much_{q}" in phrasebook.rules}
        ids = list(taxonomy.classes)
        self.of_coarse = {c: [id for id in ids if taxonomy.coarse_of(id) == c] for c in taxonomy.coarse}
        self.machines = {
            id: [m.id for m in taxonomy.machines.values() if m.classes.get(id, 0) >= 0.5] for id in ids
        }
        self.genres = {id: [g.id for g in taxonomy.genres.values() if id in g.classes] for id in ids}
        self.combos: dict[str, list[str]] = {id: [] for id in ids}
        for machine in taxonomy.machines.values():
            for phrase, weights in machine.combos.items():
                self.combos[max(weights, key=lambda id: weights[id])].append(phrase)
        self.kinds = {id: frozenset({id, *taxonomy.descendants(id)}) for id in ids}
        self.neighbours = {id: _neighbours(taxonomy, id) for id in ids}
        self._weights: dict[tuple[str, str], Mapping[str, float]] = {}

    def weights(self, known: FineClass, phrase: str = "") -> Mapping[str, float]:
        """The fine classes that a phrase for a class lets through, with weights from 0 to 1."""
        if (known.id, phrase) not in self._weights:
            weights = dict.fromkeys(known.related, RELATED)
            for sense in self.taxonomy.senses(phrase):
                if sense.kind == "class":
                    weights[sense.id] = max(weights.get(sense.id, 0), AMBIGUOUS)
                elif sense.kind == "coarse":
                    weights = dict.fromkeys(self.of_coarse[sense.id], COARSE_TOO) | weights
            self._weights[known.id, phrase] = weights | {known.id: 1.0}
        return self._weights[known.id, phrase]

    def name(self, known: FineClass, rng: Random) -> str:
        """A noun for a class: its name, an abbreviation, or any synonym, in either number."""
        way = rng.random()
        if way < 0.07:
            return pick(known.codes, rng)
        if way < 0.10 and self.combos[known.id]:
            return pick(self.combos[known.id], rng)
        return self.plain_name(known, rng)

    def plain_name(self, known: FineClass, rng: Random) -> str:
        """The same without abbreviations."""
        way = rng.random()
        if way < 0.22:
            return known.name
        if way < 0.44:
            return known.plural
        if way < 0.48:
            return known.id.replace("_", " ")
        text = pick(known.synonyms, rng)
        return respell(plural(text) if rng.random() < 0.3 else text, rng)

    def coarse(self, id: str, rng: Random) -> str:
        """A noun phrase or a description for all of a coarse class."""
        coarse = self.taxonomy.coarse[id]
        if rng.random() < 0.2:
            return self.clue(coarse.clues, rng)
        text = respell(coarse.name if rng.random() < 0.3 else pick(coarse.synonyms, rng), rng)
        if rng.random() < 0.2:
            text = plural(text)
        if rng.random() < 0.12:
            text = f"{pick(coarse.synonyms, rng)} {text}"
        if rng.random() < 0.25:
            quality = pick(tuple(self.taxonomy.qualities), rng)
            text = f"{self.adjective(quality, pick((-1, 1), rng), rng)} {text}"
        if rng.random() < 0.3:
            text = f"{text} {self.say('noun', rng)}"
        if rng.random() < 0.2:
            text = f"{self.say('count', rng)} {text}"
        if rng.random() < 0.1:
            genre = pick(tuple(self.taxonomy.genres.values()), rng)
            text = f"{text} {self.say('genretrait', rng, g=pick(genre.words, rng))}"
        return text

    def clue(self, clues: Sequence[str], rng: Random) -> str:
        """A description that does without the noun."""
        clue = pick(clues, rng)
        if rng.random() < 0.12:
            clue = f"{clue}, {pick(clues, rng)}"
        return self.say("clueframe", rng, clue=clue)

    def sound(self, known: FineClass, rng: Random) -> str:
        """What it sounds like, spelt out."""
        sound = pick(known.sounds, rng)
        return self.say("soundframe", rng, sound=stretched(sound, rng) if rng.random() < 0.3 else sound)

    def file_name(self, known: FineClass, rng: Random) -> tuple[str, Mapping[str, float]]:
        """A name as in sample packs, most often abbreviated, and the classes that it lets through."""
        name = pick(known.codes, rng) if rng.random() < 0.7 else self.plain_name(known, rng)
        parts = [name]
        if rng.random() < 0.5:
            quality = pick(tuple(self.taxonomy.qualities), rng)
            parts.append(self.adjective(quality, pick((-1, 1), rng), rng))
        if self.machines[known.id] and rng.random() < 0.3:
            machine = self.taxonomy.machines[pick(self.machines[known.id], rng)]
            parts.append(pick(machine.words, rng))
        if rng.random() < 0.3:
            parts.insert(int(rng.random() * 2), self.say("noun", rng))
        if rng.random() < 0.4:
            rng.shuffle(parts)
        if rng.random() < 0.4:
            parts.append(f"{int(rng.random() * 30):0{1 + int(rng.random() * 3)}d}")
        text = pick((" ", " ", "_", "-"), rng).join(parts)
        return text + pick(("", "", "", ".wav"), rng), self.weights(known, name)

    def adjective(self, quality: str, direction: int, rng: Random) -> str:
        """A word for one end of a quality, at times with a degree."""
        ends = self.taxonomy.qualities[quality]
        word = pick(ends.low if direction < 0 else ends.high, rng)
        degree = rng.random()
        if degree < 0.08:
            return comparative(word)
        return f"{pick(DEGREES, rng)} {word}" if degree < 0.2 else word

    def dressed(
        self, known: FineClass, attributes: Attributes, rng: Random
    ) -> tuple[str, Mapping[str, float]]:
        """A noun phrase for a class with its attributes in words, and the classes that it lets through."""
        taxonomy, say = self.taxonomy, self.say
        before, after = list(attributes.words), []
        for quality, direction in attributes.qualities.items():
            way = rng.random()
            if way < 0.2 and direction < 0 and quality in self.nouns:
                after.append(say("lacking", rng, much=say(f"much_{quality}", rng)))
                continue
            if way < 0.12:
                after.append(say("untrait", rng, q=self.adjective(quality, -direction, rng)))
                continue
            word = self.adjective(quality, direction, rng)
            if rng.random() < (0.6 if " " in word else 0.25):
                after.append(say("trait", rng, q=word))
            else:
                before.append(word)
        before += [pick(taxonomy.moods[mood].words, rng) for mood in attributes.moods]
        before += [pick(taxonomy.flavours[flavour], rng) for flavour in attributes.flavours]
        if attributes.machine:
            machine = pick(taxonomy.machines[attributes.machine].words, rng)
            if rng.random() < 0.6:
                before.append(machine)
            else:
                after.append(say("machinetrait", rng, m=machine))
        for genre in attributes.genres:
            word = pick(taxonomy.genres[genre].words, rng)
            if rng.random() < 0.45:
                before.append(word)
            else:
                after.append(say("genretrait", rng, g=word))
        if attributes.tempo:
            after.append(say("tempotrait", rng, t=str(round(attributes.tempo))))
        if attributes.key:
            after.append(say("keytrait", rng, k=_key(attributes.key, rng)))
        rng.shuffle(before)
        rng.shuffle(after)
        if len(before) > 1 and rng.random() < 0.2:
            before = [", ".join(before)]
        if rng.random() < 0.25:
            before.insert(0, say("count", rng))
        name = self.name(known, rng)
        noun = [name]
        if rng.random() < 0.25:
            noun.append(say("loopnoun" if known.looped and rng.random() < 0.6 else "noun", rng))
        return " ".join([*before, *noun, *after]), self.weights(known, name)

    def wish(self, known: FineClass, rng: Random) -> Attributes:
        """Attributes as somebody might ask of a class; more often none than one."""
        taxonomy = self.taxonomy
        number = rng.random()
        names = tuple(taxonomy.qualities)
        qualities: dict[str, int] = {}
        for _ in range(0 if number < 0.55 else 1 if number < 0.85 else 2 if number < 0.97 else 3):
            qualities[pick(names, rng)] = pick((-1, 1), rng)
        usual = self.genres[known.id]
        genres = usual if usual and rng.random() < 0.7 else tuple(taxonomy.genres)
        machines = self.machines[known.id]
        return Attributes(
            qualities,
            moods=(pick(tuple(taxonomy.moods), rng),) if rng.random() < 0.06 else (),
            flavours=(pick(tuple(taxonomy.flavours), rng),) if rng.random() < 0.08 else (),
            genres=(pick(genres, rng),) if rng.random() < 0.12 else (),
            machine=pick(machines, rng) if machines and rng.random() < 0.08 else None,
            tempo=float(60 + int(rng.random() * 120))
            if rng.random() < (0.22 if known.looped else 0.015)
            else None,
            key=f"{pick(NOTES, rng)} {pick(('major', 'minor'), rng)}"
            if known.pitched and rng.random() < 0.08
            else None,
        )

    def some(self, attributes: Attributes, rng: Random) -> Attributes:
        """Attributes with more than half of them left unsaid."""

        def kept(items: Collection[str]) -> tuple[str, ...]:
            return tuple([item for item in items if rng.random() < 0.4])

        return Attributes(
            {quality: attributes.qualities[quality] for quality in kept(attributes.qualities)},
            kept(attributes.moods),
            kept(attributes.flavours),
            kept(attributes.genres),
            attributes.machine if rng.random() < 0.4 else None,
            attributes.tempo if rng.random() < 0.4 else None,
            attributes.key if rng.random() < 0.4 else None,
            kept(attributes.words),
        )


def _neighbours(taxonomy: Taxonomy, id: str) -> tuple[str, ...]:
    """The classes that one is most easily taken for: its kinds, kinds of the same, and those related either way."""
    own = taxonomy.classes[id]
    alike = {other for pair in ALIKE if id in pair for other in pair}
    near = [
        other.id
        for other in taxonomy.classes.values()
        if other.id in own.related
        or id in other.related
        or id in other.parents
        or not set(own.parents).isdisjoint(other.parents)
        or other.id in alike
    ]
    return tuple(other for other in near if other != id)


def _key(key: str, rng: Random) -> str:
    note, mode = key.split(" ")
    spelt = note.replace("#", " sharp").replace("b", " flat")
    return pick((key, key, note + "m" * (mode == "minor"), f"{note} {mode[:3]}", f"{spelt} {mode}"), rng)
