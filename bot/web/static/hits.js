// Hits in a list: hear them, rate them, take them along, go on from them.

import { check, post } from "./api.js";
import { button, el, icon, say, tint, warn } from "./dom.js";
import * as player from "./player.js";
import { waveform } from "./waveform.js";

const rows = new WeakMap();

/** A list of hits. `answer` is what they came with; `like(hit)` asks for more of one. */
export function hitList(answer, like) {
  return el("ol", { className: "hits" }, ...answer.hits.map((hit) => row(answer, hit, like)));
}

const problem = (error) => warn(error.message);

function row(answer, hit, like) {
  const play = el("button", { type: "button", className: "play" }, icon("play"));
  const start = (at) => player.play(hit, at).catch(problem);
  const acts = el("div", { className: "acts" }, el("span", { className: "score" }));
  if (hit.score) {
    acts.firstChild.title = "likeness, from -1 to 1";
    acts.firstChild.append(el("span", { className: "hidden" }, "likeness "), hit.score);
  }
  if (answer.query !== null) {
    const more = button("like", `More like ${hit.name}`, () => like(hit));
    more.classList.add("more-like");
    acts.append(more, ...thumbs(answer, hit));
  }
  const save = el("a", { className: "icon save", href: `${hit.sound}?download`, download: hit.name, "aria-label": `Download ${hit.name}`, title: "Download, or drag the row out as a file" }, icon("save"));
  save.addEventListener("click", () => check(save.href).catch(problem)); // a browser does not say why a file did not come
  acts.append(save);
  const facts = [hit.label, hit.length, hit.tempo, hit.key].filter(Boolean).map((fact) => el("span", {}, fact));
  facts[0]?.classList.add("class");
  const folder = hit.path.split("/").at(-2);
  if (folder && folder !== hit.label) facts.push(el("span", { className: "folder" }, folder));
  if (hit.about) facts.push(el("span", { className: "words" }, hit.about));
  const name = el("div", { className: "name", title: hit.caption ? `${hit.path}: ${hit.caption}` : hit.path }, ...breakable(hit.name));
  const about = el("div", { className: "about" }, name, el("div", { className: "facts" }, ...facts));
  const rank = el("span", { className: "rank", "aria-hidden": "true" }, hit.rank); // a list says its numbers itself
  const item = el("li", { className: "hit", draggable: true }, rank, play, about, waveform(hit, tint(hit.label), start), acts);
  item.style.setProperty("--tint", `var(${tint(hit.label)})`);
  item.dataset.sound = hit.sound;
  play.onclick = () => player.toggle(hit)?.catch(problem);
  item.addEventListener("dragstart", (event) => {
    const url = new URL(`${hit.sound}?download`, location.href).href;
    event.dataTransfer.setData("DownloadURL", `${hit.type}:${hit.name}:${url}`);
    event.dataTransfer.setData("text/uri-list", url);
    event.dataTransfer.effectAllowed = "copy";
  });
  rows.set(item, { hit, save });
  show(item);
  return item;
}

/** A file's name that may be broken after the marks between its words, its ending set apart. */
function breakable(name) {
  const [, stem, ending] = name.match(/^(.*?)(\.\w+)?$/s);
  const words = stem.split(/(?<=[_\- .])/).flatMap((word) => [word, el("wbr")]);
  return [...words.slice(0, -1), el("i", {}, ending ?? "")];
}

function thumbs(answer, hit) {
  const both = [["up", 1, "good"], ["down", -1, "not what I meant"]].map(([name, value, words]) =>
    button(name, `${hit.name}: ${words}`, () => vote(value), { "aria-pressed": "false", "data-thumb": String(value) }));
  const vote = async (value) => {
    const pressed = both.find((one) => one.getAttribute("aria-pressed") === "true");
    const wanted = pressed && Number(pressed.dataset.thumb) === value ? 0 : value;
    try {
      await post("/api/thumb", { query: answer.query, rank: hit.rank, value: wanted });
    } catch (error) {
      return problem(error);
    }
    for (const one of both) one.setAttribute("aria-pressed", String(Number(one.dataset.thumb) === wanted));
    say(wanted ? "Noted, thank you." : "Taken back.");
  };
  return both;
}

function show(item) {
  const { hit } = rows.get(item);
  const wanted = player.state.playing && player.isCurrent(hit), playing = wanted && player.state.heard;
  item.classList.toggle("playing", playing);
  item.classList.toggle("loading", wanted && !playing);
  const play = item.querySelector(".play");
  play.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${hit.name}${hit.kind === "loop" ? ", a loop" : ""}`);
  play.querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
}

player.onChange(() => document.querySelectorAll(".hit").forEach(show));

// The keyboard, wherever nobody types; Escape is silence there, too. Letters and signs are for the hit that one is at: what is
// said to a machine that listens, or pressed by mistake, is to ask for nothing.
const focused = () => document.activeElement?.closest(".hit");
const current = () => focused() ?? (player.state.hit && document.querySelector(`.hit[data-sound="${player.state.hit.sound}"]`));

/** Go to the hit after (1) or before (-1) the one at hand. */
export function step(by) {
  const all = [...document.querySelectorAll(".hit")];
  const at = all.indexOf(current());
  const last = document.querySelector(".turn:last-of-type .hit");
  const next = at < 0 ? last : all[at + by];
  if (!next) return;
  next.querySelector(".play").focus();
  next.scrollIntoView({ block: "nearest" });
  if (player.state.playing) next.querySelector(".play").click();
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  ArrowRight: () => player.nudge(0.05),
  ArrowLeft: () => player.nudge(-0.05),
  " ": () => current()?.querySelector(".play").click(),
  m: () => focused()?.querySelector(".more-like")?.click(),
  d: () => focused() && rows.get(focused()).save.click(),
  "+": () => focused()?.querySelector('[data-thumb="1"]')?.click(),
  "-": () => focused()?.querySelector('[data-thumb="-1"]')?.click(),
};

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return;
  if (event.key === "Escape") player.stop();
  if (target.closest("input, select, textarea, canvas")) return;
  if (event.key === " " && target.closest("button, a") && !target.closest(".wave")) return; // does what it says
  const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
