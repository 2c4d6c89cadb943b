// The client for browsers, over gRPC-Web. It works wherever there is `fetch`; programs on Node are better off with
// "@placard/client/node", which speaks gRPC itself.

import { createClient, type Client, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { EventService } from "./gen/placard/v1/event_service_pb.js";
import { RenderService } from "./gen/placard/v1/render_service_pb.js";
import { TemplateService } from "./gen/placard/v1/template_service_pb.js";
import { TriggerService } from "./gen/placard/v1/trigger_service_pb.js";
import { WebhookSubscriptionService } from "./gen/placard/v1/webhook_subscription_service_pb.js";
import { WorkspaceService } from "./gen/placard/v1/workspace_service_pb.js";

export * from "./gen/placard/v1/asset_pb.js";
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
export * from "./gen/placard/v1/webhook_subscription_pb.js";
export * from "./gen/placard/v1/webhook_subscription_service_pb.js";
export * from "./gen/placard/v1/workspace_pb.js";
export * from "./gen/placard/v1/workspace_service_pb.js";
export { problem, type FieldProblem, type Problem } from "./problem.js";

/** Where a server is, and who asks. */
export interface PlacardOptions {
  /** What the server serves at, for instance "https://cards.example.com". */
  baseUrl: string;
  /** `plk_…` In a web page everyone who sees the page has it: give it no more scopes than they may have. */
  apiKey: string;
  /** How to get there: what makes a transport of connect. Default: gRPC-Web over `fetch`. */
  transport?: (options: { baseUrl: string; interceptors: Interceptor[] }) => Transport;
}

/** A client for each of the services. */
export interface Placard {
  renders: Client<typeof RenderService>;
  templates: Client<typeof TemplateService>;
  triggers: Client<typeof TriggerService>;
  subscriptions: Client<typeof WebhookSubscriptionService>;
  events: Client<typeof EventService>;
  workspace: Client<typeof WorkspaceService>;
}

/** Clients for all services, which share one transport and show the API key with every call. */
export function createPlacard(options: PlacardOptions): Placard {
  const { baseUrl, apiKey, transport: create = createGrpcWebTransport } = options;
  const authorize: Interceptor = (next) => (request) => {
    request.header.set("authorization", `Bearer ${apiKey}`);
    return next(request);
  };
  const transport = create({ baseUrl, interceptors: [authorize] });
  return {
    renders: createClient(RenderService, transport),
    templates: createClient(TemplateService, transport),
    triggers: createClient(TriggerService, transport),
    subscriptions: createClient(WebhookSubscriptionService, transport),
    events: createClient(EventService, transport),
    workspace: createClient(WorkspaceService, transport),
  };
}
