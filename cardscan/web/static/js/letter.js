/** A contact's letters: text, tone, findings, what is offered; the user's own words are never written over. */

import { post } from "./api.js";
import { SHAPES, icon } from "./icons.js";
import { compare } from "./compare.js";
import { calmly, el, grow, put } from "./dom.js";
import { findingList, suggestionList } from "./findings.js";
import { day, hour, languageName, today, tr } from "./i18n.js";
import { list } from "./list.js";
import { pending, typedNote, typedText } from "./pending.js";
import { peek } from "./people.js";
import { change, flush, write } from "./saving.js";
import { complain } from "./status.js";

const CLOSED = ["approved", "sent", "pushed", "objected", "removed", "skipped"];

const DATED = ["written", "changed", "approved"];

/** The word for each state of a letter. */
export function stateWord(state) {
  return {
    written: tr("draft"), changed: tr("your own text"), approved: tr("approved"), sent: tr("sent"), skipped: tr("skipped"),
    pushed: tr("in your mailbox"), objected: tr("wants no letters"), removed: tr("removed"), exported: tr("out"), check: tr("check"), ready: tr("ready"),
  }[state] ?? state;
}

/** The letters of one contact; `told` has `email()`, `reopen(draft)` and `date(draft, day)`. */
export class Letter {
  constructor(told) {
    this.told = told;
    this.fresh = new Map(); // draft of the user's own words -> the text that the machine would write now
    this.settled = new Map(); // draft -> the machine's text that the user has seen and left
    this.tabs = el("div", { class: "letter-tabs" });
    this.to = el("div", { class: "to" });
    this.day = el("input", { type: "date", id: "letter-day", "aria-describedby": "letter-day-said", onchange: () => this.daySoon(), onblur: () => this.dated() });
    this.hour = el("span", {});
    this.when = el("div", { class: "when" }, icon("clock"), el("label", { for: "letter-day" }, tr("Send on")), this.day, this.hour);
    this.standing = el("div", { class: "standing" });
    this.daySaid = el("p", { class: "day-said", id: "letter-day-said", role: "status" });
    this.head = el("div", { class: "letter-head" }, this.to, this.when, this.standing, this.daySaid);
    this.subject = el("textarea", { id: "letter-subject", class: "subject", rows: 1, onkeydown: (event) => this.afterSubject(event), autocomplete: "off", oninput: () => this.typed(), onblur: () => this.left() });
    this.body = el("textarea", { id: "letter-body", class: "body", rows: 9, spellcheck: "true", oninput: () => this.typed(), onblur: () => this.left() });
    this.choices = el("div", { class: "letter-choices" });
    this.aside = el("div", { class: "letter-aside" });
    this.found = el("div", { class: "found", "aria-live": "polite" });
    this.paper = el("div", { class: "paper" }, this.head, el("label", { class: "unseen", for: "letter-subject" }, tr("Subject")), this.subject,
      el("label", { class: "unseen", for: "letter-body" }, tr("Text of the letter")), this.body);
    this.node = el("section", { class: "letter", "aria-label": tr("Letter") }, this.tabs, this.choices, this.paper, this.found, this.aside);
    this.previewSoon = calmly(() => this.preview(), 220);
    this.daySoon = calmly(() => this.dated(), 900); // who types a year is at 0002 first
  }

  /** Answer the draft that is shown, as it is known now. */
  get draft() {
    return this.contact?.drafts.find((draft) => draft.id === this.chosen) ?? this.contact?.drafts[0] ?? null;
  }

  /** Show a contact's letters, the first open one if it is another contact. */
  show(one) {
    const other = this.contact?.id !== one.id;
    this.contact = one;
    if (other) {
      this.previewSoon.stop();
      this.chosen = (one.drafts.find((draft) => !CLOSED.includes(draft.state)) ?? one.drafts[0])?.id ?? null;
    }
    this.draw(other);
  }

  /** Have the letter follow what is being typed in the note. */
  follow() {
    this.previewSoon();
  }

