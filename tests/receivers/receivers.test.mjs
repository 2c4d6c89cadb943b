// The example receivers, and with them the official libraries of Standard Webhooks, judge what the real server sends.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createPlacard, DeliveryState } from "../../clients/typescript/dist/node.js";
import { apiKey, start, startPlacard } from "../placard.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const examples = {
  Node: [process.execPath, here("../../examples/receiver/node/receiver.js")],
  Python: [here("../../target/receiver-python/bin/python"), here("../../examples/receiver/python/receiver.py")],
};
let server, placard;

before(async () => {
  server = await startPlacard();
  placard = createPlacard({ baseUrl: server.url, apiKey });
});

after(() => server?.stop());

for (const [language, [program, script]] of Object.entries(examples)) {
  test(`the receiver in ${language} verifies what was sent, and refuses what was altered`, { timeout: 30_000 }, async (t) => {
    // Between the two stands a relay that remembers what it handed on, so that it can be sent again, altered.
    const relay = await startRelay();
    t.after(relay.stop);
    const { subscription, secret } = await placard.subscriptions.createSubscription({
      subscription: { url: relay.url, eventTypes: ["render.completed"] },
    });
    const { subscriptionId } = subscription;
    t.after(() => placard.subscriptions.deleteSubscription({ subscriptionId }));

    const receiver = start(program, [script], { ...process.env, WEBHOOK_SECRET: secret, PORT: "0" });
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
