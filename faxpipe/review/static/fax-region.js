// Drawing a box on a page, with the mouse or with the keys. Gives { page, edges } or null.
import { say } from "/static/keys.js";

const SCALE = 10000;
const STEP = 0.01;
const START = { x: 0.3, y: 0.3, width: 0.3, height: 0.03 };
const clip = (value, low, high) => Math.max(low, Math.min(high, value));

export function drawRegion(viewer, field) {
  return new Promise((resolve) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", "region");
    const box = { ...START };
    let sheet = start(viewer, field, box);
    let from = null;
    if (!sheet) return resolve(null);
    document.documentElement.classList.add("drawing");
    viewer.pages.focus({ preventScroll: true });
    say("Draw a box around the words: with the mouse, or move it with the arrows, size it with Shift and the arrows. Enter reads it, Escape stops.");
    put();

    function put() {
      sheet.querySelector("svg").append(rect);
      for (const [name, value] of Object.entries(box)) rect.setAttribute(name, String(value));
    }

    function place(event) {
      const paper = sheet.getBoundingClientRect();
      return { x: clip((event.clientX - paper.left) / paper.width, 0, 1), y: clip((event.clientY - paper.top) / paper.height, 0, 1) };
    }

    function down(event) {
      const over = event.target instanceof Element ? event.target.closest(".sheet") : null;
      if (!over || event.button !== 0) return;
      event.preventDefault();
      sheet = over;
      from = place(event);
      Object.assign(box, { ...from, width: 0.001, height: 0.001 });
      put();
    }

    function move(event) {
      if (!from) return;
      const to = place(event);
      Object.assign(box, {
        x: Math.min(from.x, to.x), y: Math.min(from.y, to.y),
        width: Math.max(0.001, Math.abs(to.x - from.x)), height: Math.max(0.001, Math.abs(to.y - from.y)),
      });
      put();
    }

    function up() {
      if (from && box.width > 0.01 && box.height > 0.004) end(true);
      from = null;
    }

    function key(event) {
      const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP / 2], ArrowDown: [0, STEP / 2] }[event.key];
      if (by && event.shiftKey) {
        box.width = clip(box.width + by[0], 0.01, 1 - box.x);
        box.height = clip(box.height + by[1], 0.005, 1 - box.y);
      } else if (by) {
        box.x = clip(box.x + by[0], 0, 1 - box.width);
        box.y = clip(box.y + by[1], 0, 1 - box.height);
      } else if (event.key === "[" || event.key === "]") {
        viewer.turn(event.key === "]" ? 1 : -1);
        sheet = document.querySelector(`#page-${viewer.page()} .sheet`);
      } else if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
        return end(event.key === "Enter");
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      put();
      rect.scrollIntoView?.({ block: "nearest" });
    }

    function end(read) {
      removeEventListener("pointerdown", down, true);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("keydown", key, true);
      removeEventListener("click", hush, true);
      setTimeout(() => document.documentElement.classList.remove("drawing"), 0);
      rect.remove();
      const edges = [box.x, box.y, box.x + box.width, box.y + box.height].map((edge) => Math.round(clip(edge, 0, 1) * SCALE)).join("-");
      resolve(read ? { page: Number(sheet.closest("figure").dataset.page), edges } : null);
    }

    function hush(event) {
      if (event.target instanceof Element && event.target.closest(".sheet")) {
        event.preventDefault();
        event.stopPropagation();
      }
    }

    addEventListener("pointerdown", down, true);
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("keydown", key, true);
    addEventListener("click", hush, true);
  });
}

// Where the box begins: on the field's own place, else in the middle of the page that is looked at.
function start(viewer, field, box) {
  const own = [...viewer.pages.querySelectorAll("rect")].find((rect) => rect.dataset.of === field.dataset.of);
  if (!own) return document.querySelector(`#page-${viewer.page()} .sheet`);
  for (const name of ["x", "y", "width", "height"]) box[name] = Number(own.getAttribute(name));
  return own.closest(".sheet");
}