  draw(other = false) {
    const draft = this.draft;
    this.node.classList.toggle("no-letter", !draft);
    this.drawTabs();
    if (!draft) return this.drawNone();
    const mine = typedText(this.contact.id, draft.id);
    this.place(this.subject, mine?.subject ?? draft.subject, other);
    this.place(this.body, mine?.body ?? draft.body, other);
    const closed = CLOSED.includes(draft.state);
    for (const input of [this.subject, this.body]) Object.assign(input, { readOnly: closed, lang: draft.language });
    this.paper.dataset.state = draft.state;
    this.drawHead(draft, closed);
    this.drawChoices(draft, closed);
    put(this.found, this.news(draft), findingList(draft.findings ?? [], (words) => this.point(words)));
    put(this.aside, suggestionList(draft.suggestions?.length ? draft.suggestions : this.contact.suggestions ?? []));
    return undefined;
  }

  drawNone() {
    put(this.found);
    put(this.choices);
    put(this.aside, suggestionList(this.contact.suggestions ?? []));
    const why = this.contact.fields.some((field) => field.name === "emails") ? tr("There is no letter for this contact.") : tr("There is no letter: the card has no e-mail address.");
    put(this.to, el("p", { class: "hint" }, why));
    put(this.standing);
    this.when.hidden = true;
    this.daySaid.textContent = "";
  }

  drawTabs() {
    const { drafts } = this.contact;
    put(this.tabs, drafts.length < 2 ? null : drafts.map((draft) =>
      el("button", { class: "tab", "aria-pressed": String(draft.id === this.draft.id), onclick: () => { this.chosen = draft.id; this.draw(true); } },
        icon(SHAPES[draft.state] ?? "ring"), this.title(draft))));
  }

  title(draft) {
    const step = draft.step > 1 ? tr("letter {n}", { n: draft.step }) : tr("first letter");
    const event = list.overview?.events.find((one) => one.key === draft.event)?.name;
    return event && new Set(this.contact.drafts.map((one) => one.event)).size > 1 ? `${step}, ${event}` : step;
  }

  drawHead(draft, closed) {
    put(this.to, el("span", { class: "hint" }, tr("To")), el("button", { class: "link", title: tr("Change the address"), onclick: () => this.told.email() }, draft.to || tr("no address")));
    this.drawDay(draft);
    put(this.standing,
      el("span", { class: "state", data: { state: draft.state } }, icon(SHAPES[draft.state] ?? "ring"), stateWord(draft.state)),
      closed && ["approved", "skipped"].includes(draft.state) ? el("button", { class: "link", onclick: () => this.told.reopen(draft) }, tr("Reopen to change")) : null);
  }

  drawDay(draft) {
    this.when.hidden = !draft.send_date || ["objected", "removed"].includes(draft.state);
    this.day.disabled = !DATED.includes(draft.state);
    this.day.min = today();
    if (document.activeElement !== this.day) this.day.value = draft.send_date;
    this.hour.textContent = draft.send_at?.length > 10 ? hour(draft.send_at) : "";
    this.hour.title = draft.send_at ? tr("{moment} on your clock", { moment: day(draft.send_at, true) }) : "";
    this.daySaid.textContent = draft.day_doubt ?? "";
  }

  /** Keep the send date that was chosen; a day that is over is said, an empty one is the plan's. */
  dated() {
    this.daySoon.stop();
    const { draft } = this;
    const { value, validity } = this.day;
    if (!draft || this.day.disabled || value === draft.send_date) return;
    if (validity.badInput || validity.rangeUnderflow) this.daySaid.textContent = tr("Choose today, or a day to come.");
    else this.told.date(draft, value);
  }

  drawChoices(draft, closed) {
    if (this.choices.contains(document.activeElement)) return;
    const { languages = [], intents = [] } = list.overview ?? {};
    const code = (one) => one.code ?? one;
    put(this.choices,
      this.choice("language", tr("Language"), languages.map((one) => [code(one), languageName(code(one))]), draft.language, closed),
      this.choice("register", tr("Tone"), [["formal", tr("formal")], ["informal", tr("informal")]], draft.formal ? "formal" : "informal", closed),
      intents.length ? this.choice("intent", tr("Purpose"), intents.map((one) => [one.name, one.label]), draft.intent, closed) : null);
  }

