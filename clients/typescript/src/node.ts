// The client for Node: the same, over gRPC.

import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import process from "node:process";
import { Code, ConnectError } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { PlacardError } from "./error.js";
import { createPlacard as create, type Placard, type PlacardOptions } from "./index.js";
import { ATTEMPTS, backoff, pause } from "./retry.js";
import { either } from "./transport.js";

export * from "./index.js";
export * from "./webhook.js";

/** A connection on which nothing came for that long is asked whether it is still there. */
const PING_MS = 20_000;

type TransportOptions = Parameters<NonNullable<PlacardOptions["transport"]>>[0];

/** What more there is where there are files. */
export interface NodePlacard extends Placard {
  /**
   * Downloads a render's picture into a file, which is there only once it is whole. If the connection breaks, it begins
   * again.
   */
  downloadRender(
    renderId: string,
    path: string,
    options?: { signal?: AbortSignal },
  ): Promise<{ contentType: string; sizeBytes: number }>;
  /**
   * Ends the connection, which is kept for a while otherwise, and with it a program that has nothing else to do. What is
   * under way fails with `Code.Canceled`.
   */
  close(): void;
}

/**
 * Clients for all services, which share one HTTP/2 connection and show the API key with every call. `baseUrl` is the
 * variable `PLACARD_SERVER` unless it is given, and else http://127.0.0.1:8080; `apiKey` is `PLACARD_API_KEY`.
 */
export function createPlacard(options: Partial<PlacardOptions> = {}): NodePlacard {
  const apiKey = options.apiKey ?? process.env["PLACARD_API_KEY"];
  if (!apiKey) throw new TypeError("no API key: give `apiKey`, or set PLACARD_API_KEY");
  const baseUrl = options.baseUrl ?? (process.env["PLACARD_SERVER"] || "http://127.0.0.1:8080");
  const sessionManager = new Http2SessionManager(baseUrl, { pingIntervalMs: PING_MS });
  const transport = (given: TransportOptions) => createGrpcTransport({ ...given, sessionManager });
  const closing = new AbortController();
  const ended = either(options.signal, closing.signal) as AbortSignal;
  const placard = create({ transport, ...options, baseUrl, apiKey, signal: ended });
  return {
    ...placard,
    async downloadRender(renderId, path, { signal } = {}) {
      for (let failures = 1; ; failures += 1) {
        try {
          return await download(placard, renderId, path, signal);
        } catch (error) {
          const again = error instanceof PlacardError && error.code === Code.Unavailable && failures < ATTEMPTS;
          if (!again) throw error;
          await pause(backoff(failures, error), either(signal, ended));
        }
      }
    },
    close: () => {
      closing.abort(new ConnectError("the client is closed", Code.Canceled));
      sessionManager.abort();
    },
  };
}

async function download({ renders }: Placard, renderId: string, path: string, signal: AbortSignal | undefined) {
  const stream = new AbortController();
  const both = signal ? AbortSignal.any([signal, stream.signal]) : stream.signal;
  const unfinished = `${path}.${randomUUID()}.part`;
  const whole = { contentType: "", sizeBytes: 0 };
  let file;
  try {
    let written = 0;
    for await (const { data, contentType, sizeBytes } of renders.downloadRender({ renderId }, { signal: both })) {
      file ??= await open(unfinished, "wx");
      if (contentType) Object.assign(whole, { contentType, sizeBytes: Number(sizeBytes) });
      await file.writeFile(data);
      written += data.length;
    }
    if (!file || written !== whole.sizeBytes) {
      throw new PlacardError(`the picture ended after ${written} of ${whole.sizeBytes} bytes`, Code.Unavailable);
    }
    await file.close();
    await rename(unfinished, path);
    return whole;
  } catch (error) {
    stream.abort();
    await file?.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}
