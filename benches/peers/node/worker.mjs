// The conversation of native/src/lib.rs, for engines in JavaScript: one request a line, one answer a line.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const here = new URL(".", import.meta.url);
export const cards = JSON.parse(readFileSync(new URL("../cards.json", here), "utf8"));

const input = (name) => readFileSync(new URL(`../../../tests/golden/inputs/${name}`, here));
const dataUri = (type, bytes) => `data:${type};base64,${bytes.toString("base64")}`;
const pictures = {
  avatar: dataUri("image/png", input("avatar.png")),
  photo: dataUri("image/jpeg", input("photo.jpg")),
};

const font = (family, file, weight, name) => ({
  name,
  weight,
  style: "normal",
  data: readFileSync(new URL(`node_modules/@fontsource/${family}/files/${file}-${weight}-normal.woff`, here)),
});
// satori reads no variable fonts, so it gets the same family as one file for each weight.
export const fonts = [
  ...[400, 600, 700].map((weight) => font("inter", "inter-latin", weight, "Inter")),
  ...[400, 700].map((weight) => font("noto-sans-jp", "noto-sans-jp-japanese", weight, "Noto Sans JP")),
];

// As React would hand it over.
function element(node, texts) {
  if (node.image === "photo" && !texts.photo) return undefined;
  if (node.image) return { type: "img", props: { src: pictures[node.image], style: node.style } };
  const children = node.text
    ? texts[node.text]
    : node.children.map((child) => element(child, texts)).filter((child) => child !== undefined);
  return { type: "div", props: { style: node.style, children } };
}

function design(card, i) {
  const texts = Object.fromEntries(
    Object.entries(cards.cards[card]).map(([name, value]) => [
      name,
      typeof value === "string" ? value.replaceAll("{i}", i) : value,
    ]),
  );
  return element(cards.design, texts);
}

function peakMemory() {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes) * 1024;
}

/** Answers until stdin ends; `render` makes the bytes of a PNG of an element. */
export async function work(render) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [request, card, output, i, path] = line.split(" ");
    if (request === "memory") {
      console.log(peakMemory());
      continue;
    }
    if (output !== "png_balanced") throw new Error(`no output ${output}: it makes one kind of PNG`);
    const [started, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    const file = await render(design(card, i));
    const nanoseconds = process.hrtime.bigint() - started;
    const { user, system } = process.cpuUsage(cpu);
    if (request === "save") writeFileSync(path, file);
    console.log(`${nanoseconds} ${file.length} ${(user + system) * 1000}`);
  }
}
