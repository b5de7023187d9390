// The letter's page: what is changed is kept at once and the picture follows; R releases, P prints.
import "/static/outcomes.js";
import { bind, post } from "/static/keys.js";

const form = document.getElementById("letter");
const paper = document.getElementById("paper");
const print = document.querySelector("[data-print]");
const NUMBER = new Set(["choice", "number", "again", "sure", "no_call"]);
const LINES = new Set(["keep", "add", "more"]);
let saving = null;

async function keep() {
  const answer = await post(form.action, form);
  if (!answer.ok) return;
  const { version } = await answer.json();
  form.elements.version.value = version;
  paper.src = paper.src.replace(/v=\d+/, `v=${version}`);
}

if (form) {
  form.addEventListener("change", (event) => {
    if (NUMBER.has(event.target.name)) return;
    // Lines that come or go change what the form holds: the page is made anew.
    if (LINES.has(event.target.name)) form.requestSubmit();
    else {
      const mine = (saving ?? Promise.resolve()).then(keep).finally(() => {
        if (saving === mine) saving = null;
      });
      saving = mine;
    }
  });
  form.addEventListener("submit", async (event) => {
    if (!saving) return;
    event.preventDefault();
    const { submitter } = event;
    while (saving) await saving;
    // Only once this event is over does the form take another one.
    setTimeout(() => form.requestSubmit(submitter));
  });
  bind("r", "Put into the outbox", () => form.requestSubmit(document.getElementById("release")));
}

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  bind("p", "Print the letter", () => window.print());
}
document.getElementById("wrong")?.focus();
