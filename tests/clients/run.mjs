// Runs every client's runner through the same cases against one real server, and prints a table.
//
//   node tests/clients/run.mjs                   all languages
//   node tests/clients/run.mjs python rust       these
//
// Every language must answer every case, and well; README.md beside this file says how a runner looks.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ApiKeyScope, createPlacard, ErrorReason, RenderState } from "../../clients/typescript/dist/node.js";
import { apiKey, foreign, startPlacard } from "../placard.mjs";
import { htmlProxy, unreachable } from "./gates.mjs";
import { checkCoverage } from "./coverage.mjs";
import { makeMessages } from "./messages.mjs";
import { renderLargePicture } from "./picture.mjs";
import { startStage } from "./stage.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here("../../");
const work = here("../../target/clients");

/** The command of each runner; the name of the file with what it needs to know is put behind it. */
const runners = JSON.parse(readFileSync(here("runners.json")));
/** A runner that has not ended by then is ended. */
const LONGEST_RUN = 300_000;

const stops = [];
const keep = (thing) => {
  stops.push(thing.stop);
  return thing;
};

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}

async function main(asked) {
  const languages = asked.length ? asked : Object.keys(runners);
  const unknown = languages.filter((language) => !runners[language]);
  if (unknown.length) throw new Error(`no runner for ${unknown}: there are ${Object.keys(runners).join(", ")}`);
  mkdirSync(work, { recursive: true });
  checkCoverage(JSON.parse(readFileSync(here("cases.json"))), Object.keys(ErrorReason).filter((name) => isNaN(name)));

  const server = keep(await startPlacard());
  const known = await prepare(server);
  const started = performance.now();
  const runs = await Promise.all(languages.map((language) => run(language, server, known)));
  return report(languages, runs, performance.now() - started);
}

/** What the cases lean on, by the names under which they ask for it. */
async function prepare(server) {
  const placard = createPlacard({ baseUrl: server.url, apiKey });
  stops.push(placard.close);
  const stage = keep(await startStage(server));
  const strict = keep(await startPlacard({ PLACARD_INGRESS_PER_SECOND: "1", PLACARD_INGRESS_BURST: "5" }));
  const reading = await placard.workspace.createApiKey({ apiKey: { name: "reads only", scopes: [ApiKeyScope.READ] } });
  const used = "used for another request";
  await placard.renders.render({ requestId: used, spec: { design: { case: "card", value: { title: "The first one" } } } });
  return {
    stage: stage.url,
    strict: strict.url,
    strict_key: apiKey,
    unreachable: await unreachable(),
    html_502: keep(await htmlProxy({ status: 502 })).url,
    html_200: keep(await htmlProxy({ status: 200 })).url,
    old_proxy: keep(await htmlProxy({ status: 400, old: true })).url,
    reading_key: reading.secret,
    used_request_id: used,
    ...(await startFull()),
    lost: await startLost(),
    cancelled_render_id: await cancelledRender(placard),
    picture: await renderLargePicture(placard),
    messages: makeMessages(),
  };
}

/** A server on which there may be no more of anything. */
async function startFull() {
  const server = keep(await startPlacard({ PLACARD_QUOTA_TEMPLATES: "1", PLACARD_INGRESS_STREAMS_PER_KEY: "1" }));
  const placard = createPlacard({ baseUrl: server.url, apiKey });
  stops.push(placard.close);
  await placard.templates.createTemplate({
    template: { content: { case: "source", value: "name: the only one\ncanvas: { background: navy }" } },
  });
  // The one stream that there may be. It is open when its headers are there, and ends with the client.
  const { subscriptions } = placard;
  await new Promise((resolve, reject) => {
    const stream = subscriptions.watchDeliveries({}, { onHeader: resolve });
    stream[Symbol.asyncIterator]().next().catch(reject);
  });
  return { full: server.url, full_key: apiKey };
}

/** A server that has lost the bytes of a picture. */
async function startLost() {
  const server = keep(await startPlacard());
  const placard = createPlacard({ baseUrl: server.url, apiKey });
  stops.push(placard.close);
  const { render } = await placard.renders.render({ spec: { design: { case: "card", value: { title: "Lost" } } } });
  const folder = join(server.data, "blobs");
  for (const name of readdirSync(folder, { recursive: true })) {
    if (statSync(join(folder, name)).isFile()) rmSync(join(folder, name));
  }
  return { url: server.url, api_key: apiKey, render_id: render.renderId };
}

