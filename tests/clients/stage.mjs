// What the runners ask for while they run: inboxes for webhooks, gates before the server, servers of their own. Plain
// HTTP with JSON, so that every language can ask.

import { execFile } from "node:child_process";
import http from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { apiKey, startPlacard } from "../placard.mjs";
import { callGate, listen, page, tcpGate } from "./gates.mjs";
import { huge, noise } from "./picture.mjs";

const run = promisify(execFile);
const python = fileURLToPath(new URL("../../target/python/bin/python", import.meta.url));
const LONGEST_WAIT = 20_000;

/** An answer that is no JSON. */
class Plain {
  constructor(type, body, status = 200) {
    Object.assign(this, { type, body, status });
  }
}

/** Starts it before a server. `url` is where it listens; `stop` ends it with all that was asked for. */
export async function startStage(server) {
  const routes = new Map();
  const stops = [];
  const stage = {};
  let count = 0;
  // Each thing gets URLs of its own, and answers them.
  const offer = (kind, actions) => {
    const base = `/${kind}/${(count += 1)}`;
    for (const [name, action] of Object.entries(actions)) routes.set(`${base}/${name}`, action);
    return Object.fromEntries(Object.keys(actions).map((name) => [name, `${stage.url}${base}/${name}`]));
  };

  routes.set("/inboxes", () => {
    const inbox = makeInbox();
    const { deliver: url, next } = offer("inboxes", inbox);
    return { url, next };
  });
  routes.set("/page", () => new Plain("text/html", page));
  routes.set("/huge", () => new Plain("image/png", huge()));
  routes.set("/doors", () => {
    const { picture: url, open } = offer("doors", makeDoor());
    return { url, open };
  });
  routes.set("/feeds", () => {
    const { read: url, set } = offer("feeds", makeFeed());
    return { url, set };
  });
  routes.set("/fetches", async ({ url }) => {
    const answer = await fetch(url, { redirect: "manual" });
    const body = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, content_type: answer.headers.get("content-type") ?? "", body: body.toString("base64") };
  });
  routes.set("/gates", async ({ kind, ...given }) => {
    const gate = await (kind === "tcp" ? tcpGate : callGate)(given.server ?? server.url, given);
    stops.push(gate.stop);
    const { url, stop, ...actions } = gate;
    return { url, ...offer("gates", actions) };
  });
  routes.set("/servers", async ({ settings }) => {
    const own = await startPlacard(settings);
    stops.push(own.stop);
    const restart = async () => {
      await own.restart();
      return {};
    };
    const age = async () => {
      await own.restart(() => run(python, ["-c", makeOld, join(own.data, "placard.db")]));
      // The server deletes what is too old soon after its start.
      await run(python, ["-c", waitUntilDeleted, join(own.data, "placard.db")]);
      return {};
    };
    return { url: own.url, api_key: apiKey, ...offer("servers", { restart, age }) };
  });

  const listener = http.createServer(async (request, response) => {
    const action = routes.get(request.url);
    if (!action) return response.writeHead(404, { "content-type": "text/html" }).end("<h1>nothing here</h1>");
    try {
      if (request.url.endsWith("/deliver")) {
        action({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString("base64") });
        return response.writeHead(204).end();
      }
      const answer = await action(JSON.parse((await text(request)) || "{}"));
      if (answer instanceof Plain) return response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(500, { "content-type": "text/plain" }).end(String(error.stack));
    }
  });
  stage.url = await listen(listener);
  stage.stop = async () => {
    listener.close();
    listener.closeAllConnections();
    for (const stop of stops.reverse()) await stop();
  };
  return stage;
}

// A server can't be told that it is tomorrow; what it has written can be made a day older. Python has SQLite with it.
const makeOld = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    db.execute("UPDATE delivery_changes SET create_time = create_time - 86400000000")
`;
const waitUntilDeleted = `
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1])
for _ in range(1000):
    if not db.execute("SELECT count(*) FROM delivery_changes").fetchone()[0]:
        sys.exit()
    time.sleep(0.02)
sys.exit("the server did not delete what is past its retention")
`;

/** A picture that is there only when it is opened: whoever asks for it waits. */
function makeDoor() {
  const picture = new Plain("image/png", noise(16));
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return {
    picture: async () => {
      await opened;
      return picture;
    },
    open: () => {
      open();
      return {};
    },
  };
}

/** A source of JSON, that answers what it was set to: a document, a text that is none, a status. */
function makeFeed() {
  let answer = new Plain("text/plain", "nothing yet", 503);
  return {
    read: () => answer,
    set: ({ document, text: plain, status = 200 }) => {
      answer = new Plain("application/json", plain ?? JSON.stringify(document ?? {}), status);
      return {};
    },
  };
}

/** Takes every webhook; `next` answers what came, one after the other, and waits for it. */
function makeInbox() {
  const [arrived, waiting] = [[], []];
  return {
    deliver: (message) => {
      const reader = waiting.shift();
      if (reader) reader(message);
      else arrived.push(message);
    },
    next: () => {
      if (arrived.length) return arrived.shift();
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error("no webhook came")), LONGEST_WAIT);
        waiting.push((message) => {
          clearTimeout(late);
          resolve(message);
        });
      });
    },
  };
}
