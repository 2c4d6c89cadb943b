// The snippets that sign URLs, run as they stand in the document, against a real server.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { apiKey, foreign, startPlacard } from "../placard.mjs";

const text = readFileSync(fileURLToPath(new URL("../../docs/signed-urls.md", import.meta.url)), "utf8");
const snippet = (language) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text)[1];
const parameters = { title: "Grüße & ‘quotes’ ~ 100% + 😀", description: "", v: "1", w: "120", h: "63" };

let server, key;

before(async () => {
  server = await startPlacard();
  const answer = await fetch(`${server.url}/placard.v1.RenderService/RotateSigningKey`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: "{}",
  });
  assert.equal(answer.status, 200);
  key = await answer.json();
});

after(() => server?.stop());

const programs = {
  js: ["node", ["--input-type=module"], `
console.log(signedUrl(...JSON.parse(process.env.ARGUMENTS)));`],
  python: ["python3", ["-"], `
import json, os
print(signed_url(*json.loads(os.environ["ARGUMENTS"])))`],
};

for (const [language, [program, options, call]] of Object.entries(programs)) {
  test(`the snippet in ${language} signs`, { timeout: 60_000 }, async () => {
    const lines = snippet(language).trim().split("\n").length;
    assert.ok(lines <= 10, `${lines} lines`);
    const sign = (wanted) => {
      const ARGUMENTS = JSON.stringify([server.url, key.signingKeyId, key.secret, "card.png", wanted]);
      const input = `${snippet(language)}\n${call}\n`;
      const done = spawnSync(program, options, { input, env: { ...foreign, ARGUMENTS }, encoding: "utf8" });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout.trim();
    };
    const url = sign(parameters);
    const picture = await fetch(url);
    assert.equal(picture.status, 200, url);
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.equal((await fetch(url.replace("w=120", "w=121"))).status, 403);
    const expired = await fetch(sign({ ...parameters, exp: "1767225600" }));
    assert.deepEqual([expired.status, (await expired.text()).split(":")[0]], [403, "URL_EXPIRED"]);
  });
}
