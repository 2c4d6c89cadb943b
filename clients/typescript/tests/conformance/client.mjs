// The client of the cases, and whether it has everything.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";

import * as api from "../../dist/node.js";
import { createPlacard } from "../../dist/node.js";

// Made from the environment alone.
export const placard = createPlacard();
// A service or a file of messages that the client forgot would be found by nobody else.
const generated = new URL("../../dist/gen/placard/v1/", import.meta.url);
for (const file of (await readdir(generated)).filter((name) => name.endsWith("_pb.js"))) {
  for (const name of Object.keys(await import(new URL(file, generated)))) assert.ok(name in api, `${file} has ${name}, the client has not`);
}
for (const service of Object.values(api).filter(({ kind }) => kind === "service")) {
  const has = (client) => service.methods.every(({ localName }) => localName in client);
  assert.ok(Object.values(placard).some(has), `the client has no ${service.name}`);
}

export const subscribe = (url, more) => placard.subscriptions.createSubscription({ subscription: { url, eventTypes: ["test"], ...more } });
