// Find by ear: a file that is dropped or chosen, or two seconds from the microphone.

import { $, hush, warn } from "./dom.js";
import { turn } from "./chat.js";

const SECONDS = 2;
const MOST_BYTES = 25 * 1024 * 1024;

function listen(blob, name) {
  // One byte too many is enough for the server to say what it takes.
  return turn(`Like ${name}`, `/api/similar?name=${encodeURIComponent(name)}`, blob.slice(0, MOST_BYTES + 1), { focus: true });
}

const carriesFile = (event) => event.dataTransfer?.types.includes("Files");

export function ear() {
  let depth = 0;
  const over = (on) => document.body.classList.toggle("dragging", on);
  addEventListener("dragenter", (event) => { if (carriesFile(event)) { depth += 1; over(true); } });
  addEventListener("dragleave", (event) => { if (carriesFile(event) && --depth <= 0) { depth = 0; over(false); } });
  addEventListener("dragover", (event) => { if (carriesFile(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const [file] = event.dataTransfer.files;
    if (file) listen(file, file.name);
  });
  $("file").onclick = () => $("chosen").click();
  $("chosen").onchange = ({ target }) => {
    const [file] = target.files;
    if (file) listen(file, file.name);
    target.value = "";
  };
  let recording = false;
  $("record").onclick = async () => {
    if (recording) return;
    recording = true;
    const heard = await record().catch(deaf);
    recording = false;
    if (heard) await listen(heard, "what I heard.wav");
  };
}

function deaf(error) {
  if (!navigator.mediaDevices) warn("Browsers open a microphone only to pages of this machine, or over https.");
  else warn(error.name === "NotAllowedError" ? "The browser lets this page hear nothing: allow the microphone for it." : "No microphone could be opened.");
}

/** Two seconds as they are, without what browsers do to speech. */
async function record() {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext(), key = $("record");
  try {
    await context.audioWorklet.addModule("/static/recorder.js");
    const recorder = new AudioWorkletNode(context, "recorder", { processorOptions: { frames: SECONDS * context.sampleRate } });
    key.classList.add("recording");
    warn("Recording two seconds …");
    const heard = new Promise((resolve) => { recorder.port.onmessage = ({ data }) => resolve(data); });
    context.createMediaStreamSource(microphone).connect(recorder).connect(context.destination);
    await context.resume();
    return wav(await heard, context.sampleRate);
  } finally {
    hush();
    key.classList.remove("recording");
    microphone.getTracks().forEach((track) => track.stop());
    context.close();
  }
}

/** Samples as a wav file of one channel and 16 bits. */
function wav(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Blob([view], { type: "audio/wav" });
}
