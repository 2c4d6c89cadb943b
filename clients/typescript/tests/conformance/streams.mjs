// Cases of streams that go on for ever, and of downloads.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Code, createPlacard, DeliveryState, PlacardError } from "../../dist/node.js";
import { call, expectError } from "./check.mjs";
import { placard, subscribe } from "./client.mjs";
import { ask, behind, clientAs, stage, startGate, startInbox } from "./stage.mjs";

export async function watch_cut({ before, after }) {
  const gate = await startGate({ kind: "tcp" });
  await watchThrough(placard, behind(gate), { before, after }, () => ask(gate.cut, { refuse: 2 }));
  assert.equal((await ask(gate.state)).refused, 2);
}

export async function watch_restart({ before, after }) {
  const own = await ask(`${stage}/servers`);
  const client = createPlacard({ baseUrl: own.url, apiKey: own.api_key });
  await watchThrough(client, client, { before, after }, () => ask(own.restart));
}

export async function events_cut({ event_types, request, second }) {
  const gate = await startGate({ kind: "tcp" });
  const seen = [];
  const mine = [];
  await call(placard, "Render", request);
  for await (const { event } of behind(gate).streamEvents({ eventTypes: event_types, includeExisting: true })) {
    seen.push(event.eventId);
    const of = event.data.metadata?.for;
    if (of !== request.metadata.for && of !== second.for) continue;
    mine.push(of);
    if (mine.length === 2) break;
    await ask(gate.cut, { refuse: 1 });
    await call(placard, "Render", { ...request, metadata: second });
  }
  assert.deepEqual(mine, [request.metadata.for, second.for]);
  assert.equal(new Set(seen).size, seen.length);
}

export async function watch_closed() {
  const inbox = await startInbox();
  const { subscription } = await subscribe(inbox.url);
  const { subscriptionId } = subscription;
  await placard.subscriptions.sendTestEvent({ subscriptionId });
  const own = createPlacard();
  let closed = false;
  try {
    for await (const _ of own.watchDeliveries({ subscriptionId, includeExisting: true })) {
      closed = true;
      own.close();
    }
  } catch (error) {
    assert.ok(error instanceof PlacardError, error.stack);
    assert.equal(error.code, Code.Canceled);
  }
  assert.ok(closed);
}

export async function download({ client: asked, gate, render_id, size_bytes, sha256, expect }) {
  const folder = await mkdtemp(join(tmpdir(), "placard-download-"));
  const file = join(folder, "picture");
  try {
    const started = gate && (await startGate(gate));
    const client = started ? behind(started) : asked ? clientAs(asked) : placard;
    if (expect) {
      await expectError(client.downloadRender(render_id, file), expect);
      assert.deepEqual(await readdir(folder), []);
      return;
    }
    const { sizeBytes } = await client.downloadRender(render_id, file);
    const bytes = await readFile(file);
    assert.deepEqual([sizeBytes, bytes.length], [size_bytes, size_bytes]);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256);
    assert.deepEqual(await readdir(folder), ["picture"]);
    if (started) assert.equal((await ask(started.state)).cut, 1);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Watches one subscription while something is done in the middle; `client` isn't hit by it, `watcher` is. */
async function watchThrough(client, watcher, { before, after }, disturb) {
  const inbox = await startInbox();
  const { subscription } = await client.subscriptions.createSubscription({
    subscription: { url: inbox.url, eventTypes: ["test"] },
  });
  const { subscriptionId } = subscription;
  const send = async (times) => {
    const ids = [];
    while (ids.length < times) ids.push((await client.subscriptions.sendTestEvent({ subscriptionId })).deliveryId);
    return ids;
  };
  await send(before);
  let late;
  const changes = [];
  const succeeded = new Set();
  for await (const { delivery } of watcher.watchDeliveries({ subscriptionId, includeExisting: true })) {
    changes.push(`${delivery.deliveryId} ${DeliveryState[delivery.state]}`);
    if (delivery.state !== DeliveryState.SUCCEEDED) continue;
    succeeded.add(delivery.deliveryId);
    if (!late) {
      await disturb();
      late = await send(after);
    }
    if (succeeded.size === before + after) break;
  }
  assert.equal(new Set(changes).size, changes.length, `twice: ${changes}`);
  for (const id of late) {
    const states = changes.filter((change) => change.startsWith(id)).map((change) => change.split(" ")[1]);
    assert.deepEqual(states, ["PENDING", "IN_FLIGHT", "SUCCEEDED"]);
  }
}
