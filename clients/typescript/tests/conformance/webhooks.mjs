// Cases of what the server sends.

import assert from "node:assert/strict";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../../dist/node.js";
import { DeliveryState, verifyHex, verifyPicture, verifyWebhook } from "../../dist/node.js";
import { altered, call, expectError, refused } from "./check.mjs";
import { placard, subscribe } from "./client.mjs";
import { startInbox } from "./stage.mjs";

export async function trigger({ trigger, overrides, after_delete }) {
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
}

export async function webhook({ event_types, metadata_filter, other_secret, request }) {
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
}

export async function hex({ signature, prefix, other_secret, data }) {
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
}

export async function verify_hex({ message: { body, signature, secret }, reason }) {
  await refused(reason, verifyHex(new Uint8Array(Buffer.from(body, "base64")), signature, secret));
}

export async function verify({ message: { body, headers, secret }, reason }) {
  const verified = verifyWebhook(new Uint8Array(Buffer.from(body, "base64")), headers, secret);
  if (reason) await refused(reason, verified);
  else assert.equal((await verified).type, "test");
}

export async function unicode({ data, title, request }) {
  const inbox = await startInbox();
  const { subscription, secret } = await subscribe(inbox.url);
  await placard.subscriptions.sendTestEvent({ subscriptionId: subscription.subscriptionId, data });
  const { headers, body } = await inbox.next();
  assert.deepEqual((await verifyWebhook(body, headers, secret)).data, data);
  const { render: made } = await call(placard, "Render", request);
  const { render } = await placard.renders.getRender({ renderId: made.renderId });
  assert.deepEqual(render.metadata, request.metadata);
  assert.ok(render.altText.includes(title), render.altText);
}
