// satori with resvg-js, as their documentation puts them together.

import { Resvg } from "@resvg/resvg-js";
import satori from "satori";
import { emoji } from "./emoji.mjs";
import { cards, fonts, work } from "./worker.mjs";

const { width, height } = cards;

await work(async (element) => {
  const svg = await satori(element, {
    width,
    height,
    fonts,
    loadAdditionalAsset: async (code, segment) => (code === "emoji" ? emoji(segment) : []),
  });
  // Text is paths by now, so resvg need not look for the system's fonts.
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
});
