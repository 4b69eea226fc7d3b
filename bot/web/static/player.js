// One sound at a time. Loops run through Web Audio, which repeats them without a gap; all else through the audio element,
// which starts before a long file has arrived.

import { bytes, check } from "./api.js";
import { $ } from "./dom.js";

const LONGEST_LOOP = 60;
const KEPT = 24;

const element = $("player");
const buffers = new Map();
const listeners = new Set();
let context, gain, source, startedAt = 0, from = 0;

/** `playing` is what was asked for, `heard` that the sound has come. */
export const state = { hit: null, playing: false, heard: false };

export const onChange = (listener) => listeners.add(listener);
const changed = () => listeners.forEach((listener) => listener(state));
const loops = (hit) => hit.kind === "loop" && hit.seconds <= LONGEST_LOOP;

export const isCurrent = (hit) => state.hit?.sound === hit.sound;

/** Where the sound is, from 0 to 1. */
export function position() {
  const { hit } = state;
  if (!hit) return 0;
  if (source) {
    const length = source.buffer.duration;
    return (((context.currentTime - startedAt + from) % length) / length) || 0;
  }
  if (loops(hit)) return from;
  return element.duration ? element.currentTime / element.duration : 0;
}

async function bufferOf(hit) {
  if (!buffers.has(hit.sound)) {
    const loading = bytes(hit.sound).then((data) => context.decodeAudioData(data));
    loading.catch(() => buffers.delete(hit.sound));
    buffers.set(hit.sound, loading);
    if (buffers.size > KEPT) buffers.delete(buffers.keys().next().value);
  }
  return buffers.get(hit.sound);
}

function silence() {
  element.pause();
  if (source) {
    source.onended = null;
    source.stop();
    source = null;
  }
}

/** Play a hit from a place on (0 to 1), and nothing else. */
export async function play(hit, at = 0) {
  const another = !isCurrent(hit);
  silence();
  state.hit = hit;
  state.playing = true;
  if (another) state.heard = false;
  changed();
  try {
    if (loops(hit)) {
      context ??= new AudioContext({ latencyHint: "interactive" });
      gain ??= Object.assign(context.createGain(), {});
      gain.gain.value = element.volume;
      gain.connect(context.destination);
      const [buffer] = await Promise.all([bufferOf(hit), context.resume()]);
      if (!isCurrent(hit) || !state.playing || source) return;
      source = new AudioBufferSourceNode(context, { buffer, loop: true });
      source.connect(gain);
      from = at * buffer.duration;
      startedAt = context.currentTime;
      source.start(0, from);
    } else {
      if (another || element.error || !element.src.endsWith(hit.sound)) element.src = hit.sound;
      element.loop = hit.kind === "loop";
      if (!another || at) await seek(hit, at);
      await element.play();
      if (!isCurrent(hit) || !state.playing) return;
    }
    state.heard = true;
    changed();
  } catch (error) {
    if (error.name === "AbortError" || !isCurrent(hit)) return; // the next one was started meanwhile
    stop();
    if (error.name === "NotAllowedError") throw new Error("Click once, then sounds may play.");
    await check(hit.sound); // the server knows better why there is nothing to play
    throw new Error(`This browser cannot play ${hit.name}.`);
  }
}

async function seek(hit, at) {
  if (!element.duration) {
    await new Promise((resolve, reject) => {
      element.addEventListener("loadedmetadata", resolve, { once: true });
      element.addEventListener("error", reject, { once: true });
    });
  }
  if (isCurrent(hit)) element.currentTime = at * element.duration;
}

export function pause() {
  const at = position();
  silence();
  if (state.hit && loops(state.hit)) from = at;
  state.playing = false;
  changed();
}

export function stop() {
  silence();
  from = 0;
  state.playing = false;
  changed();
}

/** Play where it was paused, or pause. */
export function toggle(hit) {
  if (!isCurrent(hit)) return play(hit);
  if (state.playing) return pause();
  const at = position();
  return play(hit, at >= 0.999 ? 0 : at);
}

/** Go back or forth by a share of the length. */
export function nudge(by) {
  if (state.hit && state.playing) play(state.hit, Math.min(Math.max(position() + by, 0), 0.999));
}

export function setVolume(value) {
  element.volume = value;
  if (gain) gain.gain.value = value;
}

element.addEventListener("ended", () => {
  state.playing = false;
  changed();
});
