/** Start the page: build it, load the list, bind the keys, watch for changes. */

import { confirm, undo } from "./actions.js";
import { get } from "./api.js";
import { watchChanges } from "./changes.js";
import { Frame } from "./frame.js";
import { help } from "./help.js";
import { resume } from "./jobs.js";
import { watchKeys } from "./keys.js";
import { list, load, loadOverview } from "./list.js";
import { watchPage } from "./saving.js";
import { complain } from "./status.js";
import { watchDrops } from "./upload.js";

/** Start everything. */
export async function start() {
  const frame = new Frame();
  frame.build();
  await Promise.all([loadOverview(), load()]).catch(complain);
  await frame.route();
  watchPage();
  watchKeys(commands(frame), () => frame.focusView());
  watchChanges(() => frame.sheet.id);
  watchDrops((id) => frame.open(id));
  document.body.dataset.started = "true";
  resume(list.overview?.job);
  if (list.overview?.doubles === null) get("/api/doubles").then(loadOverview).catch(complain); // worked out meanwhile
}

function commands(frame) {
  const { sheet } = frame;
  const onSheet = (act) => () => (sheet.isShown ? void act() : false); // what is not seen yet is not acted on
  const card = (tool) => onSheet(() => sheet.card.use(tool));
  const next = () => frame.move(1);
  const back = () => frame.move(-1);
  return {
    j: next, ArrowDown: next, k: back, ArrowUp: back,
    a: () => frame.approve(), "Ctrl Enter": () => frame.approve(true), s: () => frame.skip(), c: onSheet(() => confirm(sheet.id)),
    e: onSheet(() => sheet.fields.edit()), n: onSheet(() => sheet.notes.focus()), l: onSheet(() => sheet.letter.body.focus()),
    u: () => undo(), "Ctrl z": () => undo(),
    "/": () => frame.find(), "g q": () => frame.toQueue(), "g h": () => frame.go("#/"), m: () => frame.go("#/merge"), "?": help,
    "+": card("larger"), "=": card("larger"), "-": card("smaller"), 0: card("fit"), r: card("turn"), p: card("photo"),
    f: onSheet(() => sheet.contact?.cards.length > 1 && sheet.card.use("side")),
    x: onSheet(() => sheet.card.boxes.querySelector("[tabindex='0']")?.focus()),
  };
}
