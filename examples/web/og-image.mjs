// A site whose pages have pictures. The tag of a page names a route of the site, with the title and a signature in it, so
// that nobody can have pictures made of whatever they like; the route has the picture rendered and sends readers there.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createPlacard, PlacardError } from "@placard/client/node";
import express from "express";

const secret = process.env.OG_SECRET;
if (!secret) throw new Error("OG_SECRET is what the pictures' addresses are signed with");
const placard = createPlacard();
const sign = (title) => createHmac("sha256", secret).update(title).digest("base64url");
const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const app = express();

app.get("/posts/:slug", (request, response) => {
  const title = request.params.slug.replaceAll("-", " ");
  const query = new URLSearchParams({ title, sig: sign(title) });
  const image = `${request.protocol}://${request.get("host")}/og.png?${query}`;
  response.send(`<!doctype html><title>${escape(title)}</title><meta property="og:image" content="${escape(image)}">`);
});

app.get("/og.png", async (request, response) => {
  const { title, sig } = request.query;
  const expected = Buffer.from(sign(String(title)));
  const given = Buffer.from(String(sig));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return response.sendStatus(403);
  try {
    // The same title again is answered from Placard's cache.
    const card = { title: String(title), template: "blog" };
    const { render } = await placard.renders.render({ spec: { design: { case: "card", value: card } } });
    response.set("cache-control", "public, max-age=86400").redirect(302, render.url);
  } catch (error) {
    if (!(error instanceof PlacardError)) throw error;
    console.error(`${error.reason || "no answer"}: ${error.message}`);
    response.status(error.fields.length ? 400 : 503).send(error.fields.map((field) => field.message).join("; "));
  }
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`serving at http://127.0.0.1:${server.address().port}/posts/hello-world`);
});
