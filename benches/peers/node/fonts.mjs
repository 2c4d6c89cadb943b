// The font that nobody brings along, for card C: Noto Sans JP out of its npm package, as TrueType files that every
// engine can read, and a fontconfig of their own for an engine that finds fonts as the system has them.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

/** WOFF 1.0 (W3C Recommendation, 2012) into the sfnt it was made of. */
function sfnt(woff) {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const at = 44 + i * 20;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field));
    const body = woff.subarray(offset, offset + packed);
    const data = packed < length ? inflateSync(body) : body;
    return { tag: woff.subarray(at, at + 4), checksum: woff.subarray(at + 16, at + 20), data };
  });
  const header = Buffer.alloc(12 + count * 16);
  woff.copy(header, 0, 4, 8);
  const power = 2 ** Math.floor(Math.log2(count));
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(power * 16, 6);
  header.writeUInt16BE(Math.log2(power), 8);
  header.writeUInt16BE((count - power) * 16, 10);
  const bodies = [];
  let offset = header.length;
  tables.forEach(({ tag, checksum, data }, i) => {
    const at = 12 + i * 16;
    tag.copy(header, at);
    checksum.copy(header, at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(data.length, at + 12);
    const padded = Buffer.alloc(Math.ceil(data.length / 4) * 4);
    data.copy(padded);
    bodies.push(padded);
    offset += padded.length;
  });
  return Buffer.concat([header, ...bodies]);
}

/** Writes the font into `folder`; answers the environment in which an engine finds it. */
export function provide(folder) {
  mkdirSync(folder, { recursive: true });
  const files = [400, 700].map((weight) => {
    const name = `node_modules/@fontsource/noto-sans-jp/files/noto-sans-jp-japanese-${weight}-normal.woff`;
    const path = join(folder, `NotoSansJP-${weight}.ttf`);
    writeFileSync(path, sfnt(readFileSync(new URL(name, import.meta.url))));
    return path;
  });
  const configuration = join(folder, "fonts.conf");
  writeFileSync(
    configuration,
    `<?xml version="1.0"?>\n<fontconfig><dir>${folder}</dir><cachedir>${join(folder, "cache")}</cachedir></fontconfig>\n`,
  );
  return { PEERS_CJK_FONTS: files.join(":"), FONTCONFIG_FILE: configuration };
}
