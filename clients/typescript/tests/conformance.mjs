// The runner of this client: tests/clients/README.md says what it does.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../dist/node.js";
import { Code, createPlacard, DeliveryState, paginate, PlacardError, verifyHex, verifyPicture, verifyWebhook, WebhookError } from "../dist/node.js";

const { stage, cases } = JSON.parse(await readFile(process.argv[2]));
// Made from the environment alone.
const placard = createPlacard();
// A service or a file of messages that the client forgot would be found by nobody else.
const generated = new URL("../dist/gen/placard/v1/", import.meta.url);
for (const file of (await readdir(generated)).filter((name) => name.endsWith("_pb.js"))) {
  for (const name of Object.keys(await import(new URL(file, generated)))) assert.ok(name in api, `${file} has ${name}, the client has not`);
}
for (const service of Object.values(api).filter(({ kind }) => kind === "service")) {
  const has = (client) => service.methods.every(({ localName }) => localName in client);
  assert.ok(Object.values(placard).some(has), `the client has no ${service.name}`);
}

async function ask(url, message) {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(message ?? {}) });
  assert.ok(answer.ok, `${url}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
  return answer.json();
}

async function startInbox() {
  const { url, next } = await ask(`${stage}/inboxes`);
  const webhook = async () => {
    const { headers, body } = await ask(next);
    return { headers, body: new Uint8Array(Buffer.from(body, "base64")) };
  };
  return { url, next: webhook };
}

const startGate = (gate) => ask(`${stage}/gates`, gate);
const behind = ({ url }, more) => createPlacard({ baseUrl: url, ...more });

const requests = {
  GetWorkspace: [api.GetWorkspaceRequestSchema, (client) => client.workspace.getWorkspace],
  GetRender: [api.GetRenderRequestSchema, (client) => client.renders.getRender],
  ListRenders: [api.ListRendersRequestSchema, (client) => client.renders.listRenders],
  Render: [api.RenderRequestSchema, (client) => client.renders.render],
  CreateTrigger: [api.CreateTriggerRequestSchema, (client) => client.triggers.createTrigger],
  FireTrigger: [api.FireTriggerRequestSchema, (client) => client.triggers.fireTrigger],
  CreateTemplate: [api.CreateTemplateRequestSchema, (client) => client.templates.createTemplate],
  CreateBatch: [api.CreateBatchRequestSchema, (client) => client.renders.createBatch],
  TestStorageTarget: [api.TestStorageTargetRequestSchema, (client) => client.workspace.testStorageTarget],
};
const message = (method, json) => fromJson(requests[method][0], json);
const call = (client, method, json) => requests[method][1](client)(message(method, json));

/** What a promise fails with, which has to be of this type. */
async function failure(type, promise) {
  const error = await promise.then(() => assert.fail("it did not fail"), (thrown) => thrown);
  assert.ok(error instanceof type, `not a ${type.name}: ${error.stack}`);
  return error;
}

const codeName = (code) => Code[code].replace(/(?<=.)[A-Z]/g, "_$&").toUpperCase();

async function expectError(promise, expect) {
  const error = await failure(PlacardError, promise);
  const told = `${codeName(error.code)} ${error.reason} ${error.message}`;
  if (expect.code) assert.ok([expect.code].flat().includes(codeName(error.code)), told);
  if (expect.reason !== undefined) assert.equal(error.reason, expect.reason, told);
  for (const path of expect.fields ?? []) {
    assert.ok(error.fields.some((field) => field.path === path && field.message), `no ${path}: ${told}`);
  }
  for (const key of expect.metadata ?? []) assert.ok(error.metadata[key], `no ${key} in ${JSON.stringify(error.metadata)}`);
  if (expect.resource) assert.deepEqual({ ...error.resource, ...expect.resource }, error.resource);
  if (expect.retry_delay !== undefined) assert.equal((error.retryDelayMs ?? 0) > 0, expect.retry_delay, told);
  assert.ok(error.message);
}

async function refused(reason, promise) {
  const error = await failure(WebhookError, promise);
  assert.equal(error.reason, reason, error.message);
}

function altered(body, place) {
  const other = body.slice();
  other[place < 0 ? other.length + place : place] ^= 1;
  return other;
}

const clientAs = ({ server, api_key }) => createPlacard({ ...(server && { baseUrl: server }), ...(api_key && { apiKey: api_key }) });

async function take(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

const subscribe = (url, more) => placard.subscriptions.createSubscription({ subscription: { url, eventTypes: ["test"], ...more } });

const kinds = {
  async key({ api_key, after_revoke }) {
    const { apiKey, secret } = await placard.workspace.createApiKey({ apiKey: fromJson(api.ApiKeySchema, api_key) });
    assert.match(secret, /^plk_/);
    assert.equal(apiKey.name, api_key.name);
    const own = createPlacard({ apiKey: secret });
    const { workspace } = await own.workspace.getWorkspace({});
    assert.match(workspace.workspaceId, /^wsp_/);
    await placard.workspace.revokeApiKey({ apiKeyId: apiKey.apiKeyId });
    await expectError(own.workspace.getWorkspace({}), after_revoke);
  },

  async render({ request, expect }) {
    const { render, image } = await call(placard, "Render", request);
    assert.equal(render.state, api.RenderState.SUCCEEDED);
    assert.deepEqual([render.width, render.height, render.contentType], [expect.width, expect.height, expect.content_type]);
    assert.equal(BigInt(image.length), render.sizeBytes);
    assert.equal(createHash("sha256").update(image).digest("hex"), render.sha256);
    const again = await placard.renders.getRender({ renderId: render.renderId });
    assert.equal(again.render.renderId, render.renderId);
  },

  async render_large({ request, size_bytes, sha256 }) {
    const { image } = await call(placard, "Render", request);
    assert.equal(image.length, size_bytes);
    assert.equal(createHash("sha256").update(image).digest("hex"), sha256);
  },

  async render_twice({ request }) {
    const one = message("Render", request);
    const ids = [];
    for (let time = 0; time < 2; time += 1) ids.push((await placard.renders.render(one)).render.renderId);
    assert.notEqual(ids[0], ids[1]);
  },

  async pages({ request, count, page_size, metadata, calls }) {
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
  },

  async trigger({ trigger, overrides, after_delete }) {
    const inbox = await startInbox();
    const request = fromJson(api.CreateTriggerRequestSchema, { trigger: { ...trigger, url: inbox.url } });
    const created = await placard.triggers.createTrigger(request);
    const { triggerId } = created.trigger;
    const fired = await placard.triggers.fireTrigger({ triggerId, overrides, wait: true });
    assert.equal(fired.deliveryStatus, DeliveryState.SUCCEEDED);
    assert.equal(fired.contentType, "image/png");
    const { headers, body } = await inbox.next();
    assert.equal(BigInt(body.length), fired.imageSize);
    await verifyPicture(body, headers, created.secret);
    await refused("SIGNATURE", verifyPicture(altered(body, -1), headers, created.secret));
    await placard.triggers.deleteTrigger({ triggerId });
    await expectError(placard.triggers.fireTrigger({ triggerId }), after_delete);
  },

  async webhook({ event_types, metadata_filter, other_secret, request }) {
    const inbox = await startInbox();
    const { subscription, secret } = await subscribe(inbox.url, { eventTypes: event_types, filter: { metadata: metadata_filter } });
    const { render } = await call(placard, "Render", request);
    const { headers, body } = await inbox.next();
    const event = await verifyWebhook(body, headers, secret);
    assert.deepEqual([event.type, event.id], ["render.completed", headers["webhook-id"]]);
    assert.ok(Math.abs(event.timestamp - Date.now()) < 3_600_000);
    assert.deepEqual([event.data.render_id, event.data.url], [render.renderId, render.url]);
    assert.deepEqual(event.data.metadata, request.metadata);
    await refused("SIGNATURE", verifyWebhook(altered(body, 20), headers, secret));
    await refused("SIGNATURE", verifyWebhook(new Uint8Array([...body, 0x20]), headers, secret));
    await refused("SIGNATURE", verifyWebhook(body, headers, other_secret));
    await placard.subscriptions.deleteSubscription({ subscriptionId: subscription.subscriptionId });
  },

  async hex({ signature, prefix, other_secret, data }) {
    const inbox = await startInbox();
    const given = fromJson(api.SubscriptionSignatureSchema, signature);
    const { subscription, secret } = await subscribe(inbox.url, { signature: given });
    await placard.subscriptions.sendTestEvent({ subscriptionId: subscription.subscriptionId, data });
    const { headers, body } = await inbox.next();
    const value = headers["x-card-signature"];
    assert.deepEqual((await verifyHex(body, value, secret, prefix)).data, data);
    await refused("SIGNATURE", verifyHex(altered(body, 20), value, secret, prefix));
    await refused("SIGNATURE", verifyHex(body, value, other_secret, prefix));
    await refused("SIGNATURE", verifyHex(body, value.slice(0, -1), secret, prefix));
  },

  async verify_hex({ message: { body, signature, secret }, reason }) {
    await refused(reason, verifyHex(new Uint8Array(Buffer.from(body, "base64")), signature, secret));
  },

  async verify({ message: { body, headers, secret }, reason }) {
    const verified = verifyWebhook(new Uint8Array(Buffer.from(body, "base64")), headers, secret);
    if (reason) await refused(reason, verified);
    else assert.equal((await verified).type, "test");
  },

  async watch_cut({ before, after }) {
    const gate = await startGate({ kind: "tcp" });
    await watchThrough(placard, behind(gate), { before, after }, () => ask(gate.cut, { refuse: 2 }));
    assert.equal((await ask(gate.state)).refused, 2);
  },

  async watch_restart({ before, after }) {
    const own = await ask(`${stage}/servers`);
    const client = createPlacard({ baseUrl: own.url, apiKey: own.api_key });
    await watchThrough(client, client, { before, after }, () => ask(own.restart));
  },

  async events_cut({ event_types, request, second }) {
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
  },

  async watch_closed() {
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
  },

  async watch_refused({ client, resume_token, expect }) {
    const watch = (client ? clientAs(client) : placard).watchDeliveries({ resumeToken: resume_token });
    await expectError(watch.next(), expect);
  },

  async watch_expired({ settings, expect }) {
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
  },

  async watch_render({ gate, cut, state, too_early, request }) {
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
  },

  async watch_batch({ gate, cut, state, too_early, items, request }) {
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
  },

  async template({ template, new_source, wrong_source, problems, variables, output, after_delete }) {
    const { templates } = placard;
    const made = await call(placard, "CreateTemplate", { template });
    const { templateId, version } = made.template;
    assert.equal(version, 1);
    const source = (value) => ({ case: "source", value });
    const changed = await templates.updateTemplate({
      template: { templateId, content: source(new_source) },
      updateMask: { paths: ["source"] },
    });
    assert.equal(changed.template.version, 2);
    const versions = await take(paginate(templates.listTemplateVersions, { templateId, pageSize: 1 }));
    assert.deepEqual(versions.map((one) => one.version), [2, 1]);
    const judged = await templates.validateTemplate({ design: source(wrong_source) });
    assert.equal(judged.valid, false);
    assert.deepEqual(judged.problems.map(({ path }) => path), problems);
    assert.ok(judged.problems.every(({ reason, message }) => reason === api.ErrorReason.INVALID_TEMPLATE && message));
    const preview = fromJson(api.PreviewTemplateRequestSchema, { template: { template_id: templateId }, variables, output });
    const { image, ...answer } = await templates.previewTemplate(preview);
    assert.deepEqual([answer.width, answer.height, answer.contentType], [output.width, output.height, "image/png"]);
    assert.equal(Buffer.from(image.subarray(1, 4)).toString(), "PNG");
    await templates.deleteTemplate({ templateId });
    await expectError(templates.getTemplate({ templateId }), after_delete);
  },

  async binding({ binding, refreshes, after_delete }) {
    const { bindings } = placard;
    const feed = await ask(`${stage}/feeds`);
    const request = fromJson(api.CreateBindingRequestSchema, { binding: { ...binding, source: { url: feed.url } } });
    const made = await bindings.createBinding(request);
    const { bindingId, imageUrl: url } = made.binding;
    let before = "";
    for (const { feed: given, changed, data, expect } of refreshes) {
      await ask(feed.set, given);
      const refreshed = bindings.refreshBinding({ bindingId });
      if (expect) await expectError(refreshed, expect);
      else {
        const answer = await refreshed;
        assert.equal(answer.changed, changed);
        assert.deepEqual(answer.binding.data, data);
        assert.equal(answer.binding.imageUrl, url);
      }
      const { status, content_type, body } = await ask(`${stage}/fetches`, { url });
      assert.deepEqual([status, content_type], [200, "image/png"]);
      assert.equal(body !== before, changed ?? false);
      before = body;
    }
    const ids = (await take(paginate(bindings.listBindings, {}))).map((one) => one.bindingId);
    assert.ok(ids.includes(bindingId));
    await bindings.deleteBinding({ bindingId });
    assert.equal((await ask(`${stage}/fetches`, { url })).status, 404);
    await expectError(bindings.getBinding({ bindingId }), after_delete);
  },

  async sign_url({ request, expect, replace: [from, to], altered: other }) {
    const { url, expireTime } = await placard.renders.signRenderUrl(fromJson(api.SignRenderUrlRequestSchema, request));
    assert.ok(expireTime);
    const picture = await ask(`${stage}/fetches`, { url });
    assert.deepEqual([picture.status, picture.content_type], [expect.status, expect.content_type]);
    assert.ok(url.includes(from), url);
    const refusal = await ask(`${stage}/fetches`, { url: url.replace(from, to) });
    assert.equal(refusal.status, other.status);
    assert.ok(Buffer.from(refusal.body, "base64").toString().startsWith(other.begins));
  },

  async usage({ workspace, requests: renders, one_more, expect, days, total }) {
    const made = await placard.workspace.createWorkspace(fromJson(api.CreateWorkspaceRequestSchema, { workspace }));
    const own = createPlacard({ apiKey: made.secret });
    for (const request of renders) await call(own, "Render", request);
    await expectError(call(own, "Render", one_more), expect);
    const used = await own.workspace.getUsage({});
    assert.equal(used.days.length, days);
    for (const usage of [used.total, used.days.at(-1).usage]) {
      assert.deepEqual([usage.renders, usage.cachedRenders, usage.credits].map(Number), [total.renders, total.cached_renders, total.credits]);
    }
    await placard.workspace.grantCredits({ workspaceId: made.workspace.workspaceId, credits: 1n });
    await call(own, "Render", one_more);
    own.close();
  },

  async download({ client: asked, gate, render_id, size_bytes, sha256, expect }) {
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
  },

  async deadline({ gate, deadline_ms, expect }) {
    const started = await startGate(gate);
    await expectError(behind(started).workspace.getWorkspace({}, { timeoutMs: deadline_ms }), expect);
    assert.match((await ask(started.state)).timeouts.GetWorkspace, /^\d+\w$/);
  },

  async retry({ gate, method, request, expect, state, only_once }) {
    const started = await startGate(gate);
    const called = call(behind(started), method, request);
    if (expect) await expectError(called, expect);
    else await called;
    await expectState(started, state);
    if (only_once) assert.equal((await placard.renders.listRenders({ metadata: only_once })).renders.length, 1);
  },

  async unicode({ data, title, request }) {
    const inbox = await startInbox();
    const { subscription, secret } = await subscribe(inbox.url);
    await placard.subscriptions.sendTestEvent({ subscriptionId: subscription.subscriptionId, data });
    const { headers, body } = await inbox.next();
    assert.deepEqual((await verifyWebhook(body, headers, secret)).data, data);
    const { render: made } = await call(placard, "Render", request);
    const { render } = await placard.renders.getRender({ renderId: made.renderId });
    assert.deepEqual(render.metadata, request.metadata);
    assert.ok(render.altText.includes(title), render.altText);
  },

  async error({ client, method, request, repeat = 1, fill_description, expect }) {
    const asking = client ? clientAs(client) : placard;
    const filled = message(method, request);
    if (fill_description) filled.spec.design.value.description = "x".repeat(fill_description);
    const tried = (async () => {
      for (let time = 0; time < repeat; time += 1) await requests[method][1](asking)(filled);
    })();
    await expectError(tried, expect);
  },
};

const behindDoor = (request, door) => JSON.parse(JSON.stringify(request).replaceAll("DOOR", door.url));

async function expectState(gate, state) {
  const now = await ask(gate.state);
  for (const [name, value] of Object.entries(state)) assert.deepEqual(now[name], value, JSON.stringify(now));
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

for (const { case: name, kind, ...parameters } of cases) {
  let detail = "";
  try {
    await kinds[kind](parameters);
  } catch (error) {
    detail = String(error.stack);
  }
  console.log(JSON.stringify({ case: name, ok: !detail, detail }));
}
// Connections that are kept would keep the process.
process.exit(0);
