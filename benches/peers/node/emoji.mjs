// Emoji as pictures: satori draws no colour fonts.

import { readFileSync } from "node:fs";

const kept = new Map();

/** The Twemoji file of that code, as in `1f469-200d-1f4bb`. */
export function svg(code) {
  return readFileSync(new URL(`node_modules/@twemoji/svg/${code}.svg`, import.meta.url));
}

/** The emoji as a data URI. */
export function emoji(text) {
  if (!kept.has(text)) {
    // Twemoji leaves the selector of emoji presentation out, but in joined sequences.
    const plain = text.includes("\u200d") ? text : text.replaceAll("\ufe0f", "");
    const code = [...plain].map((c) => c.codePointAt(0).toString(16)).join("-");
    kept.set(text, `data:image/svg+xml;base64,${svg(code).toString("base64")}`);
  }
  return kept.get(text);
}
