import { Code, type CallOptions } from "@connectrpc/connect";
import { PlacardError } from "./error.js";
import { ATTEMPTS, backoff, pause } from "./retry.js";

/** The server says something every 15 s: a stream that is silent for longer than this is dead. */
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 10_000;

interface Request {
  resumeToken?: string;
  includeExisting?: boolean;
  since?: unknown;
}

interface Response {
  payload: { case: string; value: unknown } | { case: undefined; value?: undefined };
  resumeToken: string;
}

/** How to open a stream. */
export type Open<Q, R> = (request: Q, options: CallOptions) => AsyncIterable<R>;

/**
 * The messages of a stream that tell something. When the stream breaks, it goes on where it stood; it gives up if it
 * was never there, or when the server refuses.
 *
 * @param isLast What the last message of a stream looks like that ends by itself; those of the others go on for ever.
 */
export async function* watch<Q extends Request, R extends Response>(
  open: Open<Q, R>,
  request: Q,
  options: CallOptions = {},
  isLast?: (message: R) => boolean,
): AsyncGenerator<R, void, undefined> {
  const end = options.timeoutMs === undefined ? Infinity : performance.now() + options.timeoutMs;
  let next = request;
  let told = false;
  let failures = 0;
  for (;;) {
    const stream = new AbortController();
    const silent = () => stream.abort(new PlacardError("the server is silent", Code.Unavailable));
    let alarm = setTimeout(silent, SILENCE_MS);
    const signal = options.signal ? AbortSignal.any([options.signal, stream.signal]) : stream.signal;
    const left = Number.isFinite(end) ? { timeoutMs: Math.max(Math.ceil(end - performance.now()), 1) } : {};
    let error: PlacardError;
    try {
      for await (const message of open(next, { ...options, ...left, signal })) {
        clearTimeout(alarm);
        told = true;
        failures = 0;
        const { includeExisting: _, since: __, ...rest } = next;
        next = { ...rest, resumeToken: message.resumeToken } as Q;
        // While the reader is at work, no silence is the server's.
        if (message.payload.case !== "heartbeat") yield message;
        if (isLast?.(message)) return;
        alarm = setTimeout(silent, SILENCE_MS);
      }
      // Who comes back after the last message is told nothing any more.
      if (isLast) return;
      error = new PlacardError("the server ended the stream", Code.Unavailable);
    } catch (thrown) {
      error = stream.signal.aborted ? stream.signal.reason : PlacardError.from(thrown);
    } finally {
      clearTimeout(alarm);
      // Whoever leaves the loop leaves the stream.
      stream.abort();
    }
    failures += 1;
    const over = options.signal?.aborted || performance.now() >= end;
    if (over || !goesOn(error, told) || (!told && failures === ATTEMPTS)) throw error;
    await pause(backoff(failures, error, LONGEST_WAIT_MS), options.signal);
  }
}

/** What is left of a stream that was cut by something between: a proxy, say, that lets none live for long. */
const CUT = [Code.Canceled, Code.Unknown, Code.DeadlineExceeded, Code.Internal];

/** Whether a stream that ended so is worth another one. Where the server gives no reason, it was not the server. */
function goesOn({ code, reason }: PlacardError, told: boolean): boolean {
  return code === Code.Unavailable || reason === "READER_TOO_SLOW" || (told && !reason && CUT.includes(code));
}
