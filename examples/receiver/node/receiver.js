// Receives Placard's webhooks, and believes only those that are signed.

import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);

const server = createServer(async (request, response) => {
  // The signature is over these very bytes: parsed and written again they would be others.
  const chunks = await request.toArray();
  const body = Buffer.concat(chunks).toString();
  try {
    const event = webhook.verify(body, request.headers);
    // A webhook can come twice; `id` is the same each time.
    console.log(`verified ${event.type} ${event.id} ${event.data.url ?? ""}`);
    response.writeHead(204).end();
  } catch (error) {
    console.log(`refused: ${error.message}`);
    response.writeHead(400).end();
  }
});

server.listen(process.env.PORT ?? 9000, "127.0.0.1", () => {
  console.log(`receiving at http://127.0.0.1:${server.address().port}/`);
});
