"""What people may say about a sound: captions of audio items, and prompts with what they mean.

Both are composed from the taxonomy (`data/taxonomy.toml`: words of music) and the phrasebook
(`data/words.toml`: what is said around them), so that the text tower meets millions of sentences, not a list; others are
sentences that people have written, with any sounds in them (`offline/pretrain/frames.py`).

>>> grammar, rng = CaptionGrammar.load(), Random(1)
>>> texts = grammar.captions(["openhat", "hihat"], Attributes(qualities={"brightness": 1}), rng, 4)
>>> text, target = grammar.prompt(rng)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from offline.pretrain.descriptions import Description, read_descriptions
from offline.pretrain.frames import Frame, Frames, read_frames
from offline.pretrain.language import Phrasebook, loosen, pick, roughen
from offline.pretrain.sayings import Attributes, Sayings
from retrieval_core.taxonomy import FineClass, Taxonomy, shipped

Wanted = tuple[str, Mapping[str, float], Attributes]
NOTHING_ELSE = Attributes()
#: Rules of the phrasebook for sounds of the world, and the class of each.
EVERYDAY = {"object": "foley", "surrounding": "texture", "voice": "vocal"}
#: Of the prompts that surely rule something out, how many are frames.
REFUSED_IN_WRITING = 0.6
# Kinds of prompts, each with the share of prompts up to and with it.
KINDS = {
    "terse": 0.055,
    "plain": 0.125,
    "chatty": 0.165,
    "negated": 0.235,
    "shunning": 0.255,
    "craving": 0.27,
    "coarse": 0.31,
    "descriptive": 0.35,
    "everyday": 0.365,
    "combined": 0.38,
    "foreign": 0.4,
    "described": 0.55,
    "written": 1.0,
}


@dataclass(frozen=True)
class Target:
    """What a prompt means: weights (0 to 1) of the fine classes wanted, the classes refused, and attributes.

    An item counts for its class and the ancestors of that: an open hat is openhat and hihat. It is wanted
    with the largest weight among these, and not at all where one of them is excluded.
    """

    classes: Mapping[str, float]
    excluded: frozenset[str] = frozenset()
    attributes: Attributes = NOTHING_ELSE
    kind: str = "plain"


class CaptionGrammar:
    """Writes captions and prompts; everything random comes from the `Random` that is handed in."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        phrasebook: Phrasebook,
        frames: Iterable[Frame],
        descriptions: Mapping[str, Sequence[Description]],
    ) -> None:
        self.taxonomy = taxonomy
        self.vocabulary = phrasebook.vocabulary
        self.say = phrasebook.say
        self.idle = [literal for ((literal, _),) in phrasebook.rules["idle"]]
        self.emoji = [literal for ((literal, _),) in phrasebook.rules["emoji"]]
        self.sayings = Sayings(taxonomy, phrasebook)
        self.frames = Frames(self.sayings, frames)
        self.descriptions = descriptions
        # What more genres are made of is asked for more often, a kind of something else less.
        self.asked = {
            coarse: [
                id
                for id in ids
                for _ in range(2 - bool(taxonomy.ancestors(id)) + min(4, len(self.sayings.genres[id])))
            ]
            for coarse, ids in self.sayings.of_coarse.items()
        }

    @classmethod
    def load(cls) -> "CaptionGrammar":
        """The grammar of the shipped taxonomy, phrasebook, frames and descriptions; words of music never serve as filler."""
        taxonomy = shipped()
        musical = {
            phrase
            for phrase, senses in taxonomy.lookup.items()
            if any(sense.kind in ("class", "coarse", "machine") and sense.how != "codes" for sense in senses)
        }
        phrasebook = Phrasebook.load(without=musical)
        return cls(taxonomy, phrasebook, read_frames(taxonomy), read_descriptions(taxonomy))

    def without(self, weights: Mapping[str, float], refused: FineClass) -> Target:
        """What is wanted where a class, and with it what is a kind of it, is refused."""
        return replace(_without(weights, self.sayings.kinds[refused.id]), kind="negated")

    def captions(self, classes: Sequence[str], attributes: Attributes, rng: Random, n: int) -> list[str]:
        """`n` texts that are true of one item; its most specific class comes first in `classes`."""
        return [roughen(self._caption(classes, attributes, rng), rng, self.emoji) for _ in range(n)]

    def prompt(self, rng: Random) -> tuple[str, Target]:
        """One prompt and what it means."""
        share = rng.random()
        kind = next(kind for kind, upto in KINDS.items() if share < upto)
        text, target = getattr(self, "_" + kind)(rng)
        return self._finished(text, target, kind, rng)

    def refusal(self, rng: Random) -> tuple[str, Target]:
        """One prompt that rules something out."""
        if rng.random() < REFUSED_IN_WRITING:
            text, target = self._written(rng, refusing=True)
            return self._finished(text, target, "written", rng)
        while True:
            text, target = self.prompt(rng)
            if target.excluded:
                return text, target

    def _finished(self, text: str, target: Target, kind: str, rng: Random) -> tuple[str, Target]:
        """A prompt as somebody types it."""
        return self.said(text, rng), replace(target, kind=kind)

    def said(self, text: str, rng: Random) -> str:
        """The text with words of no weight dropped or put in, as nobody's sentence is one of the phrasebook's, and mistyped."""
        return roughen(loosen(text, self.idle, rng), rng, self.emoji)

    def _caption(self, classes: Sequence[str], attributes: Attributes, rng: Random) -> str:
        id = classes[0] if len(classes) == 1 or rng.random() < 0.78 else pick(classes[1:], rng)
        known = self.taxonomy.classes[id]
        way = rng.random()
        if way < 0.08:
            text = self.sayings.coarse(known.coarse, rng)
        elif way < 0.16:
            text = self.sayings.clue(known.clues, rng)
        elif way < 0.20:
            text = self.sayings.sound(known, rng)
        elif way < 0.23 and known.foreign:
            text = self.say("foreignframe", rng, x=pick(known.foreign, rng))
        elif way < 0.26:
            text = known.about
        else:
            text, _ = self.sayings.dressed(known, self.sayings.some(attributes, rng), rng)
        frame = rng.random()
        if frame < 0.22:
            return self.say("plain", rng, np=text)
        if frame < 0.28:
            return self.say("chatty", rng, np=text)
        if frame < 0.34:
            no, _ = self._refused(set(classes), known.coarse, rng, spare=set(classes))
            return self.say("refusal", rng, np=text, no=no)
        return text

    def _terse(self, rng: Random) -> tuple[str, Target]:
        if rng.random() < 0.2:
            text, weights = self.sayings.file_name(self._any_class(rng), rng)
            return text, Target(weights)
        text, weights, attributes = self._want(rng)
        if rng.random() < 0.15:
            words = text.split(" ")
            rng.shuffle(words)
            text = " ".join(words)
        return text, Target(weights, attributes=attributes)

    def _plain(self, rng: Random) -> tuple[str, Target]:
        text, weights, attributes = self._want(rng)
        return self.say("plain", rng, np=text), Target(weights, attributes=attributes)

    def _chatty(self, rng: Random) -> tuple[str, Target]:
        text, weights, attributes = self._want(rng) if rng.random() < 0.8 else self._want_coarse(rng)
        return self.say("chatty", rng, np=text), Target(weights, attributes=attributes)

    def _craving(self, rng: Random) -> tuple[str, Target]:
        text, weights, attributes = self._want(rng) if rng.random() < 0.8 else self._want_coarse(rng)
        return self.say("craving", rng, np=text), Target(weights, attributes=attributes)

    def _coarse(self, rng: Random) -> tuple[str, Target]:
        text, weights, attributes = self._want_coarse(rng)
        if rng.random() < 0.6:
            text = self.say("plain", rng, np=text)
        return text, Target(weights, attributes=attributes)

    def _descriptive(self, rng: Random) -> tuple[str, Target]:
        known = self._any_class(rng)
        text = self.sayings.clue(known.clues, rng) if rng.random() < 0.75 else self.sayings.sound(known, rng)
        if rng.random() < 0.45:
            text = self.say("chatty" if rng.random() < 0.25 else "plain", rng, np=text)
        return text, Target(self.sayings.weights(known))

    def _described(self, rng: Random) -> tuple[str, Target]:
        id = pick(tuple(self.taxonomy.coarse), rng) if rng.random() < 0.03 else self._any_class(rng).id
        if id not in self.descriptions:
            return self._described(rng)
        described = pick(self.descriptions[id], rng)
        excluded = frozenset(name for refused in described.refused for name in self._every(refused))
        means = self._all_of(id) if id in self.taxonomy.coarse else self._meant(id, "")
        return described.text, _without(means, excluded)

    def _everyday(self, rng: Random) -> tuple[str, Target]:
        rule = "object" if rng.random() < 0.7 else pick(tuple(EVERYDAY), rng)
        text = self.say(rule, rng)
        if rng.random() < 0.35:
            text = self.say("chatty" if rng.random() < 0.25 else "plain", rng, np=text)
        return text, Target(self.sayings.weights(self.taxonomy.classes[EVERYDAY[rule]]))

    def _combined(self, rng: Random) -> tuple[str, Target]:
        a, first, _ = self._want(rng)
        b, second, _ = self._want(rng)
        text = self.say("also", rng, a=a, b=b)
        if rng.random() < 0.5:
            text = self.say("plain", rng, np=text)
        return text, Target({id: max(first.get(id, 0), second.get(id, 0)) for id in {**first, **second}})

    def _foreign(self, rng: Random) -> tuple[str, Target]:
        known = self._any_class(rng)
        coarse = known.coarse
        if known.foreign and rng.random() < 0.75:
            word, weights = pick(known.foreign, rng), self.sayings.weights(known)
        else:
            coarse = "drums" if rng.random() < 0.6 else "keys"
            word, weights = pick(self.taxonomy.coarse[coarse].foreign, rng), self._all_of(coarse)
        if rng.random() < 0.65:
            return self.say("foreignframe", rng, x=word), Target(weights)
        no, excluded = self._refused(_surely(weights), coarse, rng)
        other = self._any_class(rng)
        if other.foreign and not _surely(weights) <= self.sayings.kinds[other.id] and rng.random() < 0.6:
            no, excluded = pick(other.foreign, rng), self.sayings.kinds[other.id]
        if rng.random() < 0.2:
            return self.say("foreignshun", rng, no=no), _without(
                dict.fromkeys(self.taxonomy.classes, 1.0), excluded
            )
        return self.say("foreignrefusal", rng, np=word, no=no), _without(weights, excluded)

    def _written(self, rng: Random, refusing: bool = False) -> tuple[str, Target]:
        filled = self.frames.draw(rng, refusing)
        wanted: dict[str, float] = {}
        # Chat that asks for nothing is still about what it names.
        about = filled.wanted or (filled.passing if not filled.refused else {})
        for id, phrase in about.items():
            means = self._all_of(id) if id in self.taxonomy.coarse else self._meant(id, phrase)
            wanted |= {name: max(weight, wanted.get(name, 0.0)) for name, weight in means.items()}
        excluded = {name for id in filled.refused for name in self._every(id)}
        weights = wanted or dict.fromkeys(self.taxonomy.classes, 1.0)
        return filled.text, _without(weights, frozenset(excluded), Attributes(qualities=filled.qualities))

    def _meant(self, id: str, phrase: str) -> Mapping[str, float]:
        return self.sayings.weights(self.taxonomy.classes[id], phrase)

    def _every(self, id: str) -> Collection[str]:
        """All classes that count as a class or a family."""
        return self.sayings.of_coarse[id] if id in self.taxonomy.coarse else self.sayings.kinds[id]

    def _negated(self, rng: Random) -> tuple[str, Target]:
        way = rng.random()
        if way < 0.3:
            text, weights, attributes = self._want_coarse(rng)
        elif way < 0.38:
            known = self._any_class(rng)
            text, weights, attributes = (
                self.sayings.clue(known.clues, rng),
                self.sayings.weights(known),
                Attributes(),
            )
        elif way < 0.54:
            return self._parted(rng)
        elif way < 0.62:
            a, first, _ = self._want(rng)
            b, second, _ = self._want(rng)
            text, attributes = self.say("also", rng, a=a, b=b), NOTHING_ELSE
            weights = {id: max(first.get(id, 0), second.get(id, 0)) for id in {**first, **second}}
        else:
            text, weights, attributes = self._want(rng)
        wanted = _surely(weights)
        no, excluded = self._refused(wanted, self.taxonomy.coarse_of(min(wanted)), rng)
        return self.say("refusal", rng, np=text, no=no), _without(weights, excluded, attributes)

    def _parted(self, rng: Random) -> tuple[str, Target]:
        """One of two classes that are easily taken for each other, and not the other."""
        known = self._any_class(rng)
        while not self.sayings.neighbours[known.id]:
            known = self._any_class(rng)
        other = self.taxonomy.classes[pick(self.sayings.neighbours[known.id], rng)]
        attributes = self.sayings.wish(known, rng)
        text, weights = self.sayings.dressed(known, attributes, rng)
        excluded = self.sayings.kinds[other.id]
        if known.id in excluded:  # a kind of it: "open hats, not hats" means nothing
            return self._parted(rng)
        no = self.sayings.plain_name(other, rng)
        return self.say("refusal", rng, np=text, no=self._article(no, rng)), _without(
            weights, excluded, attributes
        )

    def _article(self, text: str, rng: Random) -> str:
        return f"{self.say('article', rng)} {text}" if rng.random() < 0.15 else text

    def _shunning(self, rng: Random) -> tuple[str, Target]:
        no, excluded = self._refused(set(), self._any_class(rng).coarse, rng)
        return self.say("shun", rng, no=no), _without(dict.fromkeys(self.taxonomy.classes, 1.0), excluded)

    def _any_class(self, rng: Random) -> FineClass:
        share = rng.random()
        coarse = "drums" if share < 0.5 else "keys" if share < 0.82 else "other"
        return self.taxonomy.classes[pick(self.asked[coarse], rng)]

    def _all_of(self, coarse: str) -> dict[str, float]:
        return dict.fromkeys(self.sayings.of_coarse[coarse], 1.0)

    def _want(self, rng: Random) -> Wanted:
        if rng.random() < 0.05:
            machine = self.taxonomy.machines[pick(tuple(self.taxonomy.machines), rng)]
            text = pick(machine.words, rng)
            if rng.random() < 0.6:
                text = f"{text} {self.say('noun', rng)}"
            return text, machine.classes, Attributes(machine=machine.id)
        known = self._any_class(rng)
        attributes = self.sayings.wish(known, rng)
        text, weights = self.sayings.dressed(known, attributes, rng)
        return text, weights, attributes

    def _want_coarse(self, rng: Random) -> Wanted:
        share = rng.random()
        coarse = "drums" if share < 0.55 else "keys" if share < 0.97 else "other"
        return self.sayings.coarse(coarse, rng), self._all_of(coarse), Attributes()

    def _refused(
        self, wanted: set[str], coarse: str, rng: Random, spare: Collection[str] = ()
    ) -> tuple[str, frozenset[str]]:
        """Words for one or two things that are not wanted, and the classes they mean: never all of `wanted`
        and none of `spare`; half of them come from the same coarse class."""
        count = 1 if rng.random() < 0.82 else 2
        phrases: list[str] = []
        excluded: set[str] = set()
        while len(phrases) < count:
            text, means = self._refusable(wanted, coarse, rng)
            if not (wanted and wanted <= excluded | means) and means.isdisjoint(spare):
                phrases.append(self._article(text, rng))
                excluded |= means
        glue = pick((" or ", " and ", ", ", " nor ", " or ", " & ", "/", " no ", ", no ", " or any "), rng)
        return glue.join(phrases), frozenset(excluded)

    def _refusable(self, wanted: set[str], coarse: str, rng: Random) -> tuple[str, frozenset[str]]:
        held = {self.taxonomy.coarse_of(id) for id in wanted}
        others = [other for other in ("drums", "keys") if other not in held]
        if others and rng.random() < (0.28 if wanted else 0.5):
            group = self.taxonomy.coarse[pick(others, rng)]
            text = group.name if rng.random() < 0.4 else pick(group.synonyms, rng)
            return text, frozenset(self.sayings.of_coarse[group.id])
        while True:
            known = (
                self.taxonomy.classes[pick(self.asked[coarse], rng)]
                if rng.random() < 0.6
                else self._any_class(rng)
            )
            text = self.sayings.plain_name(known, rng)
            # "No percussion" may refuse every drum, or only what is struck beside the kit: nobody can tell.
            if all(sense.kind != "coarse" for sense in self.taxonomy.senses(text)):
                return text, self.sayings.kinds[known.id]


def _surely(weights: Mapping[str, float]) -> set[str]:
    top = max(weights.values())
    return {id for id, weight in weights.items() if weight == top}


def _without(
    weights: Mapping[str, float], excluded: frozenset[str], attributes: Attributes = NOTHING_ELSE
) -> Target:
    return Target({id: weight for id, weight in weights.items() if id not in excluded}, excluded, attributes)
