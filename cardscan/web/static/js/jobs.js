/** Long work on the server: reading photos, approving many, handing letters over; its progress and its report. */

import { get, post } from "./api.js";
import { askApproveReady } from "./actions.js";
import { ask, follow } from "./dialogs.js";
import { el, put } from "./dom.js";
import { icon } from "./icons.js";
import { tr, trn } from "./i18n.js";
import { list, load, loadOverview } from "./list.js";
import { complain } from "./status.js";

const BEAT = 300; // ms between looks at a job

/** Approve all that are ready, in one event or all. */
export async function approveReady(event) {
  if (await askApproveReady(event)) await run(tr("Approving"), () => post("/api/approve-ready", { event: event?.key ?? "" }));
}

/** Hand the approved letters to the mailbox, or leave them as files. */
export async function push(event) {
  const approved = event ? event.counts.approved : list.overview.events.reduce((sum, one) => sum + one.counts.approved, 0);
  const body = el("div", {},
    el("p", {}, trn("{n} letter is approved. Where shall it go? Nothing is sent: you send it yourself.", "{n} letters are approved. Where shall they go? Nothing is sent: you send them yourself.", approved)),
    choice("imap", tr("Into the drafts folder of my mailbox"), tr("as set up in cardscan.toml; this uses the network"), true),
    choice("eml", tr("Files for my mail program"), tr("each opens there as a draft"), false));
  const answer = await ask(tr("Hand over the approved letters"), body, [
    { value: "", label: tr("Cancel") }, { value: "go", label: tr("Hand over"), primary: true },
  ]);
  const to = body.querySelector("input:checked").value;
  if (answer === "go") await handOver({ event: event?.key ?? "", to });
}

/** Hand letters over; where a password is lacking or wrong, it is asked for, sent this once, and not remembered here. */
async function handOver(order) {
  let begun;
  try {
    begun = await post("/api/push", order);
  } catch (error) {
    if (error.code !== "password") return run(tr("Handing over"), () => Promise.reject(error));
    const typed = await askPassword(error.message, error.keyring);
    return typed && handOver({ ...order, ...typed });
  }
  const job = await run(tr("Handing over"), async () => begun);
  if (job.asks !== "password") return job;
  const typed = await askPassword(tr("The password was refused. Type it again."), false);
  return typed && handOver({ ...order, ...typed });
}

async function askPassword(why, canKeep) {
  const box = el("input", { type: "password", autocomplete: "off", autofocus: true, required: true, onkeydown: (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // which would take the form's first button, the one that closes it
    box.form.querySelector("button.primary").click();
  } });
  const keep = el("input", { type: "checkbox" });
  const body = el("div", {}, el("p", {}, why), el("label", { class: "stacked" }, tr("Password"), box),
    canKeep ? el("label", { class: "option" }, keep, el("span", {}, tr("Keep it in this computer's keyring"))) : null,
    el("p", { class: "hint" }, tr("cardscan itself does not keep it. Of some providers you need an app password.")));
  const answer = await ask(tr("Password of your mailbox"), body, [
    { value: "", label: tr("Cancel"), skip: true }, { value: "go", label: tr("Hand over"), primary: true },
  ]);
  return answer === "go" && box.value ? { password: box.value, keep: keep.checked } : null;
}

/** Start a job and show it to its end; answers the finished job, or null if it could not start. */
export async function run(title, start) {
  const bar = el("progress", { max: 1, "aria-label": title });
  const words = el("p", { class: "hint", role: "status" }, tr("Starting …"));
  const report = el("ul", { class: "report" });
  const dialog = follow(title, [bar, words, report]);
  let job;
  try {
    job = await wait(await start(), (now) => progress(bar, words, now));
  } catch (error) {
    job = { state: "failed", report: [{ text: error.message, level: "error" }, ...(error.hint ? [{ text: error.hint }] : [])], contacts: [] };
  }
  bar.hidden = true;
  words.textContent = job.state === "failed" ? tr("This did not work out.") : tr("Done.");
  put(report, (job.report ?? []).map((line) => el("li", { data: { level: line.level ?? "info" } }, icon(line.level === "error" ? "cross" : line.level === "warning" ? "diamond" : "tick"), el("span", {}, line.text))));
  const letters = job.letters ?? [];
  if (letters.length) report.after(files(letters));
  const sent = letters.length ? [{ value: "sent", label: trn("I sent it: mark it as sent", "I sent all: mark them as sent", letters.length) }] : [];
  dialog.finish(...sent, { value: "close", label: tr("Close"), primary: true });
  await Promise.all([load(), loadOverview()]).catch(complain);
  if (await dialog.closed === "sent") await markSent(letters);
  return job;
}

/** Links to letters: a click hands one to the browser, which hands it to the mail program. */
function files(letters) {
  return el("ul", { class: "files" }, letters.map(({ href, name }) =>
    el("li", {}, el("a", { href, download: "" }, icon("sent"), tr("Letter to {name}", { name })))));
}

async function markSent(letters) {
  try {
    await post("/api/drafts/sent", { letters: letters.map((one) => one.id) });
    await Promise.all([load(), loadOverview()]);
  } catch (error) {
    complain(error);
  }
}

/** Show a job that another window, or this one before a reload, has started. */
export function resume(job) {
  if (job?.state === "running") return run(tr("At work"), async () => job);
  return null;
}

async function wait(job, show) {
  while (job.state === "running") {
    show(job);
    await new Promise((resume) => setTimeout(resume, BEAT));
    job = (await get("/api/job")) ?? job;
  }
  return job;
}

function progress(bar, words, { done, total }) {
  if (!total) return;
  bar.max = total;
  bar.value = done;
  words.textContent = tr("{n} of {all}", { n: done, all: total });
}

function choice(value, label, hint, checked) {
  return el("label", { class: "option" }, el("input", { type: "radio", name: "to", value, checked }), el("span", {}, label, el("span", { class: "hint" }, hint)));
}
