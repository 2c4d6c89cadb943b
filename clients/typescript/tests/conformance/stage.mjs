// What there is beside the server: inboxes, gates, servers of one's own.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { createPlacard } from "../../dist/node.js";

export const { stage, cases } = JSON.parse(await readFile(process.argv[2]));

export async function ask(url, message) {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(message ?? {}) });
  assert.ok(answer.ok, `${url}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
  return answer.json();
}

export async function startInbox() {
  const { url, next } = await ask(`${stage}/inboxes`);
  const webhook = async () => {
    const { headers, body } = await ask(next);
    return { headers, body: new Uint8Array(Buffer.from(body, "base64")) };
  };
  return { url, next: webhook };
}

export const startGate = (gate) => ask(`${stage}/gates`, gate);
export const behind = ({ url }, more) => createPlacard({ baseUrl: url, ...more });
export const clientAs = ({ server, api_key }) => createPlacard({ ...(server && { baseUrl: server }), ...(api_key && { apiKey: api_key }) });
export const fetchUrl = (url) => ask(`${stage}/fetches`, { url });
