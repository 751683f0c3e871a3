/** The overview: events with their counts, and what can be done with all of them at once. */

import { el, put } from "./dom.js";
import { SHAPES, icon } from "./icons.js";
import { day, tr, trn } from "./i18n.js";
import { list } from "./list.js";

const STATES = ["check", "ready", "approved", "exported"];

/** The overview page; `told` has `start(event, state)`, `approveReady(event)`, `push(event)`, `photos()`, `merge()`. */
export class Home {
  constructor(told) {
    this.told = told;
    this.heading = el("h1", { tabIndex: -1 });
    this.lead = el("p", { class: "lead" });
    this.acts = el("div", { class: "home-acts" });
    this.events = el("div", { class: "events" });
    this.node = el("section", { class: "home", hidden: true, "aria-label": tr("Overview") }, this.heading, this.lead, this.acts, this.events);
    for (const what of ["overview", "loaded"]) list.addEventListener(what, () => this.draw());
  }

  show() {
    this.node.hidden = false;
    document.title = "cardscan";
    this.draw();
    this.heading.focus({ preventScroll: true });
  }

  draw() {
    const { overview } = list;
    if (!overview || this.node.hidden) return;
    const sum = (state) => overview.events.reduce((all, event) => all + (event.counts[state] ?? 0), 0);
    const [check, ready, approved] = [sum("check"), sum("ready"), sum("approved")];
    const none = !overview.events.length && !list.counts.all;
    this.heading.textContent = none ? tr("No contacts yet") : greeting(check, ready, approved);
    this.lead.textContent = none ? "" : lead(check, ready, approved);
    this.acts.hidden = none;
    this.drawActs(check, ready, approved, overview.doubles);
    put(this.events, overview.events.length ? overview.events.map((event) => this.event(event)) : none && this.none());
  }

  drawActs(check, ready, approved, doubles) {
    const { told } = this;
    put(this.acts,
      check + ready ? el("button", { class: "primary", "aria-keyshortcuts": "j", onclick: () => told.start("", "") }, tr("Start"), el("kbd", {}, "j")) : null,
      ready ? el("button", { onclick: () => told.approveReady(null) }, icon("tick"), trn("Approve {n} that is ready …", "Approve all {n} that are ready …", ready)) : null,
      approved ? el("button", { onclick: () => told.push(null) }, icon("sent"), trn("Hand over {n} letter …", "Hand over {n} letters …", approved)) : null,
      doubles ? el("button", { "aria-keyshortcuts": "m", onclick: told.merge }, icon("pair"), trn("{n} pair looks like one person", "{n} pairs look like one person", doubles), el("kbd", {}, "m")) : null,
      el("button", { onclick: told.photos }, icon("photo"), tr("Add photos …")));
  }

  event(event) {
    const { counts } = event;
    const where = [event.date ? day(event.date) : null, event.place].filter(Boolean).join(", ");
    return el("section", { class: "event" },
      el("header", {}, el("h2", {}, event.name), el("p", { class: "hint" }, where)),
      this.bar(counts),
      el("ul", { class: "counts" }, STATES.map((state) => el("li", {},
        el("button", { class: "count-button", data: { state }, disabled: !counts[state], onclick: () => this.told.start(event.key, state) },
          icon(SHAPES[state]), ...counted(state, counts[state] ?? 0))))),
      el("div", { class: "event-acts" },
        counts.ready ? el("button", { class: "link", onclick: () => this.told.approveReady(event) }, tr("Approve the ready ones …")) : null,
        counts.approved ? el("button", { class: "link", onclick: () => this.told.push(event) }, tr("Hand over the letters …")) : null));
  }

  bar(counts) {
    const whole = counts.all || 1;
    const parts = STATES.map((state) => {
      const part = el("span", { data: { state } });
      part.style.width = `${((counts[state] ?? 0) / whole) * 100}%`;
      return part;
    });
    return el("div", { class: "share", "aria-hidden": "true" }, parts);
  }

  none() {
    return el("div", { class: "empty" }, icon("photo"),
      el("p", {}, tr("Drag photos of business cards onto this page, or choose them.")),
      el("button", { class: "primary", onclick: this.told.photos }, tr("Choose photos …")));
  }
}

function greeting(check, ready, approved) {
  if (check) return trn("{n} contact needs a look", "{n} contacts need a look", check);
  if (ready) return trn("{n} contact is ready", "{n} contacts are ready", ready);
  if (approved) return trn("{n} letter is approved", "{n} letters are approved", approved);
  return tr("All done");
}

function lead(check, ready, approved) {
  if (check) return tr("The doubtful ones come first. Compare each with its card, read the letter, approve it.");
  if (ready) return tr("Nothing doubtful is left. Read the letters, or approve them together.");
  if (approved) return tr("Hand them to your mailbox as drafts, or keep them as files; nothing is sent by itself.");
  return tr("Every contact has been looked at.");
}

// The words agree with the number («1 listo», «3 listos»); the number itself stands out.
function counted(state, n) {
  const place = { n: "\n" };
  const words = {
    check: () => trn("{n} to check", "{n} to check", n, place),
    ready: () => trn("{n} ready", "{n} ready", n, place),
    approved: () => trn("{n} approved", "{n} approved", n, place),
    exported: () => trn("{n} out", "{n} out", n, place),
  }[state]();
  const [before, after] = words.split("\n");
  return [before.trim(), el("strong", {}, String(n)), after.trim()].filter(Boolean);
}
