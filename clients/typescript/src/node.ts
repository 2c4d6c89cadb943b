// The client for Node: the same, over gRPC.

import { createGrpcTransport } from "@connectrpc/connect-node";
import { createPlacard as create, type Placard, type PlacardOptions } from "./index.js";

export * from "./index.js";

/** Clients for all services, which share one HTTP/2 connection and show the API key with every call. */
export function createPlacard(options: PlacardOptions): Placard {
  return create({ transport: createGrpcTransport, ...options });
}
