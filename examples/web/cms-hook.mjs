// What a CMS calls when a post is published: it fires a trigger, which renders the post's picture and posts it to wherever
// the trigger says, for instance back into the CMS' media library.

import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { createPlacard, DeliveryState, PlacardError } from "@placard/client/node";

const { TRIGGER_ID: triggerId, HOOK_TOKEN: token, PORT = "3001" } = process.env;
if (!triggerId || !token) throw new Error("TRIGGER_ID is what to fire, HOOK_TOKEN what the CMS shows as a bearer");
const placard = createPlacard();

const server = createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: "not our CMS" });
  try {
    const { event, post } = await json(request);
    if (event !== "post.published") return answer(200, { ignored: event });
    const overrides = { title: post.title, author: post.author, tag: post.section };
    const { renderId, deliveryId, deliveryStatus } = await placard.triggers.fireTrigger({ triggerId, overrides, wait: true });
    console.log("fired", renderId, DeliveryState[deliveryStatus]);
    answer(200, { renderId, deliveryId, status: DeliveryState[deliveryStatus] });
  } catch (error) {
    const known = error instanceof PlacardError;
    // Most CMS' call again after a 5xx, and give up after a 4xx.
    answer(known && !error.fields.length ? 503 : 400, { error: error.message, reason: known ? error.reason : "" });
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log(`waiting at http://127.0.0.1:${server.address().port}/`));
