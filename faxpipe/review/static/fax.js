// The page of one fax: keys, the pages beside the fields, saving without leaving the page. Every save posts the very
// form that works without scripts, and swaps in the page that comes back; what was typed is kept until it is saved.
import { bind, say, post } from "/static/keys.js";
import { Viewer } from "/static/fax-viewer.js";
import { drawRegion } from "/static/fax-region.js";

const POLL_MS = 1500;
const byId = (id) => document.getElementById(id);
const caseOf = () => byId("case");
const viewer = new Viewer(byId("pages"), byId("viewer"));
let current = null;
let saving = false;

document.documentElement.classList.add("js");

// Fields

const fields = () => [...document.querySelectorAll("#work li.field")];
const inCurrent = (selector) => (current ? current.querySelector(selector) : null);

function select(field, { focus = true, jump = true } = {}) {
  if (!field) return;
  for (const other of document.querySelectorAll("li.field[aria-current]")) other.removeAttribute("aria-current");
  current = field;
  field.setAttribute("aria-current", "true");
  if (focus) field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "nearest" });
  if (jump) viewer.show(field.dataset.of);
}

function step(by) {
  const all = fields();
  if (!all.length) return;
  const at = all.indexOf(current);
  select(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
}

function afterSave(id, order) {
  const all = fields();
  const after = order.slice(order.indexOf(id) + 1).concat(order);
  const open = after.map(byId).find((field) => field && field.dataset.todo === "1" && field.id !== id);
  if (open) return select(open);
  select(byId(id) ?? all[0]);
  if (!all.some((field) => field.dataset.todo === "1")) {
    say("All required fields are settled. Choose below what becomes of the fax.");
  }
}

// Saving

async function send(form, button, { whole = false } = {}) {
  if (saving) return;
  saving = true;
  const data = new FormData(form, button);
  const url = (button && button.getAttribute("formaction")) || form.getAttribute("action");
  const id = current ? current.id : "";
  const order = fields().map((field) => field.id);
  try {
    const answer = await post(url, data);
    if (answer.status === 409) return await behind(answer, id, data);
    if (answer.status === 422) return await refused(answer, form);
    if (!answer.ok) return;
    const path = new URL(answer.url).pathname;
    if (path !== location.pathname) return location.assign(answer.url);
    swap(await answer.text());
    if (!whole) afterSave(id, order);
  } catch {
    say("The server cannot be reached. Nothing was saved; what you typed is still here.");
  } finally {
    saving = false;
  }
}

async function refused(answer, form) {
  const problem = await answer.json().catch(() => ({ title: "Please look again." }));
  const place = form.querySelector(".problem");
  const keep = form.querySelector("[data-keep]");
  if (!place) return;
  place.textContent = problem.title;
  place.hidden = false;
  const editor = form.querySelector("details.editor");
  if (editor) editor.open = true;
  if (keep) {
    keep.hidden = !problem.keepable;
    if (problem.keepable) keep.focus();
  }
}

// Somebody else changed the fax: say what, show it, and put back what was typed.
async function behind(answer, id, data) {
  const told = await answer.json().catch(() => ({ title: "This fax was changed meanwhile.", changes: [] }));
  const typed = data.get("value");
  const dialog = document.createElement("dialog");
  dialog.className = "behind";
  dialog.setAttribute("aria-labelledby", "behind-title");
  const title = Object.assign(document.createElement("h2"), { id: "behind-title", textContent: told.title });
  const list = document.createElement("ul");
  for (const change of told.changes ?? []) list.append(Object.assign(document.createElement("li"), { textContent: change }));
  const go = Object.assign(document.createElement("button"), { className: "main", textContent: "Show the fax as it is now" });
  go.type = "button";
  go.addEventListener("click", async () => {
    dialog.close();
    await reload();
    const field = byId(id);
    select(field);
    const input = field && field.querySelector("[name=value]");
    if (input && typed && input.value !== typed) {
      edit();
      input.value = typed;
      say("What you typed is in the box again; it is not saved yet.");
    }
  });
  dialog.append(title, list, go);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function reload() {
  const url = new URL(location.href);
  url.searchParams.set("referral", caseOf().dataset.referral);
  if (caseOf().dataset.order === "paper") url.searchParams.set("order", "paper");
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (answer.ok && new URL(answer.url).pathname === location.pathname) swap(await answer.text());
  else location.reload();
}

// The page that came back takes the place of this one, but the pictures and where one looks at them stay.
function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const next = fresh.getElementById("case");
  if (!next) return location.reload();
  const unfolded = [...document.querySelectorAll("#work details[open][id]")].map((one) => one.id);
  const scroll = byId("work").scrollTop;
  for (const name of Object.keys(caseOf().dataset)) delete caseOf().dataset[name];
  Object.assign(caseOf().dataset, next.dataset);
  for (const id of ["case-bar", "work", "case-foot"]) byId(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
  viewer.take(fresh);
  const said = fresh.querySelector("#said p");
  if (said) say(said.textContent);
  for (const id of unfolded) if (byId(id)) byId(id).open = true;
  byId("work").scrollTop = scroll;
  current = null;
  dress();
}

// What scripts add to the page as it came.
function dress() {
  for (const button of document.querySelectorAll("[data-act=region]")) button.hidden = false;
  for (const thing of document.querySelectorAll("[data-key]")) {
    bind(thing.dataset.key, thing.dataset.label, () => {
      if (thing instanceof HTMLFormElement) thing.requestSubmit();
      else thing.click();
    });
  }
  if (caseOf().dataset.reading) setTimeout(poll, POLL_MS);
}

async function poll() {
  const answer = await fetch(`${location.pathname}/state`, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok) return void setTimeout(poll, 4 * POLL_MS);
  const state = (await answer.json()).state;
  if (state === "received" || state === "running" || document.querySelector(".editor[open]")) return void setTimeout(poll, POLL_MS);
  const id = current ? current.id : "";
  await reload();
  say("The fax was read again.");
  select(byId(id) ?? fields()[0], { focus: false });
}

function edit() {
  const editor = inCurrent("details.editor");
  if (!editor) return;
  editor.open = true;
  const input = editor.querySelector("[name=value]");
  input.focus();
  if (input.select) input.select();
}

function press(selector, otherwise) {
  const button = inCurrent(selector);
  if (button) send(button.form, button);
  else if (otherwise) otherwise();
}

async function region() {
  if (!current) return;
  const field = current;
  const found = await drawRegion(viewer, field);
  if (!found) return select(field);
  say("Reading…");
  const answer = await post(`${location.pathname}/read`, {
    referral: caseOf().dataset.referral,
    field: field.dataset.field,
    page: found.page,
    box: found.edges,
  });
  if (!answer.ok) return select(field);
  const read = await answer.json();
  select(field, { jump: false });
  edit();
  const form = field.querySelector("form.save");
  form.elements.page.value = found.page;
  form.elements.box.value = found.edges;
  const input = form.querySelector("[name=value]");
  if (input instanceof HTMLSelectElement) {
    const option = [...input.options].find((one) => one.value === read.value);
    if (option) input.value = option.value;
  } else if (read.value) {
    input.value = read.value;
  }
  say(read.value ? "Read. Enter saves it, Escape leaves it." : "Nothing could be read there. Please type it.");
}

// Events of the whole page, so that swapped-in parts need none of their own

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !caseOf().contains(form)) return;
  if (form.classList.contains("save")) {
    event.preventDefault();
    const item = form.closest("li.field");
    if (item) current = item;
    send(form, event.submitter ?? form.querySelector("[data-save]"));
  } else if (form.getAttribute("action").includes("/pages/")) {
    event.preventDefault();
    send(form, event.submitter, { whole: true });
  }
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  const jump = target.closest("[data-jump]");
  if (jump) {
    event.preventDefault();
    viewer.show(jump.dataset.jump);
    const item = jump.closest("li.field");
    if (item) select(item, { jump: false });
    return;
  }
  const sheet = target.closest(".sheet");
  if (sheet && target.closest("a.sheet-link")) {
    event.preventDefault();
    const hit = viewer.fieldAt(sheet, event);
    if (hit && byId(hit)) select(byId(hit), { jump: false });
    return;
  }
  if (target.closest("[data-act=region]")) {
    current = target.closest("li.field");
    return void region();
  }
  const item = target.closest("li.field");
  if (item && item !== current) select(item, { focus: !target.closest("a, button, input, select, summary, label") });
});

