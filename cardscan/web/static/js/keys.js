/** The keyboard: letters are commands only where nobody types; with Ctrl they work everywhere. */

import { isAsking } from "./dialogs.js";
import { isTyping } from "./dom.js";

const CHORD = 1200; // ms within which the second key of `g q` comes
const OF_THE_LIST = ["ArrowDown", "ArrowUp"];

/** Listen for keys; `commands` maps a key to what it does, `g q` being two keys. */
export function watchKeys(commands, leaveField) {
  let first = null;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isAsking()) return;
    const typing = isTyping(event.target);
    if (typing && event.key === "Escape") return leaveField(event.target);
    const name = named(event, typing, first);
    first = null;
    if (name === "g") {
      first = "g";
      setTimeout(() => { first = null; }, CHORD);
      return;
    }
    const command = name && commands[name];
    if (!command || (event.repeat && !OF_THE_LIST.includes(event.key) && !["j", "k"].includes(event.key))) return;
    if (command(event) !== false) event.preventDefault();
  });
}

function named(event, typing, first) {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") return "Ctrl Enter";
  if (typing || event.altKey) return null;
  if (control) return event.key.toLowerCase() === "z" && !event.shiftKey ? "Ctrl z" : null;
  if (OF_THE_LIST.includes(event.key) && event.target !== document.body && !event.target.matches("h1, main, .action-bar *")) return null;
  return first ? `${first} ${event.key}` : event.key;
}
