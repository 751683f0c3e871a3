/** The overlay that names the keys. */

import { isAsking, tell } from "./dialogs.js";
import { el } from "./dom.js";
import { tr } from "./i18n.js";

/** Show the keys. */
export function help() {
  if (isAsking()) return;
  tell(tr("Keys"), el("div", { class: "help" }, groups().map(([title, rows]) => el("section", {}, el("h3", {}, title),
    el("dl", {}, rows.map(([keys, what]) => [el("dt", {}, keys.map((key) => el("kbd", {}, key))), el("dd", {}, what)])))),
    el("p", { class: "hint" }, tr("Keys are commands only while no field is being typed in. Esc leaves a field; what was typed is saved."))), { wide: true });
}

function groups() {
  return [
    [tr("Contacts"), [
      [["j", "↓"], tr("next contact")], [["k", "↑"], tr("contact before")], [["a"], tr("approve the letter")], [["Ctrl Enter"], tr("approve and go on, from anywhere")],
      [["c"], tr("all doubtful fields are right")], [["s"], tr("no letter for this contact")], [["e"], tr("edit the first doubtful field")], [["n"], tr("write a note")],
      [["l"], tr("edit the letter")], [["u", "Ctrl Z"], tr("undo")]]],
    [tr("In a field"), [
      [["Enter"], tr("it is right; on to the next doubtful one")], [["Alt 1", "Alt 4"], tr("take another reading")], [["Esc"], tr("leave the field")]]],
    [tr("Card"), [
      [["+", "-", "0"], tr("larger, smaller, fit")], [["r"], tr("turn")], [["f"], tr("other side")], [["p"], tr("whole photo")], [["x"], tr("to the lines on the card; Enter offers one to the field")]]],
    [tr("Around"), [
      [["/"], tr("search")], [["g", "q"], tr("the list")], [["g", "h"], tr("overview")], [["m"], tr("same person?")], [["?"], tr("this help")]]],
  ];
}
