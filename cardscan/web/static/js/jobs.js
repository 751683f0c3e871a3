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
    choice("eml", tr("Files for my mail program"), tr(".eml files in the exports folder"), false));
  const answer = await ask(tr("Hand over the approved letters"), body, [
    { value: "", label: tr("Cancel") }, { value: "go", label: tr("Hand over"), primary: true },
  ]);
  const to = body.querySelector("input:checked").value;
  if (answer === "go") await run(tr("Handing over"), () => post("/api/push", { event: event?.key ?? "", to }));
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
  dialog.finish({ value: "close", label: tr("Close"), primary: true });
  await Promise.all([load(), loadOverview()]).catch(complain);
  await dialog.closed;
  return job;
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
