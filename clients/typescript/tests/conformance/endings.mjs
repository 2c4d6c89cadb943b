// Cases of streams that end, by themselves or because they are refused.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../../dist/node.js";
import { DeliveryState, paginate } from "../../dist/node.js";
import { expectError, expectState, take } from "./check.mjs";
import { placard } from "./client.mjs";
import { ask, behind, clientAs, stage, startGate, startInbox } from "./stage.mjs";

export async function watch_refused({ client, resume_token, expect }) {
  const watch = (client ? clientAs(client) : placard).watchDeliveries({ resumeToken: resume_token });
  await expectError(watch.next(), expect);
}

export async function watch_expired({ settings, expect }) {
  const own = await ask(`${stage}/servers`, { settings });
  const client = clientAs({ server: own.url, api_key: own.api_key });
  const inbox = await startInbox();
  const { subscription } = await client.subscriptions.createSubscription({ subscription: { url: inbox.url, eventTypes: ["test"] } });
  const { subscriptionId } = subscription;
  const send = () => client.subscriptions.sendTestEvent({ subscriptionId });
  await send();
  let kept;
  for await (const { delivery, resumeToken } of client.watchDeliveries({ subscriptionId, includeExisting: true })) {
    if (delivery.state !== DeliveryState.SUCCEEDED) continue;
    if (kept) break;
    kept = resumeToken;
    await send();
  }
  await ask(own.age);
  await expectError(client.watchDeliveries({ subscriptionId, resumeToken: kept }).next(), expect);
  for await (const { delivery } of client.watchDeliveries({ subscriptionId, includeExisting: true })) {
    assert.ok(delivery.deliveryId);
    break;
  }
}

export async function watch_render({ gate, cut, state, too_early, request }) {
  const door = await ask(`${stage}/doors`);
  const { render } = await placard.renders.createRender(fromJson(api.CreateRenderRequestSchema, behindDoor(request, door)));
  const { renderId } = render;
  const started = await startGate(gate);
  const changes = [];
  for await (const change of behind(started).watchRender({ renderId })) {
    changes.push(change);
    if (changes.length > 1) continue;
    const file = join(tmpdir(), `placard-${renderId}`);
    await expectError(placard.downloadRender(renderId, file), too_early);
    assert.ok(!existsSync(file));
    await ask(started.cut, cut);
    await ask(door.open);
  }
  const states = changes.map((change) => change.render.state);
  assert.equal(new Set(states).size, states.length, `twice: ${states}`);
  assert.equal(states.at(-1), api.RenderState.SUCCEEDED);
  await expectState(started, state);
  assert.deepEqual(await take(placard.watchRender({ renderId, resumeToken: changes.at(-1).resumeToken })), []);
}

export async function watch_batch({ gate, cut, state, too_early, items, request }) {
  const door = await ask(`${stage}/doors`);
  const { batch } = await placard.renders.createBatch(fromJson(api.CreateBatchRequestSchema, behindDoor(request, door)));
  const { batchId } = batch;
  const started = await startGate(gate);
  const changes = [];
  for await (const change of behind(started).watchBatch({ batchId })) {
    changes.push(change);
    if (changes.length > 1) continue;
    await expectError(placard.renders.retryBatchItems({ batchId }), too_early);
    await ask(started.cut, cut);
    await ask(door.open);
  }
  const counts = changes.map((change) => change.progress.doneCount);
  assert.deepEqual(counts, counts.toSorted((one, other) => one - other));
  const { progress, resumeToken } = changes.at(-1);
  assert.deepEqual([progress.doneCount, progress.totalCount, progress.batch.state], [items, items, api.BatchState.COMPLETED]);
  await expectState(started, state);
  assert.deepEqual(await take(placard.watchBatch({ batchId, resumeToken })), []);
  const all = await take(paginate(placard.renders.listBatchItems, { batchId, pageSize: 2 }));
  assert.deepEqual(all.map((item) => [item.index, item.state]), Array.from({ length: items }, (_, n) => [n, api.RenderState.SUCCEEDED]));
}

const behindDoor = (request, door) => JSON.parse(JSON.stringify(request).replaceAll("DOOR", door.url));
