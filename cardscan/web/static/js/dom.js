/** Build pages out of nodes: text is always text, so that nothing printed on a card can become markup. */

const SVG = "http://www.w3.org/2000/svg";
const AS_PROPERTY = new Set(["value", "checked", "disabled", "readOnly", "hidden", "open", "tabIndex", "indeterminate"]);

/** Make an element: `el("button", {class: "quiet", onclick: act}, "Undo")`; null and false children are left out. */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Make an SVG element. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Put other children into an element. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

/** Answer a function that runs `act` once `wait` ms have passed since its last call; `.now()` does not wait. */
export function calmly(act, wait) {
  let timer = 0;
  const calm = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
  calm.stop = () => clearTimeout(timer);
  return calm;
}

/** Fit a box to its text where the browser does not by itself. */
export function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

/** Tell whether letters typed there are text, not commands. */
export function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "file", "submit"].includes(target.type);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (AS_PROPERTY.has(name)) node[name] = value ?? "";
    return;
  }
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (AS_PROPERTY.has(name)) node[name] = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : String(value));
}
