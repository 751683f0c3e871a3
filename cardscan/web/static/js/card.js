/** The card's picture: zoom, turn, other side, whole photo; the lines that were read lie on it as boxes. */

import { el, put, svg } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";
import { say } from "./status.js";

const ZOOMS = [1, 1.5, 2, 3, 4];
const UNIT = 1000; // the overlay's own units along each edge, so that strokes stay even

/** The viewer of one contact's cards; `onLine` is told which line was chosen. */
export class CardViewer {
  constructor(onLine) {
    this.onLine = onLine;
    this.image = el("img", { alt: "", draggable: "false" });
    this.boxes = svg("svg", { class: "boxes", preserveAspectRatio: "none", viewBox: `0 0 ${UNIT} ${UNIT}`, role: "group", "aria-label": tr("Lines on the card: Enter offers one to the field, arrows move between them") });
    this.plate = el("div", { class: "plate" }, this.image, this.boxes);
    this.lost = el("p", { class: "lost hint" }, tr("The picture of this side is not there any more."));
    this.stage = el("div", { class: "stage" }, el("div", { class: "plate-room" }, this.plate), this.lost);
    this.tools = el("div", { class: "card-tools", role: "toolbar", "aria-label": tr("Picture of the card") });
    this.node = el("section", { class: "card-view", "aria-label": tr("Card") }, this.stage, this.tools);
    this.image.addEventListener("load", () => { this.node.classList.remove("lost-card"); this.fit(); });
    this.image.addEventListener("error", () => this.node.classList.add("lost-card"));
    this.boxes.addEventListener("keydown", (event) => this.walk(event));
    this.lit = [];
    new ResizeObserver(() => this.fit()).observe(this.stage);
    this.stage.addEventListener("pointerdown", (event) => this.drag(event));
  }

  /** Show a contact's card, its front first. */
  show(one) {
    const same = this.contact?.id === one.id;
    this.contact = one;
    if (!same) Object.assign(this, { card: 0, whole: false, zoom: 0, turned: 0 });
    this.draw();
  }

  /** Light up lines, and bring their side of the card to the front. */
  light(lines) {
    this.lit = lines;
    const first = this.contact?.lines.find((line) => lines.includes(line.index));
    const at = first ? this.contact.cards.findIndex((card) => card.side === first.side) : -1;
    if (first && !this.whole && at >= 0 && this.contact.cards[this.card]?.side !== first.side) {
      this.card = at;
      this.draw();
    }
    for (const box of this.boxes.children) box.classList.toggle("lit", lines.includes(Number(box.dataset.line)));
  }

  /** Carry out a tool by its name. */
  use(tool) {
    if (tool === "larger") this.zoom = Math.min(this.zoom + 1, ZOOMS.length - 1);
    if (tool === "smaller") this.zoom = Math.max(this.zoom - 1, 0);
    if (tool === "fit") Object.assign(this, { zoom: 0, turned: 0 });
    if (tool === "turn") this.turned = (this.turned + 90) % 360;
    if (tool === "side") this.card = (this.card + 1) % this.contact.cards.length;
    if (tool === "photo") this.whole = !this.whole;
    if (["side", "photo"].includes(tool)) this.draw();
    else this.fit();
    this.updateTools();
  }

  draw() {
    const card = this.contact.cards[this.card] ?? null;
    this.node.classList.toggle("no-card", !card);
    if (!card) {
      put(this.tools, el("p", { class: "hint" }, tr("No card: this contact comes from an address book.")));
      this.image.removeAttribute("src");
      return put(this.boxes);
    }
    const wanted = this.whole ? card.photo : card.image;
    if (this.image.getAttribute("src") !== wanted) {
      this.node.classList.remove("lost-card");
      this.image.src = wanted;
    }
    this.image.alt = this.alternative(card);
    if (this.whole) this.outline(card);
    else this.drawLines(card);
    this.fit();
    this.updateTools();
  }

  alternative(card) {
    if (this.whole) return tr("The whole photo with the card outlined");
    return card.side === 0 ? tr("The front of the card") : tr("The back of the card");
  }

