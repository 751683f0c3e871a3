/** Autosave: after a pause, when a field is left, when the page goes; one contact's changes go one after the other. */

import { ApiError, post } from "./api.js";
import { resolveFields, resolveText } from "./conflict.js";
import { tr } from "./i18n.js";
import { allPending, opened, pending, remember, settle } from "./pending.js";
import { contact, keep, keepDraft, peek, valueOf } from "./people.js";
import { notice } from "./status.js";

const PAUSE = 900; // ms of stillness after which what was typed is saved

/** Fires `refused` (detail: id, key, message) when a value is none for its field, `saved` (detail: id). */
export const saving = new EventTarget();

const timers = new Map();
const chains = new Map();

/** Note a change of a contact: `{changes}`, `{note}` or `{confirm}`. It is saved after a pause. */
export function change(id, { changes = {}, note = {}, confirm = [] }) {
  const entry = opened(id);
  const known = peek(id);
  entry.version ??= known?.version ?? null;
  for (const key of Object.keys(changes)) entry.before[key] ??= known ? valueOf(known, key) : "";
  for (const key of Object.keys(note)) entry.before[key] ??= known?.note?.[key] ?? "";
  Object.assign(entry.changes, changes);
  for (const [key, value] of Object.entries(changes)) if (entry.refused[key] !== value) delete entry.refused[key];
  Object.assign(entry.note, note);
  entry.confirm = [...new Set([...entry.confirm, ...confirm])];
  later(id);
}

/** Note the user's own text of a draft. It is saved after a pause. */
export function write(id, draft, text) {
  const entry = opened(id);
  const old = entry.drafts[draft.id];
  entry.drafts[draft.id] = { version: draft.version, before: { subject: draft.subject, body: draft.body }, ...old, ...text };
  later(id);
}

/** Save a contact's changes now; answers false if some could not be. */
export function flush(id) {
  clearTimeout(timers.get(id));
  const done = (chains.get(id) ?? Promise.resolve()).then(() => send(id)).catch(failed);
  chains.set(id, done);
  return done;
}

/** Save everything, as the page goes: the requests outlive it. */
export function flushAll() {
  for (const entry of allPending()) {
    for (const [draft, text] of Object.entries(entry.drafts)) post(`/api/drafts/${draft}/text`, sentText(text), { keepalive: true }).catch(() => {});
    for (const [path, part] of parts(entry)) post(`/api/contacts/${entry.id}/${path}`, part, { keepalive: true }).catch(() => {});
  }
}

/** Send what an earlier page of this tab left behind, and save when the page goes. */
export function watchPage() {
  allPending().forEach((entry) => recover(entry.id).then(() => flush(entry.id), failed));
  addEventListener("pagehide", flushAll);
  document.addEventListener("visibilitychange", () => document.hidden && allPending().forEach((entry) => flush(entry.id)));
  addEventListener("online", () => allPending().forEach((entry) => flush(entry.id)));
}

/** What an earlier page left may have arrived as it went: only what is not there yet is sent. */
async function recover(id) {
  const now = await contact(id);
  const entry = pending(id);
  if (entry.version !== now.version) await reconcile(id, now);
  for (const draft of now.drafts) {
    const text = entry.drafts[draft.id];
    if (text && text.subject === draft.subject && text.body === draft.body) delete entry.drafts[draft.id];
  }
  remember();
}

function later(id) {
  remember();
  notice("saving", tr("Saving …"));
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => flush(id), PAUSE));
}

async function send(id) {
  for (const draft of Object.keys(pending(id)?.drafts ?? {})) if (!(await sendText(id, draft))) return false;
  for (let next = parts(pending(id))[0]; next; next = parts(pending(id))[0]) await sendPart(id, ...next);
  if (Object.keys(pending(id)?.refused ?? {}).length) return false;
  if (!allPending().length) notice("saved", tr("All is saved"));
  saving.dispatchEvent(new CustomEvent("saved", { detail: { id } }));
  return true;
}

async function sendPart(id, path, part) {
  try {
    const answer = await post(`/api/contacts/${id}/${path}`, part);
    const entry = pending(id);
    if (entry) {
      settle(entry, part);
      entry.version = answer.version;
      remember();
    }
    keep(answer);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409 && error.current) return reconcile(id, error.current);
    if (error.status === 400) return refuse(id, part, error);
    throw error;
  }
}

async function sendText(id, draft) {
  const text = { ...pending(id).drafts[draft] };
  try {
    acknowledge(id, draft, text, await post(`/api/drafts/${draft}/text`, sentText(text)));
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409 || !error.current) throw error;
    notice("conflict", tr("Changed in another window: please choose"));
    const mine = await resolveText(text, error.current);
    const entry = opened(id);
    if (mine) entry.drafts[draft] = { ...entry.drafts[draft], version: error.current.version, before: error.current };
    else delete entry.drafts[draft];
    remember();
    if (!mine) keepDraft(id, error.current);
    return mine ? sendText(id, draft) : true;
  }
}

function acknowledge(id, draft, text, answer) {
  const entry = pending(id);
  const now = entry?.drafts[draft];
  if (now && now.subject === text.subject && now.body === text.body) delete entry.drafts[draft];
  else if (now) Object.assign(now, { version: answer.version, before: { subject: text.subject, body: text.body } });
  remember();
  keepDraft(id, answer);
}

async function reconcile(id, current) {
  notice("conflict", tr("Changed in another window: please choose"));
  const entry = opened(id);
  await resolveFields(entry, current);
  entry.version = current.version;
  remember();
  keep(current);
  return true;
}

/** A value that does not fit stays in its field and is said there; the others are saved without it. */
function refuse(id, part, error) {
  const keys = Object.keys(part.changes ?? {});
  if (keys.length > 1) return oneByOne(id, part);
  if (!keys.length) throw error;
  const [key] = keys;
  pending(id).refused[key] = part.changes[key];
  remember();
  notice("failed", tr("Not saved: {message}", { message: error.message }));
  saving.dispatchEvent(new CustomEvent("refused", { detail: { id, key, message: error.message } }));
  return false;
}

async function oneByOne(id, part) {
  let all = true;
  for (const [key, value] of Object.entries(part.changes)) {
    const version = pending(id)?.version ?? part.version;
    all = (await sendPart(id, "fields", { version, changes: { [key]: value }, confirm: [] })) && all;
  }
  return all;
}

function failed(error) {
  if (!(error instanceof ApiError)) throw error;
  notice("failed", tr("Not saved yet: {message}", { message: error.message }));
  if (error.status === 0 || error.status === 423) setTimeout(() => allPending().forEach((entry) => flush(entry.id)), 4000);
  return false;
}

function parts(entry) {
  const found = [];
  if (!entry) return found;
  const fit = Object.entries(entry.changes).filter(([key, value]) => entry.refused[key] !== value);
  const confirm = entry.confirm.filter((key) => !(key in entry.refused));
  if (fit.length || confirm.length) {
    found.push(["fields", { version: entry.version, changes: Object.fromEntries(fit), confirm }]);
  }
  if (Object.keys(entry.note).length) found.push(["note", { version: entry.version, note: { ...entry.note } }]);
  return found;
}

const sentText = ({ version, subject, body }) => ({ version, subject, body });
