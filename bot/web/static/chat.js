// The conversation: questions, what was understood of them, and what came back.

import { ask } from "./api.js";
import { $, chosen, el, live, rebuilt, say } from "./dom.js";
import { hitList } from "./hits.js";
import { light } from "./map.js";

const chat = $("chat");

/** Ask something and show the answer as it arrives; whether one did. `question` is its headline. */
export async function turn(question, url, body, { compare = false, focus = false } = {}) {
  $("welcome").hidden = true;
  const chips = el("ul", { className: "chips", "aria-label": "What was understood; choose a part to leave it out", hidden: true });
  const place = el("div", { className: compare ? "columns" : "" });
  const waiting = el("p", { className: "said waiting" }, "Digging");
  const heading = el("h2", { className: "question folded", tabIndex: -1 }, question);
  const article = el("article", { className: "turn" }, heading, unfold(heading), chips, waiting, place);
  const parts = { article, chips, place, compare };
  chat.append(article);
  article.scrollIntoView();
  const shown = [];
  let answered = true;
  try {
    await ask(url, body, (event) => {
      if (event.event === "error") throw new Error(event.text);
      if (event.chips) showChips(parts, event);
      if (event.event !== "answer") return;
      if (event.build !== live.build) {
        live.build = event.build;
        rebuilt();
      }
      waiting.remove();
      place.append(answerOf(parts, event));
      shown.push(...event.hits);
      light(shown);
      chosen(event.chosen);
    });
    if (shown.length || place.textContent) say(place.querySelector(".said span")?.textContent ?? "");
  } catch (error) {
    answered = false;
    place.append(el("p", { className: "said problem", role: "alert" }, error.message));
  }
  waiting.remove();
  if (focus) (article.querySelector(".play") ?? heading).focus({ preventScroll: true }); // it is being scrolled to
  return answered;
}

/** A button that shows the rest of a long text, while there is one: hits are to be in sight. */
function unfold(text) {
  const key = el("button", { type: "button", className: "link unfold", hidden: true }, "Show all of it");
  key.onclick = () => {
    text.classList.remove("folded");
    text.focus({ preventScroll: true });
  };
  new ResizeObserver(() => { key.hidden = text.scrollHeight <= text.clientHeight + 2; }).observe(text);
  return key;
}

function showChips({ chips, article, compare }, { chips: found, query }) {
  chips.hidden = !found.length;
  const had = chips.contains(document.activeElement);
  chips.replaceChildren(...found.map((part) => {
    const chip = el("button", { type: "button", className: "chip", disabled: !query, title: part.text, "aria-label": `Leave out: ${part.text}` }, el("span", {}, part.text));
    chip.onclick = () => turn(`Without “${part.text.replace(/[“”]/g, "")}”`, compare ? "/api/compare-without" : "/api/without", { query, part: part.name }, { compare, focus: true });
    return el("li", {}, chip);
  }));
  if (had) article.querySelector(".question").focus({ preventScroll: true });
}

function answerOf({ compare }, answer) {
  const like = (hit) => turn(`More like ${hit.name}`, "/api/like", { query: answer.query, rank: hit.rank }, { focus: true });
  const how = answer.hits.length && answer.approach ? `${compare ? "" : `${answer.approach} · `}${answer.milliseconds} ms` : "";
  const box = el("div", {});
  if (compare) box.append(el("h3", {}, answer.approach ?? ""));
  const folds = answer.hits.length && !compare;
  const said = el("span", folds ? { className: "folded", tabIndex: -1 } : {}, answer.text);
  box.append(el("p", { className: "said" }, said, ...(folds ? [unfold(said)] : []), el("span", { className: "how" }, how)));
  if (answer.hits.length) box.append(hitList(answer, like));
  if (answer.more && answer.query !== null && !compare) {
    const more = el("button", { type: "button", className: "plain" }, "More of these");
    more.onclick = async () => {
      more.hidden = true;
      more.hidden = await turn("More of these", "/api/more", { query: answer.query }, { focus: true });
    };
    box.append(el("div", { className: "after" }, more));
  }
  return box;
}
