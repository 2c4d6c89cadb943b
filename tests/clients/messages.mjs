// Webhooks that are signed here, by the specification of Standard Webhooks and not by the server, because a server
// signs neither in the past nor in the future.

import { createHmac, randomBytes } from "node:crypto";

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const other = `whsec_${randomBytes(32).toString("base64")}`;
const id = "evt_01h45ytscbebyvny4gc8cr8ma2";
const body = JSON.stringify({
  id,
  type: "test",
  timestamp: "2026-01-02T03:04:05.678Z",
  workspace_id: "wsp_01h45ytscbebyvny4gc8cr8ma2",
  data: { hello: "wörld 🌍" },
});

const keyOf = (text) => (text.startsWith("whsec_") ? Buffer.from(text.slice(6), "base64") : Buffer.from(text));

function headers(signed, key, seconds) {
  const digest = createHmac("sha256", keyOf(key)).update(`${id}.${seconds}.${signed}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${digest}` };
}

/** Messages by name, made for now. `body` is base64. */
export function makeMessages() {
  const now = Math.floor(Date.now() / 1000);
  const base64 = (text) => Buffer.from(text).toString("base64");
  const message = (more = {}) => ({ secret, headers: headers(body, secret, now), body: base64(body), ...more });
  const at = (seconds) => headers(body, secret, seconds);
  const fresh = at(now);
  const plain = "a plain secret of some length";
  const without = ({ "webhook-signature": _, ...rest }) => rest;
  const digits = createHmac("sha256", secret).update(`${now - 600}.${body}`).digest("hex");
  return {
    fresh: message(),
    rotated: message({
      headers: { ...fresh, "webhook-signature": `${headers(body, other, now)["webhook-signature"]} ${fresh["webhook-signature"]}` },
    }),
    plain_secret: message({ secret: plain, headers: headers(body, plain, now) }),
    header_case: message({
      headers: Object.fromEntries(
        Object.entries(fresh).map(([name, value]) => [name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase()), value]),
      ),
    }),
    altered: message({ body: base64(body.replace("hello", "jello")) }),
    wrong_secret: message({ secret: other }),
    old: message({ headers: at(now - 600) }),
    future: message({ headers: at(now + 600) }),
    swapped: message({ headers: { ...at(now - 600), "webhook-timestamp": String(now) } }),
    odd_timestamp: message({ headers: { ...fresh, "webhook-timestamp": "yesterday" } }),
    missing: message({ headers: without(fresh) }),
    odd_signature: message({ headers: { ...fresh, "webhook-signature": "nonsense v1 v1,%%% v2,YWJj  v1," } }),
    odd_secret: message({ secret: "whsec_%%% no base64 %%%" }),
    odd_body: message({ headers: headers("<h1>Hello</h1>", secret, now), body: base64("<h1>Hello</h1>") }),
    hex_old: { secret, signature: `t=${now - 600},v1=${digits}`, body: base64(body) },
  };
}
