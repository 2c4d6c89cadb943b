// What the runners ask for while they run: inboxes for webhooks, gates before the server, servers of their own. Plain
// HTTP with JSON, so that every language can ask.

import http from "node:http";
import { text } from "node:stream/consumers";

import { apiKey, startPlacard } from "../placard.mjs";
import { callGate, listen, tcpGate } from "./gates.mjs";

const LONGEST_WAIT = 20_000;

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
    return { url: own.url, api_key: apiKey, ...offer("servers", { restart }) };
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