  drawLines(card) {
    this.boxes.setAttribute("viewBox", `0 0 ${UNIT} ${UNIT}`);
    const lines = this.contact.lines.filter((line) => line.side === card.side);
    put(this.boxes, lines.map((line, at) => svg("polygon", {
      points: line.quad.map(([x, y]) => `${x * UNIT},${y * UNIT}`).join(" "),
      class: this.lit.includes(line.index) ? "line lit" : "line",
      role: "button", tabindex: at === 0 ? "0" : "-1", "aria-label": line.text, "data-line": line.index,
      onclick: () => this.onLine(line), onmousedown: (event) => event.preventDefault(), // the field keeps the focus
    }, svg("title", {}, line.text))));
  }

  outline(card) {
    put(this.boxes, svg("polygon", { class: "outline", points: card.corners.map((corner) => corner.join(",")).join(" ") }));
  }

  /** Size the picture to the stage; a turned one by its other edge. */
  fit() {
    const { naturalWidth: wide, naturalHeight: high } = this.image;
    if (!wide || !this.contact) return;
    if (this.whole) this.boxes.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    const lying = this.turned % 180 === 0;
    const { clientWidth, clientHeight } = this.stage;
    const scale = Math.min(clientWidth / (lying ? wide : high), clientHeight / (lying ? high : wide)) * ZOOMS[this.zoom];
    const [w, h] = [wide * scale, high * scale];
    const room = this.plate.parentElement.style;
    room.width = `${Math.max(lying ? w : h, clientWidth)}px`;
    room.height = `${Math.max(lying ? h : w, clientHeight)}px`;
    Object.assign(this.plate.style, { width: `${w}px`, height: `${h}px`, transform: `translate(-50%, -50%) rotate(${this.turned}deg)` });
    this.stage.classList.toggle("zoomed", this.zoom > 0);
  }

  updateTools() {
    const held = document.activeElement?.dataset.tool;
    const many = this.contact.cards.length > 1;
    put(this.tools,
      this.tool("smaller", "minus", tr("Smaller"), "-"), this.tool("larger", "plus", tr("Larger"), "+"),
      this.tool("fit", "fit", tr("Fit"), "0"), this.tool("turn", "turn", tr("Turn"), "r"),
      many ? this.tool("side", "flip", tr("Other side"), "f") : null,
      this.tool("photo", "photo", this.whole ? tr("Card only") : tr("Whole photo"), "p", this.whole),
      many ? el("span", { class: "hint" }, tr("{n} of {all}", { n: this.card + 1, all: this.contact.cards.length })) : null);
    if (held) this.tools.querySelector(`[data-tool="${held}"]`)?.focus();
  }

  tool(name, picture, label, key, pressed = null) {
    const words = ["photo", "side"].includes(name);
    return el("button", {
      class: words ? "quiet" : "icon-button", title: `${label} (${key})`, "aria-label": words ? null : label, "aria-keyshortcuts": key,
      "aria-pressed": pressed === null ? null : String(pressed), data: { tool: name }, onclick: () => this.use(name),
    }, icon(picture), words ? el("span", {}, label) : null);
  }

  walk(event) {
    const lines = [...this.boxes.children];
    const at = lines.indexOf(document.activeElement);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = lines[(at + step + lines.length) % lines.length];
      lines[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.onLine(this.contact.lines.find((line) => line.index === Number(lines[at].dataset.line)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Move a zoomed picture by its paper. */
  drag(event) {
    if (this.zoom === 0 || event.button !== 0 || event.pointerType === "touch") return;
    const { stage } = this;
    const [x, y, left, top] = [event.clientX, event.clientY, stage.scrollLeft, stage.scrollTop];
    const move = (later) => stage.scrollTo(left + x - later.clientX, top + y - later.clientY);
    const stop = () => removeEventListener("pointermove", move);
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop, { once: true });
  }
}

/** Say which line was offered to which field. */
export function sayOffered(line, field) {
  say(tr("{line} taken into {field}", { line: line.text, field }));
}
