/** Photos dragged onto the page, or chosen: which event they belong to, then they are read. */

import { upload } from "./api.js";
import { ask } from "./dialogs.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { today, tr, trn } from "./i18n.js";
import { run } from "./jobs.js";
import { list } from "./list.js";
import { toast } from "./status.js";

/** Take photos that are dropped anywhere; `open(id)` shows the first new contact. */
export function watchDrops(open) {
  const curtain = el("div", { class: "curtain", hidden: true, "aria-hidden": "true" }, el("p", {}, icon("photo"), tr("Drop the photos to read them")));
  document.body.append(curtain);
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const over = (step) => { depth = Math.max(0, depth + step); curtain.hidden = depth === 0; };
  addEventListener("dragenter", (event) => carriesFiles(event) && over(1));
  addEventListener("dragleave", (event) => carriesFiles(event) && over(-1));
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(-depth);
    take([...event.dataTransfer.files], open);
  });
}

/** Let the user choose photos. */
export function choosePhotos(open) {
  const input = el("input", { type: "file", multiple: true, accept: "image/*,.heic,.heif,.pdf,.tif,.tiff", hidden: true });
  input.addEventListener("change", () => { take([...input.files], open); input.remove(); });
  document.body.append(input);
  input.click();
}

async function take(files, open) {
  if (!files.length) return;
  const event = await askEvent(files.length);
  if (!event) return;
  const form = new FormData();
  form.append("event", event);
  files.forEach((file) => form.append("files", file, file.name));
  const job = await run(tr("Reading photos"), () => upload("/api/photos", form));
  const fresh = job?.contacts ?? [];
  if (!fresh.length) return;
  toast(trn("{n} new contact", "{n} new contacts", fresh.length));
  open(fresh[0]);
}

async function askEvent(count) {
  const events = list.overview?.events ?? [];
  const chosen = list.filter.event || events[0]?.key;
  const select = el("select", { id: "photo-event", autofocus: true }, events.map((event) => el("option", { value: event.key, selected: event.key === chosen }, event.name)),
    el("option", { value: "", selected: !events.length }, tr("A new event …")));
  const name = el("input", { type: "text", id: "photo-name", maxlength: 80, placeholder: tr("such as Chamber of Commerce Breakfast") });
  const date = el("input", { type: "date", id: "photo-date", value: today() });
  const fresh = el("div", { class: "two", hidden: events.length > 0 }, labelled(tr("Name of the event"), name), labelled(tr("Day"), date));
  select.addEventListener("change", () => { fresh.hidden = select.value !== ""; if (!fresh.hidden) name.focus(); });
  const answer = await ask(trn("Read {n} photo", "Read {n} photos", count), [labelled(tr("Event"), select), fresh], [
    { value: "", label: tr("Cancel") }, { value: "read", label: tr("Read"), primary: true },
  ]);
  if (answer !== "read") return null;
  return select.value || folder(date.value, name.value);
}

/** Name a new event's folder as folders of events are named; the server checks it again. */
function folder(date, name) {
  const plain = name.replace(/[\\/:*?"<>|]/g, " ").replace(/\s+/g, " ").trim() || tr("Event");
  return `${date || today()} ${plain}`;
}

function labelled(text, input) {
  return el("div", { class: "labelled" }, el("label", { for: input.id }, text), input);
}
