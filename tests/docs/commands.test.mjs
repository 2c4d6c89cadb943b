// The commands in the documents, run as they stand there against a real server. Only what a reader would put in is put in:
// the server's address, a key, ids of earlier answers, and a receiver of one's own in the place of example.com.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { apiKey, binary, foreign, startPlacard } from "../placard.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = ["README.md", "docs/clients.md", "docs/coming-from.md", "docs/json.md", "docs/signed-urls.md"];
/** What belongs to the reader's machine, or wants the world: installing, starting the server, plugins that buf hosts. */
const notHere = /^(\w+=\S+ )*(make|npm|pip|cargo) |buf\.gen\.remote\.yaml/;
/** What goes on until it is ended. It has to say something by then. */
const endless = /WatchDeliveries|StreamEvents|WatchRender|WatchBatch| listen | --watch( |$)/;

let server, receiver, folder;
const seen = { plk: apiKey };

before(async () => {
  server = await startPlacard();
  receiver = createServer((request, response) => {
    const source = request.url.endsWith(".json");
    const answer = () => (source ? response.end(JSON.stringify({ title: "Gyokuro" })) : response.writeHead(200).end());
    request.resume().on("end", answer);
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  folder = mkdtempSync(join(tmpdir(), "placard-docs-"));
  symlinkSync(binary, join(folder, "placard"));
});

after(async () => {
  await server?.stop();
  receiver?.close();
  receiver?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

for (const document of documents) {
  test(`the commands of ${document} do what they say`, { timeout: 60_000 }, async (t) => {
    const text = readFileSync(join(root, document), "utf8");
    for (const [, yaml] of text.matchAll(/^```yaml\n(name: [\s\S]*?)^```$/gm)) {
      writeFileSync(join(folder, `${/^name: (\S+)/.exec(yaml)[1]}.yaml`), yaml);
    }
    const exported = [];
    let run = 0;
    for (const command of commands(text)) {
      if (notHere.test(command)) continue;
      const filled = fill(command);
      if (/^export /.test(filled)) {
        exported.push(filled);
        continue;
      }
      await t.test(command.split("\n")[0].slice(0, 90), () => perform([...exported, filled].join("\n"), endless.test(filled)));
      run += 1;
    }
    assert.ok(run > 0, `${document} has no command that could be run`);
  });
}

/** The commands of all shell blocks: lines that belong together, comments left out. */
function* commands(text) {
  for (const [, block] of text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    let command = "";
    for (const line of block.split("\n")) {
      command += command ? `\n${line}` : line.replace(/\s+#.*$/, "");
      const open = (command.match(/'/g) ?? []).length % 2 === 1 || command.endsWith("\\");
      if (open) continue;
      if (command.trim()) yield command;
      command = "";
    }
  }
}

function fill(command) {
  const inbox = `127.0.0.1:${receiver.address().port}`;
  return command
    .replaceAll("127.0.0.1:8080", new URL(server.url).host)
    .replaceAll("127.0.0.1:9000", inbox)
    .replace(/https:\/\/[\w.]*example\.com/g, `http://${inbox}`)
    .replaceAll("target/release/placard", "placard")
    .replace(/\b([a-z]{3})_…/g, (_, kind) => {
      assert.ok(seen[kind], `nothing before has answered an id that begins with ${kind}_`);
      return seen[kind];
    });
}

async function perform(script, lasts) {
  const path = [folder, join(root, "target/grpcurl"), join(root, "scripts/tools/node_modules/.bin"), process.env.PATH];
  const env = { ...foreign, PATH: path.join(delimiter), PLACARD_API_KEY: apiKey };
  // A group of its own, so that all of it can be ended.
  const program = spawn("bash", ["-euc", script], { cwd: folder, env, detached: true });
  let [out, error] = ["", ""];
  const said = new Promise((resolve) => program.stdout.on("data", (data) => resolve((out += data))));
  program.stderr.on("data", (data) => (error += data));
  const closed = once(program, "close");
  if (lasts) {
    await Promise.race([said, closed]);
    if (program.exitCode === null) process.kill(-program.pid, "SIGTERM");
    await closed;
    assert.ok(out, `it said nothing:\n${error}`);
  } else {
    const [code] = await closed;
    assert.equal(code, 0, `${error}${out}`);
  }
  for (const [id, kind] of out.matchAll(/\b([a-z]{3})_[0-9a-z]{26}\b/g)) seen[kind] = id;
}
