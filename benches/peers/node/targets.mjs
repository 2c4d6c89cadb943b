// What is to be reached against whom: our median over theirs, of one case.

export const targets = [
  { what: "takumi's crate, card A, BALANCED: time", metric: "ms", of: "takumi A/png_balanced", most: 0.6 },
  { what: "takumi's crate, card A, BALANCED: bytes", metric: "bytes", of: "takumi A/png_balanced", most: 1.0 },
  { what: "takumi's crate, card B, BALANCED: time", metric: "ms", of: "takumi B/png_balanced", most: 0.6 },
  { what: "takumi's crate, card B, BALANCED: bytes", metric: "bytes", of: "takumi B/png_balanced", most: 1.05 },
  { what: "takumi's crate, card A, FAST: time", metric: "ms", of: "takumi A/png_fast", most: 0.35 },
  { what: "takumi's crate, card A, JPEG 85: time", metric: "ms", of: "takumi A/jpeg_85", most: 0.4 },
  { what: "satori with resvg-js, card A: time", metric: "ms", of: "satori A/png_balanced", most: 0.11 },
  { what: "@vercel/og, card A: time", metric: "ms", of: "vercel_og A/png_balanced", most: 0.1 },
];
