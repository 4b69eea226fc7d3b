// Making elements, and colours that follow the theme.

/** An element with properties, attributes (names with a dash, or role) and children. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  svg.firstChild.setAttribute("href", `#i-${name}`);
  return svg;
}

export function button(name, label, onclick, properties = {}) {
  return el("button", { type: "button", className: "icon", "aria-label": label, title: label, onclick, ...properties }, icon(name));
}

export const $ = (id) => document.getElementById(id);

/** Said to those who do not see the page. */
export const say = (text) => { $("status").textContent = text; };

const READING = 8000;
let until;

/** Said to everybody, over the page, for as long as it takes to read: what went wrong, wherever one has scrolled to. */
export function warn(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(until);
  until = setTimeout(() => { $("notice").hidden = true; }, READING);
}

export function hush() { $("notice").hidden = true; }

/** Show which approach answers; it may have been chosen in another tab, or in words. */
export function chosen(name) {
  $("approach").value = $("approach").dataset.chosen = name;
}

/** Colours of classes; a library of more classes has some colours twice. */
export const CLASSES = 16;
const order = [];
/** The number of the colour of a class, which it keeps, whatever else the library comes to hold. */
export function shade(label) {
  if (!order.includes(label)) order.push(label);
  return order.indexOf(label) % CLASSES;
}
export const tint = (label) => `--class-${shade(label)}`;

/** The build that was heard of last. */
export const live = { build: null };
const shown = [];
/** Call when the library has been indexed anew. */
export const onRebuilt = (listener) => shown.push(listener);
export const rebuilt = () => shown.forEach((show) => show());

/** What a custom property looks like now, as a canvas takes it. */
export function colour(name) {
  const probe = el("i", { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Call when the theme changes, by the button or by the system. */
export function onTheme(listener) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
  new MutationObserver(listener).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
