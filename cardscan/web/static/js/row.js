/** One field: its value, how sure the reading is, the doubt in words, and the other candidates. */

import { post } from "./api.js";
import { calmly, el, grow, put } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";
import { typed } from "./pending.js";
import { change, flush } from "./saving.js";

const CHECKED = { phones: "tel", emails: "email" };
const ADDRESS = ["address"]; // what may hold several lines
const PARTS = () => ({ given: tr("First name"), family: tr("Family name"), prefix: tr("Before the name"), suffix: tr("After the name") });
let made = 0;

/** The row of a field; `told` has `focus(row)` and `confirmed(row)`. */
export class FieldRow {
  constructor(one, field, told) {
    this.told = told;
    this.looked = false; // the user said that it is right, and the server does not know yet
    this.id = `field-${(made += 1)}`;
    this.input = el("textarea", { // wraps, so that all of a long firm can be compared with the card
      id: this.id, rows: 1, inputmode: CHECKED[field.name] ?? null, autocapitalize: "off",
      autocomplete: "off", spellcheck: "false", data: { key: field.key }, "aria-describedby": `${this.id}-said`,
      onfocus: () => this.focused(), onblur: () => this.left(), oninput: () => this.changed(), onkeydown: (event) => this.keyed(event),
    });
    this.label = el("label", { for: this.id });
    this.sure = el("span", { class: "sure" });
    this.said = el("div", { class: "said", id: `${this.id}-said` });
    this.others = el("div", { class: "chips", role: "group" });
    this.parts = el("div", { class: "parts" });
    this.node = el("div", { class: "field", data: { name: field.name } },
      this.label, this.input, this.sure, this.said, this.others, this.parts);
    this.checkSoon = calmly(() => this.check(), 250);
    this.update(one, field);
  }

  /** Show what the field holds now; what is being typed stays. */
  update(one, field) {
    const other = this.field?.value !== field.value;
    this.one = one;
    this.field = field;
    this.looked &&= field.doubtful;
    const mine = typed(one.id, field.key);
    const wanted = mine ?? field.shown ?? field.value ?? "";
    if (this.input.value !== wanted && (mine !== undefined || document.activeElement !== this.input || other)) this.input.value = wanted;
    grow(this.input);
    this.label.textContent = field.label;
    this.node.classList.toggle("doubtful", field.doubtful);
    this.node.classList.toggle("empty", !wanted);
    this.drawSure();
    this.drawSaid(field.valid === false ? tr("Not valid as it is") : null);
    this.drawOthers();
    if (field.name === "name") this.drawParts();
  }

  /** Put the cursor in the field. */
  focus() {
    this.input.focus();
    this.input.select?.();
  }

  /** Tell whether the user is at it: such a row is not taken away. */
  isHeld() {
    return this.node.contains(document.activeElement) || typed(this.one.id, this.field.key) !== undefined;
  }

  /** Take another value: a candidate, or a line of the card. */
  take(value) {
    this.input.value = value;
    this.changed();
    this.save();
  }

  /** Say that the server did not take the value. */
  refuse(message) {
    this.drawSaid(message);
  }

  drawSure() {
    const { confidence } = this.field;
    if (confidence === null || confidence === undefined) return put(this.sure);
    const percent = Math.round(confidence * 100);
    const meter = el("span", { class: "meter", "aria-hidden": "true" }, el("span", {}));
    meter.firstChild.style.width = `${percent}%`;
    put(this.sure,
      el("span", { class: "percent", title: tr("How sure the reading is") }, el("span", { class: "unseen" }, tr("sure to")), `${percent} %`), meter);
  }

  drawSaid(problem, good = null) {
    const reasons = this.field.doubtful ? this.field.reasons ?? [] : [];
    this.input.setAttribute("aria-invalid", problem ? "true" : "false");
    put(this.said,
      this.field.doubtful ? el("p", { class: "reason" }, icon("diamond"), el("span", {}, el("strong", {}, tr("Look at this:")), reasons.join("; "))) : null,
      problem ? el("p", { class: "problem" }, icon("cross"), problem) : null,
      good ? el("p", { class: "good" }, icon("tick"), good) : null);
  }

  drawOthers() {
    const candidates = others(this.one, this.field).slice(0, 4);
    this.others.setAttribute("aria-label", tr("Other readings of {field}", { field: this.field.label }));
    this.others.hidden = !candidates.length;
    put(this.others, candidates.map((one, at) =>
      el("button", { class: "chip", type: "button", title: (one.reasons ?? []).join("; ") || null, "aria-keyshortcuts": `Alt+${at + 1}`,
        onclick: () => this.take(one.value) }, one.value, el("kbd", {}, `Alt ${at + 1}`))));
  }

  drawParts() {
    if (this.parts.contains(document.activeElement)) return;
    const names = PARTS();
    const open = this.parts.querySelector("details")?.open ?? false;
    const inputs = Object.keys(names).map((part) => el("label", {}, el("span", {}, names[part]),
      el("input", {
        type: "text", autocomplete: "off", value: typed(this.one.id, `name.${part}`) ?? this.field.parts?.[part] ?? "", data: { key: `name.${part}` },
        oninput: (event) => change(this.one.id, { changes: { [`name.${part}`]: event.target.value } }),
        onblur: () => typed(this.one.id, `name.${part}`) !== undefined && flush(this.one.id),
      })));
    put(this.parts, el("details", { open }, el("summary", {}, tr("Parts of the name")), el("div", { class: "parts-grid" }, inputs)));
  }

  focused() {
    this.node.classList.add("aimed");
    this.told.focus(this);
  }

  left() {
    this.node.classList.remove("aimed");
    this.save();
  }

  changed() {
    if (!ADDRESS.includes(this.field.name)) inOneLine(this.input);
    grow(this.input);
    change(this.one.id, { changes: { [this.field.key]: this.input.value.trim() } });
    if (CHECKED[this.field.name]) this.checkSoon();
    else this.drawSaid(null);
  }

  save() {
    if (typed(this.one.id, this.field.key) !== undefined) flush(this.one.id);
  }

  async check() {
    const value = this.input.value.trim();
    if (!value) return this.drawSaid(null);
    const answer = await post("/api/check", { field: this.field.name, value }).catch(() => null);
    if (!answer || value !== this.input.value.trim()) return;
    if (answer.valid) this.drawSaid(null, answer.normal && answer.normal !== value ? answer.normal : null);
    else this.drawSaid(answer.message || tr("Not valid as it is"));
  }

  keyed(event) {
    if (event.isComposing) return;
    if (event.altKey && /^Digit[1-4]$/.test(event.code)) {
      const chip = this.others.children[Number(event.code.slice(5)) - 1];
      if (chip && !this.others.hidden) chip.click();
      event.preventDefault();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.confirm();
    } else if (event.key === "Escape") {
      this.input.blur();
    }
  }

  /** The user looked at it and says that it is right. */
  confirm() {
    if (this.field.doubtful) change(this.one.id, { confirm: [this.field.key] });
    flush(this.one.id);
    this.told.confirmed(this);
  }
}

/** What was pasted from several lines is one value. */
function inOneLine(input) {
  if (input.value.includes("\n")) input.value = input.value.replace(/\s*\n\s*/g, " ");
}

/** Answer the other candidates; one that is, or swallows, what another field holds is none worth offering. */
function others(one, field) {
  const taken = one.fields.filter((other) => other.key !== field.key && other.value).map((other) => other.value);
  return (field.candidates ?? []).filter(({ value }) => value !== field.value && !taken.some((text) => value.includes(text)));
}