  choice(key, label, options, now, closed) {
    const id = `letter-${key}`;
    const value = typedNote(this.contact.id, key) ?? now;
    if (!options.some(([name]) => name === value)) options = [...options, [value, value]];
    const select = el("select", { id, disabled: closed, onchange: (event) => this.choose(key, event.target.value) },
      options.map(([name, text]) => el("option", { value: name, selected: name === value }, text)));
    return el("div", { class: "labelled" }, el("label", { for: id }, label), select);
  }

  choose(key, value) {
    change(this.contact.id, { note: { [key]: value } });
    this.preview();
    flush(this.contact.id);
  }

  /** Ask for the letter as it would be, and show it where the text is still the machine's. */
  async preview() {
    const { draft, contact } = this;
    if (!draft || CLOSED.includes(draft.state)) return;
    const answer = await previewed(contact.id, draft).catch(() => null);
    if (!answer || this.draft?.id !== draft.id) return;
    if (draft.state === "changed" || this.isOwn(draft)) {
      this.fresh.set(draft.id, answer);
      put(this.found, this.news(draft), findingList(draft.findings ?? [], (words) => this.point(words)));
      return;
    }
    this.place(this.subject, answer.subject, true);
    this.place(this.body, answer.body, true);
    put(this.found, findingList(answer.findings ?? [], (words) => this.point(words)));
  }

  isOwn(draft) {
    return Boolean(typedText(this.contact.id, draft.id)) || [this.subject, this.body].includes(document.activeElement);
  }

  typed() {
    if (this.subject.value.includes("\n")) this.subject.value = this.subject.value.replace(/\s*\n\s*/g, " ");
    write(this.contact.id, this.draft, { subject: this.subject.value, body: this.body.value });
    grow(this.subject);
    grow(this.body);
  }

  left() {
    if (this.draft && typedText(this.contact.id, this.draft.id)) flush(this.contact.id);
  }

  place(input, text, other) {
    if (input.value !== text && (other || document.activeElement !== input)) input.value = text;
    grow(input);
  }

  /** A subject is one line: Enter goes on to the text. */
  afterSubject(event) {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.body.focus();
  }

  point(words) {
    const at = this.body.value.indexOf(words);
    if (at < 0) return this.subject.focus();
    this.body.focus();
    return this.body.setSelectionRange(at, at + words.length);
  }

  /** The user's own text stays; where the machine would write otherwise now, that is said, and asked for. */
  news(draft) {
    if (!draft.machine || CLOSED.includes(draft.state)) return null;
    const fresh = this.fresh.get(draft.id);
    const changed = fresh && said(fresh) !== (this.settled.get(draft.id) ?? said(draft.machine));
    return el("div", { class: changed ? "news" : "news quiet-news", role: changed ? "status" : null },
      el("p", {}, changed ? tr("The note would change this letter. Your own text stays unless you choose the new one.") : tr("This is your own text.")),
      el("button", { class: "quiet", onclick: () => this.settle(draft) }, tr("Compare")));
  }

  async settle(draft) {
    const { id } = this.contact;
    if (!(await flush(id))) return;
    try {
      const fresh = await previewed(id, draft);
      await compare(id, peek(id).drafts.find((one) => one.id === draft.id), fresh);
      this.settled.set(draft.id, said(fresh));
    } catch (error) {
      complain(error);
    }
    this.draw(true);
    if (document.activeElement === document.body) (this.found.querySelector(".news button") ?? this.body).focus(); // the button was drawn anew
  }
}

const said = ({ subject, body }) => `${subject}\n${body}`;

function previewed(id, draft) {
  return post(`/api/drafts/${draft.id}/preview`, { note: pending(id)?.note ?? {} });
}
