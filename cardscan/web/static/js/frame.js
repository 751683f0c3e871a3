/** The page's frame: header, queue, the view at its right; the address says which one. */

import { approve, confirm, reopen, sendOn, skip, undo } from "./actions.js";
import { ContactSheet } from "./contact.js";
import { el, put } from "./dom.js";
import { help } from "./help.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";
import { approveReady, push } from "./jobs.js";
import { list, load, neighbour } from "./list.js";
import { Merge } from "./merge.js";
import { Queue } from "./queue.js";
import { complain, say, statusNodes } from "./status.js";
import { choosePhotos } from "./upload.js";

/** The whole page. */
export class Frame {
  constructor() {
    this.queue = new Queue((id) => this.open(id));
    this.home = new Home({
      start: (event, state) => this.start(event, state), approveReady, push,
      photos: () => this.photos(), merge: () => this.go("#/merge"),
    });
    this.sheet = new ContactSheet({
      approve: () => this.approve(), skip: () => this.skip(), confirm: () => confirm(this.sheet.id),
      reopen: (draft) => reopen(this.sheet.id, draft), date: (draft, to) => sendOn(this.sheet.id, draft, to), move: (step) => this.move(step),
    });
    this.merge = new Merge();
    this.views = [this.home, this.sheet, this.merge];
    addEventListener("hashchange", () => this.route());
    list.addEventListener("overview", () => this.drawUndo());
  }

  /** Put the page together. */
  build() {
    const { line, messages } = statusNodes();
    this.undoButton = el("button", { class: "icon-button", "aria-keyshortcuts": "u", "aria-label": tr("Undo"), disabled: true, onclick: () => undo() }, icon("undo"));
    this.main = el("main", { id: "main", tabIndex: -1 }, this.views.map((view) => view.node));
    put(document.body,
      el("a", { class: "skip-link", href: "#main", onclick: (event) => { event.preventDefault(); this.focusView(); } }, tr("Skip to the contact")),
      el("header", { class: "top" },
        el("a", { class: "brand", href: "#/", "aria-label": tr("cardscan: overview") }, el("img", { src: "/static/icon.svg", alt: "", width: 26, height: 26 }), el("span", {}, "cardscan")),
        el("a", { class: "to-queue button quiet", href: "#/queue" }, icon("left"), tr("List")),
        line, el("span", { class: "stretch" }), this.undoButton,
        el("button", { class: "quiet photos-button", "aria-label": tr("Add photos"), onclick: () => this.photos() }, icon("photo"), el("span", {}, tr("Add photos"))),
        el("button", { class: "icon-button", "aria-label": tr("Keys and help"), "aria-keyshortcuts": "?", title: "?", onclick: help }, icon("keys"))),
      el("div", { class: "columns" }, this.queue.node, this.main), messages);
  }

  /** Show what the address names. */
  async route() {
    const [view, id] = location.hash.replace(/^#\//, "").split("/");
    document.body.dataset.view = ["contact", "merge", "queue"].includes(view) ? view : "home";
    try {
      if (view === "contact" && /^\d+$/.test(id)) await this.showContact(Number(id));
      else if (view === "merge") await this.showMerge();
      else this.showHome(view === "queue");
    } catch (error) {
      complain(error);
    }
  }

  /** Go to an address, without an entry in the history for each contact one walks by. */
  go(hash, { replace = false } = {}) {
    if (!replace) location.hash = hash;
    else {
      history.replaceState(null, "", hash);
      this.route();
    }
  }

  /** Show a contact. */
  open(id) {
    this.go(`#/contact/${id}`, { replace: document.body.dataset.view === "contact" });
  }

  /** Go on in the list, or in the pairs. */
  move(step) {
    if (document.body.dataset.view === "merge") return this.merge.move(step);
    const next = neighbour(this.sheet.id, this.sheet.id === null ? 1 : step);
    if (next) return this.open(next);
    return say(step > 0 ? tr("This was the last one") : tr("This was the first one"));
  }

  /** Approve what is shown; with `on`, the next contact follows. */
  async approve(on = false) {
    if (document.body.dataset.view === "merge") return this.merge.join();
    const { id } = this.sheet;
    if (this.sheet.isShown && (await approve(id, this.sheet.letter.draft)) && on && this.sheet.id === id) this.move(1);
    return undefined;
  }

  /** Leave out what is shown: no letter, or the pair stays apart. */
  skip() {
    if (document.body.dataset.view === "merge") return this.merge.apart();
    return this.sheet.isShown ? skip(this.sheet.id, this.sheet.letter.draft) : undefined;
  }

  photos() {
    choosePhotos((id) => this.open(id));
  }

  async start(event, state) {
    await load({ event, state, language: "", tag: "", q: "" }).catch(complain);
    if (list.rows.length) this.open(list.rows[0].id);
  }

  async showContact(id) {
    this.home.node.hidden = this.merge.node.hidden = true;
    this.queue.mark(id);
    await this.sheet.show(id);
  }

  async showMerge() {
    this.sheet.leave();
    this.home.node.hidden = true;
    this.queue.mark(null);
    await this.merge.show();
  }

  /** Show the overview; on a phone, the list has an address of its own. */
  showHome(asList) {
    const was = this.sheet.id;
    this.sheet.leave();
    this.merge.node.hidden = true;
    this.queue.mark(null);
    this.home.show();
    if (asList && this.searching) this.queue.focusSearch();
    else if (asList) this.queue.focusRow(was);
    this.searching = false;
  }

  focusView() {
    (this.main.querySelector("section:not([hidden]) > h1, article:not([hidden]) h1, section:not([hidden]) h1") ?? this.main).focus();
  }

  /** Put the cursor into the search; on a phone, that is on the list's own page. */
  find() {
    if (this.queue.isVisible) return this.queue.focusSearch();
    this.searching = true;
    return this.go("#/queue");
  }

  /** Go to the list, at the contact that is shown. */
  toQueue() {
    if (this.queue.isVisible) return this.queue.focusRow(this.sheet.id);
    return this.go("#/queue");
  }

  drawUndo() {
    const last = list.overview?.undo;
    this.undoButton.disabled = !last;
    this.undoButton.title = last ? tr("Undo: {what} (u)", { what: last.what }) : tr("Nothing to undo");
  }
}
