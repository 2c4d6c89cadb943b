// @vercel/og, as its documentation has it; its emoji come from our disk instead of a network.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { svg } from "./emoji.mjs";
import { cards, fonts, work } from "./worker.mjs";

// Its bundle for Node is a module that leans on what only CommonJS has, and seeks HarfBuzz beside itself.
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = fileURLToPath(new URL("node_modules/harfbuzzjs", import.meta.url));
const { ImageResponse } = await import("@vercel/og");

const { width, height } = cards;

globalThis.fetch = async (url) => {
  const [, code] = /([0-9a-f-]+)\.svg$/.exec(url) ?? [];
  if (!code) throw new Error(`nothing is fetched here: ${url}`);
  return new Response(svg(code));
};

await work(async (element) => {
  const response = new ImageResponse(element, { width, height, fonts, emoji: "twemoji" });
  return Buffer.from(await response.arrayBuffer());
});
