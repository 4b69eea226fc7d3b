"""What each sample is: tags by the embedded encoder, a caption, its catalog row, and the texts that the heads learn from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from offline.analysis import Analysis, caption, name_facts, typical, with_name
from offline.analysis.words import TYPICAL
from offline.embedding.embedders import Sounds, Texts
from offline.embedding.lexical import documents
from offline.pipeline.scan import Sample
from offline.pipeline.work import Work
from retrieval_core.arrays import spread
from retrieval_core.build import EMBEDDED, TYPICAL_FILE, resolve
from retrieval_core.catalog import PERHAPS
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.request import format_of
from retrieval_core.taxonomy import Taxonomy, shipped

#: Tags that a sample keeps at most, those from `PERHAPS` on: what is excluded is kept away on a faint suspicion.
TAGS = 8
#: From this probability on a tag is believed enough to train with.
BELIEVED = 0.5
#: Samples that a class needs before it has a measure of its own of what is dark or short.
ENOUGH = 8
#: Samples that heads learn from, at most; what is typical of a class is studied on so many.
TAUGHT, STUDIED = 8_000, 20_000
#: Samples that are described at a time.
CHUNK = 500
#: Texts of a class, at most, by the list of the taxonomy that they come from.
TEXTS = {"synonyms": 12, "clues": 6}


def describe(
    work: Work,
    heard: np.ndarray,
    text_embedder: Texts,
    audio_embedder: Sounds,
    blind: bool = False,
) -> None:
    """Tag, caption and list every sample, and embed the texts about them.

    Parameters:
        heard: (n, d), the samples as the embedded audio encoder hears them.
        blind: the words to match lexically must come from the sound alone, because an evaluation asks for the labels.
    """
    taxonomy = shipped()
    samples, _ = work.scan()
    if work.has("growth"):
        before = Path(work.read("growth")["build"])
        usual = json.loads((before / TYPICAL_FILE).read_text(encoding="utf-8"))
    else:
        usual = typical_of_classes(list(study(work, samples, heard, taxonomy)))
        (work.folder / TYPICAL_FILE).write_text(json.dumps(usual), encoding="utf-8")
    rows = set() if work.has("growth") else set(taught(work, [sample.label for sample in samples]).tolist())
    lesson: list[tuple[dict[str, Any], dict[str, float]]] = []
    with work.writer("rows") as rows_file, work.writer("classes") as classes_file:
        for number, listed in enumerate(list_samples(work, samples, heard, taxonomy, usual)):
            rows_file(listed[0])
            classes_file(listed[1])
            if number in rows:
                lesson.append(listed)
    if blind:
        unlabelled = [replace(sample, label=None) for sample in samples]
        usual = typical_of_classes(list(study(work, unlabelled, heard, taxonomy)))
        worded: Iterable[tuple[Any, Any]] = list_samples(work, unlabelled, heard, taxonomy, usual)
    else:
        worded = zip(work.lines("rows"), work.lines("classes"), strict=True)
    work.write_lines("words", documents(worded, taxonomy))
    if lesson:
        work.write("taught", sorted(rows))
        texts, text_class, positive = training_texts(lesson, taxonomy)
        arrays = {"texts": text_embedder.encode(texts), "text_class": text_class, "positive": positive}
        work.write_arrays("texts", arrays)
    entries = {"text": text_embedder.about.entry(), "audio": audio_embedder.about.entry()}
    same = audio_embedder.about.checksum == text_embedder.about.checksum  # both halves of one CLAP
    joint = same or (audio_embedder.embedded and text_embedder.embedded)
    work.write("encoders", {**entries, "joint": joint})
    if audio_embedder.embedded and text_embedder.embedded:
        own = AudioEncoder.from_pretrained(resolve(entries["audio"]["path"]))
        anchors = zip((*own.classes, *own.families), own.anchors, strict=True)
        work.write_arrays("anchors", dict(anchors))


def taught(work: Work, labels: Sequence[str | None]) -> np.ndarray:
    """Rows that heads learn from: all, or of a large library `TAUGHT`, as many of each label as there are.

    What people have judged is among them.
    """
    if len(labels) <= TAUGHT:
        return np.arange(len(labels))
    judged = {row["sha256"] for row in work.read("judgements")} if work.has("judgements") else set()
    order = np.random.default_rng(work.settings.seed).permutation(len(labels))
    seen: Counter[str | None] = Counter()
    turn = np.empty(len(labels), np.int64)  # the how-manieth of its label each is, in that order
    for row in order:
        turn[row] = seen[labels[row]]
        seen[labels[row]] += 1
    if judged:
        turn[[number for number, sample in enumerate(work.scan()[0]) if sample.sha256 in judged]] = -1
    return np.sort(order[np.argsort(turn[order], kind="stable")][:TAUGHT])


def study(
    work: Work, samples: Sequence[Sample], heard: np.ndarray, taxonomy: Taxonomy
) -> Iterator[tuple[str, Analysis]]:
    """Fine class and analysis of samples that show what is typical: all, or of a large library `STUDIED`."""
    rows = set(spread(len(samples), STUDIED).tolist())
    for part in analysed(work, samples, heard, taxonomy, rows):
        for _, analysis, tags in part:
            yield next(iter(tags)), analysis


def list_samples(
    work: Work,
    samples: Sequence[Sample],
    heard: np.ndarray,
    taxonomy: Taxonomy,
    usual: dict[str, dict[str, float]],
) -> Iterator[tuple[dict[str, Any], dict[str, float]]]:
    """The catalog row of each sample, and the classes that it counts as with their probability.

    Parameters:
        usual: what is typical of each class.
    """
    for part in analysed(work, samples, heard, taxonomy):
        for sample, analysis, tags in part:
            yield row(sample, analysis, tags, usual, taxonomy), classes_of(sample.label, tags, taxonomy)


def analysed(
    work: Work,
    samples: Sequence[Sample],
    heard: np.ndarray,
    taxonomy: Taxonomy,
    wanted: Collection[int] | None = None,
) -> Iterator[list[tuple[Sample, Analysis, dict[str, float]]]]:
    """What was found in each sample and stated by its name, and its tags; some hundred samples at a time."""
    encoder = AudioEncoder.from_pretrained(EMBEDDED["audio"])
    numbered = (
        (number, about)
        for number, about in enumerate(work.lines("about"))
        if wanted is None or number in wanted
    )
    while chunk := list(islice(numbered, CHUNK)):
        rows = [number for number, _ in chunk]
        part = [samples[number] for number in rows]
        facts = [name_facts(sample.path) for sample in part]
        found = tag(heard[rows], part, taxonomy, encoder)
        yield [
            (
                sample,
                with_name(Analysis(**about), told),
                named(tags, told.classes, sample.label, taxonomy, work.settings.labels == "folders"),
            )
            for sample, (_, about), told, tags in zip(part, chunk, facts, found, strict=True)
        ]


def named(
    tags: dict[str, float],
    stated: tuple[str, ...],
    label: str | None,
    taxonomy: Taxonomy,
    loose: bool = False,
) -> dict[str, float]:
    """Tags with the classes that the name states before those that were heard, as far as the label allows them.

    Where a name says tom, a tom is no kick, however it sounds; where it says hi-hat, the sound may say which.

    Parameters:
        loose: the label is but the folder's name, which says less than the file's: in "Orchestra" there are flutes as well.
    """
    open_ = dict(zip(taxonomy.classes, within(label, list(taxonomy.classes), taxonomy), strict=True))
    fine = [id for id in stated if id in taxonomy.classes]
    allowed = {id: 1.0 for id in fine if open_[id]} or {id: 1.0 for id in fine if loose}
    finer = {id for name in allowed for id in taxonomy.descendants(name)}
    return allowed | {id: p for id, p in tags.items() if not allowed or id in finer - allowed.keys()}


def typical_of_classes(studied: Sequence[tuple[str, Analysis]]) -> dict[str, dict[str, float]]:
    """What is typical of each class that has enough samples to say: a hi-hat is dark beside other hi-hats."""
    members: dict[str, list[Analysis]] = {}
    for name, analysis in studied:
        members.setdefault(name, []).append(analysis)
    return {name: {**TYPICAL, **typical(found)} for name, found in members.items() if len(found) >= ENOUGH}


def tag(
    heard: np.ndarray, samples: Sequence[Sample], taxonomy: Taxonomy, encoder: AudioEncoder
) -> list[dict[str, float]]:
    """Fine classes of each sample with their probabilities, the likeliest first.

    A label that names a coarse class of the taxonomy, or one with finer classes below it, leaves only those to choose from.
    """
    ids = list(encoder.classes)
    masks = {label: within(label, ids, taxonomy) for label in {sample.label for sample in samples}}
    probabilities = encoder.tag(heard)
    found = []
    for sample, likely in zip(samples, probabilities, strict=True):
        likely = likely * masks[sample.label]
        likely = likely / max(likely.sum(), 1e-12)
        best = np.argsort(-likely)[:TAGS]
        found.append({ids[i]: float(likely[i]) for n, i in enumerate(best) if n == 0 or likely[i] >= PERHAPS})
    return found


def within(label: str | None, ids: list[str], taxonomy: Taxonomy) -> np.ndarray:
    """1 for the classes that a label leaves open, 0 for the others; all 1 where the label says nothing of them."""
    known = label and taxonomy.resolve(label)
    coarse = label and taxonomy.coarse_named(label)
    if known:
        finer = {known, *taxonomy.descendants(known)}
    elif coarse:
        finer = {id for id in ids if taxonomy.coarse_of(id) == coarse}
    else:
        finer = set(ids)
    mask = np.array([id in finer for id in ids], dtype=np.float32)
    return mask if mask.any() else np.ones(len(ids), np.float32)


def classes_of(label: str | None, tags: dict[str, float], taxonomy: Taxonomy) -> dict[str, float]:
    """Every class that a sample counts as, with its probability: its label, its tags, and what lies above them."""
    found: dict[str, float] = {}

    def add(name: str, probability: float) -> None:
        found[name] = min(1.0, max(found.get(name, 0.0), probability))

    above: dict[str, float] = {}
    for id, probability in tags.items():
        add(id, probability)
        for name in (*taxonomy.ancestors(id), taxonomy.coarse_of(id)):
            above[name] = above.get(name, 0.0) + probability
    for name, probability in above.items():
        add(name, probability)
    if label:
        add(label, 1.0)
        known = taxonomy.resolve(label)
        if known:
            for name in (known, *taxonomy.ancestors(known), taxonomy.coarse_of(known)):
                add(name, 1.0)
        elif coarse := taxonomy.coarse_named(label):
            add(coarse, 1.0)
    return found


def row(
    sample: Sample,
    analysis: Analysis,
    tags: dict[str, float],
    usual: dict[str, dict[str, float]],
    taxonomy: Taxonomy,
) -> dict[str, Any]:
    """The catalog row of a sample, its id aside."""
    fine, probability = next(iter(tags.items()))
    about = taxonomy.classes[fine]
    if about.coarse == "drums" and "key" not in analysis.stated:
        analysis = replace(analysis, key=None, key_confidence=0.0)  # what rings in a drum is no key
    facts = asdict(analysis)
    return {
        "path": sample.path,
        "label": sample.label,
        "fine": fine,
        "probability": probability,
        "sha256": sample.sha256,
        **facts,
        "duration": analysis.lasts,
        "format": format_of(sample.path),
        "caption": caption(about.name, analysis, usual.get(fine, TYPICAL)),
    }


def training_texts(
    listed: Sequence[tuple[dict[str, Any], dict[str, float]]], taxonomy: Taxonomy
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The texts that heads learn from: those of every class that a sample surely has, and the caption of each sample.

    Parameters:
        listed: catalog row and classes of each sample that they learn from.

    Returns:
        texts (m), the class of each text (m,) with -1 for captions, and which text describes which sample (n, m).
    """
    sure = [{name for name, p in classes.items() if p >= BELIEVED} for _, classes in listed]
    classes = {name: number for number, name in enumerate(sorted(set().union(*sure)))}
    member = np.zeros((len(listed), len(classes)), bool)
    for number, found in enumerate(sure):
        member[number, [classes[name] for name in found]] = True
    texts, owner = [], []
    for name, number in classes.items():
        for text in class_texts(name, taxonomy):
            texts.append(text)
            owner.append(number)
    captions = {text: number for number, text in enumerate(sorted({row["caption"] for row, _ in listed}))}
    caption = np.array([captions[row["caption"]] for row, _ in listed])
    of_caption = caption[:, None] == np.arange(len(captions))
    text_class = np.array(owner + [-1] * len(captions), dtype=np.int64)
    return texts + list(captions), text_class, np.concatenate([member[:, owner], of_caption], axis=1)


def class_texts(name: str, taxonomy: Taxonomy) -> list[str]:
    """Ways to ask for a class: the taxonomy's where it knows the class, else the name itself."""
    known = taxonomy.coarse.get(name) or taxonomy.classes.get(taxonomy.resolve(name) or "")
    if known is None:
        plain = name.replace("_", " ").replace("-", " ")
        return [plain, f"{plain} sample", f"{plain} sounds"]
    texts = [known.name, f"{known.name} sample", f"give me {known.name} samples"]
    for source, most in TEXTS.items():
        texts += getattr(known, source)[:most]
    return list(dict.fromkeys(texts))
