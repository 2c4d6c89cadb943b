// The TypeScript client in a real browser, on a page of another origin than the server's: whatever of CORS, gRPC-Web
// or its streams doesn't hold, fails here.

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { chromium } from "playwright-core";

import { apiKey, startPlacard } from "../placard.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const stops = [];
let placard, page, receiver;

before(async () => {
  placard = await startPlacard();
  stops.push(placard.stop);
  receiver = await startReceiver();
  const origin = await servePage();
  const browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1160, height: 680 } });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(origin);
  assert.notEqual(new URL(page.url()).origin, new URL(placard.url).origin);
  await fill({ server: placard.url, key: apiKey, receiver: receiver.url });
});

after(async () => {
  for (const stop of stops.reverse()) await stop();
});

test("a render arrives as bytes and at its URL", async () => {
  await page.click("#render");
  for (const image of ["#inline", "#served"]) {
    const size = await page.waitForFunction((selector) => {
      const { complete, naturalWidth, naturalHeight } = document.querySelector(selector);
      return complete && naturalWidth > 0 && [naturalWidth, naturalHeight];
    }, image);
    assert.deepEqual(await size.jsonValue(), [1200, 630], image);
  }
  assert.match(await page.getAttribute("#served", "src"), new RegExp(`^${placard.url}/i/.+\\.png$`));
  await page.locator("#renders li").waitFor();
  assert.match(await page.textContent("#renders"), /^rnd_\w+ SUCCEEDED \d+ bytes$/);
});

test("deliveries are watched while they happen", async () => {
  await page.click("#watch");
  const states = page.locator("#deliveries li");
  // The receiver has not answered yet, so these can't have been told in hindsight.
  await states.nth(1).waitFor();
  assert.deepEqual(await states.allTextContents(), ["test PENDING", "test IN_FLIGHT"]);
  receiver.answer();
  await states.nth(2).waitFor();
  assert.deepEqual(await states.allTextContents(), ["test PENDING", "test IN_FLIGHT", "test SUCCEEDED"]);
});

test("an error names its reason and the field", async () => {
  await fill({ font: "Comic Neue Sans" });
  await page.click("#render");
  const problem = await problemIn("#render-problem");
  // By now the page has something of everything.
  await mkdir(here("../../target/browser"), { recursive: true });
  await page.screenshot({ path: here("../../target/browser/page.png") });
  assert.match(problem, /^InvalidArgument UNKNOWN_FONT: .+\nspec\.card\.style\.font: /);
});

test("a wrong key is called one, and not a failure to fetch", async () => {
  await fill({ font: "", key: "plk_thisIsNoKeyOfAnyWorkspace" });
  await page.click("#render");
  assert.match(await problemIn("#render-problem"), /^Unauthenticated CREDENTIALS_INVALID: /);
});

test("a preflight names the key's header, which a wildcard does not cover", async () => {
  const headers = {
    origin: "http://page.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization",
  };
  const answer = await fetch(`${placard.url}/placard.v1.RenderService/Render`, { method: "OPTIONS", headers });
  assert.match(answer.headers.get("access-control-allow-headers"), /authorization/i);
});

test("a stream says that the server is shutting down", async () => {
  await placard.stop();
  assert.match(await problemIn("#watch-problem"), /^Unavailable SHUTTING_DOWN: /);
});

async function fill(fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
}

async function problemIn(place) {
  await page.locator(place).filter({ hasText: /\S/ }).waitFor();
  return page.textContent(place);
}

/** Serves on a free port of loopback; answers the URL. */
async function serve(listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

/** A receiver of webhooks that answers when it is told to. */
async function startReceiver() {
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const url = await serve(async (request, response) => {
    request.resume();
    await answered;
    response.writeHead(204).end();
  });
  return { url, answer };
}

async function servePage() {
  const bundle = await build({
    entryPoints: [here("page.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const files = {
    "/": ["text/html", await readFile(here("index.html"))],
    "/page.js": ["text/javascript", bundle.outputFiles[0].contents],
  };
  return serve((request, response) => {
    const [type, content] = files[request.url] ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" }).end(content);
  });
}

async function startBrowser() {
  const programs = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
    process.env.PATH.split(":").map((folder) => `${folder}/${name}`),
  );
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || programs.find(existsSync),
    // Its sandbox doesn't work for root, nor in most containers; it only ever sees the page beside this file.
    chromiumSandbox: false,
    // Nothing but this machine: a browser that looks for its maker's hosts slows a closed network down.
    args: ["--disable-gpu", "--disable-quic", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  stops.push(() => browser.close());
  return browser;
}
