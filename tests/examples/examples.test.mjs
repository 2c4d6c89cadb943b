// The examples, as a reader would start them, against a real server.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createPlacard } from "../../clients/typescript/dist/node.js";
import { apiKey, start, startPlacard } from "../placard.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const example = (name, env) =>
  start(process.execPath, [here(`../../examples/web/${name}`)], {
    ...process.env,
    PLACARD_SERVER: server.url,
    PLACARD_API_KEY: apiKey,
    PORT: "0",
    ...env,
  });
let server, placard;

before(async () => {
  server = await startPlacard();
  placard = createPlacard({ baseUrl: server.url, apiKey });
});

after(async () => {
  placard?.close();
  await server?.stop();
});

test("a page's tag leads to its picture, and to no other", async (t) => {
  const site = example("og-image.mjs", {});
  t.after(site.stop);
  const [, page] = await site.says(/^serving at (http:\S+)/);
  const imageOf = async (url) => {
    const html = await (await fetch(url)).text();
    return /property="og:image" content="([^"]+)"/.exec(html)[1].replaceAll("&#38;", "&");
  };
  const image = await imageOf(page);
  assert.equal(new URL(image).origin, new URL(server.url).origin);
  // Nothing is rendered before somebody asks for it, and nobody signs twice what is signed.
  assert.equal(await imageOf(page), image);
  assert.equal((await placard.renders.listRenders({})).renders.length, 0);

  const picture = await fetch(image);
  assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/png"]);
  const { renders } = await placard.renders.listRenders({});
  assert.match(renders.map((render) => render.altText).join(), /^[^,]*Hello, Wörld 👋/);

  const other = new URL(image);
  other.searchParams.set("title", "something rude");
  assert.equal((await fetch(other)).status, 403);
  assert.equal((await fetch(new URL("/posts/something-rude", page))).status, 404);
  assert.equal((await placard.renders.listRenders({})).renders.length, 1);
});

test("a published post fires the trigger, and its picture arrives", async (t) => {
  const { url, next } = await startLibrary(t);
  const { trigger } = await placard.triggers.createTrigger({
    trigger: { url, spec: { design: { case: "card", value: { title: "Draft" } } } },
  });
  const hook = example("cms-hook.mjs", { TRIGGER_ID: trigger.triggerId, HOOK_TOKEN: "a token of the CMS" });
  t.after(hook.stop);
  const [, at] = await hook.says(/^waiting at (http:\S+)/);
  const call = (body, authorization = "Bearer a token of the CMS") =>
    fetch(at, { method: "POST", headers: { authorization }, body: JSON.stringify(body) });

  const published = { event: "post.published", post: { title: "Größe 👋", author: "Zoë", section: "News" } };
  const answer = await call(published);
  assert.equal(answer.status, 200);
  const { renderId, status } = await answer.json();
  assert.equal(status, "SUCCEEDED");
  const { render } = await placard.renders.getRender({ renderId });
  assert.match(render.altText, /Größe 👋/);
  const { headers, body } = await next();
  assert.deepEqual([headers["content-type"], BigInt(body.length)], ["image/png", render.sizeBytes]);

  assert.equal((await call(published, "Bearer someone else")).status, 401);
  assert.deepEqual(await (await call({ event: "post.deleted" })).json(), { ignored: "post.deleted" });
  const refused = await call({ event: "post.published", post: { title: "x".repeat(501) } });
  assert.equal(refused.status, 400);
  assert.equal((await refused.json()).reason, "INVALID_FIELD");
});

test("the receiver in FastAPI verifies what was sent, and refuses what was altered", async (t) => {
  const { url, next } = await startLibrary(t);
  const { secret } = await placard.subscriptions.createSubscription({ subscription: { url, eventTypes: ["render.completed"] } });
  const { render } = await placard.renders.render({ spec: { design: { case: "card", value: { title: "For FastAPI ü" } } } });
  const { headers, body } = await next();
  const port = await freePort();
  const python = here("../../target/example-python/bin/python");
  const parameters = ["-m", "uvicorn", "--app-dir", here("../../examples/receiver/fastapi"), "--port", port, "receiver:app"];
  const receiver = start(python, parameters, { ...process.env, WEBHOOK_SECRET: secret, PYTHONUNBUFFERED: "1" });
  t.after(receiver.stop);
  const signed = Object.fromEntries(Object.entries(headers).filter(([name]) => /^webhook-/.test(name)));
  const post = (bytes) => fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers: signed, body: bytes });

  await receiver.answers(`http://127.0.0.1:${port}/`);
  assert.equal((await post(body)).status, 204);
  await receiver.says(new RegExp(`^verified render.completed evt_\\w+ ${render.url}$`));
  const altered = Buffer.from(body.toString().replace("rnd_", "rnd-"));
  const refused = await post(altered);
  assert.deepEqual([refused.status, await refused.json()], [400, { detail: "SIGNATURE" }]);
});

/** Takes whatever is posted; `next` answers it. */
async function startLibrary(t) {
  const [arrived, waiting] = [[], []];
  const http = createServer(async (request, response) => {
    const message = { headers: request.headers, body: Buffer.concat(await request.toArray()) };
    response.writeHead(204).end();
    const reader = waiting.shift();
    if (reader) reader(message);
    else arrived.push(message);
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    http.close();
    http.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    next: () => (arrived.length ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return String(port);
}
