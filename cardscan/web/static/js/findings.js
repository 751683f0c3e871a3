/** What the linter says about a letter, and what could be given to the contact. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./i18n.js";

/** List findings, grave ones first; `point` shows the words that one is about. */
export function findingList(findings, point) {
  if (!findings.length) return null;
  const sorted = [...findings].sort((one, other) => (one.level === "error" ? 0 : 1) - (other.level === "error" ? 0 : 1));
  return el("ul", { class: "findings", "aria-label": tr("What to mend in the letter") }, sorted.map((finding) => item(finding, point)));
}

/** List what the letter offers, and what else would suit the contact. */
export function suggestionList(suggestions) {
  if (!suggestions.length) return null;
  return el("section", { class: "suggestions" }, el("h3", {}, icon("gift"), tr("To give or to introduce")),
    el("ul", {}, suggestions.map((one) => el("li", { class: one.chosen ? "chosen" : "" },
      el("span", { class: "suggestion-title" }, one.title), one.chosen ? el("span", { class: "tag" }, tr("in the letter")) : null,
      one.reasons?.length ? el("span", { class: "hint" }, one.reasons.join("; ")) : null,
      address(one.url)))));
}

/** Only web addresses become links: a title from a file must not smuggle in another kind. */
function address(url) {
  if (!/^https?:\/\//i.test(url ?? "") || !URL.canParse(url)) return null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "hint" }, new URL(url).hostname);
}

function item(finding, point) {
  const grave = finding.level === "error";
  return el("li", { data: { level: finding.level } }, icon(grave ? "cross" : "diamond"),
    el("span", {}, el("strong", {}, grave ? tr("Mend this:") : tr("Worth a look:")), finding.text),
    finding.detail ? el("button", { class: "link", onclick: () => point(finding.detail) }, tr("show")) : null);
}
