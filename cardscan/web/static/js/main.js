/** Where the page begins: the language first, then the frame, the list, and what the address names. */

import { get } from "./api.js";
import { speak } from "./i18n.js";

const messages = await get("/api/messages").catch(() => ({}));
speak(messages);
const { start } = await import("./start.js"); // texts are made as modules load: after the language is known
await start();
