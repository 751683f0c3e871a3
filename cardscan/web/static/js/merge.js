/** Contacts that look like one person, side by side: join them field by field, or keep them apart for good. */

import { get, post } from "./api.js";
import { done } from "./actions.js";
import { el, put } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";
import { list, load } from "./list.js";
import { complain } from "./status.js";

const KEPT_BOTH = ["phones", "emails", "urls", "social", "tax_ids"];

/** The merge page. */
export class Merge {
  constructor() {
    this.pairs = [];
    this.at = 0;
    this.heading = el("h1", { tabIndex: -1 });
    this.reasons = el("p", { class: "lead" });
    this.table = el("div", { class: "pair" });
    this.bar = el("div", { class: "action-bar", role: "toolbar", "aria-label": tr("What to do with this pair") });
    this.node = el("section", { class: "merge", hidden: true, "aria-label": tr("Same person?") },
      el("header", { class: "merge-head" }, this.heading, this.reasons), this.table, this.bar);
  }

  /** Load the pairs and show the first. */
  async show() {
    this.node.hidden = false;
    document.title = `${tr("Same person?")} · cardscan`;
    this.pairs = (await get("/api/doubles")).pairs;
    this.at = 0;
    this.draw();
  }

  /** Show another pair. */
  move(step) {
    const to = this.at + step;
    if (to < 0 || to >= this.pairs.length) return;
    this.at = to;
    this.draw();
  }

  /** The two are one person. */
  async join() {
    const pair = this.pairs[this.at];
    if (!pair || this.busy) return;
    const choose = Object.fromEntries(this.rows.filter((row) => row.other).map((row) => [row.name, row.other.checked ? "other" : "keep"]));
    const body = { keep: pair.one.id, other: pair.other.id, versions: [pair.one.version, pair.other.version], choose };
    await this.settle("/api/doubles/join", body, tr("Joined: {name}", { name: pair.one.name || pair.other.name }));
  }

  /** They are two, and are never proposed again. */
  async apart() {
    const pair = this.pairs[this.at];
    if (!pair || this.busy) return;
    await this.settle("/api/doubles/apart", { one: pair.one.id, other: pair.other.id }, tr("Kept apart: {one} and {other}", { one: pair.one.name, other: pair.other.name }));
  }

  async settle(path, body, text) {
    this.busy = true;
    try {
      await post(path, body);
      this.pairs = (await get("/api/doubles")).pairs;
      this.at = Math.min(this.at, Math.max(this.pairs.length - 1, 0));
      this.draw();
      await Promise.all([done(text), load()]);
    } catch (error) {
      complain(error);
    } finally {
      this.busy = false;
    }
  }

  draw() {
    const pair = this.pairs[this.at];
    this.node.classList.toggle("none", !pair);
    if (!pair) return this.drawNone();
    this.heading.textContent = tr("Is this one person?");
    this.reasons.textContent = (pair.reasons ?? []).join("; ");
    this.rows = pair.fields.map((field, index) => this.row(field, index));
    put(this.table,
      el("div", { class: "pair-row pair-top" }, el("span", {}), this.person(pair.one), this.person(pair.other, tr("read later"))),
      this.rows.map((row) => row.node));
    put(this.bar,
      el("span", { class: "place hint" }, `${this.at + 1} / ${this.pairs.length}`),
      this.button(tr("Back"), "k", () => this.move(-1)), this.button(tr("Next"), "j", () => this.move(1)),
      el("span", { class: "stretch" }),
      this.button(tr("Two persons: keep apart"), "s", () => this.apart()),
      this.button(tr("One person: join"), "a", () => this.join(), true));
    this.heading.focus({ preventScroll: true });
    return undefined;
  }

  drawNone() {
    this.heading.textContent = tr("Nobody looks like a double");
    this.reasons.textContent = "";
    put(this.table);
    put(this.bar, el("a", { class: "button", href: "#/" }, tr("Overview")));
    this.heading.focus({ preventScroll: true });
  }

  person(one, hint = "") {
    const events = (one.events ?? []).map((key) => list.overview?.events.find((event) => event.key === key)?.name ?? key);
    return el("div", { class: "person" },
      one.thumb ? el("img", { src: one.thumb, alt: "", class: "pair-card" }) : el("span", { class: "pair-card no-thumb" }, tr("from an address book")),
      el("h2", {}, el("a", { href: `#/contact/${one.id}` }, one.name || tr("No name"))),
      el("p", { class: "hint" }, [...events, hint].filter(Boolean).join(", ")));
  }

  /** A row of the comparison; only what differs and holds one value is a choice. */
  row(field, index) {
    const both = KEPT_BOTH.includes(field.name);
    if (field.same || both || !said(field.one) || !said(field.other)) {
      return { name: field.name, node: this.still(field, both && !field.same) };
    }
    const name = `pair-${index}`;
    const one = el("input", { type: "radio", name });
    const other = el("input", { type: "radio", name, checked: true }); // what was read later is likelier to hold
    const cell = (input, value) => el("label", { class: "pair-cell choice-cell" }, input, el("span", {}, said(value)));
    return {
      name: field.name, other,
      node: el("div", { class: "pair-row differs", role: "radiogroup", "aria-label": field.label }, el("span", { class: "pair-label" }, field.label), cell(one, field.one), cell(other, field.other)),
    };
  }

  still(field, both) {
    const cell = (value) => el("span", { class: "pair-cell" }, said(value) || el("span", { class: "hint" }, "–"));
    return el("div", { class: field.same ? "pair-row same" : "pair-row" },
      el("span", { class: "pair-label" }, field.label, both ? el("small", {}, tr("all are kept")) : null),
      cell(field.one), cell(field.other));
  }

  button(label, key, run, main = false) {
    return el("button", { class: main ? "primary" : "", "aria-keyshortcuts": key, onclick: run }, el("span", {}, label), el("kbd", {}, key));
  }
}

const said = (value) => (Array.isArray(value) ? value.join("\n") : value ?? "");
