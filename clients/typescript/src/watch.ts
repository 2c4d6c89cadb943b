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
 */
export async function* watch<Q extends Request, R extends Response>(
  open: Open<Q, R>,
  request: Q,
  options: CallOptions = {},
): AsyncGenerator<R, void, undefined> {
  let next = request;
  let told = false;
  let failures = 0;
  for (;;) {
    const stream = new AbortController();
    const silent = () => stream.abort(new PlacardError("the server is silent", Code.Unavailable));
    let alarm = setTimeout(silent, SILENCE_MS);
    const signal = options.signal ? AbortSignal.any([options.signal, stream.signal]) : stream.signal;
    let error: PlacardError;
    try {
      for await (const message of open(next, { ...options, signal })) {
        clearTimeout(alarm);
        told = true;
        failures = 0;
        const { includeExisting: _, since: __, ...rest } = next;
        next = { ...rest, resumeToken: message.resumeToken } as Q;
        // While the reader is at work, no silence is the server's.
        if (message.payload.case !== "heartbeat") yield message;
        alarm = setTimeout(silent, SILENCE_MS);
      }
      error = new PlacardError("the server ended the stream", Code.Unavailable);
    } catch (thrown) {
      error = stream.signal.aborted ? stream.signal.reason : PlacardError.from(thrown);
    } finally {
      clearTimeout(alarm);
      // Whoever leaves the loop leaves the stream.
      stream.abort();
    }
    failures += 1;
    if (!goesOn(error) || options.signal?.aborted || (!told && failures === ATTEMPTS)) throw error;
    await pause(backoff(failures, error, LONGEST_WAIT_MS), options.signal);
  }
}

function goesOn({ code, reason }: PlacardError): boolean {
  return code === Code.Unavailable || reason === "READER_TOO_SLOW";
}
