/** The list of contacts: what is filtered, in which order, and who is next. Its order stays while one walks through. */

import { get } from "./api.js";
import { brief, forget, people, prefetch } from "./people.js";

const NO_FILTER = { event: "", language: "", state: "", tag: "", q: "" };

/** Fires `loaded` when the rows are others, `row` (detail: the row) when one changed, `overview` when counts did. */
export const list = new EventTarget();
list.filter = { ...NO_FILTER };
list.rows = [];
list.counts = {};
list.overview = null;

let latest = 0;

/** Load the rows that the filter lets through; an answer that a later one overtook is dropped. */
export async function load(changes = {}) {
  Object.assign(list.filter, changes);
  const mine = ++latest;
  const wanted = Object.entries(list.filter).filter(([, value]) => value);
  const answer = await get(`/api/contacts?${new URLSearchParams(wanted)}`);
  if (mine !== latest) return;
  list.rows = answer.contacts;
  list.counts = answer.counts;
  list.dispatchEvent(new Event("loaded"));
  prefetch(list.rows.slice(0, 2).map((row) => row.id));
}

/** Load events, counts, what can be undone, and whether a job runs. */
export async function loadOverview() {
  list.overview = await get("/api/overview");
  list.dispatchEvent(new Event("overview"));
  return list.overview;
}

/** Bring rows up to date that changed elsewhere, each at its place; new ones go to the end. */
export async function renew(ids) {
  forget(ids);
  const wanted = Object.entries(list.filter).filter(([, value]) => value);
  const answer = await get(`/api/contacts?${new URLSearchParams(wanted)}`);
  const fresh = new Map(answer.contacts.map((row) => [row.id, row]));
  const known = new Set(list.rows.map((row) => row.id));
  list.counts = answer.counts;
  const gone = list.rows.some((row) => !fresh.has(row.id) && ids.includes(row.id));
  const added = answer.contacts.filter((row) => !known.has(row.id));
  list.rows = list.rows.filter((row) => fresh.has(row.id) || !ids.includes(row.id)).map((row) => fresh.get(row.id) ?? row);
  list.rows.push(...added);
  if (gone || added.length) list.dispatchEvent(new Event("loaded"));
  else list.rows.filter((row) => ids.includes(row.id)).forEach(tell);
}

/** Tell whether anything is filtered away. */
export const isFiltered = () => Object.values(list.filter).some(Boolean);

/** Show everything. */
export const unfilter = () => load({ ...NO_FILTER });

/** Answer the contact `step` places from `id` in the list; the first or last one if `id` is not in it. */
export function neighbour(id, step) {
  const at = list.rows.findIndex((row) => row.id === id);
  if (at < 0) return list.rows[step > 0 ? 0 : list.rows.length - 1]?.id ?? null;
  return list.rows[at + step]?.id ?? null;
}

/** Answer where a contact is in the list, counted from 1; 0 if it is not. */
export const place = (id) => list.rows.findIndex((row) => row.id === id) + 1;

function tell(row) {
  list.dispatchEvent(new CustomEvent("row", { detail: row }));
}

people.addEventListener("contact", ({ detail }) => {
  const at = list.rows.findIndex((row) => row.id === detail.id);
  if (at < 0) return;
  list.rows[at] = { ...list.rows[at], ...brief(detail) };
  tell(list.rows[at]);
});
