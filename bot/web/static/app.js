// The page: its views, its settings, and the prompt.

import { apart, check, get, post, startOver } from "./api.js";
import { $, chosen, el, live, onRebuilt, onTheme, say, shade, warn } from "./dom.js";
import { turn } from "./chat.js";
import { ear } from "./ear.js";
import { step } from "./hits.js";
import { light, sky } from "./map.js";
import * as player from "./player.js";
import { close, suggest } from "./suggest.js";

const root = document.documentElement;

// Views

function show(view) {
  document.body.dataset.view = view;
  for (const key of document.querySelectorAll("[data-show]")) {
    if (key.dataset.show === view) key.setAttribute("aria-current", "page");
    else key.removeAttribute("aria-current");
  }
  // Loaded anew each time: another build may be live by now.
  $("evaluation").replaceChildren();
  if (view === "evaluation") showReport();
}

async function showReport() {
  let shown;
  try {
    await check("/evaluation");
    shown = el("iframe", { src: "/evaluation", title: "How well sounds are found", onload: inTheme });
  } catch (error) {
    shown = el("p", { className: "problem", role: "alert" }, error.message);
  }
  if (document.body.dataset.view === "evaluation") $("evaluation").replaceChildren(shown);
}

/** The report is a page of its own, and hears nothing of the theme that was chosen here. */
function inTheme() {
  const report = $("evaluation").querySelector("iframe")?.contentDocument;
  if (report) report.documentElement.style.colorScheme = root.dataset.theme ?? "";
}

/** The view that the address names; another part of the page that it names is none. */
function follow() {
  const name = location.hash.slice(1) || "chat";
  if (document.querySelector(`[data-show="${CSS.escape(name)}"]`)) show(name);
}

for (const key of document.querySelectorAll("[data-show]")) {
  key.onclick = () => {
    if (key.dataset.show !== document.body.dataset.view) history.pushState(null, "", `#${key.dataset.show}`);
    show(key.dataset.show);
  };
}
addEventListener("popstate", follow);

// Asking

const prompt = $("prompt"), compare = $("compare");
const PLACEHOLDER = prompt.placeholder;

$("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = prompt.value.trim();
  close();
  if (!text) return prompt.focus();
  prompt.value = "";
  if (text.toLowerCase() === "/forget") return forgetting.showModal();
  const all = compare.getAttribute("aria-pressed") === "true";
  const answered = await turn(text, all ? "/api/compare" : "/api/ask", { text }, { compare: all });
  if (!answered && !prompt.value) prompt.value = text;
});

compare.onclick = () => {
  const on = compare.getAttribute("aria-pressed") !== "true";
  compare.setAttribute("aria-pressed", String(on));
  prompt.placeholder = on ? "one prompt, every approach" : PLACEHOLDER;
  say(on ? "The next prompt goes through all approaches." : "One approach answers.");
  prompt.focus();
};

for (const key of document.querySelectorAll("[data-press]")) key.onclick = () => $(key.dataset.press).click();

// Forgetting

const forgetting = $("forgetting");
$("forget").onclick = () => forgetting.showModal();
$("forget-all").onclick = async () => {
  try {
    const { text } = await post("/api/forget", {});
    for (const turn of document.querySelectorAll(".turn")) turn.remove();
    $("welcome").hidden = false;
    player.stop();
    light([]);
    warn(text);
    await introduce();
  } catch (error) {
    warn(error.message);
  }
};

// What there is

async function introduce() {
  const library = await get("/api/library");
  live.build = library.build;
  Object.keys(library.classes).forEach(shade); // the largest first
  $("holds").textContent = `${library.samples} samples: ${Object.entries(library.classes).slice(0, 6).map(([name, count]) => `${count} ${name}`).join(", ")}. Ask in plain words, or drop a sound to find others like it.`;
  $("examples").replaceChildren(...library.examples.filter((text) => !text.startsWith("more")).map((text) =>
    el("li", {}, el("button", { type: "button", onclick: () => { prompt.focus(); turn(text, "/api/ask", { text }); } }, text))));
  $("going-on").hidden = !library.going_on;
  $("from").textContent = library.going_on;
  const choice = $("approach");
  choice.replaceChildren(...library.approaches.map(({ name, about }) => el("option", { value: name, title: about }, name)));
  chosen(library.approach);
  choice.onchange = async () => {
    try {
      say((await post("/api/approach", { name: choice.value })).text);
      chosen(choice.value);
    } catch (error) {
      chosen(choice.dataset.chosen);
      warn(error.message);
    }
  };
}

$("start-over").onclick = () => {
  startOver();
  $("going-on").hidden = true;
  prompt.focus();
};

// Settings

onTheme(inTheme);
$("theme").onclick = () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
};

const volume = $("volume");
volume.value = localStorage.getItem("volume") ?? volume.value;
volume.oninput = () => {
  localStorage.setItem("volume", volume.value);
  player.setVolume(Number(volume.value) ** 2); // ears hear ratios
};
player.setVolume(Number(volume.value) ** 2);

$("keys").onclick = () => $("help").showModal();

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) return;
  if (event.key === "/") {
    event.preventDefault();
    prompt.focus();
  } else if (event.key === "?") $("help").showModal();
});

follow();
suggest(() => step(1));
ear();
const anew = () => introduce().catch((error) => { $("holds").textContent = error.message; });
apart(anew);
onRebuilt(anew);
await anew();
sky((hit) => turn(`More like ${hit.name}`, "/api/like-sample", { id: hit.id, build: hit.build }, { focus: true }));
prompt.focus({ preventScroll: true });
