// Whether a webhook is Placard's. It runs wherever there is Web Crypto, on Node as well as at the edge; it does not belong
// into web pages, for it needs the secret.

import { Webhook } from "standardwebhooks";

/** How far a webhook's time may be off, in seconds: the libraries of Standard Webhooks say five minutes too. */
const TOLERANCE = 300;

/** Why a webhook is not believed. */
export type WebhookProblem =
  /** A header is missing or malformed. */
  | "HEADERS"
  /** It was signed more than five minutes ago, or ahead: it is a repetition, or a clock is wrong. */
  | "TIMESTAMP"
  /** Whoever signed it did not have the secret, or it was altered on its way. */
  | "SIGNATURE"
  /** The secret is none: behind `whsec_` there is base64. */
  | "SECRET"
  /** It is Placard's, but not what it was taken for. */
  | "BODY";

/** A webhook that is not believed. Answer it with 400. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  readonly reason: WebhookProblem;

  constructor(reason: WebhookProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What a webhook tells. */
export interface WebhookEvent {
  /** `evt_…`, the same each time it comes: remember it, for a webhook comes at least once. */
  id: string;
  /** For instance "render.completed". */
  type: string;
  timestamp: Date;
  workspaceId: string;
  /** What there is to say, by the JSON Schema of its type. */
  data: Record<string, unknown>;
}

/** Headers as `fetch` or Node's `http` have them. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>;

/**
 * The event of a webhook in the format STANDARD, if it is Placard's; else it throws a `WebhookError`.
 *
 * @param body The body's bytes as they came, before anything parsed them.
 * @param secret The subscription's: what CreateSubscription answered.
 */
export async function verifyWebhook(body: Uint8Array, headers: WebhookHeaders, secret: string): Promise<WebhookEvent> {
  const signed = signatureHeaders(headers);
  const webhook = attempt("SECRET", "the secret is none", () =>
    secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(new TextEncoder().encode(secret), { format: "raw" }),
  );
  const text = attempt("BODY", "the body is no text; verifyPicture is for pictures", () =>
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body),
  );
  attempt("SIGNATURE", "no signature is one of this body by this secret", () =>
    webhook.verify(text, signed, { jsonParse: false }),
  );
  const { id, type, timestamp, workspace_id: workspaceId, data } = json(text);
  const named = typeof id === "string" && typeof type === "string" && typeof timestamp === "string";
  if (!named || typeof workspaceId !== "string" || typeof data !== "object" || data === null) {
    throw new WebhookError("BODY", "the body is no event in the format STANDARD");
  }
  return { id, type, timestamp: new Date(timestamp), workspaceId, data: data as Record<string, unknown> };
}

/**
 * Throws a `WebhookError` unless a body is Placard's, whatever it holds: what a trigger posts is the picture itself, which
 * is no text.
 *
 * @param secret The trigger's: what CreateTrigger answered.
 */
export async function verifyPicture(body: Uint8Array, headers: WebhookHeaders, secret: string): Promise<void> {
  const signed = signatureHeaders(headers);
  const bytes = attempt("SECRET", "the secret is none", () =>
    secret.startsWith("whsec_") ? fromBase64(secret.slice("whsec_".length)) : new TextEncoder().encode(secret),
  );
  const before = new TextEncoder().encode(`${signed["webhook-id"]}.${signed["webhook-timestamp"]}.`);
  const message = new Uint8Array(before.length + body.length);
  message.set(before);
  message.set(body, before.length);
  for (const one of signed["webhook-signature"].split(" ")) {
    const [version, base64 = ""] = one.split(",", 2);
    if (version === "v1" && (await matches(bytes, decoded(base64, fromBase64), message))) return;
  }
  throw new WebhookError("SIGNATURE", "no signature is one of this body by this secret");
}

/**
 * The JSON of a webhook that is signed with an HMAC-SHA256 in hexadecimal, if it is Placard's; else it throws a
 * `WebhookError`. If the signature has a time (`t=…,v1=…`), that is looked at; one without can be sent again by anyone who
 * saw it.
 *
 * @param signature The value of the header that the subscription names.
 * @param prefix What stands before the digits, as the subscription says, for instance "sha256=".
 */
export async function verifyHex(body: Uint8Array, signature: string, secret: string, prefix = ""): Promise<unknown> {
  if (!secret) throw new WebhookError("SECRET", "the secret is empty");
  const timestamped = /^t=(\d+),v1=(.*)$/.exec(signature);
  let [digits, message] = [signature.slice(prefix.length), body];
  if (timestamped) {
    const [, seconds = "", rest = ""] = timestamped;
    checkTime(seconds);
    const before = new TextEncoder().encode(`${seconds}.`);
    message = new Uint8Array(before.length + body.length);
    message.set(before);
    message.set(body, before.length);
    digits = rest;
  } else if (!signature.startsWith(prefix)) {
    throw new WebhookError("SIGNATURE", `the signature does not begin with ${prefix}`);
  }
  if (!(await matches(new TextEncoder().encode(secret), decoded(digits, fromHex), message))) {
    throw new WebhookError("SIGNATURE", "the signature is not one of this body by this secret");
  }
  return json(new TextDecoder().decode(body));
}

type SignatureHeaders = Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>;

function signatureHeaders(headers: WebhookHeaders): SignatureHeaders {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const all = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: keyof SignatureHeaders) => {
    const value = all[name];
    if (typeof value === "string" && value) return value;
    throw new WebhookError("HEADERS", `there is no ${name}`);
  };
  const found: SignatureHeaders = {
    "webhook-id": header("webhook-id"),
    "webhook-timestamp": header("webhook-timestamp"),
    "webhook-signature": header("webhook-signature"),
  };
  if (!/^\d{1,12}$/.test(found["webhook-timestamp"])) {
    throw new WebhookError("HEADERS", "webhook-timestamp is no number of seconds");
  }
  checkTime(found["webhook-timestamp"]);
  return found;
}

function checkTime(seconds: string): void {
  const off = Date.now() / 1000 - Number(seconds);
  if (Math.abs(off) <= TOLERANCE) return;
  const what = off > 0 ? "ago" : "ahead";
  throw new WebhookError("TIMESTAMP", `it was signed ${Math.round(Math.abs(off))} s ${what}: more than ${TOLERANCE}`);
}

/** Compared in constant time. */
async function matches(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key as BufferSource, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, imported, signature as BufferSource, message as BufferSource);
}

function json(text: string): Record<string, unknown> {
  const value: unknown = attempt("BODY", "the body is no JSON", () => JSON.parse(text));
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new WebhookError("BODY", "the body is no JSON object");
}

function fromBase64(text: string): Uint8Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (!bytes.length) throw new Error("it is empty");
  return bytes;
}

function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(text)) throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** What of a signature can't be read fits nothing. */
function decoded(text: string, decode: (text: string) => Uint8Array): Uint8Array {
  try {
    return decode(text);
  } catch {
    return new Uint8Array();
  }
}

function attempt<T>(reason: WebhookProblem, message: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new WebhookError(reason, message, { cause });
  }
}
