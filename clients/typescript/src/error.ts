import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, ResourceInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

/** What is wrong with a field. */
export interface FieldProblem {
  /** The field's path in the request, as in the proto files, for instance "spec.card.style.font". */
  path: string;
  /** For people. */
  message: string;
}

/** What a failed call says. Every call of the client fails with one. */
export class PlacardError extends Error {
  override readonly name = "PlacardError";
  /** The gRPC code, for instance `Code.InvalidArgument`. */
  readonly code: Code;
  /**
   * For machines: a name out of `ErrorReason` without its prefix, for instance "UNKNOWN_FONT". Empty if it was not the
   * server that spoke: it was not reached, the deadline passed here, or something else answered in its place.
   */
  readonly reason: string;
  /** The fields of the request that are at fault. */
  readonly fields: readonly FieldProblem[];
  /** What else there is for machines, for instance `render_id` of a render that failed. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What isn't there, with NotFound. */
  readonly resource: { readonly type: string; readonly name: string } | undefined;
  /** After how long to come back, in milliseconds, where the server says it. */
  readonly retryDelayMs: number | undefined;
  /** The call's id in the server's log; empty if the server was not reached. */
  readonly requestId: string;

  constructor(message: string, code: Code, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    const error = options?.cause instanceof ConnectError ? options.cause : undefined;
    const info = error?.findDetails(ErrorInfoSchema).find(({ domain }) => domain === "placard");
    const violations = error?.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations) ?? [];
    const resource = error?.findDetails(ResourceInfoSchema)[0];
    const delay = error?.findDetails(RetryInfoSchema)[0]?.retryDelay;
    this.reason = info?.reason ?? "";
    this.fields = violations.map(({ field, description }) => ({ path: field, message: description }));
    this.metadata = info?.metadata ?? {};
    this.resource = resource && { type: resource.resourceType, name: resource.resourceName };
    this.retryDelayMs = delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6;
    this.requestId = error?.metadata.get("x-request-id") ?? "";
  }

  /** Reads what was thrown, its details included. `signal` is what the caller could end the call with. */
  static from(thrown: unknown, signal?: AbortSignal): PlacardError {
    if (thrown instanceof PlacardError) return thrown;
    const error = ConnectError.from(thrown);
    const code = broken(error) && !signal?.aborted ? Code.Unavailable : error.code;
    return new PlacardError(error.rawMessage, code, { cause: error });
  }
}

/**
 * Whether the connection broke, or was never made. What the transports throw then has one of many codes, the error of
 * `fetch` or of Node as its cause or none, and no headers; what the server says has headers.
 */
function broken(error: ConnectError): boolean {
  if ([...error.metadata.keys()].length) return false;
  if (error.code === Code.Aborted || error.code === Code.Canceled) return true;
  const foreign = error.cause instanceof Error && !(error.cause instanceof ConnectError);
  return foreign && (error.code === Code.Internal || error.code === Code.Unknown);
}
