/** The list at the left: search, filters, rows; two thousand rows stay fluid since unseen ones are not drawn. */

import { calmly, el, put } from "./dom.js";
import { SHAPES, icon } from "./icons.js";
import { languageName, tr, trn } from "./i18n.js";
import { stateWord } from "./letter.js";
import { isFiltered, list, load, unfilter } from "./list.js";
import { complain } from "./status.js";

const STATES = ["check", "ready", "approved", "exported", "skipped"];

const blank = (event) => event.target.replaceWith(el("span", { class: "no-thumb", "aria-hidden": "true" }));

/** The queue; `open(id)` shows a contact. */
export class Queue {
  constructor(open) {
    this.open = open;
    this.rows = new Map();
    this.search = el("input", {
      type: "search", id: "search", placeholder: tr("Search"), autocomplete: "off", "aria-label": tr("Search contacts"), "aria-keyshortcuts": "/",
      oninput: () => this.find(), onkeydown: (event) => this.searched(event),
    });
    this.filters = el("div", { class: "filters" });
    this.items = el("ol", { class: "rows", "aria-label": tr("Contacts"), onkeydown: (event) => this.walk(event) });
    this.count = el("p", { class: "count hint", role: "status" });
    this.node = el("nav", { class: "queue", "aria-label": tr("Contacts") },
      el("div", { class: "queue-head" }, el("div", { class: "search" }, icon("search"), this.search, el("kbd", {}, "/")), this.filters, this.count), this.items);
    this.find = calmly(() => this.filter({ q: this.search.value.trim() }), 120);
    list.addEventListener("loaded", () => this.draw());
    list.addEventListener("row", ({ detail }) => this.drawRow(detail));
    list.addEventListener("overview", () => this.drawFilters());
  }

  /** Mark the contact that is shown, and bring its row into view. */
  mark(id) {
    this.rows.get(this.marked)?.link.removeAttribute("aria-current");
    this.marked = id;
    const row = this.rows.get(id);
    this.rove(row);
    row?.link.setAttribute("aria-current", "true");
    row?.node.scrollIntoView({ block: "nearest" });
  }

  /** Tell whether the list is on the screen: on a phone it has a page of its own. */
  get isVisible() {
    return this.node.checkVisibility?.() ?? this.node.offsetParent !== null;
  }

  /** Put the focus on a contact's row, or on the row where it was. */
  focusRow(id) {
    this.rove(this.rows.get(id));
    if (this.roving) this.roving.link.focus();
    else this.focusSearch();
  }

  /** Put the cursor into the search. */
  focusSearch() {
    this.search.focus();
    this.search.select();
  }

  /** Filter the list. */
  filter(changes) {
    return load(changes).catch(complain);
  }

  draw() {
    this.rows.clear();
    put(this.items, list.rows.map((row) => this.make(row)));
    this.drawCount();
    this.drawFilters();
    if (this.search.value.trim() !== list.filter.q && document.activeElement !== this.search) this.search.value = list.filter.q;
    this.mark(this.marked);
    if (!this.rows.has(this.marked)) this.rove(this.rows.values().next().value);
  }

  drawCount() {
    const all = list.rows.length;
    put(this.count, all ? trn("{n} contact", "{n} contacts", all) : tr("Nobody here."), " ",
      isFiltered() ? el("button", { class: "link", onclick: () => unfilter().catch(complain) }, tr("Show all")) : null);
  }

  drawFilters() {
    if (this.filters.contains(document.activeElement)) return;
    const { events = [], languages = [], tags = [] } = list.overview ?? {};
    const code = (one) => one.code ?? one;
    put(this.filters,
      this.select("event", tr("All events"), events.map((one) => [one.key, one.name])),
      this.select("state", tr("All states"), STATES.map((state) => [state, stateWord(state)])),
      this.select("language", tr("All languages"), languages.map((one) => [code(one), languageName(code(one))])),
      tags.length ? this.select("tag", tr("All tags"), tags.map((tag) => [tag, tag])) : null);
  }

  select(key, label, options) {
    const now = list.filter[key];
    return el("select", { "aria-label": label, class: now ? "set" : "", onchange: (event) => this.filter({ [key]: event.target.value }) },
      el("option", { value: "" }, label), options.map(([value, text]) => el("option", { value, selected: value === now }, text)));
  }

  make(row) {
    const link = el("a", { href: `#/contact/${row.id}`, class: "row", tabIndex: -1 });
    const node = el("li", { data: { id: row.id } }, link);
    this.rows.set(row.id, { node, link });
    this.fill(link, row);
    return node;
  }

  fill(link, row) {
    put(link,
      row.thumb ? el("img", { src: row.thumb, alt: "", loading: "lazy", decoding: "async", width: 58, height: 36, onerror: blank }) : el("span", { class: "no-thumb", "aria-hidden": "true" }),
      el("span", { class: "row-name" }, row.name || tr("No name")),
      el("span", { class: "row-under" }, el("span", { class: "row-firm" }, row.company || row.title || ""),
        el("span", { class: "state", data: { state: row.state } }, icon(SHAPES[row.state] ?? "ring"),
          row.state === "check" && row.concerns ? trn("{n} doubt", "{n} doubts", row.concerns) : stateWord(row.state))));
  }

  drawRow(row) {
    const known = this.rows.get(row.id);
    if (known) this.fill(known.link, row);
  }

  rove(row) {
    if (this.roving) this.roving.link.tabIndex = -1;
    this.roving = row ?? this.roving;
    if (this.roving) this.roving.link.tabIndex = 0;
  }

  walk(event) {
    const at = list.rows.findIndex((row) => this.rows.get(row.id)?.link === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = Math.max(0, Math.min(list.rows.length - 1, at + step));
    const row = this.rows.get(list.rows[to].id);
    this.rove(row);
    row.link.focus();
  }

  searched(event) {
    const first = list.rows[0];
    if (event.key === "Enter" && first) this.open(first.id);
    else if (event.key === "ArrowDown" && first) this.rows.get(first.id).link.focus();
    else return;
    event.preventDefault();
  }
}
