package dev.placard.conformance;

import static dev.placard.conformance.Expectation.altered;
import static dev.placard.conformance.Expectation.fails;
import static dev.placard.conformance.Expectation.parse;
import static dev.placard.conformance.Expectation.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.placard.Placard;
import dev.placard.WebhookEvent;
import dev.placard.Webhooks;
import dev.placard.conformance.Main.Kind;
import dev.placard.conformance.Stage.Message;
import dev.placard.v1.CreateSubscriptionRequest;
import dev.placard.v1.CreateSubscriptionResponse;
import dev.placard.v1.CreateTriggerRequest;
import dev.placard.v1.DeleteSubscriptionRequest;
import dev.placard.v1.DeleteTriggerRequest;
import dev.placard.v1.DeliveryState;
import dev.placard.v1.FireTriggerRequest;
import dev.placard.v1.GetRenderRequest;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.SendTestEventRequest;
import dev.placard.v1.Subscription;
import dev.placard.v1.SubscriptionSignature;
import dev.placard.v1.Trigger;
import dev.placard.v1.TriggerOverrides;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Cases of what the server sends. */
record WebhookCases(Placard placard, Stage stage) {
  void addTo(Map<String, Kind> kinds) {
    kinds.put("trigger", this::trigger);
    kinds.put("webhook", this::webhook);
    kinds.put("hex", this::hex);
    kinds.put("verify_hex", this::verifyHex);
    kinds.put("verify", this::verify);
    kinds.put("unicode", this::unicode);
  }

  static CreateSubscriptionResponse subscribe(Placard client, Subscription.Builder subscription) {
    if (subscription.getEventTypesCount() == 0) {
      subscription.addEventTypes("test");
    }
    return client.subscriptions().createSubscription(
        CreateSubscriptionRequest.newBuilder().setSubscription(subscription).build());
  }

  private void trigger(JsonObject given) throws Exception {
    var inbox = stage.inbox();
    Trigger trigger = parse(given.get("trigger"), Trigger.getDefaultInstance()).toBuilder().setUrl(inbox.url()).build();
    var created = placard.triggers().createTrigger(CreateTriggerRequest.newBuilder().setTrigger(trigger).build());
    String secret = created.getSecret();
    String id = created.getTrigger().getTriggerId();
    var overrides = parse(given.get("overrides"), TriggerOverrides.getDefaultInstance());
    var fired = placard.triggers().fireTrigger(
        FireTriggerRequest.newBuilder().setTriggerId(id).setOverrides(overrides).setWait(true).build());
    assertEquals(DeliveryState.DELIVERY_STATE_SUCCEEDED, fired.getDeliveryStatus());
    assertEquals("image/png", fired.getContentType());
    Message message = inbox.next();
    byte[] body = message.body();
    assertEquals(fired.getImageSize(), body.length);
    Webhooks.verifyPicture(body, message.headers(), secret);
    refused("SIGNATURE", () -> Webhooks.verifyPicture(altered(body, body.length - 1), message.headers(), secret));
    placard.triggers().deleteTrigger(DeleteTriggerRequest.newBuilder().setTriggerId(id).build());
    var again = FireTriggerRequest.newBuilder().setTriggerId(id).build();
    fails(given.getAsJsonObject("after_delete"), () -> placard.triggers().fireTrigger(again));
  }

