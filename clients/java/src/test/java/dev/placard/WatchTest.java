package dev.placard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.Code;
import dev.placard.v1.Delivery;
import dev.placard.v1.Heartbeat;
import dev.placard.v1.Render;
import dev.placard.v1.RenderState;
import dev.placard.v1.WatchDeliveriesRequest;
import dev.placard.v1.WatchDeliveriesResponse;
import dev.placard.v1.WatchRenderRequest;
import dev.placard.v1.WatchRenderResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final WatchDeliveriesRequest ALL = WatchDeliveriesRequest.getDefaultInstance();

  /** A stream that tells of these deliveries, each with its name as its token, and ends with an error or without. */
  private static Consumer<StreamObserver<WatchDeliveriesResponse>> tells(Throwable end, String... names) {
    return stream -> {
      for (String name : names) {
        var message = WatchDeliveriesResponse.newBuilder().setResumeToken(name);
        if (name.equals("heartbeat")) {
          message.setHeartbeat(Heartbeat.getDefaultInstance());
        } else {
          message.setDelivery(Delivery.newBuilder().setDeliveryId(name));
        }
        stream.onNext(message.build());
      }
      if (end == null) {
        stream.onCompleted();
      } else {
        stream.onError(end);
      }
    };
  }

  private static List<String> follow(Placard client, WatchDeliveriesRequest request, int enough) {
    try (var watch = client.watchDeliveries(request); var changes = watch.stream()) {
      return changes.map(change -> change.getDelivery().getDeliveryId()).limit(enough).toList();
    }
  }

  @Test
  void itGoesOnWhereItStood() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatch = List.of(
          tells(BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN"), "a", "b"),
          tells(BadDays.refusal(Code.RESOURCE_EXHAUSTED, "READER_TOO_SLOW"), "heartbeat"),
          tells(null, "c"),
          // A proxy that lets no stream live for long.
          tells(Status.INTERNAL.withDescription("stream reset").asRuntimeException(), "d"),
          tells(null, "e"));
      var request = WatchDeliveriesRequest.newBuilder().setTriggerId("trg_1").setIncludeExisting(true).build();
      assertEquals(List.of("a", "b", "c", "d", "e"), follow(client, request, 5));
      var resumed = WatchDeliveriesRequest.newBuilder().setTriggerId("trg_1");
      assertEquals(
          List.of(
              request,
              resumed.setResumeToken("b").build(),
              resumed.setResumeToken("heartbeat").build(),
              resumed.setResumeToken("c").build(),
              resumed.setResumeToken("d").build()),
          server.watches);
    }
  }

  @Test
  void itEndsWhenTheServerRefuses() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatch =
          List.of(tells(null, "a"), tells(BadDays.refusal(Code.OUT_OF_RANGE, "RESUME_TOKEN_EXPIRED")));
      List<String> seen = new ArrayList<>();
      try (var watch = client.watchDeliveries(ALL)) {
        var failure = assertThrows(
            PlacardException.class, () -> watch.forEach(change -> seen.add(change.getDelivery().getDeliveryId())));
        assertEquals("RESUME_TOKEN_EXPIRED", failure.reason());
        assertEquals(List.of("a"), seen);
        // It is over, and stays so.
        assertFalse(watch.iterator().hasNext());
      }
    }
  }

  @Test
  void itEndsWhenAProxyWantsOneToSignIn() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatch = List.of(tells(null, "a"), tells(Status.UNAUTHENTICATED.asRuntimeException()));
      var failure = assertThrows(PlacardException.class, () -> follow(client, ALL, 2));
      assertEquals(Status.Code.UNAUTHENTICATED, failure.code());
      assertEquals(2, server.watches.size());
    }
  }

  @Test
  void oneThatNeverBeganGivesUp() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatch = Collections.nCopies(
          2 * Repetition.ATTEMPTS, tells(BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN")));
      var failure = assertThrows(PlacardException.class, () -> follow(client, ALL, 1));
      assertEquals(Status.Code.UNAVAILABLE, failure.code());
      assertEquals(Repetition.ATTEMPTS, server.watches.size());
    }
  }

  @Test
  void itEndsWhenItIsClosed() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      var watched = new CountDownLatch(1);
      var left = new CountDownLatch(1);
      server.onWatch = List.of(stream -> {
        ((ServerCallStreamObserver<WatchDeliveriesResponse>) stream).setOnCancelHandler(left::countDown);
        watched.countDown();
      });
      try (var watch = client.watchDeliveries(ALL)) {
        var closing = new Thread(() -> {
          try {
            watched.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          watch.close();
        });
        closing.start();
        assertFalse(watch.iterator().hasNext());
        closing.join();
      }
      // The server learns of it.
      left.await();
    }
  }

  @Test
  void aThreadThatIsInterruptedStops() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      Thread reader = Thread.currentThread();
      server.onWatch = List.of(stream -> reader.interrupt());
      var failure = assertThrows(PlacardException.class, () -> follow(client, ALL, 1));
      assertEquals(Status.Code.CANCELLED, failure.code());
      assertEquals(true, Thread.interrupted());
      assertEquals(1, server.watches.size());
    }
  }

  @Test
  void itEndsWithItsClient() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatch = List.of(stream -> stream.onNext(
          WatchDeliveriesResponse.newBuilder().setDelivery(Delivery.getDefaultInstance()).build()));
      try (var watch = client.watchDeliveries(ALL)) {
        watch.iterator().next();
        client.close();
        assertThrows(PlacardException.class, () -> watch.iterator().hasNext());
        assertEquals(1, server.watches.size());
      }
    }
  }

  @Test
  void thatOfARenderEndsWithIt() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onWatchRender = (request, answer) -> {
        boolean resumed = request.getResumeToken().equals("queued");
        var state = resumed ? RenderState.RENDER_STATE_CANCELLED : RenderState.RENDER_STATE_QUEUED;
        answer.onNext(WatchRenderResponse.newBuilder()
            .setRender(Render.newBuilder().setState(state)).setResumeToken("queued").build());
        answer.onError(BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN"));
      };
      try (var watch = client.watchRender(WatchRenderRequest.newBuilder().setRenderId("rnd_1").build())) {
        assertEquals(
            List.of(RenderState.RENDER_STATE_QUEUED, RenderState.RENDER_STATE_CANCELLED),
            watch.stream().map(change -> change.getRender().getState()).toList());
      }
    }
  }

  @Test
  void thatOfWhatHasEndedEndsWithTheStream() throws Exception {
    // The server's stream ends at once, without a message.
    try (var server = new BadDays(); Placard client = server.client().build()) {
      try (var watch = client.watchRender(WatchRenderRequest.newBuilder().setResumeToken("the last").build())) {
        assertFalse(watch.iterator().hasNext());
      }
    }
  }
}
