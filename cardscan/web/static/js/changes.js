/** What other windows, and other runs of cardscan, changed meanwhile: seen within seconds. */

import { get } from "./api.js";
import { tr } from "./i18n.js";
import { list, loadOverview, renew } from "./list.js";
import { pending } from "./pending.js";
import { ask, peek } from "./people.js";
import { notice, toast } from "./status.js";

const BEAT = 2000; // ms between looks; a hidden page does not look

/** Look for changes from now on; `current()` answers the number of the contact that is shown. */
export function watchChanges(current) {
  let since = null;
  let lost = false;
  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await get(since === null ? "/api/changes" : `/api/changes?since=${since}`);
        since = answer.now;
        if (lost) notice("saved", tr("Connected again"));
        lost = false;
        if (answer.contacts.length) await follow(answer.contacts, current());
      } catch (error) {
        if (error.status === 0 && !lost) notice("failed", tr("cardscan review is not running any more; what you type stays in this window"));
        lost = error.status === 0 || lost;
      }
    }
    setTimeout(look, BEAT);
  };
  look();
}

/** Bring up to date what is shown; what is being typed waits for its own saving, which tells of a conflict. */
async function follow(ids, shown) {
  const before = peek(shown)?.version;
  const others = ids.filter((id) => !pending(id) && id !== shown);
  if (ids.includes(shown) && !pending(shown)) {
    const now = await ask(shown).catch(() => null);
    if (now && before !== undefined && now.version > before) toast(tr("Changed in another window: this is how it is now"));
  }
  if (others.length) await renew(others);
  if (list.overview) await loadOverview();
}
