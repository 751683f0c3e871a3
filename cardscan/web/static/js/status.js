/** What the page says by the way: whether all is saved, and short messages with an undo. */

import { el, put } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";

const SHOWN = 7000; // ms that a message stays; it waits while it is pointed at or focused

const words = el("span", { class: "status-words" });
const mark = el("span", { class: "status-mark" });
const line = el("p", { class: "status", role: "status", "aria-live": "polite", "data-state": "saved" }, mark, words);
const toasts = el("div", { class: "toasts", role: "region", });
const loud = el("div", { class: "unseen", role: "alert" });

const MARKS = { saved: "tick", saving: "dots", waiting: "clock", conflict: "diamond", failed: "cross" };

/** Answer the nodes that the frame shows, once the language is known. */
export function statusNodes() {
  toasts.setAttribute("aria-label", tr("Messages"));
  notice("saved", tr("All is saved"));
  return { line, messages: el("div", {}, toasts, loud) };
}

/** Say how saving stands: saved, saving, waiting, conflict or failed. */
export function notice(state, text) {
  if (line.dataset.state === state && words.textContent === text) return;
  line.dataset.state = state;
  put(mark, icon(MARKS[state]));
  words.textContent = text;
}

/** Show a message for some seconds; `act` is what its button does. */
export function toast(text, { level = "done", label = null, act = null, stays = false } = {}) {
  const box = el("div", { class: "toast", "data-level": level }, icon(level === "done" ? "tick" : "diamond"), el("span", {}, text));
  const close = () => box.remove();
  if (act) box.append(el("button", { class: "link", onclick: () => { close(); act(); } }, label));
  box.append(el("button", { class: "icon-button", "aria-label": tr("Close this message"), onclick: close }, icon("cross")));
  while (toasts.children.length >= 3) toasts.firstElementChild.remove();
  toasts.append(box);
  say(text);
  if (!stays) fade(box, close);
  return close;
}

/** Say something to those who listen rather than look. */
export function say(text) {
  loud.textContent = "";
  requestAnimationFrame(() => { loud.textContent = text; });
}

/** Say that something went wrong, in the server's words. */
export function complain(error) {
  const text = error.hint ? `${error.message} ${error.hint}` : error.message;
  toast(text, { level: "problem" });
}

function fade(box, close) {
  const later = () => setTimeout(() => (box.matches(":hover, :focus-within") ? later() : close()), SHOWN);
  later();
}
