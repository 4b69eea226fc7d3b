// The conversation: questions, what was understood of them, and what came back.

import { ask } from "./api.js";
import { $, el, say } from "./dom.js";
import { hitList } from "./hits.js";
import { light } from "./map.js";

const chat = $("chat");

/** Ask something and show the answer as it arrives. `question` is its headline. */
export async function turn(question, url, body, { compare = false, focus = false } = {}) {
  $("welcome").hidden = true;
  const chips = el("ul", { className: "chips", "aria-label": "What was understood; choose a part to leave it out", hidden: true });
  const place = el("div", { className: compare ? "columns" : "" });
  const waiting = el("p", { className: "said waiting" }, "Digging");
  const heading = el("h2", { className: "question", tabIndex: -1 }, question);
  const article = el("article", { className: "turn" }, heading, chips, waiting, place);
  const parts = { article, chips, place, compare };
  chat.append(article);
  article.scrollIntoView();
  const shown = [];
  try {
    await ask(url, body, (event) => {
      if (event.event === "error") throw new Error(event.text);
      if (event.chips) showChips(parts, event);
      if (event.event !== "answer") return;
      waiting.remove();
      place.append(answerOf(parts, event));
      shown.push(...event.hits);
      light(shown);
    });
    if (shown.length || place.textContent) say(place.querySelector(".said span")?.textContent ?? "");
  } catch (error) {
    place.append(el("p", { className: "said problem", role: "alert" }, error.message));
  }
  waiting.remove();
  if (focus) (article.querySelector(".play") ?? heading).focus();
}

function showChips({ chips, article, compare }, { chips: found, query }) {
  chips.hidden = !found.length;
  const had = chips.contains(document.activeElement);
  chips.replaceChildren(...found.map((part) => {
    const chip = el("button", { type: "button", className: "chip", disabled: !query, "aria-label": `Leave out: ${part.text}` }, part.text);
    chip.onclick = () => turn(`Without “${part.text.replace(/[“”]/g, "")}”`, compare ? "/api/compare-without" : "/api/without", { query, part: part.name }, { compare, focus: true });
    return el("li", {}, chip);
  }));
  if (had) article.querySelector(".question").focus();
}

function answerOf({ compare }, answer) {
  const like = (hit) => turn(`More like ${hit.name}`, "/api/like", { query: answer.query, rank: hit.rank }, { focus: true });
  const how = answer.hits.length && answer.approach ? `${compare ? "" : `${answer.approach} · `}${answer.milliseconds} ms` : "";
  const box = el("div", {});
  if (compare) box.append(el("h3", {}, answer.approach ?? ""));
  box.append(el("p", { className: "said" }, el("span", {}, answer.text), el("span", { className: "how" }, how)));
  if (answer.hits.length) box.append(hitList(answer, like));
  if (answer.more && answer.query !== null && !compare) {
    const more = el("button", { type: "button", className: "plain" }, "More of these");
    more.onclick = () => {
      more.remove();
      return turn("More of these", "/api/more", { query: answer.query }, { focus: true });
    };
    box.append(el("div", { className: "after" }, more));
  }
  return box;
}
