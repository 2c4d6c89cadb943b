// The client for browsers, over gRPC-Web. It works wherever there is `fetch`; programs on Node are better off with
// "@placard/client/node", which speaks gRPC itself.

import { createClient, type CallOptions, type Client, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { BatchState, type BatchProgress } from "./gen/placard/v1/batch_pb.js";
import type { Delivery } from "./gen/placard/v1/delivery_pb.js";
import type { Event } from "./gen/placard/v1/event_pb.js";
import { BindingService } from "./gen/placard/v1/binding_service_pb.js";
import { EventService, type StreamEventsRequestSchema } from "./gen/placard/v1/event_service_pb.js";
import { RenderState, type Render } from "./gen/placard/v1/render_pb.js";
import {
  RenderService,
  type WatchBatchRequestSchema,
  type WatchBatchResponse,
  type WatchRenderRequestSchema,
  type WatchRenderResponse,
} from "./gen/placard/v1/render_service_pb.js";
import { TemplateService } from "./gen/placard/v1/template_service_pb.js";
import { TriggerService } from "./gen/placard/v1/trigger_service_pb.js";
import {
  WebhookSubscriptionService,
  type WatchDeliveriesRequestSchema,
} from "./gen/placard/v1/webhook_subscription_service_pb.js";
import { WorkspaceService } from "./gen/placard/v1/workspace_service_pb.js";
import { either, steady } from "./transport.js";
import { watch } from "./watch.js";

export { Code } from "@connectrpc/connect";
export * from "./gen/placard/v1/asset_pb.js";
export * from "./gen/placard/v1/batch_pb.js";
export * from "./gen/placard/v1/binding_pb.js";
export * from "./gen/placard/v1/binding_service_pb.js";
export * from "./gen/placard/v1/delivery_pb.js";
export * from "./gen/placard/v1/error_reason_pb.js";
export * from "./gen/placard/v1/event_pb.js";
export * from "./gen/placard/v1/event_service_pb.js";
export * from "./gen/placard/v1/recovery_pb.js";
export * from "./gen/placard/v1/render_pb.js";
export * from "./gen/placard/v1/render_service_pb.js";
export * from "./gen/placard/v1/render_spec_pb.js";
export * from "./gen/placard/v1/scene_pb.js";
export * from "./gen/placard/v1/template_pb.js";
export * from "./gen/placard/v1/template_service_pb.js";
export * from "./gen/placard/v1/trigger_pb.js";
export * from "./gen/placard/v1/trigger_service_pb.js";
export * from "./gen/placard/v1/usage_pb.js";
export * from "./gen/placard/v1/webhook_subscription_pb.js";
export * from "./gen/placard/v1/webhook_subscription_service_pb.js";
export * from "./gen/placard/v1/workspace_pb.js";
export * from "./gen/placard/v1/workspace_service_pb.js";
export { PlacardError, type FieldProblem } from "./error.js";
export { paginate } from "./pages.js";

const TIMEOUT_MS = 60_000;

/** Where a server is, and who asks. */
export interface PlacardOptions {
  /** What the server serves at, for instance "https://cards.example.com". */
  baseUrl: string;
  /** `plk_…` In a web page everyone who sees the page has it: give it no more scopes than they may have. */
  apiKey: string;
  /** How long a call may take that doesn't say, its repetitions included; streams have no limit. Default: 60,000. */
  timeoutMs?: number;
  /** Ends the client: what is under way fails with `Code.Canceled`, and so does what comes after. */
  signal?: AbortSignal;
  /** How to get there: what makes a transport of connect. Default: gRPC-Web over `fetch`. */
  transport?: (options: { baseUrl: string; interceptors: Interceptor[] }) => Transport;
}

/** A client for each of the services, and what goes on for longer than a call. */
export interface Placard {
  renders: Client<typeof RenderService>;
  templates: Client<typeof TemplateService>;
  bindings: Client<typeof BindingService>;
  triggers: Client<typeof TriggerService>;
  subscriptions: Client<typeof WebhookSubscriptionService>;
  events: Client<typeof EventService>;
  workspace: Client<typeof WorkspaceService>;
  /**
   * Every change of every delivery. When the connection breaks it goes on where it stood; to go on after a restart of
   * one's own, keep the `resumeToken`. It ends when its reader leaves the loop, or by `options.signal`.
   */
  watchDeliveries(
    request?: MessageInitShape<typeof WatchDeliveriesRequestSchema>,
    options?: CallOptions,
  ): AsyncGenerator<{ delivery: Delivery; resumeToken: string }, void, undefined>;
  /** Every event, in the same way. */
  streamEvents(
    request?: MessageInitShape<typeof StreamEventsRequestSchema>,
    options?: CallOptions,
  ): AsyncGenerator<{ event: Event; resumeToken: string }, void, undefined>;
  /** How a render stands, and every change of it, in the same way; the loop ends with the render. */
  watchRender(
    request: MessageInitShape<typeof WatchRenderRequestSchema>,
    options?: CallOptions,
  ): AsyncGenerator<{ render: Render; resumeToken: string }, void, undefined>;
  /** How far a batch is, and again whenever items end, in the same way; the loop ends with the batch. */
  watchBatch(
    request: MessageInitShape<typeof WatchBatchRequestSchema>,
    options?: CallOptions,
  ): AsyncGenerator<{ progress: BatchProgress; resumeToken: string }, void, undefined>;
}

/**
 * Clients for all services, which share one transport and show the API key with every call. Calls are repeated while the
 * server is not available, where that is safe, and throw `PlacardError`s.
 */
export function createPlacard(options: PlacardOptions): Placard {
  const { baseUrl, apiKey, timeoutMs = TIMEOUT_MS, signal, transport: make = createGrpcWebTransport } = options;
  if (!apiKey) throw new TypeError("createPlacard wants an `apiKey` (plk_…)");
  const authorize: Interceptor = (next) => (request) => {
    request.header.set("authorization", `Bearer ${apiKey}`);
    return next(request);
  };
  const transport = steady(make({ baseUrl, interceptors: [authorize] }), timeoutMs, signal);
  // A stream that was ended on purpose is not to be followed by another.
  const ending = (given: CallOptions = {}): CallOptions => {
    const both = either(given.signal, signal);
    return both ? { ...given, signal: both } : given;
  };
  const renders = createClient(RenderService, transport);
  const subscriptions = createClient(WebhookSubscriptionService, transport);
  const events = createClient(EventService, transport);
  return {
    renders,
    templates: createClient(TemplateService, transport),
    bindings: createClient(BindingService, transport),
    triggers: createClient(TriggerService, transport),
    subscriptions,
    events,
    workspace: createClient(WorkspaceService, transport),
    async *watchDeliveries(request = {}, callOptions) {
      for await (const { payload, resumeToken } of watch(subscriptions.watchDeliveries, request, ending(callOptions))) {
        if (payload.case === "delivery") yield { delivery: payload.value, resumeToken };
      }
    },
    async *streamEvents(request = {}, callOptions) {
      for await (const { payload, resumeToken } of watch(events.streamEvents, request, ending(callOptions))) {
        if (payload.case === "event") yield { event: payload.value, resumeToken };
      }
    },
    async *watchRender(request, callOptions) {
      for await (const { payload, resumeToken } of watch(renders.watchRender, request, ending(callOptions), renderEnded)) {
        if (payload.case === "render") yield { render: payload.value, resumeToken };
      }
    },
    async *watchBatch(request, callOptions) {
      for await (const { payload, resumeToken } of watch(renders.watchBatch, request, ending(callOptions), batchEnded)) {
        if (payload.case === "progress") yield { progress: payload.value, resumeToken };
      }
    },
  };
}

function renderEnded({ payload }: WatchRenderResponse): boolean {
  const ends = [RenderState.SUCCEEDED, RenderState.FAILED, RenderState.CANCELLED];
  return payload.case === "render" && ends.includes(payload.value.state);
}

function batchEnded({ payload }: WatchBatchResponse): boolean {
  const ends = [BatchState.COMPLETED, BatchState.CANCELLED];
  return payload.case === "progress" && payload.value.batch !== undefined && ends.includes(payload.value.batch.state);
}
