// Starts the real server for the tests that are written in JavaScript: on a port and with data of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The program under test. */
export const binary = process.env.PLACARD_BIN || fileURLToPath(new URL("../target/debug/placard", import.meta.url));

// Our own variables, not those of whoever runs the tests; the server refuses what it doesn't know.
export const foreign = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PLACARD_")));

// A process that is ended by a signal skips what it has to do at its exit, unless it is told to exit.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

// What is to be done however this process ends.
const endings = new Set();
process.once("exit", () => endings.forEach((end) => end()));

/** An API key with all scopes. */
export const apiKey = "plk_aKeyForTestsAndForNothingElse";

/**
 * Starts a server. `url` is where it serves, `data` its folder; `stop` ends it and takes its data along; `restart` ends it
 * and starts it again at the same place, with the same data, to which something may be done `meanwhile`. `settings` are `PLACARD_*` variables besides those that it needs anyway.
 */
export async function startPlacard(settings = {}) {
  const data = mkdtempSync(join(tmpdir(), "placard-test-"));
  const forget = () => rmSync(data, { recursive: true, force: true });
  endings.add(forget);
  const serve = (listen) =>
    start(binary, ["serve"], {
      ...foreign,
      PLACARD_LISTEN: listen,
      PLACARD_DATA: data,
      PLACARD_BOOTSTRAP_KEY: apiKey,
      // The receivers of the tests are on this machine, where the egress guard lets nothing go by itself.
      PLACARD_EGRESS_ALLOW: "127.0.0.1/32",
      RUST_LOG: "warn",
      ...settings,
    });
  let server = serve("127.0.0.1:0");
  const ready = () => server.says(/ at (http:\S+)/);
  const stop = async () => {
    await server.stop();
    forget();
    endings.delete(forget);
  };
  try {
    const [, url] = await ready();
    const restart = async (meanwhile = () => {}) => {
      await server.stop();
      await meanwhile();
      server = serve(new URL(url).host);
      await ready();
    };
    return { url, data, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How long a program may take to say or answer something; who waits for it is not to wait for ever. */
const PATIENCE_MS = 60_000;

/**
 * Starts a program. `says` waits until it has printed a line that matches, and answers the match; `answers` waits until it
 * answers at a URL; both fail when it ends. `stop` ends it.
 */
export function start(command, parameters, env) {
  const program = spawn(command, parameters, { env, stdio: ["ignore", "pipe", "inherit"] });
  // However this process ends, the program ends with it.
  const kill = () => program.kill("SIGKILL");
  endings.add(kill);

  const lines = [];
  const reader = createInterface(program.stdout).on("line", (line) => lines.push(line));
  const ended = once(program, "close").finally(() => endings.delete(kill));
  const tooEarly = ended.then(([code, signal]) => {
    throw new Error(`${command} ended with ${code ?? signal}; it had said:\n${lines.join("\n")}`);
  });
  tooEarly.catch(() => {});

  return {
    says: async (pattern) => {
      const late = AbortSignal.timeout(PATIENCE_MS);
      for (;;) {
        const match = lines.map((line) => pattern.exec(line)).find(Boolean);
        if (match) return match;
        if (late.aborted) throw new Error(`${command} never said ${pattern}; it said:\n${lines.join("\n")}`);
        await Promise.race([once(reader, "line", { signal: late }).catch(() => {}), tooEarly]);
      }
    },
    answers: async (url) => {
      const late = AbortSignal.timeout(PATIENCE_MS);
      while (!late.aborted) {
        const answer = await Promise.race([fetch(url, { signal: late }).catch(() => undefined), tooEarly]);
        if (answer) return answer;
        await Promise.race([setTimeout(50), tooEarly]);
      }
      throw new Error(`${command} does not answer at ${url}`);
    },
    stop: async () => {
      program.kill("SIGTERM");
      // One that never started has nothing to end.
      await ended.catch(() => {});
    },
  };
}
