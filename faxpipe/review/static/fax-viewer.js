// The pages of a fax in one scrolling strip: zoom, pan, thumbnails, and the box of what is chosen.

const ZOOMS = ["fit", "width", "100", "150", "200", "300"];
const SAYS = { fit: "whole page", width: "full width" };
const SHARP_PX = 1050; // wider than this on the screen, the larger picture is fetched

export class Viewer {
  constructor(pages, around) {
    this.pages = pages;
    this.around = around;
    this.chosen = "";
    around.addEventListener("click", (event) => this.press(event));
    pages.addEventListener("scroll", () => this.scrolled(), { passive: true });
    pages.addEventListener("pointerdown", (event) => this.grab(event));
    addEventListener("resize", () => this.sharpen());
    this.fit(localStorage.getItem("fax-zoom") ?? "width");
    this.scrolled();
  }

  press(event) {
    const target = event.target instanceof Element ? event.target : null;
    const tool = target?.closest("[data-do]");
    if (tool) {
      const act = tool.dataset.do;
      if (act === "in" || act === "out") this.zoom(act === "in" ? 1 : -1);
      else this.fit(act);
    }
    const thumb = target?.closest(".thumbs a");
    if (thumb) {
      event.preventDefault();
      this.go(Number(thumb.dataset.page));
    }
  }

  all() {
    return [...this.pages.querySelectorAll("figure.page")];
  }

  // Number of the page that takes up the middle of the view.
  page() {
    const box = this.pages.getBoundingClientRect();
    const middle = box.top + Math.min(box.height, innerHeight) / 3;
    const found = this.all().find((figure) => figure.getBoundingClientRect().bottom > middle);
    return Number((found ?? this.all().at(-1))?.dataset.page ?? 1);
  }

  go(number) {
    const figure = document.getElementById(`page-${number}`);
    if (figure) this.scrollTo(figure.offsetTop - this.pages.offsetTop, this.pages.scrollLeft);
  }

  turn(by) {
    this.go(Math.max(1, Math.min(this.all().length, this.page() + by)));
  }

  pan(x, y) {
    this.pages.scrollBy({ left: x * 120, top: y * 120 });
  }

  scrollTo(top, left) {
    this.pages.scrollTo({ top: Math.max(0, top), left: Math.max(0, left) });
  }

  zoom(by) {
    const at = ZOOMS.indexOf(this.pages.dataset.zoom);
    this.fit(ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at + by))]);
  }

  fit(zoom) {
    const page = this.pages.dataset.zoom === zoom ? 0 : this.page();
    this.pages.dataset.zoom = ZOOMS.includes(zoom) ? zoom : "width";
    localStorage.setItem("fax-zoom", this.pages.dataset.zoom);
    document.getElementById("zoom-says").textContent = SAYS[this.pages.dataset.zoom] ?? `${this.pages.dataset.zoom} %`;
    if (this.chosen) this.show(this.chosen);
    else if (page) this.go(page);
    this.sharpen();
  }

  sharpen() {
    for (const image of this.pages.querySelectorAll("img[data-src]")) {
      if (image.clientWidth * devicePixelRatio > SHARP_PX && !image.src.endsWith("zoom")) {
        image.src = `${image.dataset.src}?size=zoom`;
      }
    }
  }

  // Box the place of a field or flag, and bring it into view.
  show(key) {
    for (const rect of this.pages.querySelectorAll("rect.chosen")) rect.classList.remove("chosen");
    this.chosen = key;
    const rects = [...this.pages.querySelectorAll("rect")];
    const rect = rects.find((one) => one.dataset.of === key);
    if (!rect) return;
    for (const one of rects) if (one === rect || one.dataset.of.startsWith(`${key}-`)) one.classList.add("chosen");
    const sheet = rect.closest(".sheet");
    const view = this.pages.getBoundingClientRect();
    const paper = sheet.getBoundingClientRect();
    const at = (name) => Number(rect.getAttribute(name));
    const top = paper.top - view.top + this.pages.scrollTop + at("y") * paper.height;
    const left = paper.left - view.left + this.pages.scrollLeft + at("x") * paper.width;
    const bottom = top + at("height") * paper.height;
    const right = left + at("width") * paper.width;
    const seen = this.pages.scrollTop + 20 < top && bottom < this.pages.scrollTop + view.height - 20;
    const wide = paper.width > view.width;
    this.scrollTo(seen ? this.pages.scrollTop : (top + bottom) / 2 - view.height / 3, wide ? (left + right) / 2 - view.width / 2 : this.pages.scrollLeft);
  }

  // The field whose box was clicked, the smallest if several lie there; "" where none does.
  fieldAt(sheet, event) {
    const paper = sheet.getBoundingClientRect();
    const x = (event.clientX - paper.left) / paper.width;
    const y = (event.clientY - paper.top) / paper.height;
    const at = (rect, name) => Number(rect.getAttribute(name));
    const hits = [...sheet.querySelectorAll("rect.mark")].filter(
      (rect) =>
        x >= at(rect, "x") - 0.005 && x <= at(rect, "x") + at(rect, "width") + 0.005 &&
        y >= at(rect, "y") - 0.005 && y <= at(rect, "y") + at(rect, "height") + 0.005,
    );
    hits.sort((a, b) => at(a, "width") * at(a, "height") - at(b, "width") * at(b, "height"));
    return hits.length ? hits[0].dataset.of.replace(/-\d+$/, "") : "";
  }

  // Boxes and captions of the page that came back; pictures only of pages that were turned.
  take(fresh) {
    for (const figure of this.all()) {
      const next = fresh.getElementById(figure.id);
      if (!next) continue;
      if (next.dataset.turned !== figure.dataset.turned) {
        figure.replaceWith(document.adoptNode(next));
        const thumb = document.querySelector(`.thumbs [data-page="${figure.dataset.page}"] img`);
        if (thumb) thumb.src = `${thumb.src.split("&")[0]}&turned=${next.dataset.turned}`;
        continue;
      }
      figure.dataset.kind = next.dataset.kind;
      figure.querySelector("figcaption").replaceWith(document.adoptNode(next.querySelector("figcaption")));
      figure.querySelector("svg.marks").replaceWith(document.adoptNode(next.querySelector("svg.marks")));
    }
    const says = fresh.getElementById("page-says");
    if (says) document.getElementById("page-says").textContent = says.textContent;
    this.sharpen();
    this.scrolled();
  }

  scrolled() {
    const now = String(this.page());
    for (const link of this.around.querySelectorAll(".thumbs a")) {
      if (link.dataset.page === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.sharpen();
  }

  grab(event) {
    if (event.button !== 0 || event.pointerType === "touch" || document.querySelector(".drawing")) return;
    if (!(event.target instanceof Element) || !event.target.closest(".sheet")) return;
    const from = { x: event.clientX, y: event.clientY, left: this.pages.scrollLeft, top: this.pages.scrollTop };
    let moved = false;
    const move = (now) => {
      const x = now.clientX - from.x;
      const y = now.clientY - from.y;
      if (Math.abs(x) + Math.abs(y) > 4) moved = true;
      if (moved) this.pages.scrollTo(from.left - x, from.top - y);
    };
    const stop = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      if (moved) addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    };
    event.preventDefault();
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  }
}