  private void webhook(JsonObject given) throws Exception {
    var inbox = stage.inbox();
    var subscription = Subscription.newBuilder().setUrl(inbox.url());
    given.getAsJsonArray("event_types").forEach(type -> subscription.addEventTypes(type.getAsString()));
    given.getAsJsonObject("metadata_filter").entrySet().forEach(
        label -> subscription.getFilterBuilder().putMetadata(label.getKey(), label.getValue().getAsString()));
    var created = subscribe(placard, subscription);
    String secret = created.getSecret();
    RenderRequest request = parse(given.get("request"), RenderRequest.getDefaultInstance());
    var render = placard.renders().render(request).getRender();
    Message message = inbox.next();
    byte[] body = message.body();
    WebhookEvent event = Webhooks.verifyWebhook(body, message.headers(), secret);
    assertEquals("render.completed", event.type());
    assertEquals(message.header("webhook-id"), event.id());
    assertTrue(Duration.between(event.timestamp(), Instant.now()).abs().compareTo(Duration.ofHours(1)) < 0);
    assertTrue(event.workspaceId().startsWith("wsp_"));
    assertEquals(render.getRenderId(), event.data().getFieldsOrThrow("render_id").getStringValue());
    assertEquals(render.getUrl(), event.data().getFieldsOrThrow("url").getStringValue());
    assertEquals(request.getMetadataMap(), texts(event.data().getFieldsOrThrow("metadata").getStructValue()));
    // What finds headers is as good as the headers.
    assertEquals(event, Webhooks.verifyWebhook(body, message::header, secret));

    byte[] longer = Arrays.copyOf(body, body.length + 1);
    longer[body.length] = ' ';
    refused("SIGNATURE", () -> Webhooks.verifyWebhook(altered(body, 20), message.headers(), secret));
    refused("SIGNATURE", () -> Webhooks.verifyWebhook(longer, message.headers(), secret));
    String other = given.get("other_secret").getAsString();
    refused("SIGNATURE", () -> Webhooks.verifyWebhook(body, message.headers(), other));
    String id = created.getSubscription().getSubscriptionId();
    placard.subscriptions().deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscriptionId(id).build());
  }

  private static Map<String, String> texts(Struct struct) {
    return struct.getFieldsMap().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getStringValue()));
  }

  private void sendTest(CreateSubscriptionResponse created, Struct data) {
    String id = created.getSubscription().getSubscriptionId();
    placard.subscriptions().sendTestEvent(
        SendTestEventRequest.newBuilder().setSubscriptionId(id).setData(data).build());
  }

  private void hex(JsonObject given) throws Exception {
    var inbox = stage.inbox();
    var signature = parse(given.get("signature"), SubscriptionSignature.getDefaultInstance());
    var created = subscribe(placard, Subscription.newBuilder().setUrl(inbox.url()).setSignature(signature));
    String secret = created.getSecret();
    Struct data = parse(given.get("data"), Struct.getDefaultInstance());
    sendTest(created, data);
    Message message = inbox.next();
    byte[] body = message.body();
    String value = message.header("x-card-signature");
    String prefix = given.get("prefix").getAsString();
    Value told = Webhooks.verifyHex(body, value, secret, prefix).getFieldsOrThrow("data");
    assertEquals(data, told.getStructValue());
    refused("SIGNATURE", () -> Webhooks.verifyHex(altered(body, 20), value, secret, prefix));
    String other = given.get("other_secret").getAsString();
    refused("SIGNATURE", () -> Webhooks.verifyHex(body, value, other, prefix));
    String shorter = value.substring(0, value.length() - 1);
    refused("SIGNATURE", () -> Webhooks.verifyHex(body, shorter, secret, prefix));
  }

  private void verifyHex(JsonObject given) {
    JsonObject message = given.getAsJsonObject("message");
    byte[] body = Base64.getDecoder().decode(message.get("body").getAsString());
    String signature = message.get("signature").getAsString();
    String secret = message.get("secret").getAsString();
    refused(given.get("reason").getAsString(), () -> Webhooks.verifyHex(body, signature, secret, ""));
  }

  private void verify(JsonObject given) throws Exception {
    Message message = Message.of(given.getAsJsonObject("message"));
    String secret = given.getAsJsonObject("message").get("secret").getAsString();
    String reason = given.get("reason").getAsString();
    if (!reason.isEmpty()) {
      refused(reason, () -> Webhooks.verifyWebhook(message.body(), message.headers(), secret));
      return;
    }
    assertEquals("test", Webhooks.verifyWebhook(message.body(), message.headers(), secret).type());
  }

  private void unicode(JsonObject given) throws Exception {
    var inbox = stage.inbox();
    var created = subscribe(placard, Subscription.newBuilder().setUrl(inbox.url()));
    Struct data = parse(given.get("data"), Struct.getDefaultInstance());
    sendTest(created, data);
    Message message = inbox.next();
    assertEquals(data, Webhooks.verifyWebhook(message.body(), message.headers(), created.getSecret()).data());
    RenderRequest request = parse(given.get("request"), RenderRequest.getDefaultInstance());
    String id = placard.renders().render(request).getRender().getRenderId();
    var render = placard.renders().getRender(GetRenderRequest.newBuilder().setRenderId(id).build()).getRender();
    assertEquals(request.getMetadataMap(), render.getMetadataMap());
    assertTrue(render.getAltText().contains(given.get("title").getAsString()), render.getAltText());
  }
}
