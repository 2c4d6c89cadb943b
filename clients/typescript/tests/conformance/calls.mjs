// Cases of single calls, and of what gets in their way.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../../dist/node.js";
import { createPlacard, paginate } from "../../dist/node.js";
import { call, expectError, expectState, message, requests } from "./check.mjs";
import { placard } from "./client.mjs";
import { ask, behind, clientAs, startGate } from "./stage.mjs";

export async function key({ api_key, after_revoke }) {
  const { apiKey, secret } = await placard.workspace.createApiKey({ apiKey: fromJson(api.ApiKeySchema, api_key) });
  assert.match(secret, /^plk_/);
  assert.equal(apiKey.name, api_key.name);
  const own = createPlacard({ apiKey: secret });
  const { workspace } = await own.workspace.getWorkspace({});
  assert.match(workspace.workspaceId, /^wsp_/);
  await placard.workspace.revokeApiKey({ apiKeyId: apiKey.apiKeyId });
  await expectError(own.workspace.getWorkspace({}), after_revoke);
}

export async function render({ request, expect }) {
  const { render, image } = await call(placard, "Render", request);
  assert.equal(render.state, api.RenderState.SUCCEEDED);
  assert.deepEqual([render.width, render.height, render.contentType], [expect.width, expect.height, expect.content_type]);
  assert.equal(BigInt(image.length), render.sizeBytes);
  assert.equal(createHash("sha256").update(image).digest("hex"), render.sha256);
  const again = await placard.renders.getRender({ renderId: render.renderId });
  assert.equal(again.render.renderId, render.renderId);
}

export async function render_large({ request, size_bytes, sha256 }) {
  const { image } = await call(placard, "Render", request);
  assert.equal(image.length, size_bytes);
  assert.equal(createHash("sha256").update(image).digest("hex"), sha256);
}

export async function render_twice({ request }) {
  const one = message("Render", request);
  const ids = [];
  for (let time = 0; time < 2; time += 1) ids.push((await placard.renders.render(one)).render.renderId);
  assert.notEqual(ids[0], ids[1]);
}

export async function pages({ request, count, page_size, metadata, calls }) {
  for (let number = 1; number <= count; number += 1) {
    await call(placard, "Render", { ...request, metadata: { ...request.metadata, number: String(number) } });
  }
  const gate = await startGate({ kind: "calls" });
  const numbers = [];
  for await (const render of paginate(behind(gate).renders.listRenders, { metadata, pageSize: page_size })) {
    numbers.push(Number(render.metadata.number));
  }
  assert.deepEqual(numbers, Array.from({ length: count }, (_, n) => count - n));
  assert.equal((await ask(gate.state)).calls.ListRenders, calls);
}

export async function deadline({ gate, deadline_ms, expect }) {
  const started = await startGate(gate);
  await expectError(behind(started).workspace.getWorkspace({}, { timeoutMs: deadline_ms }), expect);
  assert.match((await ask(started.state)).timeouts.GetWorkspace, /^\d+\w$/);
}

export async function retry({ gate, method, request, expect, state, only_once }) {
  const started = await startGate(gate);
  const called = call(behind(started), method, request);
  if (expect) await expectError(called, expect);
  else await called;
  await expectState(started, state);
  if (only_once) assert.equal((await placard.renders.listRenders({ metadata: only_once })).renders.length, 1);
}

export async function error({ client, method, request, repeat = 1, fill_description, expect }) {
  const asking = client ? clientAs(client) : placard;
  const filled = message(method, request);
  if (fill_description) filled.spec.design.value.description = "x".repeat(fill_description);
  const tried = (async () => {
    for (let time = 0; time < repeat; time += 1) await requests[method][1](asking)(filled);
  })();
  await expectError(tried, expect);
}
