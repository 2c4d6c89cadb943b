import { PlacardError } from "./error.js";

/** How often a call is tried in all. */
export const ATTEMPTS = 5;
const FIRST_MS = 200;

/** How long to wait after so many failures in a row, at most `longest` unless the server asks for more. */
export function backoff(failures: number, error: PlacardError, longest = Infinity): number {
  const wait = Math.min(FIRST_MS * 2 ** (failures - 1), longest);
  // Give or take 20 %: clients that failed at the same moment must not come back at the same one.
  return Math.max(wait * (0.8 + 0.4 * Math.random()), error.retryDelayMs ?? 0);
}

/** Waits, unless it is aborted: then it throws the signal's reason as a `PlacardError`. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(PlacardError.from(signal?.reason, signal));
    };
    if (signal?.aborted) return reject(PlacardError.from(signal.reason, signal));
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
