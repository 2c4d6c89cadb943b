// The path of a newcomer, as the clients' READMEs describe it, walked literally: the first card, a subscription, a
// receiver, and a card of which the receiver hears. Each README has its programs in blocks, whose first line is a
// comment with the file's name.
//
//   node tests/clients/readmes.mjs               all languages
//   node tests/clients/readmes.mjs python        this one

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { apiKey, foreign, start, startPlacard } from "../placard.mjs";
import { unreachable } from "./gates.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** How to run the programs of a README in a folder where they were written; each answers a command. */
const languages = {
  typescript(folder) {
    mkdirSync(join(folder, "node_modules/@placard"), { recursive: true });
    symlinkSync(join(root, "clients/typescript"), join(folder, "node_modules/@placard/client"));
    return (name) => [process.execPath, join(folder, `${name}.mjs`)];
  },
  python: (folder) => (name) => [join(root, "target/python/bin/python"), join(folder, `${name}.py`)],
  // They are the crate's examples, and built with it.
  rust: (folder) => (name) => {
    const example = readFileSync(join(root, `clients/rust/examples/${name}.rs`), "utf8");
    assert.equal(readFileSync(join(folder, `${name}.rs`), "utf8"), example, `${name}.rs is not what the README shows`);
    return [join(root, `target/debug/examples/${name}`)];
  },
  go(folder) {
    const go = (...parameters) => execFileSync("go", parameters, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    go("mod", "init", "example.com/cards");
    go("mod", "edit", `-replace=placard.dev/go=${join(root, "clients/go")}`);
    go("mod", "tidy");
    // What `go run` starts doesn't end with it.
    return (name) => {
      go("build", "-o", name, `${name}.go`);
      return [join(folder, name)];
    };
  },
  java: (folder) => (name) => {
    const classes = join(root, "clients/java/target/classes");
    const classpath = readFileSync(join(root, "target/java/classpath"), "utf8");
    const file = name.replace(/^./, (letter) => letter.toUpperCase());
    return ["java", "-cp", `${classes}:${classpath}`, join(folder, `${file}.java`)];
  },
};

/** Where the README has come to the first picture. */
const WEBHOOK = "\n## The first verified webhook";

/** What a reader has typed and written by then. */
function effort(readme) {
  const lines = (pattern) => [...readme.matchAll(pattern)].flatMap(([, block]) => block.trim().split("\n"));
  const commands = lines(/^```sh\n([\s\S]*?)^```$/gm).filter((line) => line.trim() && !line.startsWith("#"));
  const code = lines(/^```\w+\n(?:\/\/|#|<!--) (?:\S+)(?: -->)?\n([\s\S]*?\n)```$/gm);
  return `${commands.length} commands and ${code.length} lines`;
}

const asked = process.argv.slice(2);
const server = await startPlacard();
try {
  for (const language of asked.length ? asked : Object.keys(languages)) await walk(language);
} finally {
  await server.stop();
}

async function walk(language) {
  const folder = mkdtempSync(join(tmpdir(), "placard-readme-"));
  const receivers = [];
  try {
    const readme = readFileSync(join(root, `clients/${language}/README.md`), "utf8");
    const programs = [...readme.matchAll(/^```\w+\n(?:\/\/|#) (\S+)\n([\s\S]*?\n)```$/gm)];
    for (const [, name, text] of programs) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const command = languages[language](folder);
    const env = { ...foreign, PLACARD_SERVER: server.url, PLACARD_API_KEY: apiKey };
    const does = async (name, ...parameters) => {
      const [program, ...before] = command(name);
      return (await run(program, [...before, ...parameters], { cwd: folder, env, timeout: 60_000 })).stdout.trim();
    };

    const url = await does("card");
    assert.match(url, /\/i\/.+\.png$/);
    const picture = readFileSync(join(folder, "card.png"));
    assert.deepEqual(picture.subarray(0, 4), signature);
    assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), picture);

    const inbox = await unreachable();
    const secret = await does("subscribe", `${inbox}/`);
    assert.match(secret, /^whsec_/);
    const [program, ...parameters] = command("receive");
    const receiver = start(program, parameters, { ...env, PLACARD_WEBHOOK_SECRET: secret, PORT: new URL(inbox).port, PYTHONUNBUFFERED: "1" });
    receivers.push(receiver);
    await receiver.answers(inbox);
    await does("card");
    await receiver.says(/^verified render\.completed evt_\w+ "?http\S+\.png"?$/);
    const end = readme.indexOf(WEBHOOK);
    const [first, both] = [readme.slice(0, end), readme.slice(0, readme.indexOf("\n## ", end + 1))].map(effort);
    console.log(`${language}: the first picture takes ${first}; with the first verified webhook it is ${both}`);
  } finally {
    for (const receiver of receivers) await receiver.stop();
    rmSync(folder, { recursive: true });
  }
}
