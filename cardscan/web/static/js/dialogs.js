/** Dialogs: native ones, so that focus stays inside, Esc closes, and the page behind is out of reach. */

import { el, put } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";

/**
 * Show a dialog and answer the value of the button that closed it, or null.
 * `actions` are `{value, label, primary}`: Enter in a field takes the primary one; `body` is nodes; Esc, and a click beside it, close it where that is harmless.
 */
export function ask(title, body, actions, { wide = false, must = false } = {}) {
  const heading = el("h2", { id: "dialog-title", tabIndex: -1 }, title);
  const buttons = actions.map((action) => button(action));
  const box = el("dialog", { class: wide ? "wide" : "", "aria-labelledby": "dialog-title" },
    el("form", { method: "dialog" },
      el("header", {}, heading, must ? null : closer()),
      el("div", { class: "dialog-body" }, body),
      el("footer", {}, buttons)));
  return shown(box, must, buttons.find((button) => button.classList.contains("primary")));
}

/** Show a dialog that says something; Esc or its button closes it. */
export const tell = (title, body, options = {}) => ask(title, body, [{ value: "close", label: tr("Close"), primary: true }], options);

/** Show a dialog whose content grows, such as a progress; answers `{box, done}`. */
export function follow(title, body) {
  const footer = el("footer", {});
  const box = el("dialog", { "aria-labelledby": "dialog-title" },
    el("form", { method: "dialog" }, el("header", {}, el("h2", { id: "dialog-title", tabIndex: -1 }, title)),
      el("div", { class: "dialog-body" }, body), footer));
  const closed = shown(box, true, null);
  return {
    closed,
    finish(...actions) {
      box.dataset.may = "close";
      put(footer, actions.map((action) => button(action)));
      footer.querySelector("button:last-child")?.focus();
    },
  };
}

/** Tell whether a dialog is open: keys are its own then. */
export const isAsking = () => document.querySelector("dialog[open]") !== null;

/** What scrolls and holds nothing to tab to can be reached, and scrolled, by key. */
function makeScrollable(body) {
  if (body.scrollHeight <= body.clientHeight || body.querySelector("a, button, input, select, textarea, [tabindex]")) return;
  for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-labelledby": "dialog-title" })) body.setAttribute(name, value);
}

const headingShown = () => document.querySelector("main > :not([hidden]) h1");

function closer() {
  return el("button", { class: "icon-button", type: "button", "aria-label": tr("Close"), onclick: closes("") }, icon("cross"));
}

/** Only the primary button submits: a form's first one is what Enter in a field takes. */
function button({ value, label, primary }) {
  return primary ? el("button", { value, class: "primary", type: "submit" }, label)
    : el("button", { value, type: "button", onclick: closes(value) }, label);
}

const closes = (value) => (event) => event.target.closest("dialog").close(value);

function shown(box, must, first) {
  const before = document.activeElement;
  document.body.append(box);
  box.addEventListener("cancel", (event) => must && !box.dataset.may && event.preventDefault());
  box.addEventListener("click", (event) => event.target === box && !must && box.close(""));
  box.showModal();
  makeScrollable(box.querySelector(".dialog-body"));
  (box.querySelector("[autofocus]") ?? first ?? box.querySelector("h2")).focus();
  return new Promise((answer) => {
    box.addEventListener("close", () => {
      box.remove();
      before?.focus({ preventScroll: true });
      if (document.activeElement === document.body) headingShown()?.focus({ preventScroll: true }); // what was focused is gone
      answer(box.returnValue || null);
    });
  });
}
