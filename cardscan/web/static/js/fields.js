/** The fields of a contact: what was read, how sure that is, why it is doubtful, and what else it may be. */

import { FieldRow } from "./row.js";
import { el, put } from "./dom.js";
import { tr } from "./i18n.js";
import { saving } from "./saving.js";

const SINGLE = ["name", "title", "department", "company", "address"];
const MANY = ["phones", "emails", "urls", "social", "tax_ids"];

/** The form of one contact; `onFocus` is told which field is aimed at. */
export class Fields {
  constructor({ onFocus, onDone }) {
    this.onFocus = onFocus;
    this.onDone = onDone;
    this.rows = new Map();
    this.list = el("div", { class: "field-list" });
    this.more = el("div", { class: "more-fields" });
    this.node = el("section", { class: "fields", "aria-label": tr("Fields") }, this.list, this.more);
    this.aim = null;
    saving.addEventListener("refused", ({ detail }) => {
      if (detail.id === this.contact?.id) this.rows.get(detail.key)?.refuse(detail.message);
    });
  }

  /** Show a contact; rows that stay keep what is being typed in them. */
  show(one) {
    const other = this.contact?.id !== one.id;
    this.contact = one;
    const held = new Set(one.fields.map((field) => field.key));
    for (const [key, row] of this.rows) if (other || (!held.has(key) && !row.isHeld())) this.remove(key, row);
    if (other) this.aim = null;
    for (const field of one.fields) this.place(field);
    this.offerMore();
  }

  /** Answer the rows that a person should look at, and has not just now. */
  doubtful() {
    return [...this.rows.values()].filter((row) => row.field.doubtful && !row.looked);
  }

  /** Go to the first doubtful field, or the first one; answers whether one was doubtful. */
  edit() {
    const first = this.doubtful()[0];
    (first ?? this.rows.values().next().value)?.focus();
    return Boolean(first);
  }

  /** Go to a field. */
  focus(key) {
    this.rows.get(key)?.focus();
  }

  /** Answer the row that a line of the card belongs to. */
  rowOf(line) {
    return [...this.rows.values()].find((row) => row.field.lines?.includes(line.index));
  }

  place(field) {
    const row = this.rows.get(field.key);
    if (row) return row.update(this.contact, field);
    return this.add(field);
  }

  add(field) {
    const row = new FieldRow(this.contact, field, {
      focus: (aimed) => { this.aim = aimed; this.onFocus(aimed); },
      confirmed: (done) => this.next(done),
    });
    this.rows.set(field.key, row);
    const after = [...this.rows.values()].reverse().find((other) => other !== row && order(other.field) <= order(field));
    if (after) after.node.after(row.node);
    else this.list.prepend(row.node);
    return row;
  }

  remove(key, row) {
    row.node.remove();
    this.rows.delete(key);
  }

  /** After a field was looked at: the next doubtful one, or out of the form. */
  next(done) {
    done.looked = true;
    const waiting = this.doubtful()[0];
    if (waiting) waiting.focus();
    else this.onDone();
  }

  offerMore() {
    const names = labels();
    const absent = SINGLE.filter((name) => !this.rows.has(name));
    const buttons = [...absent, ...MANY].map((name) =>
      el("button", { class: "quiet small", onclick: () => this.begin(name) }, names[name]));
    put(this.more, el("details", {}, el("summary", {}, tr("Add a field")), el("div", { class: "chips" }, buttons)));
  }

  begin(name) {
    const many = MANY.includes(name);
    const count = [...this.rows.values()].filter((row) => row.field.name === name).length;
    const key = many ? `${name}[${count}]` : name;
    this.add({ name, key, label: labels()[name], value: "", confidence: null, lines: [], doubtful: false, reasons: [], candidates: [], valid: true }).focus();
    this.more.querySelector("details").open = false;
  }
}

const order = (field) => ["name", "title", "department", "company", "phones", "emails", "urls", "social", "address", "tax_ids"].indexOf(field.name);

function labels() {
  return {
    name: tr("Name"), title: tr("Title"), department: tr("Department"), company: tr("Company"), address: tr("Address"),
    phones: tr("Phone"), emails: tr("E-mail"), urls: tr("Web"), social: tr("Social profile"), tax_ids: tr("Tax number"),
  };
}
