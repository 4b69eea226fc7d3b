// Suggestions while one types: a combobox as ARIA describes it.

import { get } from "./api.js";
import { $, el } from "./dom.js";

const WAIT = 90;
const input = $("prompt"), list = $("suggestions");
let timer, asked = 0, chosen = -1;

export function close() {
  clearTimeout(timer);
  asked += 1;
  chosen = -1;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function open(texts) {
  chosen = -1;
  list.replaceChildren(...texts.map((text, number) =>
    el("li", { id: `suggestion-${number}`, role: "option", "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); take(text); } }, text)));
  list.hidden = !texts.length;
  input.setAttribute("aria-expanded", String(texts.length > 0));
}

function take(text) {
  input.value = text;
  close();
  input.form.requestSubmit();
}

function choose(by) {
  const items = [...list.children];
  chosen = (chosen + by + items.length + 1) % (items.length + 1); // one past the end: what was typed
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
  if (chosen < items.length) input.setAttribute("aria-activedescendant", items[chosen].id);
  else input.removeAttribute("aria-activedescendant");
}

async function look() {
  const mine = ++asked, start = input.value.trimStart();
  if (!start) return close();
  const found = await get(`/api/suggestions?start=${encodeURIComponent(start)}`).catch(() => []);
  if (mine === asked && document.activeElement === input) open(found.filter((text) => text !== start.trim()));
}

/** Wire the prompt; `onDown` is called where the arrow leads out of it. */
export function suggest(onDown) {
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const open_ = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open_) choose(event.key === "ArrowDown" ? 1 : -1);
      else onDown();
    } else if (event.key === "Escape" && open_) {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && open_ && chosen >= 0 && chosen < list.children.length) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    }
  });
}
