/** Contacts that this tab knows: fetched ahead, kept, and told about when they change. */

import { get } from "./api.js";

const KEPT = 60;
const kept = new Map(); // id -> contact, the longest unused first
const asked = new Map(); // id -> promise
const pictures = new Map(); // url -> Image: decoded before it is shown

/** Fires `contact` (detail: the contact) when a contact is known anew. */
export const people = new EventTarget();

/** Answer a contact at once if it is known. */
export function peek(id) {
  return kept.get(id);
}

/** Answer a contact, from memory if it is there. */
export async function contact(id) {
  return kept.get(id) ?? ask(id);
}

/** Ask the server for a contact, whatever is known of it. */
export function ask(id) {
  if (!asked.has(id)) asked.set(id, get(`/api/contacts/${id}`).then(keep).finally(() => asked.delete(id)));
  return asked.get(id);
}

/** Remember a contact as the server sent it; an older answer never replaces a newer one. */
export function keep(one) {
  const before = kept.get(one.id);
  if (before && before.version > one.version) return before;
  kept.delete(one.id);
  kept.set(one.id, one);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  people.dispatchEvent(new CustomEvent("contact", { detail: one }));
  return one;
}

/** Remember a draft of a contact that is known. */
export function keepDraft(id, draft) {
  const one = kept.get(id);
  if (one) keep({ ...one, drafts: one.drafts.map((old) => (old.id === draft.id ? draft : old)) });
}

/** Forget contacts: they changed elsewhere. */
export function forget(ids) {
  ids.forEach((id) => kept.delete(id));
}

/** Fetch contacts and their pictures before anybody asks for them. */
export function prefetch(ids) {
  for (const id of ids) {
    contact(id).then((one) => one.cards.slice(0, 1).forEach((card) => picture(card.image))).catch(() => {});
  }
}

/** Answer what a contact holds in a field: `phones[0]`, `name.given`. */
export function valueOf(one, key) {
  const field = one.fields.find((other) => other.key === key);
  if (field) return field.value ?? "";
  const [root, part] = key.split(".");
  return (part && one.fields.find((other) => other.key === root)?.parts?.[part]) ?? "";
}

/** Answer what the list shows of a contact. */
export function brief(one) {
  const value = (key) => valueOf(one, key);
  return {
    id: one.id, version: one.version, state: one.state, verdict: one.verdict,
    name: value("name"), company: value("company"), title: value("title"),
    concerns: one.fields.filter((field) => field.doubtful).length,
  };
}

function picture(url) {
  if (pictures.has(url)) return;
  const image = new Image();
  image.src = url;
  image.decode?.().catch(() => {});
  pictures.set(url, image);
  if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
}
