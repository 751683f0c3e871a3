/** What is done to a contact and can be undone; nothing is approved while a field is doubtful or the letter has errors. */

import { ApiError, post } from "./api.js";
import { ask } from "./dialogs.js";
import { el } from "./dom.js";
import { day, tr, trn } from "./i18n.js";
import { list, loadOverview, renew } from "./list.js";
import { ask as fetchAnew, contact, keep, keepDraft, valueOf } from "./people.js";
import { flush } from "./saving.js";
import { complain, notice, toast } from "./status.js";

let queue = Promise.resolve();

/** Approve a contact's draft; answers whether that was done. */
export function approve(id, draft) {
  return alone(async () => {
    if (!(await flush(id))) return refuse(tr("Not approved: there is a change that could not be saved."));
    const one = await contact(id);
    const doubts = one.fields.filter((field) => field.doubtful);
    const now = one.drafts.find((other) => other.id === draft?.id);
    if (!now) return refuse(tr("There is no letter to approve."));
    if (now.state === "approved") return false;
    if (doubts.length) return refuse(tr("Not approved: first look at {fields}. e goes there, c says that all is right.", { fields: doubts.map((field) => field.label).join(", ") }));
    const grave = (now.findings ?? []).filter((finding) => finding.level === "error");
    if (grave.length) return refuse(tr("Not approved: {reason}", { reason: grave.map((finding) => finding.text).join("; ") }));
    return onDraft(id, now, "approve", tr("Approved: {name}", { name: nameOf(one) }));
  });
}

/** Leave a contact without this letter. */
export function skip(id, draft) {
  return alone(async () => {
    await flush(id);
    const one = await contact(id);
    const now = one.drafts.find((other) => other.id === draft?.id);
    if (!now) return refuse(tr("There is no letter to skip."));
    return onDraft(id, now, "skip", tr("No letter for {name}", { name: nameOf(one) }));
  });
}

/** Make an approved or skipped draft a draft again. */
export function reopen(id, draft) {
  return alone(async () => onDraft(id, draft, "reopen", tr("Reopened: {name}", { name: nameOf(await contact(id)) })));
}

/** Choose the day on which a letter is to be sent; an empty one is the plan's. */
export function sendOn(id, draft, date) {
  return alone(async () => {
    if (!(await flush(id))) return false;
    const now = (await contact(id)).drafts.find((other) => other.id === draft.id) ?? draft;
    const answer = await post(`/api/drafts/${draft.id}/date`, { version: now.version, date });
    keepDraft(id, answer);
    fetchAnew(id).catch(complain);
    return tr("To be sent on {day}", { day: day(answer.send_date) });
  });
}

/** Say that all doubtful fields of a contact are right. */
export function confirm(id) {
  return alone(async () => {
    if (!(await flush(id))) return false;
    const one = await contact(id);
    if (!one.fields.some((field) => field.doubtful)) return refuse(tr("No field is doubtful here."));
    keep(await post(`/api/contacts/${id}/confirm`, { version: one.version }));
    return tr("All fields of {name} are right", { name: nameOf(one) });
  });
}

/** Take back the last action, or the one that is named. */
export function undo(action = null) {
  return alone(async () => {
    const answer = await post("/api/undo", { action });
    await renew(answer.contacts);
    await Promise.all(answer.contacts.slice(0, 5).map((id) => fetchAnew(id).catch(() => null)));
    toast(tr("Undone: {what}", { what: answer.what }));
    await loadOverview();
    return false;
  });
}

/** Say that something was done, with a way back. */
export async function done(text) {
  const overview = await loadOverview();
  const action = overview.undo?.action ?? null;
  toast(text, action === null ? {} : { label: tr("Undo"), act: () => undo(action) });
}

/** Ask before many letters are approved at once, and say how many. */
export async function askApproveReady(event) {
  const ready = event ? event.counts.ready : list.overview.events.reduce((sum, one) => sum + one.counts.ready, 0);
  if (!ready) return refuse(tr("Nobody is ready: look at the contacts to check first."));
  const where = event ? event.name : tr("all events");
  const body = el("p", {}, trn("{n} contact of {where} has neither a doubtful field nor a grave finding. Its letter will be approved; nothing is sent yet.", "{n} contacts of {where} have neither a doubtful field nor a grave finding. Their letters will be approved; nothing is sent yet.", ready, { where }));
  const answer = await ask(tr("Approve all that are ready?"), body, [
    { value: "", label: tr("Cancel") }, { value: "yes", label: trn("Approve {n}", "Approve {n}", ready), primary: true },
  ]);
  return answer === "yes";
}

async function onDraft(id, draft, act, text) {
  keepDraft(id, await post(`/api/drafts/${draft.id}/${act}`, { version: draft.version }));
  fetchAnew(id).catch(complain);
  return text;
}

/**
 * Do one action after the other, each on the contact that was shown when its key was pressed. `act` answers what was
 * done in words, or false. The next contact may be shown at once; the next action waits until this one's undo is known.
 */
function alone(act) {
  const acted = queue.then(act).catch(problem);
  queue = acted.then((text) => text && done(text)).catch(complain);
  return acted.then(Boolean);
}

function problem(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 409) notice("conflict", tr("Changed in another window"));
  complain(error);
  if (error.findings.length) toast(error.findings.map((finding) => finding.text).join("; "), { level: "problem" });
  if (error.status === 409 && error.current?.fields) keep(error.current);
  return false;
}

function refuse(text) {
  toast(text, { level: "problem" });
  return false;
}

const nameOf = (one) => valueOf(one, "name") || valueOf(one, "company") || tr("No name");
