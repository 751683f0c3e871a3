/** What the user jotted down: note, promise, tags; the letter follows as they are typed. */

import { el } from "./dom.js";
import { tr } from "./i18n.js";
import { typedNote } from "./pending.js";
import { change, flush } from "./saving.js";

/** The boxes for one contact's note; `onTyping` is told while something is typed. */
export class NoteBox {
  constructor(onTyping) {
    this.onTyping = onTyping;
    this.note = this.area("note", 3);
    this.promised = this.area("promised", 2);
    this.tags = el("input", { type: "text", id: "note-tags", autocomplete: "off", oninput: () => this.typed("tags"), onblur: () => this.left() });
    this.gender = el("select", { id: "note-gender", onchange: () => this.typed("gender") },
      el("option", { value: "" }, tr("not said")), el("option", { value: "f" }, tr("as a woman")), el("option", { value: "m" }, tr("as a man")));
    this.node = el("section", { class: "note-box", "aria-label": tr("Note and promise") },
      labelled(tr("Note"), "note-note", this.note, tr("what you talked about")),
      labelled(tr("Promised"), "note-promised", this.promised, tr("what you said you would do or send")),
      el("div", { class: "two" }, labelled(tr("Tags"), "note-tags", this.tags), labelled(tr("Addressed"), "note-gender", this.gender)));
  }

  /** Show a contact's note; what is being typed stays. */
  show(one) {
    const other = this.contact?.id !== one.id;
    this.contact = one;
    for (const key of ["note", "promised", "tags", "gender"]) {
      const mine = typedNote(one.id, key);
      const wanted = shown(mine ?? one.note?.[key]);
      if (this[key].value !== wanted && (other || mine !== undefined || document.activeElement !== this[key])) this[key].value = wanted;
    }
  }

  /** Put the cursor into the note. */
  focus() {
    this.note.focus();
    this.note.setSelectionRange(this.note.value.length, this.note.value.length);
  }

  area(key, rows) {
    return el("textarea", { id: `note-${key}`, rows, oninput: () => this.typed(key), onblur: () => this.left() });
  }

  typed(key) {
    const value = this[key].value;
    change(this.contact.id, { note: { [key]: value } });
    this.onTyping();
  }

  left() {
    if (["note", "promised", "tags"].some((key) => typedNote(this.contact.id, key) !== undefined)) flush(this.contact.id);
  }
}

function labelled(text, id, input, hint = null) {
  return el("div", { class: "labelled" }, el("label", { for: id }, text, hint ? el("span", { class: "hint" }, hint) : null), input);
}

const shown = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
