// A picture of more than 20 MB, as the server renders one: noise, which no encoding makes small.

import { randomFillSync } from "node:crypto";
import { createRequire } from "node:module";
import { crc32, deflateSync } from "node:zlib";

import { RenderRequestSchema } from "../../clients/typescript/dist/node.js";

// The library of the client, which has the messages.
const { fromJson } = createRequire(new URL("../../clients/typescript/", import.meta.url))("@bufbuild/protobuf");

const SIDE = 1520;

/** Has it rendered; answers what a download of it has to be. */
export async function renderLargePicture({ templates, renders }) {
  const { image } = await templates.uploadImage({ data: noise(SIDE), name: "noise" });
  const side = String(SIDE * 2);
  const node = { type: "image", source: image.reference, width: side, height: side };
  const output = { width: SIDE * 2, height: SIDE * 2, format: "FORMAT_JPEG", quality: 100 };
  const spec = { scene: { canvas: { children: [node] } }, output };
  const { render } = await renders.render(fromJson(RenderRequestSchema, { spec }));
  if (render.sizeBytes < 20_000_000n) throw new Error(`the large picture has ${render.sizeBytes} bytes only`);
  return {
    render_id: render.renderId,
    size_bytes: Number(render.sizeBytes),
    sha256: render.sha256,
    request: { spec, inline_image: true },
  };
}

/** A PNG of random pixels. */
export function noise(side) {
  const rows = randomFillSync(Buffer.alloc(side * (side * 3 + 1)));
  // The filter of each row: none.
  for (let row = 0; row < side; row += 1) rows[row * (side * 3 + 1)] = 0;
  return png(side, deflateSync(rows, { level: 0 }));
}

/** A PNG of few bytes that says to be of 400 megapixels. */
export const huge = () => png(20_000, deflateSync(Buffer.alloc(1024)));

/** By the specification: https://www.w3.org/TR/png-3/. */
function png(side, data) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
