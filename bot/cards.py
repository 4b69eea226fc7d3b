"""Pictures that go with answers: the waveforms of the hits on one card, and the map of a library."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from bot.sentences import facts
from retrieval_core.build import BuildError
from retrieval_core.pictures import COLUMNS, ZERO
from retrieval_core.request import Hit
from retrieval_core.retriever import Retriever

log = logging.getLogger(__name__)

WIDTH, ROW, MARGIN = 720, 52, 16
WAVE_LEFT, WAVE_RIGHT = 304, WIDTH - MARGIN
#: Of a waveform; each stands for two columns of an outline, and has four pixels.
BARS = COLUMNS // 2
SILENCE = np.full((2, COLUMNS), ZERO, np.uint8)
BACKGROUND, INK, FAINT, RULE = (30, 31, 34), (242, 243, 245), (164, 169, 178), (48, 50, 56)
#: Okabe and Ito's colours, which colour-blind people can tell apart (https://jfly.uni-koeln.de/color/).
COLOURS = (
    (86, 180, 233),
    (230, 159, 0),
    (0, 178, 130),
    (240, 228, 66),
    (214, 94, 0),
    (204, 121, 167),
    (30, 134, 205),
    (200, 200, 200),
)
MAP_SIZE = 720


def outlines(hits: Sequence[Hit], retriever: Retriever) -> dict[int, np.ndarray]:
    """The outlines of hits by rank, as the build has them; none where it has none."""
    try:
        peaks = retriever.peaks([hit.id for hit in hits])
    except (BuildError, IndexError, OSError, ValueError) as error:
        log.warning("no outlines: %s", error)
        return {}
    return {hit.rank: outline for hit, outline in zip(hits, peaks, strict=True)}


def card(hits: Sequence[Hit], waves: Mapping[int, np.ndarray]) -> bytes:
    """A PNG with a row a hit: rank, name, facts, waveform.

    Parameters:
        waves: outlines by rank, see `retrieval_core.pictures`; a hit without one gets a flat line.
    """
    from PIL import Image, ImageDraw  # a front end starts without it

    colours = class_colours([hit.label for hit in hits])
    pixels = np.empty((ROW * len(hits) + MARGIN, WIDTH, 3), np.uint8)
    pixels[:] = BACKGROUND
    for row, hit in enumerate(hits):
        top = MARGIN // 2 + row * ROW
        if row:
            pixels[top, MARGIN:-MARGIN] = RULE
        area = pixels[top + 1 : top + ROW, WAVE_LEFT:WAVE_RIGHT]
        area[_wave(waves.get(hit.rank, SILENCE), *area.shape[:2])] = colours[hit.label]
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    for row, hit in enumerate(hits):
        top = MARGIN // 2 + row * ROW
        draw.text((MARGIN, top + 15), str(hit.rank), FAINT, _font(18))
        draw.text((MARGIN + 32, top + 8), _cut(hit.name.rsplit("/", 1)[-1], _font(15), 230), INK, _font(15))
        draw.text((MARGIN + 32, top + 29), _cut(" · ".join(facts(hit)), _font(12), 230), FAINT, _font(12))
    return _png(image)


def _wave(outline: np.ndarray, tall: int, wide: int) -> np.ndarray:
    """Which pixels of a (tall, wide) area a waveform covers, a thin gap between its bars."""
    heights = np.abs(outline.astype(int) - ZERO).max(axis=0).reshape(BARS, 2).max(axis=1) / (ZERO - 1)
    place = np.arange(wide) * len(heights) // wide
    half = np.maximum(heights[place] * (tall / 2 - 6), 0.5)
    half[np.diff(place, append=-1) != 0] = 0.5
    return np.abs(np.arange(tall)[:, None] - tall // 2) <= half


def sound_map(places: np.ndarray, labels: Sequence[str]) -> bytes:
    """A PNG of a library: one dot a sample, near ones sound alike, coloured by class.

    Parameters:
        places: (samples, 2), within [0, 1].
        labels: class of each sample.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (MAP_SIZE + 200, MAP_SIZE), BACKGROUND)
    draw = ImageDraw.Draw(image)
    colours = class_colours(labels)
    radius = 6 if len(places) < 200 else 4 if len(places) < 2000 else 2
    for (x, y), label in zip(MARGIN * 1.5 + places * (MAP_SIZE - 3 * MARGIN), labels, strict=True):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), colours[label])
    counts = {label: list(labels).count(label) for label in colours}
    for row, label in enumerate(list(colours)[:24]):
        top = MARGIN + row * 28
        draw.ellipse((MAP_SIZE + 8, top + 4, MAP_SIZE + 20, top + 16), colours[label])
        text = _cut(f"{label} ({counts[label]})", _font(15), 160)
        draw.text((MAP_SIZE + 30, top), text, INK, _font(15))
    return _png(image)


def class_colours(labels: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """A colour for each class, the most frequent class first."""
    unique = sorted(set(labels), key=lambda label: (-list(labels).count(label), label))
    return {label: COLOURS[position % len(COLOURS)] for position, label in enumerate(unique)}


@lru_cache(maxsize=8)
def _font(size: int):
    from PIL import ImageFont

    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> str:
    """A letter as the font has it, maybe without its accents; for others it would draw a box."""
    font = _font(15)
    plain = (letter, unicodedata.normalize("NFKD", letter)[0])
    return next((one for one in plain if bytes(font.getmask(one)) != bytes(font.getmask("\uffff"))), "…")


def _cut(text: str, font, width: int) -> str:
    """As much of a text as fits, without what the font lacks."""
    text = unicodedata.normalize("NFC", text[: width + 1])
    text = re.sub("…+", "…", "".join(map(_drawn, text)))
    if len(text) <= width and font.getlength(text) <= width:
        return text
    # A letter takes a pixel at least, and a name may be as long as it likes.
    low, high = 0, min(len(text), width)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle] + "…") <= width else (low, middle - 1)
    return text[:low] + "…"


def _png(image) -> bytes:
    from PIL import Image

    output = io.BytesIO()
    # Few colours are in it: a palette takes a third of the bytes and half of the time.
    image.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(output, "PNG")
    return output.getvalue()
