// Whether the cases have every class of errors: each reason that the API knows, with its code, or a word on why not.

/** Reasons that no case provokes. */
const elsewhere = {
  CREDENTIALS_MISSING: "no client calls without a key: to make one fails",
  READER_TOO_SLOW: "the clients go on after it; the tests of the clients in Go and Java have it from a server of theirs",
  SHUTTING_DOWN: "the clients go on after it: watch_restart",
  DEADLINE_EXCEEDED: "the client's own deadline passes first, which is the same class: deadline",
  BACKEND_UNAVAILABLE: "UNAVAILABLE is repeated, whoever says it: retry_read",
  MALFORMED_MESSAGE: "no client can write such a message",
  UNSUPPORTED_MEDIA_TYPE: "over HTTP alone",
  HTTP_METHOD_NOT_ALLOWED: "over HTTP alone",
  SIGNATURE_INVALID: "over HTTP alone: sign_url",
  URL_EXPIRED: "over HTTP alone",
};

/** Codes of gRPC that an error can have for a client: those of the API, and what there is without a server. */
const codes = [
  "INVALID_ARGUMENT",
  "OUT_OF_RANGE",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "RESOURCE_EXHAUSTED",
  "DEADLINE_EXCEEDED",
  "UNAVAILABLE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNKNOWN",
];

/** Why a webhook is not believed. */
const problems = ["HEADERS", "TIMESTAMP", "SIGNATURE", "SECRET", "BODY"];

/** Throws if a reason, a code or a problem has no case. `reasons` is all that there are. */
export function checkCoverage(cases, reasons) {
  const expected = [...expectations(cases)];
  const told = new Set(expected.map(({ reason }) => reason));
  const known = reasons.filter((reason) => reason !== "UNSPECIFIED");
  const absent = known.filter((reason) => !told.has(reason) && !elsewhere[reason]);
  const needless = Object.keys(elsewhere).filter((reason) => told.has(reason) || !known.includes(reason));
  const codeless = codes.filter((code) => !expected.some((one) => [one.code].flat().includes(code)));
  const believed = problems.filter((problem) => !cases.some(({ kind, reason }) => kind?.startsWith("verify") && reason === problem));
  const missing = [...absent, ...codeless, ...believed];
  if (missing.length) throw new Error(`no case in cases.json for ${missing.join(", ")}`);
  if (needless.length) throw new Error(`coverage.mjs excuses ${needless.join(", ")}, which needs no excuse`);
}

/** Every error that a case expects, wherever it stands. */
function* expectations(value) {
  if (typeof value !== "object" || value === null) return;
  if ("code" in value) yield value;
  for (const inner of Object.values(value)) yield* expectations(inner);
}
