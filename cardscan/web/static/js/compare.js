/** One's own text of a letter beside the machine's new one: keep mine, or take the new. */

import { post } from "./api.js";
import { side } from "./conflict.js";
import { ask } from "./dialogs.js";
import { el } from "./dom.js";
import { tr } from "./i18n.js";
import { keepDraft } from "./people.js";
import { complain } from "./status.js";

/** Show the draft and the `fresh` text, and do what the user chooses; answers whether the new one was taken. */
export async function compare(id, draft, fresh) {
  const body = el("div", { class: "compare" },
    side(tr("Your text"), draft), side(tr("The new text"), fresh));
  const answer = await ask(tr("Your text and the new one"), body, [
    { value: "new", label: tr("Take the new text") }, { value: "mine", label: tr("Keep mine"), primary: true },
  ], { wide: true });
  if (answer !== "new") return false;
  try {
    keepDraft(id, await post(`/api/drafts/${draft.id}/renew`, { version: draft.version }));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
