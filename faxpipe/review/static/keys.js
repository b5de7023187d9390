// The one place where keys are bound. A page's module does:
//
//   import { bind, say, post } from "/static/keys.js";
//   bind("j", "Next fax", () => next());
//
// Keys are KeyboardEvent.key values; "Enter", "ArrowDown", "Escape" and "Shift+N" work too. Nothing happens while
// somebody types, except with "Escape" and with keys bound by { typing: true }. `?` shows all of them.

const bound = new Map();

export function bind(key, label, handler, { typing = false } = {}) {
  bound.set(key, { label, handler, typing });
}

export function unbind(key) {
  bound.delete(key);
}

// Text for the live region: read aloud, and shown at the top of the page.
export function say(text) {
  const place = document.getElementById("said");
  const line = document.createElement("p");
  line.textContent = text;
  place.replaceChildren(line);
}

// POST to the endpoint a form would use. `fields` is an object, a FormData or a form element.
// Gives the Response; a problem+json answer is said aloud, and `ok` is false.
export async function post(url, fields = {}) {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const data = fields instanceof HTMLFormElement ? new FormData(fields) : fields;
  const entries = data instanceof FormData ? data.entries() : Object.entries(data);
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams([...entries]),
    headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
    credentials: "same-origin",
  });
  if (answer.status === 401) location.assign("/login");
  if (!answer.ok) say((await answer.clone().json().catch(() => null))?.title ?? "That did not work. Please try again.");
  return answer;
}

function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"))
  );
}

function nameOf(event) {
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return shift + event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  const name = nameOf(event);
  const found = bound.get(name) ?? (event.key.length === 1 && event.shiftKey ? bound.get(`Shift+${event.key.toUpperCase()}`) : undefined);
  if (!found) return;
  if (isTyping(event.target) && !found.typing && event.key !== "Escape") return;
  // Enter and Space on a button or link stay what they are.
  if ((event.key === "Enter" || event.key === " ") && event.target instanceof HTMLElement && event.target.matches("a[href], button, summary, input")) return;
  event.preventDefault();
  found.handler(event);
});

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "Space" };

function showKeys() {
  const open = document.querySelector("dialog.keys");
  if (open) {
    open.close();
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys on this page");
  const title = document.createElement("h2");
  title.textContent = "Keys on this page";
  const list = document.createElement("dl");
  for (const [key, { label }] of bound) {
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = NAMES[key] ?? key;
    term.append(cap);
    const text = document.createElement("dd");
    text.textContent = label;
    list.append(term, text);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

bind("?", "Show or hide this list", showKeys);

const help = document.querySelector("[data-keys-help]");
if (help) {
  help.hidden = false;
  help.addEventListener("click", showKeys);
}
