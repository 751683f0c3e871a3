/** The interface's texts: English in the source, the user's language from the server's catalogs. */

const TABLE = 100; // plural rules repeat after a hundred; the server sends twice that
let texts = {};
let plurals = {};
let table = [];
let spoken = "en";

/** Take the catalog that `/api/messages` sends. */
export function speak(messages) {
  texts = messages.texts ?? {};
  plurals = messages.plurals ?? {};
  table = messages.plural_table ?? [];
  spoken = messages.language ?? "en";
  document.documentElement.lang = spoken;
  document.documentElement.dir = messages.direction ?? "ltr";
}

/** Translate a template such as `"Saved {n}"` and fill it in. */
export function tr(text, values = {}) {
  return filled(texts[text] || text, values);
}

/** Translate a counted template by the language's plural rule; `{n}` is the count. */
export function trn(one, many, n, values = {}) {
  const form = plurals[one]?.[table[n < 2 * TABLE ? n : TABLE + (n % TABLE)]];
  return filled(form || (n === 1 ? one : many), { n: n.toLocaleString(spoken), ...values });
}

/** Say a day, or a moment, as people of the language do. */
export function day(iso, withTime = false) {
  const moment = new Date(iso.length === 10 ? `${iso}T12:00` : iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const style = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
  return moment.toLocaleString(spoken, withTime ? { ...style, hour: "2-digit", minute: "2-digit" } : style);
}

/** Say the weekday and hour that a moment has in its own zone: `2026-11-20T09:00:00+01:00` is Fri 9:00, wherever the reader is. */
export function hour(iso) {
  const style = { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  return new Date(`${iso.slice(0, 16)}Z`).toLocaleString(spoken, style);
}

/** Answer today where the reader is, as `2026-11-20`. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Name a language in the user's own. */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([spoken], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
