// Calls by their names, and what has to come of them.

import assert from "node:assert/strict";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../../dist/node.js";
import { Code, PlacardError, WebhookError } from "../../dist/node.js";
import { ask } from "./stage.mjs";

export const requests = {
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

export const message = (method, json) => fromJson(requests[method][0], json);
export const call = (client, method, json) => requests[method][1](client)(message(method, json));

/** What a promise fails with, which has to be of this type. */
export async function failure(type, promise) {
  const error = await promise.then(() => assert.fail("it did not fail"), (thrown) => thrown);
  assert.ok(error instanceof type, `not a ${type.name}: ${error.stack}`);
  return error;
}

const codeName = (code) => Code[code].replace(/(?<=.)[A-Z]/g, "_$&").toUpperCase();

export async function expectError(promise, expect) {
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

export async function expectState(gate, state) {
  const now = await ask(gate.state);
  for (const [name, value] of Object.entries(state)) assert.deepEqual(now[name], value, JSON.stringify(now));
}

export async function refused(reason, promise) {
  const error = await failure(WebhookError, promise);
  assert.equal(error.reason, reason, error.message);
}

export function altered(body, place) {
  const other = body.slice();
  other[place < 0 ? other.length + place : place] ^= 1;
  return other;
}

export async function take(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
