// A site whose pages have pictures. The tag of a page names a URL that Placard has signed: the picture is rendered there when
// somebody shares the page, and never before. Whoever puts another title into the URL gets 403.

import { createPlacard, PlacardError } from "@placard/client/node";
import express from "express";

const placard = createPlacard();
const posts = { "hello-world": "Hello, Wörld 👋", "second-post": "Why this site has pictures" };
const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const MONTH = 30 * 86_400;
const signed = new Map();

/** The URL of a post's picture: signed once, and anew when half of its time is over. */
async function pictureOf(slug) {
  const known = signed.get(slug);
  if (known?.until > Date.now()) return known.url;
  const card = { title: posts[slug], template: "blog" };
  const { url } = await placard.renders.signRenderUrl({
    spec: { design: { case: "card", value: card } },
    ttl: { seconds: BigInt(MONTH) },
  });
  signed.set(slug, { url, until: Date.now() + (MONTH / 2) * 1000 });
  return url;
}

/** The tag; a page without it is better than no page. */
async function tagOf(slug) {
  try {
    return `<meta property="og:image" content="${escape(await pictureOf(slug))}">`;
  } catch (error) {
    if (!(error instanceof PlacardError)) throw error;
    console.error(`no picture for ${slug}: ${error.reason} ${error.message}`);
    return "";
  }
}

const app = express();

app.get("/posts/:slug", async (request, response) => {
  const { slug } = request.params;
  // What is signed are the site's own titles, not whatever stands in an address.
  if (!Object.hasOwn(posts, slug)) return response.sendStatus(404);
  response.send(`<!doctype html><title>${escape(posts[slug])}</title>${await tagOf(slug)}`);
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`serving at http://127.0.0.1:${server.address().port}/posts/hello-world`);
});