/** A render that was taken back before its turn came: there are more of them than any server begins at once. */
async function cancelledRender(placard) {
  const rows = Array.from({ length: 300 }, (_, n) => ({
    variables: { title: { kind: { case: "stringValue", value: `Card ${n}` } } },
  }));
  const design = { case: "template", value: { templateId: "card" } };
  const { batch } = await placard.renders.createBatch({
    items: { case: "rows", value: { spec: { design }, source: { case: "list", value: { rows } } } },
  });
  const { batchId } = batch;
  await placard.renders.cancelBatch({ batchId });
  for await (const _ of placard.watchBatch({ batchId }));
  const { items } = await placard.renders.listBatchItems({ batchId, state: RenderState.CANCELLED, pageSize: 1 });
  return items[0].render.renderId;
}

/** Puts in what `${name}` stands for; where it is the whole text, as what it is. */
function fill(value, known) {
  const find = (path) => {
    const found = path.split(".").reduce((inner, name) => inner?.[name], known);
    if (found === undefined) throw new Error(`a case asks for ${path}, which there isn't`);
    return found;
  };
  if (Array.isArray(value)) return value.map((item) => fill(item, known));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner, known)]));
  }
  if (typeof value !== "string") return value;
  const whole = /^\$\{([\w.]+)\}$/.exec(value);
  return whole ? find(whole[1]) : value.replace(/\$\{([\w.]+)\}/g, (_, path) => find(path));
}

async function run(language, server, known) {
  const cases = fill(JSON.parse(readFileSync(here("cases.json"))), { ...known, language });
  const file = `${work}/${language}.json`;
  writeFileSync(file, JSON.stringify({ language, stage: known.stage, cases: cases.map((one) => ({ kind: one.case, ...one })) }));
  // A key of its own each, so that none uses up another's rate.
  const owner = createPlacard({ baseUrl: server.url, apiKey });
  const scopes = Object.values(ApiKeyScope).filter((scope) => typeof scope === "number" && scope !== 0);
  const { secret } = await owner.workspace.createApiKey({ apiKey: { name: language, scopes } });
  owner.close();

  const [command, ...parameters] = runners[language];
  const started = performance.now();
  const program = spawn(command, [...parameters, file], {
    cwd: root,
    env: { ...foreign, PLACARD_SERVER: server.url, PLACARD_API_KEY: secret },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LONGEST_RUN,
  });
  const outcomes = {};
  const odd = [];
  createInterface(program.stdout).on("line", (line) => {
    try {
      const outcome = JSON.parse(line);
      outcomes[outcome.case] = outcome;
    } catch {
      odd.push(line);
    }
  });
  const ended = await Promise.race([once(program, "close"), once(program, "error").then(([error]) => [error.message])]);
  if (ended[0] !== 0) odd.push(`ended with ${ended[0] ?? ended[1]}`);
  return { names: cases.map((one) => one.case), outcomes, odd, seconds: (performance.now() - started) / 1000 };
}

function report(languages, runs, milliseconds) {
  const names = runs[0].names;
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const columns = languages.map((language) => Math.max(language.length, 7) + 2);
  const row = (title, cells) => console.log(title.padEnd(width) + cells.map((cell, n) => cell.padEnd(columns[n])).join(""));
  row("", languages);
  const failures = [];
  for (const name of names) {
    const cells = runs.map(({ outcomes }, n) => {
      const outcome = outcomes[name] ?? { ok: false, detail: "the runner said nothing of it" };
      if (outcome.ok) return "ok";
      failures.push(`${languages[n]} ${name}: ${outcome.detail}`);
      return outcomes[name] ? "FAILED" : "absent";
    });
    row(name, cells);
  }
  row("seconds", runs.map(({ seconds }) => seconds.toFixed(1)));
  runs.forEach(({ odd }, n) => {
    if (odd.length) failures.push(`${languages[n]}: ${odd.join("\n  ")}`);
  });
  console.log(`\n${names.length} cases x ${languages.length} clients in ${(milliseconds / 1000).toFixed(1)} s`);
  for (const failure of failures) console.error(`\n${failure}`);
  return failures.length === 0;
}
