/** The page's few pictures, drawn on a grid of 16: shapes that differ without colour. */

import { svg } from "./dom.js";

const PATHS = {
  tick: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  diamond: "M8 1.8 14.2 8 8 14.2 1.8 8ZM8 5v3.6M8 10.6v.6",
  ring: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z",
  sent: "M14 2 7 9M14 2 9.5 14 7 9 2 6.5Z",
  dash: "M3.5 8h9",
  dots: "M3 8h.01M8 8h.01M13 8h.01",
  clock: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM8 4.8V8l2.2 1.6",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  turn: "M12.8 6A5.2 5.2 0 1 0 13 9.6M13.2 2.6V6H9.8",
  flip: "M2 4.5h12v7H2ZM8 2.5v11",
  photo: "M1.8 4h3l1-1.6h4.4l1 1.6h3v9.2H1.8ZM8 6a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z",
  undo: "M5.5 3 2.5 6l3 3M2.8 6H9a4 4 0 0 1 0 8H6",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.4 10.4 14 14",
  pair: "M1.8 3.5h7v9h-7ZM7.2 3.5h7v9h-7Z",
  gift: "M2.5 7h11v6.5h-11ZM1.8 4.5h12.4V7H1.8ZM8 4.5v9M8 4.5C6 4.5 4.5 3.5 5.2 2.4S8 3 8 4.5c0-1.5 2.1-3.2 2.8-2.1S10 4.5 8 4.5",
  keys: "M1.8 4h12.4v8H1.8ZM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M4.5 9.5h7",
};

/** The shape and the word of each state of a contact or a letter. */
export const SHAPES = {
  check: "diamond", ready: "ring", approved: "tick", exported: "sent", sent: "sent", pushed: "sent", skipped: "dash",
  written: "ring", changed: "ring", objected: "cross", removed: "cross",
};

/** Draw a picture that is decoration: the words beside it say the same. */
export function icon(name) {
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }));
}
