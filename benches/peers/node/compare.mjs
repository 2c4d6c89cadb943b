// The same cards through every engine in turn, each in a process of its own; what came of it as tables and as lines of
// target/bench/peers.json. Options: --quick (few rounds), --native (without the engines in JavaScript).

import { appendFileSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine } from "./engine.mjs";
import { provide } from "./fonts.mjs";
import { targets } from "./targets.mjs";

const quick = process.argv.includes("--quick");
const native = process.argv.includes("--native");
const rounds = quick ? 10 : 60;
// JavaScript is an order of magnitude slower, and needs its time to get warm.
const every = quick ? 5 : 4;
const warmUp = 8;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const pictures = join(root, "target/peers");
const log = join(root, "target/bench/peers.json");
mkdirSync(pictures, { recursive: true });
mkdirSync(join(root, "target/bench"), { recursive: true });

const fonts = provide(join(pictures, "fonts"));
const cores = availableParallelism();
const binary = (name) => [join(root, "target/release", name)];
const script = (name) => [process.execPath, join(here, name)];
const all = [
  "A/png_balanced",
  "A/png_fast",
  "A/jpeg_85",
  "B/png_balanced",
  "B/png_fast",
  "B/jpeg_85",
  "C/png_balanced",
  "C/png_fast",
];
const pngs = all.filter((name) => name.endsWith("png_balanced"));

// On one core each, as a server does that has a card for every core; and as takumi's users have it, which spreads the
// compression of one card over all cores, against our pool of as many threads.
const engines = [
  { name: "placard", cases: all, every: 1, command: binary("placard-peers-ours"), env: { PEERS_THREADS: 1 } },
  { name: "takumi", cases: all, every: 1, command: binary("placard-peers-takumi"), env: { RAYON_NUM_THREADS: 1 } },
  {
    name: "placard_all_cores",
    cases: all,
    every: 1,
    command: binary("placard-peers-ours"),
    env: { PEERS_THREADS: cores },
  },
  {
    name: "takumi_all_cores",
    cases: all,
    every: 1,
    command: binary("placard-peers-takumi"),
    env: { RAYON_NUM_THREADS: cores },
  },
  ...(native
    ? []
    : [
        { name: "satori", cases: pngs, every, command: script("satori.mjs"), env: {} },
        { name: "vercel_og", cases: pngs, every, command: script("vercel-og.mjs"), env: {} },
      ]),
].map((engine) => ({ ...engine, worker: new Engine(engine.name, engine.command, { ...fonts, ...engine.env }) }));

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** Of each engine and case: the medians of its milliseconds, its processor's milliseconds and its bytes. */
async function renderInTurn() {
  const measured = new Map();
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of all) {
      const [card, output] = name.split("/");
      for (const { name: engine, worker, cases, every } of engines) {
        if (!cases.includes(name) || round % every !== 0) continue;
        const answer = await worker.render(card, output, 1000 + round);
        if (round < 0) continue;
        const key = `${engine} ${name}`;
        measured.set(key, [...(measured.get(key) ?? []), answer]);
      }
    }
    if (process.stderr.isTTY) process.stderr.write(`\rround ${Math.max(0, round + 1)} of ${rounds} `);
  }
  const of = (answers, metric) => median(answers.map((answer) => answer[metric]));
  return new Map(
    [...measured].map(([key, answers]) => [
      key,
      { ms: of(answers, "ms"), cpu: of(answers, "cpu"), bytes: of(answers, "bytes") },
    ]),
  );
}

/** Cards a second with a thread for every core, in turn; the better of takumi's two ways counts for it. */
async function throughputInTurn() {
  const measured = { placard_all_cores: [], takumi: [], takumi_all_cores: [] };
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    for (const name of Object.keys(measured)) {
      const { worker } = engines.find((engine) => engine.name === name);
      measured[name].push(await worker.throughput("A", "png_balanced", cores, 100));
    }
  }
  return {
    placard: median(measured.placard_all_cores),
    takumi: Math.max(median(measured.takumi), median(measured.takumi_all_cores)),
  };
}

function write(name, metric, value, unit, baseline, ratio) {
  appendFileSync(log, `${JSON.stringify({ bench: "peers", case: name, metric, value, unit, baseline, ratio })}\n`);
}

const line = (cells, widths) =>
  console.log(
    cells.map((cell, i) => (i < 2 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(" "),
  );

for (const { name, worker, cases } of engines) {
  for (const each of cases) {
    const [card, output] = each.split("/");
    const ending = output.startsWith("png") ? "png" : "jpg";
    await worker.ask("save", card, output, 7, join(pictures, `${card}-${output}-${name}.${ending}`));
  }
}

const results = await renderInTurn();
if (process.stderr.isTTY) process.stderr.write("\r");
const ours = (engine, name) => results.get(`${engine.endsWith("all_cores") ? "placard_all_cores" : "placard"} ${name}`);
const widths = [17, 15, 10, 11, 10, 11, 10, 11];
line(["engine", "case", "median ms", "ours/theirs", "cpu ms", "ours/theirs", "bytes", "ours/theirs"], widths);
for (const { name: engine, cases } of engines) {
  for (const name of cases) {
    const { ms, cpu, bytes } = results.get(`${engine} ${name}`);
    const our = ours(engine, name);
    const [time, work, size] = [our.ms / ms, our.cpu / cpu, our.bytes / bytes];
    line(
      [engine, name, ms.toFixed(2), time.toFixed(3), cpu.toFixed(2), work.toFixed(3), bytes, size.toFixed(3)],
      widths,
    );
    if (!engine.startsWith("placard")) {
      const suffix = engine.endsWith("all_cores") ? "/all_cores" : "";
      write(`card_${name.toLowerCase()}${suffix}`, "median_ms", our.ms, "ms", engine, time);
      write(`card_${name.toLowerCase()}${suffix}`, "cpu_ms", our.cpu, "ms", engine, work);
      write(`card_${name.toLowerCase()}${suffix}`, "bytes", our.bytes, "B", engine, size);
    }
  }
}

const throughput = await throughputInTurn();
console.log(
  `\ncards a second on ${cores} cores, card A, png_balanced: ` +
    `placard ${throughput.placard.toFixed(0)}, takumi ${throughput.takumi.toFixed(0)}`,
);
write("card_a/png_balanced", "throughput", throughput.placard, "1/s", "takumi", throughput.placard / throughput.takumi);

console.log("\npeak resident memory after all of it");
const memory = new Map();
for (const { name, worker } of engines) memory.set(name, await worker.memory());
for (const { name, worker } of engines) {
  console.log(`${name.padEnd(17)} ${(memory.get(name) / 1e6).toFixed(0).padStart(6)} MB`);
  if (!name.startsWith("placard")) {
    const our = memory.get(name.endsWith("all_cores") ? "placard_all_cores" : "placard");
    write("memory", "peak_rss", our, "B", name, our / memory.get(name));
  }
  worker.end();
}

console.log("\nwhat is to be reached");
for (const { what, metric, of, most } of targets) {
  const [engine, name] = of.split(" ");
  if (!results.has(of)) continue;
  const reached = ours(engine, name)[metric] / results.get(of)[metric];
  const work = ours(engine, name).cpu / results.get(of).cpu;
  console.log(
    `${reached <= most ? "reached" : "MISSED "}  ${what.padEnd(48)} <= ${most.toFixed(2)}x  is ${reached.toFixed(3)}x` +
      (metric === "ms" ? `  (of the processor's time ${work.toFixed(3)}x)` : ""),
  );
}
console.log(`\npictures to compare by eye: ${pictures}`);
