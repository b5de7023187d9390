// Keys of whatever carries data-key: a form is sent, a link followed. The page works without. Looked up when the
// key is pressed, because a page may swap its parts after a save.
import { bind } from "/static/keys.js";

for (const { dataset } of document.querySelectorAll("[data-key]")) {
  const { key, label } = dataset;
  bind(key, label, () => {
    const thing = document.querySelector(`[data-key="${key}"]`);
    if (thing instanceof HTMLFormElement) thing.requestSubmit();
    else thing?.click();
  });
}
