// The worklist with keys, and fresh by itself. Everything here posts to the endpoints that the page's links lead to.

import { bind, say, post } from "/static/keys.js";

const REFRESH_MS = 20000;
const KEPT = "faxpipe-worklist";
const list = () => document.getElementById("list");
const links = () => [...list().querySelectorAll("a.fax")];
const rowOf = (element) => element?.closest?.("tr[data-fax]") ?? null;

function current() {
  const row = rowOf(document.activeElement);
  return row ? row.querySelector("a.fax") : null;
}

function choose(link) {
  if (!link) return;
  link.focus({ preventScroll: true });
  rowOf(link).scrollIntoView({ block: "nearest" });
}

function chosenId() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function remember(row) {
  try {
    if (row) sessionStorage.setItem(KEPT, row.dataset.fax);
  } catch {
    // Without storage the selection does not outlive the page.
  }
}

function linkOf(id) {
  return id ? document.getElementById(`fax-${id}`)?.querySelector("a.fax") : null;
}

function move(step) {
  const all = links();
  if (!all.length) return;
  const from = all.indexOf(current() ?? linkOf(chosenId()));
  const here = current();
  if (!here) choose(all[Math.max(0, from)]);
  else choose(all[Math.min(all.length - 1, Math.max(0, from + step))]);
}

document.addEventListener("focusin", (event) => remember(rowOf(event.target)));

bind("j", "Next fax", () => move(1));
bind("k", "Fax before", () => move(-1));
bind("ArrowDown", "Next fax", () => move(1));
bind("ArrowUp", "Fax before", () => move(-1));
bind("Enter", "Open the fax", () => (current() ?? linkOf(chosenId()) ?? links()[0])?.click());
bind("a", "Assign to me", assignToMe);
bind("s", "Put aside until a day", putAside);
bind("/", "Search", () => document.getElementById("q").focus());
bind("f", "Filter", () => {
  const filters = document.querySelector(".filters");
  filters.open = true;
  filters.querySelector("select").focus();
});
bind("n", "Next page", () => document.getElementById("next")?.click());
for (let number = 1; number <= 6; number += 1) {
  const tab = document.querySelector(`#tabs [data-tab="${number}"]`);
  bind(String(number), tab.firstChild.textContent.trim(), () => document.querySelector(`#tabs [data-tab="${number}"]`).click());
}
bind("Escape", "Back to the list", () => choose(linkOf(chosenId()) ?? links()[0]), { typing: true });

function selected() {
  const row = rowOf(current() ?? linkOf(chosenId()));
  if (!row) say("Choose a fax first: J and K move.");
  return row;
}

const me = list().dataset.person;

async function assignToMe() {
  const row = selected();
  if (!row) return;
  const answer = await post(`/fax/${row.dataset.fax}/assign`, { to: me, version: row.dataset.version });
  if (answer.ok) say("Assigned to you.");
  await refresh();
}

async function putAside() {
  const row = selected();
  if (!row) return;
  const page = await fetched(`/fax/${row.dataset.fax}/desk`);
  const form = page?.querySelector('form[action$="/snooze"]');
  if (!form) return;
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  title.id = "aside-title";
  title.textContent = "Put aside until a day";
  dialog.setAttribute("aria-labelledby", "aside-title");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = "Cancel";
  cancel.addEventListener("click", () => dialog.close());
  const own = document.importNode(form, true);
  own.querySelector(".actions").append(cancel);
  own.addEventListener("submit", async (event) => {
    event.preventDefault();
    const day = own.elements.day.value;
    const answer = await post(own.action, own);
    if (!answer.ok) return;
    dialog.close();
    say(`Put aside until ${day}.`);
    await refresh();
  });
  dialog.append(title, own);
  dialog.addEventListener("close", () => {
    dialog.remove();
    choose(linkOf(chosenId()));
  });
  document.body.append(dialog);
  dialog.showModal();
  own.elements.day.focus();
}

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html", "X-Background": "1" }, credentials: "same-origin" }).catch(() => null);
  if (!answer) return null;
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) {
    location.assign("/login");
    return null;
  }
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

const plainText = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

// The list as it stands now, in place of the old one: focus, choice and scroll stay where they are.
async function refresh() {
  if (document.querySelector("dialog[open]")) return;
  const page = await fetched(location.pathname + location.search);
  const fresh = page?.getElementById("list");
  if (!fresh) return;
  const before = new Set(links().map((link) => rowOf(link).dataset.fax));
  const focused = list().contains(document.activeElement) ? rowOf(document.activeElement)?.dataset.fax : null;
  const place = focused ? links().findIndex((link) => rowOf(link).dataset.fax === focused) : -1;
  const onMore = document.activeElement?.classList.contains("more");
  const changed = plainText(fresh) !== plainText(list());
  for (const [old, now] of zip(document.querySelectorAll("#tabs .count"), page.querySelectorAll("#tabs .count")))
    if (old.textContent !== now.textContent) old.textContent = now.textContent;
  if (!changed && !versionsDiffer(fresh)) return;
  const top = window.scrollY;
  list().replaceWith(document.importNode(fresh, true));
  window.scrollTo(0, top);
  if (focused) {
    const all = links();
    const link = linkOf(focused) ?? all[Math.min(place, all.length - 1)];
    (onMore ? rowOf(link)?.querySelector(".more") : link)?.focus({ preventScroll: true });
  }
  const news = links().filter((link) => !before.has(rowOf(link).dataset.fax)).length;
  if (news && before.size) say(news === 1 ? "One more fax in this list." : `${news} more faxes in this list.`);
}

function zip(left, right) {
  return [...left].map((one, i) => [one, right[i]]);
}

function versionsDiffer(fresh) {
  const now = new Map([...fresh.querySelectorAll("tr[data-fax]")].map((row) => [row.dataset.fax, row.dataset.version]));
  return [...list().querySelectorAll("tr[data-fax]")].some((row) => now.get(row.dataset.fax) !== row.dataset.version);
}

setInterval(() => {
  if (!document.hidden) refresh();
}, REFRESH_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
document.addEventListener("faxpipe-refresh", refresh);

const wanted = location.hash.startsWith("#fax-") ? location.hash.slice(5) : chosenId();
choose(linkOf(wanted) ?? links()[0]);
