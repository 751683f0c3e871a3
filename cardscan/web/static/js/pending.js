/** Changes that the server has not acknowledged yet: kept with the tab, so that a reload loses none. */

const SHELF = "cardscan.pending";

/**
 * One contact's changes: `version` is the one that the user saw, `before` what each changed thing held then.
 * `refused` holds values that the server did not take. `drafts` holds texts by the draft's number, each with its own version and before.
 */
const blank = (id) => ({ id, version: null, changes: {}, note: {}, confirm: [], before: {}, refused: {}, drafts: {} });

const entries = new Map(restored().map((entry) => [entry.id, entry]));

/** Answer a contact's pending changes, or undefined. */
export const pending = (id) => entries.get(id);

/** Answer all pending changes. */
export const allPending = () => [...entries.values()];

/** Answer a contact's pending changes, made if there are none. */
export function opened(id) {
  if (!entries.has(id)) entries.set(id, blank(id));
  return entries.get(id);
}

/** Write down what is pending; call it after each change of an entry. */
export function remember() {
  for (const [id, entry] of entries) if (isEmpty(entry)) entries.delete(id);
  try {
    if (entries.size) sessionStorage.setItem(SHELF, JSON.stringify([...entries.values()]));
    else sessionStorage.removeItem(SHELF);
  } catch {
    // A full or forbidden shelf: what is pending is still in memory, and sent within a second.
  }
}

/** Answer the value that the user typed into a field and that is not saved yet. */
export const typed = (id, key) => entries.get(id)?.changes[key];

/** Answer the part of the note that the user typed and that is not saved yet. */
export const typedNote = (id, key) => entries.get(id)?.note[key];

/** Answer the text of a draft that is not saved yet. */
export const typedText = (id, draft) => entries.get(id)?.drafts[draft];

/** Take acknowledged values out of an entry; what was typed since stays. */
export function settle(entry, sent) {
  drop(entry.changes, sent.changes);
  drop(entry.note, sent.note);
  entry.confirm = entry.confirm.filter((key) => !sent.confirm?.includes(key));
  for (const key of Object.keys(entry.before)) if (!(key in entry.changes) && !(key in entry.note)) delete entry.before[key];
}

function drop(now, sent = {}) {
  for (const [key, value] of Object.entries(sent)) if (JSON.stringify(now[key]) === JSON.stringify(value)) delete now[key];
}

function isEmpty(entry) {
  const held = [entry.changes, entry.note, entry.drafts, entry.confirm];
  return held.every((part) => Object.keys(part).length === 0);
}

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF) ?? "[]");
  } catch {
    return [];
  }
}
