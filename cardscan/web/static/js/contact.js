/** One contact: its card, its fields, its note and its letters on one sheet. */

import { CardViewer, sayOffered } from "./card.js";
import { el, put } from "./dom.js";
import { Fields } from "./fields.js";
import { SHAPES, icon } from "./icons.js";
import { day, tr, trn } from "./i18n.js";
import { Letter, stateWord } from "./letter.js";
import { list, neighbour, place } from "./list.js";
import { NoteBox } from "./note.js";
import { contact, peek, people, prefetch, valueOf } from "./people.js";
import { flush } from "./saving.js";
import { say } from "./status.js";

const AHEAD = [1, 2, 3, -1];

/** The sheet; `told` has `approve`, `skip`, `confirm`, `reopen`, `date`, `move(step)`, `remove`. */
export class ContactSheet {
  constructor(told) {
    this.told = told;
    this.id = this.shown = null;
    this.heading = el("h1", { tabIndex: -1, class: "who" });
    this.under = el("p", { class: "who-under" });
    this.meta = el("div", { class: "who-meta" });
    this.news = el("div", { class: "sheet-news" });
    this.card = new CardViewer((line) => this.offer(line));
    this.fields = new Fields({ onFocus: (row) => this.card.light(row.field.lines ?? []), onDone: () => this.done() });
    this.letter = new Letter({ email: () => this.fields.focus("emails[0]"), reopen: (draft) => told.reopen(draft), date: (draft, to) => told.date(draft, to) });
    this.notes = new NoteBox(() => this.letter.follow());
    this.story = el("details", { class: "story" });
    this.bar = el("div", { class: "action-bar", role: "toolbar", "aria-label": tr("What to do with this contact") });
    this.body = el("div", { class: "sheet-body" },
      el("div", { class: "sheet-left" }, this.card.node, this.letter.node),
      el("div", { class: "sheet-right" }, this.fields.node, this.notes.node, this.story));
    this.node = el("article", { class: "sheet", hidden: true },
      el("header", { class: "sheet-head" }, el("div", { class: "who-box" }, this.heading, this.under), this.meta),
      this.news,
      this.body, this.bar);
    people.addEventListener("contact", ({ detail }) => detail.id === this.id && this.draw(detail));
    list.addEventListener("loaded", () => this.id && this.drawBar());
  }

  /** Show a contact: at once if it is known; what is typed in the one before is saved. */
  async show(id) {
    if (this.id && this.id !== id) flush(this.id);
    this.id = id;
    const known = peek(id);
    if (known) this.turnTo(known);
    else {
      const one = await contact(id);
      if (this.id === id) this.turnTo(one);
    }
    const near = AHEAD.map((step) => neighbour(id, step)).filter(Boolean);
    (window.requestIdleCallback ?? setTimeout)(() => prefetch(near));
  }

  /** Leave the sheet. */
  leave() {
    if (this.id) flush(this.id);
    this.id = this.shown = null;
    this.node.hidden = true;
  }

  /** Tell whether the contact that was asked for is on the screen: keys wait for that. */
  get isShown() {
    return this.id !== null && this.shown === this.id;
  }

  /** Answer the contact that is shown. */
  get contact() {
    return this.id ? peek(this.id) : null;
  }

  turnTo(one) {
    const turned = this.shown !== one.id;
    this.shown = one.id;
    this.node.hidden = false;
    this.draw(one);
    if (!turned) return;
    this.node.scrollTop = this.body.scrollTop = 0; // which of the two scrolls depends on the width
    this.card.light([]);
    this.heading.focus({ preventScroll: true });
  }

  draw(one) {
    this.drawHead(one);
    this.card.show(one);
    this.fields.show(one);
    this.notes.show(one);
    this.letter.show(one);
    this.drawNews(one);
    this.drawStory(one);
    this.drawBar();
  }

  drawHead(one) {
    const value = (key) => valueOf(one, key);
    this.heading.textContent = value("name") || value("company") || tr("No name");
    this.under.textContent = [value("title"), value("company")].filter(Boolean).join(", ");
    const doubts = one.fields.filter((field) => field.doubtful).length;
    put(this.meta,
      el("span", { class: "state", data: { state: one.state } }, icon(SHAPES[one.state]), stateWord(one.state)),
      doubts ? el("span", { class: "doubts" }, trn("{n} field to look at", "{n} fields to look at", doubts)) : null,
      one.events.map((event) => el("span", { class: "hint" }, eventName(event))));
    document.title = `${this.heading.textContent} · cardscan`;
  }

  drawNews(one) {
    put(this.news, (one.doubles ?? []).map((double) => el("p", { class: "news" }, icon("pair"),
      el("span", {}, tr("Looks like the same person as {name}: {reasons}", { name: double.name, reasons: (double.reasons ?? []).join("; ") })),
      el("a", { href: "#/merge" }, tr("Compare")))));
  }

  drawStory(one) {
    const { history = [], former = [] } = one;
    const open = this.story.open;
    this.story.hidden = !history.length && !former.length;
    put(this.story, el("summary", {}, tr("History")),
      el("ol", {}, history.map((entry) => el("li", {}, el("time", {}, day(entry.on ?? entry.at ?? "")), " ", entry.text ?? entry.what ?? ""))),
      former.length ? el("p", { class: "hint" }, tr("Before: {values}", { values: former.map((old) => old.value).join("; ") })) : null);
    this.story.open = open;
  }

  drawBar() {
    const one = this.contact;
    if (!one) return;
    const held = document.activeElement?.dataset?.act;
    const doubts = one.fields.some((field) => field.doubtful);
    const button = (act, label, key, run, picture = null) =>
      el("button", { class: act === "approve" ? "primary" : "", data: { act }, "aria-keyshortcuts": key, onclick: run }, picture && icon(picture), el("span", {}, label), el("kbd", {}, key));
    put(this.bar,
      button("back", tr("Back"), "k", () => this.told.move(-1), "left"),
      el("span", { class: "place hint" }, place(this.id) ? `${place(this.id)} / ${list.rows.length}` : ""),
      button("next", tr("Next"), "j", () => this.told.move(1), "right"),
      el("span", { class: "stretch" }),
      doubts ? button("confirm", tr("All is right"), "c", this.told.confirm) : null,
      this.letter.draft ? button("skip", tr("No letter"), "s", this.told.skip) : null,
      approvable(this.letter.draft) ? button("approve", tr("Approve"), "a", this.told.approve) : null);
    if (held) this.bar.querySelector(`[data-act="${held}"]`)?.focus();
  }

  /** A line of the card goes into the field that is aimed at; with none, to the field that was read from it. */
  offer(line) {
    const aim = this.fields.aim;
    if (aim?.node.isConnected) {
      aim.take(line.text);
      aim.input.focus();
      return sayOffered(line, aim.field.label);
    }
    const row = this.fields.rowOf(line);
    if (row) return row.focus();
    return say(tr("Choose a field first, then the line that belongs into it"));
  }

  /** All doubtful fields were looked at: out of the form, so that the keys are commands again. */
  async done() {
    this.heading.focus({ preventScroll: true });
    if ((await flush(this.id)) && this.contact && !this.fields.doubtful().length) say(tr("Nothing doubtful is left: a approves the letter"));
  }
}

function approvable(draft) {
  return draft && ["written", "changed"].includes(draft.state);
}

function eventName(key) {
  return list.overview?.events.find((event) => event.key === key)?.name ?? key;
}
