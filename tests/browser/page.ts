// A page that uses Placard as any page could: it only knows the server's address and a key.

import { Code, createPlacard, DeliveryState, PlacardError, RenderState, type Placard } from "@placard/client";

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

function field(name: string): string {
  return String(new FormData(document.forms[0]).get(name));
}

function connect(): Placard {
  return createPlacard({ baseUrl: field("server"), apiKey: field("key") });
}

function line(text: string): HTMLLIElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

/** Makes a button do something, and shows in `place` what went wrong. */
function onClick(button: string, place: string, work: () => Promise<void>) {
  element(button).addEventListener("click", async () => {
    element(place).textContent = "";
    try {
      await work();
    } catch (error) {
      const { code, reason, message, fields } = PlacardError.from(error);
      const faults = fields.map((fault) => `\n${fault.path}: ${fault.message}`);
      element(place).textContent = `${Code[code]} ${reason}: ${message}${faults.join("")}`;
    }
  });
}

onClick("render", "render-problem", async () => {
  const placard = connect();
  const card = { title: field("title"), tag: "gRPC-Web", style: { font: field("font") } };
  const { render, image } = await placard.renders.render({
    spec: { design: { case: "card", value: card } },
    inlineImage: true,
  });
  if (!render) throw new Error("the answer has no render");

  const picture = new Blob([image as Uint8Array<ArrayBuffer>], { type: render.contentType });
  element<HTMLImageElement>("inline").src = URL.createObjectURL(picture);
  element<HTMLImageElement>("served").src = render.url;

  const { renders } = await placard.renders.listRenders({});
  const lines = renders.map((one) => line(`${one.renderId} ${RenderState[one.state]} ${one.sizeBytes} bytes`));
  element("renders").replaceChildren(...lines);
});

onClick("watch", "watch-problem", async () => {
  const { subscriptions } = connect();
  const { subscription } = await subscriptions.createSubscription({
    subscription: { url: field("receiver"), eventTypes: ["*"] },
  });
  if (!subscription) throw new Error("the answer has no subscription");

  const { subscriptionId } = subscription;
  // The server begins to watch before it answers its headers, so nothing sent after them is missed.
  const onHeader = () => {
    subscriptions.sendTestEvent({ subscriptionId }).catch(console.error);
  };
  for await (const { payload } of subscriptions.watchDeliveries({ subscriptionId }, { onHeader })) {
    if (payload.case !== "delivery") continue;
    element("deliveries").append(line(`${payload.value.eventType} ${DeliveryState[payload.value.state]}`));
  }
});
