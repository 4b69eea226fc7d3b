// The map of the library: a dot a sample, near ones sound alike. Drawn on a canvas, only when something has changed.

import { get } from "./api.js";
import { $, colour, CLASSES, el, onRebuilt, onTheme, rebuilt, say, shade, tint, warn } from "./dom.js";
import { Dots } from "./dots.js";
import { Places } from "./places.js";
import * as player from "./player.js";

const REACH = 14; // pixels from which a dot is meant
const PAUSE = 50; // milliseconds over a dot before it plays
const MARGIN = 44;

const canvas = $("sky"), spot = $("spot"), hoverPlays = $("hover-plays");
const context = canvas.getContext("2d", { alpha: false });
let places = null, scale = 1;
let whole = 1; // zoom at which everything is seen
let view = { zoom: 1, x: 0, y: 0 }; // pixels of the page: a place p is at p * zoom + (x, y)
let size = { width: 0, height: 0 }, ratio = 1;
let lit = [], at = -1, byHover = false, timer, waiting = false;
let paints = [], dots, ink, edge;
let chosen = null, hovered = null; // numbers of classes that are seen alone
let like;

// Where things are

function fit() {
  const { low, high } = places;
  const span = (side, from, to) => Math.max(side - 2 * MARGIN, 50) / Math.max(to - from, 0.05);
  whole = Math.min(span(size.width, low.x, high.x), span(size.height, low.y, high.y));
  view = { zoom: whole, x: size.width / 2 - ((low.x + high.x) / 2) * whole, y: size.height / 2 - ((low.y + high.y) / 2) * whole };
}

/** The dot near a pixel of the canvas; -1 for none. */
const near = (px, py, reach) => places.nearest((px - view.x) / view.zoom, (py - view.y) / view.zoom, reach / view.zoom);
const inTheMiddle = () => near(size.width / 2, size.height / 2, Infinity);

/** Closer to a pixel, else to the dot that one is at, to what was found, or to the dot in the middle; no closer than to a few. */
function zoom(factor, px, py) {
  if (!places) return;
  const [x, y] = px === undefined ? aim() : [px, py];
  const least = Math.min(size.width, size.height) / 2;
  const next = Math.min(Math.max(view.zoom * factor, least), whole * Math.sqrt(places.count));
  view.x = x - ((x - view.x) * next) / view.zoom;
  view.y = y - ((y - view.y) * next) / view.zoom;
  view.zoom = next;
  follow(inTheMiddle());
  redraw();
}

function aim() {
  if (at < 0 && lit.length) return placeOnPage(...lit[0].place.map((part) => part / scale));
  const dot = at < 0 ? inTheMiddle() : at;
  return placeOnPage(places.x[dot], places.y[dot]);
}

/** Pixels of the canvas at which a place lies. */
export const placeOnPage = (x, y) => [x * view.zoom + view.x, y * view.zoom + view.y];

const radius = () => Math.min(7, Math.max(1.4, (view.zoom / Math.sqrt(places.count + 20)) * 0.13));

// Drawing

function redraw() {
  if (waiting || !places) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

function palette() {
  paints = Array.from({ length: CLASSES }, (_, number) => colour(`--class-${number}`));
  ink = colour("--ink");
  edge = colour("--card");
  dots = null;
  redraw();
}

/** Draw at once what is otherwise drawn with the next frame. */
export const redrawNow = () => draw();

function draw() {
  const r = radius(), alone = hovered ?? chosen;
  const { zoom: z, x: left, y: top } = view;
  const { x, y } = places;
  dots ??= new Dots(context, places.classes.map((name) => paints[shade(name)]), edge);
  const plain = lit.length ? 0.35 : 0.85;
  dots.draw(places, { zoom: z * ratio, left: left * ratio, top: top * ratio, radius: r * ratio },
    places.classes.map((_, number) => alone === null ? plain : number === alone ? 1 : 0.1));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const hit of [...lit].reverse()) {
    const [px, py] = [(hit.place[0] / scale) * z + left, (hit.place[1] / scale) * z + top];
    disc(px, py, r + 4, paints[shade(hit.label)]);
    context.fillStyle = edge;
    context.font = "600 10px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (r > 3) context.fillText(hit.rank, px, py + 0.5);
  }
  const { hit } = player.state;
  if (hit?.place && player.state.playing) ring((hit.place[0] / scale) * z + left, (hit.place[1] / scale) * z + top, r + 8);
  if (at >= 0) ring(x[at] * z + left, y[at] * z + top, r + 4);
}

function disc(px, py, r, paint) {
  context.beginPath();
  context.arc(px, py, r, 0, 2 * Math.PI);
  context.fillStyle = paint;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = edge;
  context.stroke();
}

