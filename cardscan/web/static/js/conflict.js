/** Two windows changed the same thing: both values are shown, and the user chooses. */

import { ask } from "./dialogs.js";
import { el } from "./dom.js";
import { tr } from "./i18n.js";
import { valueOf } from "./people.js";

/**
 * Bring one contact's pending changes in line with what it is now: what the other window left alone is kept, what both
 * changed is asked for. Changes the entry.
 */
export async function resolveFields(entry, current) {
  const rows = [
    ...disputed(entry.changes, entry.before, (key) => valueOf(current, key), (key) => labelOf(current, key)),
    ...disputed(entry.note, entry.before, (key) => current.note?.[key] ?? "", noteLabel),
  ];
  const open = rows.filter((row) => !row.settled);
  rows.filter((row) => row.settled).forEach((row) => delete row.held[row.key]);
  for (const row of open.filter((one) => one.untouched)) entry.before[row.key] = row.theirs;
  const asked = open.filter((row) => !row.untouched);
  if (!asked.length) return;
  await choose(asked);
  for (const row of asked) {
    if (row.mine.checked) entry.before[row.key] = row.theirs;
    else delete row.held[row.key];
  }
}

/** Ask whose text of a letter stays; answers true for the user's own in this window. */
export async function resolveText(text, current) {
  const body = el("div", { class: "compare" },
    side(tr("Here"), { ...text, language: current.language }), side(tr("In the other window"), current));
  const answer = await ask(tr("This letter was changed in another window"), body, [
    { value: "theirs", label: tr("Take the other window's") },
    { value: "mine", label: tr("Keep mine"), primary: true },
  ], { wide: true, must: true });
  return answer !== "theirs";
}

/** Show a letter's subject and text as one side of a comparison. */
export function side(title, { subject, body, language = null }) {
  return el("section", { class: "side", "aria-label": title },
    el("h3", {}, title), el("p", { class: "side-subject", lang: language }, subject), el("pre", { tabIndex: 0, lang: language }, body));
}

function disputed(held, before, theirs, label) {
  return Object.entries(held).map(([key, value]) => {
    const now = theirs(key);
    return {
      key, held, value, theirs: now, label: label(key),
      settled: said(now) === said(value), untouched: said(now) === said(before[key]),
    };
  });
}

async function choose(rows) {
  const body = el("div", {},
    el("p", {}, tr("Choose what is right; nothing has been overwritten.")),
    rows.map((row, index) => pair(row, index)));
  await ask(tr("This contact was changed in another window"), body, [
    { value: "done", label: tr("Save what is chosen"), primary: true },
  ], { must: true });
}

function pair(row, index) {
  row.mine = el("input", { type: "radio", name: `choice-${index}`, checked: true });
  const other = el("input", { type: "radio", name: `choice-${index}` });
  return el("fieldset", { class: "choice" }, el("legend", {}, row.label),
    el("label", {}, row.mine, el("span", {}, el("small", {}, tr("Here")), said(row.value) || tr("(empty)"))),
    el("label", {}, other, el("span", {}, el("small", {}, tr("In the other window")), said(row.theirs) || tr("(empty)"))));
}

const said = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

const labelOf = (one, key) => one.fields.find((field) => field.key === key)?.label ?? key;

function noteLabel(key) {
  const labels = { note: tr("Note"), promised: tr("Promised"), language: tr("Language"), register: tr("Tone"), intent: tr("Purpose"), tags: tr("Tags") };
  return labels[key] ?? key;
}
