// The results of a search with keys: J and K move, Enter opens.

import { bind } from "/static/keys.js";

const links = () => [...document.querySelectorAll(".results a.fax")];

function move(step) {
  const all = links();
  const from = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, from + step))]?.focus();
}

bind("j", "Next result", () => move(1));
bind("k", "Result before", () => move(-1));
bind("ArrowDown", "Next result", () => move(1));
bind("ArrowUp", "Result before", () => move(-1));
bind("/", "Search", () => document.getElementById("q").select());
bind("Escape", "Back to the worklist", () => location.assign("/"));

links()[0]?.focus();
