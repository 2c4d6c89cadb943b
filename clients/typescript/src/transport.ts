import { clone, create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, type Transport } from "@connectrpc/connect";
import { PlacardError } from "./error.js";
import { ATTEMPTS, backoff, pause } from "./retry.js";

/**
 * A transport that throws `PlacardError`s, gives calls a deadline, and repeats those that are safe to repeat while the
 * server is UNAVAILABLE: reads, and what has a `request_id`, which it fills in. `ended` ends all of them.
 */
export function steady(inner: Transport, defaultTimeoutMs: number, ended?: AbortSignal): Transport {
  return {
    async unary(method, given, timeoutMs = defaultTimeoutMs, header, input, contextValues) {
      const signal = either(given, ended);
      const reads = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
      const safe = reads || method.input.field["requestId"] !== undefined;
      const asked = create(method.input, input);
      const message = reads || !safe ? asked : identified(method.input, asked);
      const end = performance.now() + timeoutMs;
      for (let failures = 1; ; failures += 1) {
        try {
          // Timers can't wait for ever; a call without a limit has none.
          const left = Number.isFinite(end) ? Math.ceil(end - performance.now()) : undefined;
          return await inner.unary(method, signal, left, header, message, contextValues);
        } catch (thrown) {
          const error = PlacardError.from(thrown, signal);
          if (!safe || error.code !== Code.Unavailable || failures === ATTEMPTS) throw error;
          const wait = backoff(failures, error);
          // What went wrong says more than that there was no time to try again.
          if (performance.now() + wait >= end) throw error;
          await pause(wait, signal);
        }
      }
    },
    async stream(method, given, timeoutMs, header, input, contextValues) {
      const signal = either(given, ended);
      try {
        const answer = await inner.stream(method, signal, timeoutMs, header, input, contextValues);
        return { ...answer, message: translated(answer.message, signal) };
      } catch (thrown) {
        throw PlacardError.from(thrown, signal);
      }
    },
  };
}

/** What is aborted with one or the other. */
export function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}

/** The message with a `request_id`. The caller's own stays as it is: sent again, it would be another request. */
function identified<D extends DescMessage>(type: D, message: MessageShape<D>): MessageShape<D> {
  const copy = clone(type, message);
  const request = copy as { requestId?: string };
  request.requestId ||= crypto.randomUUID();
  return copy;
}

async function* translated<T>(messages: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncIterable<T> {
  try {
    yield* messages;
  } catch (thrown) {
    throw PlacardError.from(thrown, signal);
  }
}