document.addEventListener("focusin", (event) => {
  const item = event.target instanceof Element ? event.target.closest("li.field") : null;
  if (item && item !== current) select(item, { focus: false });
  const choice = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
  if (choice) viewer.show(choice.dataset.mark);
});

// Enter saves from a list of choices too, as it does from a text box.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLSelectElement && event.target.closest(".editor") && event.target.value) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("[data-save]"));
  }
  if (event.key === "Escape" && event.target instanceof Element && event.target.closest(".editor")) {
    const editor = event.target.closest(".editor");
    editor.open = false;
    select(editor.closest("li.field"), { jump: false });
    event.preventDefault();
  }
});

// Going elsewhere by a link at the top puts the fax down, so that a colleague need not wait for it.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("header.top a[href]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const csrf = document.querySelector('meta[name="csrf"]').content;
  navigator.sendBeacon(`${location.pathname}/leave`, new URLSearchParams({ csrf }));
});

// What was typed and not saved is not lost by a slip.
addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll(".editor[open] input[name=value]")];
  if (typed.some((input) => input.value !== input.defaultValue)) event.preventDefault();
});

bind("j", "Next field", () => step(1));
bind("ArrowDown", "Next field", () => step(1));
bind("k", "Field before", () => step(-1));
bind("ArrowUp", "Field before", () => step(-1));
bind("Enter", "The value is right as read (or write it, where there is none)", () => press("[data-act=confirm]", edit));
bind("e", "Edit the value", edit);
bind("n", "Not on the fax", () => press("[data-act=absent]"));
bind("u", "Undo what was said of this field", () => press("[data-act=undo]"));
for (let number = 1; number <= 8; number += 1) {
  bind(String(number), `Take competing value ${number}`, () => press(`[data-number="${number}"]`));
}
bind("f", "Draw a box on the page and read it", region);
bind("r", "Turn the page right", () => {
  const button = document.querySelector(`#page-${viewer.page()} [data-turn=right]`);
  if (button) send(button.form, button, { whole: true });
});
bind("]", "Next page", () => viewer.turn(1));
bind("[", "Page before", () => viewer.turn(-1));
bind("+", "Larger", () => viewer.zoom(1));
bind("=", "Larger", () => viewer.zoom(1));
bind("-", "Smaller", () => viewer.zoom(-1));
bind("0", "Fit the page", () => viewer.fit("fit"));
bind("w", "Fit the width", () => viewer.fit("width"));
bind("ArrowLeft", "Move the page", () => viewer.pan(-1, 0));
bind("ArrowRight", "Move the page", () => viewer.pan(1, 0));
bind("Shift+ArrowUp", "Move the page up", () => viewer.pan(0, -1));
bind("Shift+ArrowDown", "Move the page down", () => viewer.pan(0, 1));
bind("v", "Most pressing first, or in the order of the pages", () => document.querySelector("[data-order-switch]")?.click());
bind("p", "Next patient of this fax", () => {
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const at = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
  if (tabs.length > 1) tabs[(at + 1) % tabs.length].click();
});
bind("Escape", "Back to the field", () => current && select(current, { jump: false }));

dress();
const wanted = location.hash.startsWith("#f-") ? byId(decodeURIComponent(location.hash.slice(1))) : null;
select(wanted ?? document.querySelector("li.field[data-todo='1']") ?? fields()[0], { jump: true });