function ring(px, py, r) {
  context.beginPath();
  context.arc(px, py, r, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = ink;
  context.stroke();
}

// Hearing

/** Show hits on the map, and let the others step back. */
export function light(hits) {
  lit = hits.filter((hit) => hit.place);
  redraw();
}

/** The sample of a dot; none where the library has been indexed anew, and is then shown anew. */
async function sampleAt(dot) {
  const hit = await get(`/api/samples/${places.ids[dot]}`).catch((error) => { if (error.status !== 404) throw error; });
  if (hit?.build === places.build) return hit;
  return rebuilt();
}

/** Go to a dot (-1: to none), name it, and play it where that is wanted. */
function go(to, plays) {
  if (to === at) return;
  at = to;
  canvas.classList.toggle("on", at >= 0);
  clearTimeout(timer);
  redraw();
  if (byHover) player.stop();
  byHover = false;
  if (at < 0) spot.hidden = true;
  else timer = setTimeout(() => arrive(to, plays), PAUSE);
}

async function arrive(to, plays) {
  try {
    const hit = await sampleAt(to);
    if (!hit || to !== at) return;
    spot.replaceChildren(el("b", {}, hit.name), [hit.label, hit.length, hit.tempo, hit.key].filter(Boolean).join(" · "), more());
    spot.hidden = false;
    canvas.dataset.at = hit.path;
    if (document.activeElement === canvas) say(`${hit.name}, ${hit.label}`);
    if (!plays || !navigator.userActivation.hasBeenActive) return;
    byHover = true;
    await player.play(hit);
  } catch (error) {
    spot.textContent = error.message;
    spot.hidden = false;
  }
}

/** The way on from a dot: pressed by a finger; for a mouse, which leaves the dot on its way to it, only said. */
const more = () => el("span", { className: "more" },
  el("button", { type: "button", className: "link", onclick: goOn }, "More like this"), el("span", {}, "Double-click for more like it"));

async function goOn() {
  if (at < 0) return;
  try {
    const hit = await sampleAt(at);
    if (hit) await like(hit);
  } catch (error) {
    warn(error.message);
  }
}

// Hands

const fingers = new Map();
let moved = 0;

canvas.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, event);
  canvas.setPointerCapture(event.pointerId);
  moved = 0;
});

canvas.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!places) return;
  if (!before) {
    go(near(event.offsetX, event.offsetY, REACH), hoverPlays.checked);
    return;
  }
  const dx = event.offsetX - before.offsetX, dy = event.offsetY - before.offsetY;
  moved += Math.abs(dx) + Math.abs(dy);
  fingers.set(event.pointerId, event);
  if (fingers.size === 2) {
    const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
    const apart = (one) => Math.hypot(one.offsetX - other.offsetX, one.offsetY - other.offsetY) || 1;
    zoom(apart(event) / apart(before), (event.offsetX + other.offsetX) / 2, (event.offsetY + other.offsetY) / 2);
    return;
  }
  view.x += dx;
  view.y += dy;
  follow(inTheMiddle());
  redraw();
});

for (const name of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    if (name === "pointercancel" || moved > 6 || !places) return;
    at = -2; // also the dot that one is at already
    go(near(event.offsetX, event.offsetY, 2 * REACH), true);
  });
}

canvas.addEventListener("dblclick", goOn);
canvas.addEventListener("pointerleave", (event) => {
  // A finger leaves whenever it is lifted.
  if (event.pointerType !== "touch" && document.activeElement !== canvas) go(-1);
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.offsetX, event.offsetY);
}, { passive: false });

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

canvas.addEventListener("keydown", (event) => {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !places) return;
  if (ARROWS[key]) {
    const next = at < 0 ? inTheMiddle() : places.towards(at, ...ARROWS[key]);
    if (next >= 0) {
      go(next, true);
      follow(next);
    }
  } else if (key === "+" || key === "=") zoom(1.4);
  else if (key === "-") zoom(1 / 1.4);
  else if (key === "0") { fit(); redraw(); }
  else if (key === " " || key === "Enter") { if (player.state.hit) player.toggle(player.state.hit); }
  else if (key === "m" || key === "M") goOn();
  else return;
  event.preventDefault();
});

/** Keep a dot in sight. */
function follow(dot) {
  const [px, py] = placeOnPage(places.x[dot], places.y[dot]);
  view.x += Math.min(size.width - MARGIN - px, 0) + Math.max(MARGIN - px, 0);
  view.y += Math.min(size.height - MARGIN - py, 0) + Math.max(MARGIN - py, 0);
}

/** A class in the legend: under the pointer it is seen alone, and chosen it stays so. */
function classButton(name, number) {
  const key = el("button", { type: "button", "aria-pressed": "false" }, name);
  key.style.setProperty("--tint", `var(${tint(name)})`);
  key.onclick = () => {
    chosen = chosen === number ? null : number;
    for (const one of $("legend").querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === key && chosen === number));
    redraw();
  };
  key.onpointerenter = (event) => { if (event.pointerType === "mouse") { hovered = number; redraw(); } };
  key.onpointerleave = () => { hovered = null; redraw(); };
  return key;
}

// The beginning

async function load() {
  const data = await get("/api/map");
  go(-1);
  chosen = hovered = null;
  scale = data.scale;
  places = new Places(data);
  canvas.setAttribute("aria-label", `Map of ${data.points.length} sounds`);
  $("legend").classList.toggle("many", data.classes.length > 4);
  $("legend").replaceChildren(...data.classes.map((name, number) => el("li", {}, classButton(name, number))));
  fit();
  palette();
}

/** Wire the map; `onLike(hit)` asks for more like a sample. */
export function sky(onLike) {
  like = onLike;
  onRebuilt(() => { if (places) load().catch((error) => warn(error.message)); });
  $("zoom-in").onclick = () => zoom(1.6);
  $("zoom-out").onclick = () => zoom(1 / 1.6);
  $("zoom-all").onclick = () => { fit(); redraw(); };
  onTheme(palette);
  player.onChange(redraw);
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const first = !places && !size.width;
    const middle = [(size.width / 2 - view.x) / view.zoom, (size.height / 2 - view.y) / view.zoom];
    size = { width, height };
    ratio = Math.min(devicePixelRatio, 2);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (first) load().catch((error) => { spot.textContent = error.message; spot.hidden = false; });
    else if (places && middle.every(Number.isFinite)) fit();
    redraw();
  }).observe(canvas);
}
