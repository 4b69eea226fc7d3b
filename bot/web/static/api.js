// Asking the server: small facts as JSON, answers line by line as they are found.

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Each tab is a conversation of its own, also after it was loaded anew.
let tab = sessionStorage.getItem("tab") ?? random();
const keep = () => sessionStorage.setItem("tab", tab);
keep();

/** What is asked from here on goes on from nothing. */
export function startOver() {
  tab = random();
  keep();
}

/** Give a tab that was duplicated, its name with all else, one of its own, and call `then`. */
export function apart(then) {
  const others = new BroadcastChannel("tabs");
  others.onmessage = ({ data }) => {
    if (data.new === tab) others.postMessage({ taken: tab });
    if (data.taken !== tab) return;
    startOver();
    then();
  };
  others.postMessage({ new: tab });
}

const gone = () => new Error("Cratedigger does not answer. Is it still running?");

async function send(url, options = {}) {
  let response;
  try {
    response = await fetch(url, { ...options, headers: { "X-Tab": tab, ...options.headers } });
  } catch {
    throw gone();
  }
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({}));
  throw Object.assign(new Error(error ?? `That went wrong (${response.status}).`), { status: response.status });
}

const asJson = (body) => ({ method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

/** Only whether it is there; what is wrong else is in the error. */
export const check = async (url) => { await (await send(url)).body?.cancel(); };
export const get = async (url) => (await send(url)).json();
export const post = async (url, body) => (await send(url, asJson(body))).json();
export const bytes = async (url) => (await send(url)).arrayBuffer();

/** Ask, and hand on each event of the answer as it arrives. `body` is JSON, or a Blob that is sent as it is. */
export async function ask(url, body, onEvent) {
  const response = await send(url, body instanceof Blob ? { method: "POST", body } : asJson(body));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read().catch(() => { throw gone(); });
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : lines.pop();
    for (const line of lines) if (line) onEvent(JSON.parse(line));
    if (done) return;
  }
}
