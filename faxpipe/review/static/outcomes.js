// Keys of whatever carries data-key: a form is sent, a link followed. The page works without.
import { bind } from "/static/keys.js";

for (const thing of document.querySelectorAll("[data-key]")) {
  bind(thing.dataset.key, thing.dataset.label, () => {
    if (thing instanceof HTMLFormElement) thing.requestSubmit();
    else thing.click();
  });
}
