/** Requests to the server on this machine; errors come as `ApiError`, a busy workspace is waited for. */

import { tr } from "./i18n.js";
import { notice } from "./status.js";

const PATIENCE = [300, 700, 1500, 3000]; // ms between tries while another cardscan works; the last one repeats
const TRIES = 20;

/** What the server refused, with what it says about it. */
export class ApiError extends Error {
  constructor(status, error = {}, current = null) {
    super(error.message || tr("The server does not answer. Is cardscan review still running?"));
    this.status = status;
    this.code = error.code ?? "broken";
    this.hint = error.hint ?? "";
    this.findings = error.findings ?? [];
    this.keyring = error.keyring ?? false;
    this.current = current;
  }
}

/** Ask for something. */
export const get = (path) => request(path, { method: "GET" });

/** Have something done; `keepalive` lets the request outlive the page. */
export const post = (path, body = {}, { keepalive = false } = {}) =>
  request(path, {
    method: "POST",
    keepalive,
    headers: { "Content-Type": "application/json", "X-Cardscan": "1" },
    body: JSON.stringify(body),
  });

/** Send photos. */
export function upload(path, form) {
  return request(path, { method: "POST", headers: { "X-Cardscan": "1" }, body: form });
}

async function request(path, options) {
  for (let tried = 0; ; tried += 1) {
    const answer = await once(path, options);
    if (answer.ok) return answer.json();
    const said = await answer.json().catch(() => ({}));
    if (answer.status !== 423 || tried >= TRIES) throw new ApiError(answer.status, said.error, said.current ?? said.error?.current);
    notice("waiting", tr("Waiting: another cardscan is at work in this folder"));
    await new Promise((resume) => setTimeout(resume, PATIENCE[Math.min(tried, PATIENCE.length - 1)]));
  }
}

async function once(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new ApiError(0, { code: "gone" });
  }
}
