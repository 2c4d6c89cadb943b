// The example receivers, and with them the official libraries of Standard Webhooks, judge what the real server sends.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createPlacard, DeliveryState, PayloadFormat } from "../../clients/typescript/dist/node.js";
import { apiKey, start, startPlacard } from "../placard.mjs";

// The official library, as the example receiver has it.
const { Webhook } = createRequire(new URL("../../examples/receiver/node/", import.meta.url))("standardwebhooks");

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const examples = {
  Node: [process.execPath, here("../../examples/receiver/node/receiver.js")],
  Go: [here("../../target/receiver-go/receiver")],
  Java: ["java", "-jar", here("../../target/receiver-java/receiver.jar")],
  Python: [here("../../target/receiver-python/bin/python"), here("../../examples/receiver/python/receiver.py")],
};
let server, placard;

before(async () => {
  server = await startPlacard();
  placard = createPlacard({ baseUrl: server.url, apiKey });
});

after(() => server?.stop());

for (const [language, [program, ...parameters]] of Object.entries(examples)) {
  test(`the receiver in ${language} verifies what was sent, and refuses what was altered`, { timeout: 30_000 }, async (t) => {
    // Between the two stands a relay that remembers what it handed on, so that it can be sent again, altered.
    const relay = await startRelay();
    t.after(relay.stop);
    const { subscription, secret } = await placard.subscriptions.createSubscription({
      subscription: { url: relay.url, eventTypes: ["render.completed"] },
    });
    const { subscriptionId } = subscription;
    t.after(() => placard.subscriptions.deleteSubscription({ subscriptionId }));

    const receiver = start(program, parameters, { ...process.env, WEBHOOK_SECRET: secret, PORT: "0" });
    t.after(receiver.stop);
    relay.target = (await receiver.says(/^receiving at (http:\S+)/))[1];

    const title = `Ünïcödé 👋 for ${language}`;
    const { render } = await placard.renders.render({ spec: { design: { case: "card", value: { title } } } });
    const [, type, url] = await receiver.says(/^verified (\S+) evt_\S+ (\S+)$/);
    assert.deepEqual([type, url], ["render.completed", render.url]);
    assert.equal((await delivered(subscriptionId)).attempts[0].responseStatus, 204);

    const { headers, body } = relay.seen;
    const altered = Buffer.from(body.toString().replace(render.renderId, render.renderId.replace("rnd_", "rnd-")));
    assert.equal(altered.length, body.length);
    assert.notDeepEqual(altered, body);
    assert.equal((await post(relay.target, headers, altered)).status, 400);
    await receiver.says(/^refused: /);
    // It was the body, not the repetition: the original is believed again.
    assert.equal((await post(relay.target, headers, body)).status, 204);
  });
}

/** What receivers of other services do: an HMAC-SHA256 of the raw body in hexadecimal, compared in constant time. */
function verifyHex(body, secret, signature) {
  const expected = crypto.createHmac("sha256", secret).update(body).digest("hex");
  return expected.length === signature.length && crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}

for (const [format, header, told] of [
  ["OGMINT", "x-ogmint-signature", (body, url) => assert.equal(body.data.url, url)],
  ["IMTEGRATE", "x-imtegrate-signature", (body, url) => assert.equal(body.data.result_url, url)],
]) {
  test(`what receives from ${format.toLowerCase()} receives from us`, { timeout: 30_000 }, async (t) => {
    const inbox = await startInbox();
    t.after(inbox.stop);
    const { subscription, secret } = await placard.subscriptions.createSubscription({
      subscription: { url: inbox.url, eventTypes: ["render.completed"], payloadFormat: PayloadFormat[format] },
    });
    const { subscriptionId } = subscription;
    t.after(() => placard.subscriptions.deleteSubscription({ subscriptionId }));
    const { render } = await placard.renders.render({ spec: { design: { case: "card", value: { title: `As ${format} ü` } } } });
    const { headers, body } = await inbox.next();
    told(JSON.parse(body), render.url);
    assert.ok(verifyHex(body, secret, headers[header]));
    assert.ok(!verifyHex(`${body} `, secret, headers[header]));
    assert.ok(!verifyHex(body, `${secret}x`, headers[header]));
  });
}

test("ed25519 verifies with Node's own implementation, and during a rotation both keys and both secrets do", { timeout: 30_000 }, async (t) => {
  const inbox = await startInbox();
  t.after(inbox.stop);
  const first = await placard.subscriptions.createSubscription({
    subscription: { url: inbox.url, eventTypes: ["test"], signature: { ed25519: true } },
  });
  const { subscriptionId } = first.subscription;
  t.after(() => placard.subscriptions.deleteSubscription({ subscriptionId }));
  const second = await placard.subscriptions.rotateSecret({ subscriptionId });
  await placard.subscriptions.sendTestEvent({ subscriptionId });
  const { headers, body } = await inbox.next();
  const signatures = headers["webhook-signature"].split(" ");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  for (const { secret, subscription } of [first, second]) {
    new Webhook(secret).verify(body, headers);
    const raw = Buffer.from(subscription.signature.publicKey.replace(/^whpk_/, ""), "base64");
    // The DER header of an ed25519 key (RFC 8410).
    const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
    const key = crypto.createPublicKey({ key: der, format: "der", type: "spki" });
    const good = (text) =>
      signatures
        .filter((one) => one.startsWith("v1a,"))
        .some((one) => crypto.verify(null, Buffer.from(text), key, Buffer.from(one.slice(4), "base64")));
    assert.ok(good(signed));
    assert.ok(!good(`${signed} `));
  }
});

/** The subscription's one delivery, once it has SUCCEEDED. */
async function delivered(subscriptionId) {
  const ended = [DeliveryState.SUCCEEDED, DeliveryState.EXHAUSTED, DeliveryState.RETRYING];
  const watch = placard.subscriptions.watchDeliveries({ subscriptionId, states: ended, includeExisting: true });
  for await (const { payload } of watch) {
    if (payload.case !== "delivery") continue;
    const { delivery } = await placard.subscriptions.getDelivery({ deliveryId: payload.value.deliveryId });
    assert.equal(delivery.state, DeliveryState.SUCCEEDED);
    return delivery;
  }
}

function post(url, headers, body) {
  return fetch(url, { method: "POST", headers, body });
}

/** Takes everything; `next` answers what came, one after the other. */
async function startInbox() {
  const [arrived, waiting] = [[], []];
  const http = createServer(async (request, response) => {
    const message = { headers: request.headers, body: Buffer.concat(await request.toArray()).toString() };
    response.writeHead(204).end();
    const reader = waiting.shift();
    if (reader) reader(message);
    else arrived.push(message);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    next: () => (arrived.length ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve))),
    stop: async () => {
      http.close();
      http.closeAllConnections();
      await once(http, "close");
    },
  };
}

/** Hands everything on to `target` as it came, and answers what came back; `seen` is what it handed on last. */
async function startRelay() {
  const relay = {};
  const http = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const kept = Object.entries(request.headers).filter(([name]) => /^(webhook-|x-placard-|content-type$)/.test(name));
    relay.seen = { headers: Object.fromEntries(kept), body };
    const answer = await post(relay.target, relay.seen.headers, body);
    response.writeHead(answer.status).end();
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  relay.url = `http://127.0.0.1:${http.address().port}/`;
  relay.stop = async () => {
    http.close();
    http.closeAllConnections();
    await once(http, "close");
  };
  return relay;
}
