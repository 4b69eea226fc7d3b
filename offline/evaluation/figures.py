"""The figures of an evaluation, by matplotlib: PNG for the chat, SVG in the colours of the page for the report.

Colours are those of Okabe and Ito (2008) and the map cividis (Nuñez, Anderton and Renslow, 2018), which people with any
colour vision tell apart; nothing is said by colour alone.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#B8A800")
#: What matplotlib brings along, and what it brings along to draw boxes with.
OWN_FONT, LAST_RESORT = "DejaVu Sans", "Last Resort"
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h")
#: Stands for the page's own text colour until the SVG is in the page.
INK = "#123456"
#: From this many classes on, cells hold one number, and the map names the classes where they lie.
MANY = 9
#: Classes of which a matrix is still read; of more the most confused are drawn, and the others as one.
MOST = 60
#: Letters of a class that a matrix has room for.
LONG = 28
#: Points of a map; of larger libraries a seeded choice is drawn.
POINTS = 1000


@cache
def fonts(text: str) -> tuple[str, ...]:
    """The font of the figures, and behind it one for each letter that it lacks and some font of this machine has."""
    own = font_manager.findfont(OWN_FONT)
    missing = {ord(letter) for letter in text} - glyphs(own)
    found = [OWN_FONT]
    for entry in font_manager.fontManager.ttflist if missing else ():
        if LAST_RESORT not in entry.name and missing & glyphs(entry.fname):
            missing -= glyphs(entry.fname)
            found.append(entry.name)
    return tuple(found)


@cache
def glyphs(file: str) -> frozenset[int]:
    """The characters that a font file can draw."""
    return frozenset(font_manager.get_font(file).get_charmap())


def drawable(text: str) -> str:
    """A name as this machine can draw it: letters that no font has are written as what Unicode calls them.

    >>> drawable("Kick")
    'Kick'
    """
    there = frozenset().union(*(glyphs(font_manager.findfont(name)) for name in fonts(text)))
    return "".join(letter if ord(letter) in there else spelled(letter) for letter in text)


def spelled(letter: str) -> str:
    """A letter in Latin ones where its name in Unicode says how it sounds, else its number.

    >>> [spelled(letter) for letter in "キック한手"]
    ['ki', 'tu', 'ku', 'han', '<624B>']
    """
    name = unicodedata.name(letter, "")
    sound = re.search(r"(?:LETTER|SYLLABLE)(?: SMALL)? ([A-Z]+)$", name)
    return sound[1].lower() if sound else f"<{ord(letter):04X}>"


def png(figure: Figure, file: Path) -> None:
    """Write a figure as PNG, black on white."""
    with_ink: list[Any] = figure.findobj(lambda artist: getattr(artist, "get_color", str)() == INK)
    for artist in with_ink:
        artist.set_color("black")
    figure.savefig(file, dpi=120, facecolor="white")


def svg(figure: Figure, name: str) -> str:
    """A figure as SVG to stand in a page: its ink is the page's text colour, and it shrinks with the page.

    Parameters:
        name: a short description, for those who cannot see it.
    """
    stream = StringIO()
    with (
        matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # the page has fonts of its own
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' id="[a-zA-Z]+[\w.]*_\d+"', "", text)  # what several figures would have in common
    return text.replace("<svg ", f'<svg role="img" aria-label="{name}" ', 1)


def most_confused(
    counts: np.ndarray, labels: Sequence[str], most: int = MOST
) -> tuple[np.ndarray, list[str]]:
    """A confusion matrix (n, n) of `most` classes: those with most mistakes in their row and column, and the sum of the others last.

    >>> most_confused(np.diag([3, 2, 1]) + np.eye(3, k=-1, dtype=int), ["kick", "tom", "clap"], most=2)
    (array([[2, 1],
           [1, 4]]), ['tom', '2 others'])
    """
    if len(labels) <= most:
        return counts, list(labels)
    mistakes = counts.sum(axis=0) + counts.sum(axis=1) - 2 * counts.diagonal()
    kept = np.sort(np.argsort(-mistakes, kind="stable")[: most - 1])
    place = np.full(len(labels), most - 1)
    place[kept] = np.arange(most - 1)
    pooled = np.zeros((most, most), counts.dtype)
    np.add.at(pooled, (place[:, None], place[None, :]), counts)
    return pooled, [*(labels[i] for i in kept), f"{len(labels) - most + 1} others"]


def confusion(figures: Mapping[str, Any], title: str, shares: bool = False) -> Figure:
    """A confusion matrix: rows asked for, columns voted for, shaded by the share of the row.

    Parameters:
        figures: `confusion_matrix` and `labels`, as `metrics.decisions` makes them.
        shares: write per cents instead of counts. With few classes both stand in a cell.
    """
    counts, labels = most_confused(np.array(figures["confusion_matrix"]), figures["labels"])
    labels = [label if len(label) <= LONG else f"{label[: LONG - 1]}…" for label in labels]
    asked = counts.sum(axis=1) > 0
    counts = counts[asked]
    rows = [label for label, kept in zip(labels, asked, strict=True) if kept]
    share = counts / counts.sum(axis=1, keepdims=True)
    few = len(labels) < MANY
    cell = 0.95 if few else 0.36
    size = (cell * len(labels) + 1.6, cell * len(rows) + (1.2 if few else 1.6))
    figure = Figure(figsize=(max(size[0], 3.4), max(size[1], 2.6)), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(share, cmap="cividis", vmin=0, vmax=1, aspect="equal")
    for (i, j), count in np.ndenumerate(counts):
        if count:
            percent = f"{share[i, j]:.0%}" if few else f"{100 * share[i, j]:.0f}"
            text = f"{count}\n{percent}" if few and not shares else percent if shares else str(count)
            colour = "black" if share[i, j] > 0.55 else "white"
            axes.text(j, i, text, ha="center", va="center", color=colour, fontsize=11 if few else 8)
    style: dict[str, Any] = {"fontsize": 10 if few else 8, "fontfamily": fonts("".join(labels))}
    axes.set_xticks(range(len(labels)), labels, rotation=0 if few else 90, **style)
    axes.set_yticks(range(len(rows)), rows, **style)
    axes.set_title(title, fontsize=11)
    _ink(axes, "vote of the hits", "asked for")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure


def curves(precision: Mapping[str, Sequence[float]]) -> Figure:
    """Interpolated precision at eleven levels of recall, averaged over the queries, a line an approach."""
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    recall = np.linspace(0, 1, 11)
    for i, (name, values) in enumerate(precision.items()):
        axes.plot(
            recall,
            values,
            color=PALETTE[i % len(PALETTE)],
            linestyle=DASHES[i % len(DASHES)],
            marker=MARKERS[i % len(MARKERS)],
            markersize=5,
            label=name,
        )
    axes.set(xlim=(-0.02, 1.02), ylim=(0, 1.03))
    axes.grid(color=INK, alpha=0.15)
    axes.legend(frameon=False, labelcolor=INK, loc="lower left")
    _ink(axes, "recall", "precision")
    return figure


def histogram(scores: np.ndarray, right: np.ndarray, title: str) -> Figure:
    """How high the right and the wrong hits score."""
    figure = Figure(figsize=(4.6, 3.0), layout="constrained")
    axes = figure.add_subplot()
    edges = np.histogram_bin_edges(scores, bins=24).tolist()
    for chosen, colour, hatch, name in (
        (right, PALETTE[0], "", "right"),
        (~right, PALETTE[1], "////", "wrong"),
    ):
        axes.hist(
            scores[chosen],
            edges,
            color=colour,
            alpha=0.65,
            hatch=hatch,
            edgecolor=INK,
            linewidth=0.4,
            label=f"{name} ({chosen.sum()})",
        )
    figure.legend(frameon=False, labelcolor=INK, loc="outside lower center", ncols=2)
    axes.set_title(title, fontsize=11)
    _ink(axes, "cosine", "hits")
    return figure


def space(
    audio: np.ndarray,
    labels: Sequence[str],
    held_out: np.ndarray,
    queries: np.ndarray,
    wishes: Sequence[str],
    colours: Mapping[str, int],
    title: str,
    seed: int = 0,
) -> Figure:
    """A 2-D map of an approach's space, sounds and queries together, by t-SNE (van der Maaten and Hinton, 2008).

    Parameters:
        audio: (n, d), what the index holds; drawn full where `held_out`, hollow where its heads have learned from it.
        labels: class of each sample.
        queries: (q, d), what the index is asked; drawn as crosses.
        wishes: class that each query asks for.
        colours: number of the colour of each class.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(audio), min(POINTS, len(audio)), replace=False))
    audio, held_out, labels = audio[chosen], held_out[chosen], [labels[i] for i in chosen]
    points = flatten(np.concatenate([audio, queries]), seed)
    figure = Figure(figsize=(5.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=11)
    heard, asked = points[: len(audio)], points[len(audio) :]
    several = len(colours) >= MANY
    names = list(dict.fromkeys(labels))
    for name in colours:
        i = colours[name]
        mine = np.array([label == name for label in labels])
        style: dict[str, Any] = {"marker": MARKERS[i % len(MARKERS)], "rasterized": len(audio) > 400}
        colour = PALETTE[i % len(PALETTE)]
        full, hollow = heard[mine & held_out], heard[mine & ~held_out]
        axes.scatter(full[:, 0], full[:, 1], s=22, color=colour, **style)
        axes.scatter(
            hollow[:, 0], hollow[:, 1], s=22, facecolors="none", edgecolors=colour, alpha=0.7, **style
        )
        wished = asked[np.array([wish == name for wish in wishes])]
        axes.scatter(wished[:, 0], wished[:, 1], color=colour, marker="x", s=46, linewidths=2.0)
        if several and name in names:
            axes.annotate(name, np.median(heard[mine], axis=0), color=INK, fontsize=7, ha="center")
    axes.scatter(asked[:, 0], asked[:, 1], color=INK, marker="x", s=12, linewidths=0.7)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(color=INK, alpha=0.3)
    axes.title.set_color(INK)
    named = {} if several else {name: i for name, i in colours.items() if name in names or name in wishes}
    _legend(figure, named, learned=not held_out.all())
    return figure


def _legend(figure: Figure, colours: Mapping[str, int], learned: bool) -> None:
    """What the marks of `space` mean: classes by the number of their colour, queries, and samples that were learned from."""
    entries = [
        Line2D([], [], color=PALETTE[i % len(PALETTE)], marker=MARKERS[i % len(MARKERS)], label=name)
        for name, i in colours.items()
    ]
    entries.append(Line2D([], [], color=INK, marker="x", label="queries"))
    if learned:
        entries.append(Line2D([], [], color=INK, marker="o", markerfacecolor="none", label="learned from"))
    for entry in entries:
        entry.set_linestyle("")
    figure.legend(
        handles=entries, frameon=False, labelcolor=INK, fontsize=8, loc="outside lower center", ncols=4
    )


def flatten(vectors: np.ndarray, seed: int) -> np.ndarray:
    """Vectors in two dimensions, neighbours by cosine kept: t-SNE, or PCA where there are too few for it."""
    if len(vectors) < 12:
        return PCA(2, random_state=seed).fit_transform(vectors)
    perplexity = min(30, len(vectors) / 4)
    return TSNE(2, perplexity=perplexity, init="pca", metric="cosine", random_state=seed).fit_transform(
        vectors
    )


def _ink(axes: Axes, x: str, y: str) -> None:
    """Label the axes, and draw all that is not data in the page's own colour."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.tick_params(colors=INK)
    for text in (axes.xaxis.label, axes.yaxis.label, axes.title):
        text.set_color(INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(INK)
