package dev.placard.conformance;

import static dev.placard.conformance.Expectation.fails;
import static dev.placard.conformance.Expectation.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.placard.Pages;
import dev.placard.Placard;
import dev.placard.PlacardException;
import dev.placard.conformance.Main.Kind;
import dev.placard.v1.BatchItem;
import dev.placard.v1.BatchProgress;
import dev.placard.v1.BatchState;
import dev.placard.v1.CreateBatchRequest;
import dev.placard.v1.CreateRenderRequest;
import dev.placard.v1.DeliveryState;
import dev.placard.v1.ListBatchItemsRequest;
import dev.placard.v1.ListBatchItemsResponse;
import dev.placard.v1.RenderState;
import dev.placard.v1.RetryBatchItemsRequest;
import dev.placard.v1.SendTestEventRequest;
import dev.placard.v1.Subscription;
import dev.placard.v1.WatchBatchRequest;
import dev.placard.v1.WatchBatchResponse;
import dev.placard.v1.WatchDeliveriesRequest;
import dev.placard.v1.WatchDeliveriesResponse;
import dev.placard.v1.WatchRenderRequest;
import dev.placard.v1.WatchRenderResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Cases of streams that end. */
record EndingCases(Placard placard, Stage stage) {
  void addTo(Map<String, Kind> kinds) {
    kinds.put("watch_closed", this::watchClosed);
    kinds.put("watch_refused", this::watchRefused);
    kinds.put("watch_expired", this::watchExpired);
    kinds.put("watch_render", this::watchRender);
    kinds.put("watch_batch", this::watchBatch);
  }

  private String subscribe(Placard client) throws Exception {
    var created = WebhookCases.subscribe(client, Subscription.newBuilder().setUrl(stage.inbox().url()));
    return created.getSubscription().getSubscriptionId();
  }

  private static void send(Placard client, String subscription) {
    client.subscriptions().sendTestEvent(SendTestEventRequest.newBuilder().setSubscriptionId(subscription).build());
  }

  private static WatchDeliveriesRequest existing(String subscription) {
    return WatchDeliveriesRequest.newBuilder().setSubscriptionId(subscription).setIncludeExisting(true).build();
  }

  private void watchClosed(JsonObject given) throws Exception {
    String id = subscribe(placard);
    send(placard, id);
    try (Placard own = Placard.connect();
        var watch = own.watchDeliveries(existing(id))) {
      assertTrue(watch.iterator().hasNext());
      own.close();
      assertThrows(PlacardException.class, () -> watch.forEach(change -> {}));
    }
  }

  private void watchRefused(JsonObject given) throws Exception {
    String token = given.get("resume_token").getAsString();
    var request = WatchDeliveriesRequest.newBuilder().setResumeToken(token).build();
    try (Placard client = Stage.asking(given);
        var watch = client.watchDeliveries(request)) {
      fails(given.getAsJsonObject("expect"), () -> watch.iterator().hasNext());
    }
  }

  private void watchExpired(JsonObject given) throws Exception {
    var own = stage.server(given.getAsJsonObject("settings"));
    try (Placard client = own.client()) {
      String id = subscribe(client);
      send(client, id);
      String kept = "";
      try (var watch = client.watchDeliveries(existing(id))) {
        for (WatchDeliveriesResponse change : watch) {
          if (change.getDelivery().getState() != DeliveryState.DELIVERY_STATE_SUCCEEDED) {
            continue;
          }
          if (!kept.isEmpty()) {
            break;
          }
          kept = change.getResumeToken();
          send(client, id);
        }
      }
      own.age();
      var late = WatchDeliveriesRequest.newBuilder().setSubscriptionId(id).setResumeToken(kept).build();
      try (var watch = client.watchDeliveries(late)) {
        fails(given.getAsJsonObject("expect"), () -> watch.iterator().hasNext());
      }
      try (var watch = client.watchDeliveries(existing(id))) {
        assertFalse(watch.iterator().next().getDelivery().getDeliveryId().isEmpty());
      }
    }
  }

  private void watchRender(JsonObject given) throws Exception {
    var door = stage.door();
    var asked = parse(door.before(given.getAsJsonObject("request")), CreateRenderRequest.getDefaultInstance());
    String id = placard.renders().createRender(asked).getRender().getRenderId();
    var gate = stage.gate(given.getAsJsonObject("gate"));
    var request = WatchRenderRequest.newBuilder().setRenderId(id);
    List<RenderState> states = new ArrayList<>();
    try (Placard client = gate.client();
        var watch = client.watchRender(request.build())) {
      for (WatchRenderResponse change : watch) {
        RenderState state = change.getRender().getState();
        assertFalse(states.contains(state), () -> state + " twice");
        states.add(state);
        request.setResumeToken(change.getResumeToken());
        if (states.size() == 1) {
          Path file = Path.of(System.getProperty("java.io.tmpdir"), "placard-" + id);
          fails(given.getAsJsonObject("too_early"), () -> placard.downloadRender(id, file));
          assertFalse(Files.exists(file));
          gate.cut(given.getAsJsonObject("cut"));
          door.open();
        }
      }
    }
    assertEquals(RenderState.RENDER_STATE_SUCCEEDED, states.get(states.size() - 1));
    gate.expect(given.getAsJsonObject("state"));
    try (var behind = placard.watchRender(request.build())) {
      assertFalse(behind.iterator().hasNext());
    }
  }

  private void watchBatch(JsonObject given) throws Exception {
    var door = stage.door();
    var asked = parse(door.before(given.getAsJsonObject("request")), CreateBatchRequest.getDefaultInstance());
    String id = placard.renders().createBatch(asked).getBatch().getBatchId();
    var gate = stage.gate(given.getAsJsonObject("gate"));
    var request = WatchBatchRequest.newBuilder().setBatchId(id);
    var retry = RetryBatchItemsRequest.newBuilder().setBatchId(id).build();
    List<BatchProgress> told = new ArrayList<>();
    try (Placard client = gate.client();
        var watch = client.watchBatch(request.build())) {
      for (WatchBatchResponse change : watch) {
        told.add(change.getProgress());
        request.setResumeToken(change.getResumeToken());
        if (told.size() == 1) {
          fails(given.getAsJsonObject("too_early"), () -> placard.renders().retryBatchItems(retry));
          gate.cut(given.getAsJsonObject("cut"));
          door.open();
        }
      }
    }
    List<Integer> counts = told.stream().map(BatchProgress::getDoneCount).toList();
    assertEquals(counts.stream().sorted().toList(), counts);
    int items = given.get("items").getAsInt();
    BatchProgress last = told.get(told.size() - 1);
    assertEquals(List.of(items, items), List.of(last.getDoneCount(), last.getTotalCount()));
    assertEquals(BatchState.BATCH_STATE_COMPLETED, last.getBatch().getState());
    gate.expect(given.getAsJsonObject("state"));
    try (var behind = placard.watchBatch(request.build())) {
      assertFalse(behind.iterator().hasNext());
    }
    var list = ListBatchItemsRequest.newBuilder().setBatchId(id).setPageSize(2).build();
    List<BatchItem> all =
        Pages.of(placard.renders()::listBatchItems, list, ListBatchItemsResponse::getItemsList).stream().toList();
    assertEquals(IntStream.range(0, items).boxed().toList(), all.stream().map(BatchItem::getIndex).toList());
    assertTrue(all.stream().allMatch(item -> item.getState() == RenderState.RENDER_STATE_SUCCEEDED));
  }
}
