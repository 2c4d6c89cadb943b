package dev.placard.conformance;

import static dev.placard.conformance.Expectation.fails;
import static dev.placard.conformance.Expectation.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.placard.Placard;
import dev.placard.conformance.Main.Kind;
import dev.placard.conformance.Stage.Gate;
import dev.placard.v1.DeliveryState;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.SendTestEventRequest;
import dev.placard.v1.StreamEventsRequest;
import dev.placard.v1.StreamEventsResponse;
import dev.placard.v1.Subscription;
import dev.placard.v1.WatchDeliveriesRequest;
import dev.placard.v1.WatchDeliveriesResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cases of watching and of downloading. */
record StreamCases(Placard placard, Stage stage) {
  void addTo(Map<String, Kind> kinds) {
    kinds.put("watch_cut", this::watchCut);
    kinds.put("watch_restart", this::watchRestart);
    kinds.put("events_cut", this::eventsCut);
    kinds.put("download", this::download);
  }

  static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** What is done in the middle. */
  private interface Disturbance {
    void happen() throws IOException, InterruptedException;
  }

  private void watchCut(JsonObject given) throws Exception {
    Gate gate = stage.gate("tcp");
    try (Placard watcher = gate.client()) {
      watch(placard, watcher, given, () -> gate.cut(2));
    }
    assertEquals(2, gate.state().get("refused").getAsInt());
  }

  private void watchRestart(JsonObject given) throws Exception {
    var own = stage.server(new JsonObject());
    try (Placard client = own.client()) {
      watch(client, client, given, own::restart);
    }
  }

  /** Watches one subscription; {@code client} isn't hit by what is done in the middle, {@code watcher} is. */
  private void watch(Placard client, Placard watcher, JsonObject given, Disturbance disturbance) throws Exception {
    int before = given.get("before").getAsInt();
    int after = given.get("after").getAsInt();
    var created = WebhookCases.subscribe(client, Subscription.newBuilder().setUrl(stage.inbox().url()));
    String id = created.getSubscription().getSubscriptionId();
    send(client, id, before);
    List<String> late = null;
    Map<String, List<DeliveryState>> states = new HashMap<>();
    int succeeded = 0;
    var request = WatchDeliveriesRequest.newBuilder().setSubscriptionId(id).setIncludeExisting(true).build();
    try (var watch = watcher.watchDeliveries(request)) {
      for (WatchDeliveriesResponse change : watch) {
        var delivery = change.getDelivery();
        var known = states.computeIfAbsent(delivery.getDeliveryId(), one -> new ArrayList<>());
        assertFalse(known.contains(delivery.getState()), () -> delivery.getState() + " twice");
        known.add(delivery.getState());
        if (delivery.getState() != DeliveryState.DELIVERY_STATE_SUCCEEDED) {
          continue;
        }
        succeeded += 1;
        if (late == null) {
          disturbance.happen();
          late = send(client, id, after);
        }
        if (succeeded == before + after) {
          break;
        }
      }
    }
    assertEquals(before + after, succeeded);
    for (String delivery : late) {
      assertEquals(
          List.of(
              DeliveryState.DELIVERY_STATE_PENDING,
              DeliveryState.DELIVERY_STATE_IN_FLIGHT,
              DeliveryState.DELIVERY_STATE_SUCCEEDED),
          states.get(delivery));
    }
  }

  private static List<String> send(Placard client, String subscription, int times) {
    List<String> deliveries = new ArrayList<>();
    for (int time = 0; time < times; time += 1) {
      var request = SendTestEventRequest.newBuilder().setSubscriptionId(subscription).build();
      deliveries.add(client.subscriptions().sendTestEvent(request).getDeliveryId());
    }
    return deliveries;
  }

  private void eventsCut(JsonObject given) throws Exception {
    Gate gate = stage.gate("tcp");
    RenderRequest first = parse(given.get("request"), RenderRequest.getDefaultInstance());
    placard.renders().render(first);
    var second = first.toBuilder();
    given.getAsJsonObject("second").entrySet()
        .forEach(label -> second.putMetadata(label.getKey(), label.getValue().getAsString()));
    var request = StreamEventsRequest.newBuilder().setIncludeExisting(true);
    given.getAsJsonArray("event_types").forEach(type -> request.addEventTypes(type.getAsString()));
    String firstName = first.getMetadataOrThrow("for");
    String secondName = second.getMetadataOrThrow("for");
    Set<String> seen = new HashSet<>();
    List<String> mine = new ArrayList<>();
    try (Placard watcher = gate.client();
        var watch = watcher.streamEvents(request.build())) {
      for (StreamEventsResponse told : watch) {
        var event = told.getEvent();
        assertTrue(seen.add(event.getEventId()), () -> event.getEventId() + " twice");
        var labels = event.getData().getFieldsMap().get("metadata");
        var name = labels == null ? null : labels.getStructValue().getFieldsMap().get("for");
        if (name == null || !Set.of(firstName, secondName).contains(name.getStringValue())) {
          continue;
        }
        mine.add(name.getStringValue());
        if (mine.size() == 2) {
          break;
        }
        gate.cut(1);
        placard.renders().render(second.build());
      }
    }
    assertEquals(List.of(firstName, secondName), mine);
  }

  private void download(JsonObject given) throws Exception {
    Path folder = Files.createTempDirectory("placard-download-");
    Path file = folder.resolve("picture");
    String id = given.get("render_id").getAsString();
    Gate gate = given.has("gate") ? stage.gate(given.getAsJsonObject("gate")) : null;
    try (Placard client = gate == null ? Stage.asking(given) : gate.client()) {
      if (given.has("expect")) {
        fails(given.getAsJsonObject("expect"), () -> client.downloadRender(id, file));
        assertEquals(0, folder.toFile().list().length);
        return;
      }
      long size = given.get("size_bytes").getAsLong();
      assertEquals(size, client.downloadRender(id, file).sizeBytes());
      byte[] bytes = Files.readAllBytes(file);
      assertEquals(size, bytes.length);
      assertEquals(given.get("sha256").getAsString(), sha256(bytes));
      assertEquals(1, folder.toFile().list().length);
      if (gate != null) {
        assertEquals(1, gate.state().get("cut").getAsInt());
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
