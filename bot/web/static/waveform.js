// The outline of a sound, as the build has it: played part in the colour of its class.

import * as player from "./player.js";
import { colour, onTheme } from "./dom.js";

const ZERO = 128;
const BAR = 3;
const drawn = new Set();
const paints = new Map();

const paint = (name) => {
  if (!paints.has(name)) paints.set(name, colour(name));
  return paints.get(name);
};

/** A canvas that shows a hit's outline, and plays from where it is clicked. */
export function waveform(hit, tintName, onSeek) {
  const canvas = document.createElement("canvas");
  canvas.className = "wave";
  canvas.setAttribute("aria-hidden", "true"); // the button beside it plays; this only shows
  const outline = hit.peaks ? Uint8Array.from(atob(hit.peaks), (letter) => letter.charCodeAt(0)) : null;
  const wave = { canvas, hit, outline, tintName };
  canvas.addEventListener("click", (event) => onSeek(event.offsetX / canvas.clientWidth));
  drawn.add(wave);
  sizes.observe(canvas);
  canvas.wave = wave;
  return canvas;
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (!target.isConnected) {
      drawn.delete(target.wave);
      sizes.unobserve(target);
      continue;
    }
    target.width = Math.round(target.clientWidth * devicePixelRatio);
    target.height = Math.round(target.clientHeight * devicePixelRatio);
    draw(target.wave);
  }
});

function draw({ canvas, hit, outline, tintName }) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const bars = Math.max(1, Math.floor(canvas.clientWidth / BAR));
  const step = width / bars;
  const columns = outline ? outline.length / 2 : 0;
  const done = player.isCurrent(hit) ? player.position() * bars : 0;
  context.clearRect(0, 0, width, height);
  for (let bar = 0; bar < bars; bar++) {
    let low = ZERO, high = ZERO;
    const first = Math.floor((bar * columns) / bars);
    const last = Math.max(first + 1, Math.floor(((bar + 1) * columns) / bars));
    for (let column = first; column < last && column < columns; column++) {
      low = Math.min(low, outline[column]);
      high = Math.max(high, outline[columns + column]);
    }
    const top = height / 2 - ((high - ZERO) / ZERO) * (height / 2 - 1);
    const bottom = height / 2 + ((ZERO - low) / ZERO) * (height / 2 - 1);
    context.fillStyle = bar < done ? paint(tintName) : paint("--edge");
    context.fillRect(bar * step, Math.min(top, height / 2 - devicePixelRatio / 2), step * 0.66, Math.max(bottom - top, devicePixelRatio));
  }
}

let running = false;
function follow() {
  const current = [...drawn].filter((wave) => player.isCurrent(wave.hit));
  current.forEach(draw);
  running = player.state.playing;
  if (running) requestAnimationFrame(follow);
}

player.onChange(() => {
  for (const wave of drawn) if (wave.canvas.isConnected) draw(wave);
  if (!running && player.state.playing) {
    running = true;
    requestAnimationFrame(follow);
  }
});

onTheme(() => {
  paints.clear();
  drawn.forEach(draw);
});
