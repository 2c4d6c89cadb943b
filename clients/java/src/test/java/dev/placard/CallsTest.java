package dev.placard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import dev.placard.v1.ListRendersRequest;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.RenderServiceGrpc;
import dev.placard.v1.TriggerServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static final RenderRequest REQUEST = RenderRequest.getDefaultInstance();

  @Test
  void whatIsSafeToRepeat() {
    assertTrue(Repetition.isSafe(RenderServiceGrpc.getRenderMethod()));
    assertTrue(Repetition.isSafe(RenderServiceGrpc.getListRendersMethod()));
    assertTrue(Repetition.isSafe(TriggerServiceGrpc.getCreateTriggerMethod()));
    assertFalse(Repetition.isSafe(TriggerServiceGrpc.getFireTriggerMethod()));
    assertFalse(Repetition.isSafe(TriggerServiceGrpc.getDeleteTriggerMethod()));
  }

  @Test
  void requestIds() {
    var render = RenderServiceGrpc.getRenderMethod();
    assertEquals(36, Repetition.identified(render, REQUEST).getRequestId().length());
    var mine = RenderRequest.newBuilder().setRequestId("mine").build();
    assertSame(mine, Repetition.identified(render, mine));
    // There it is a filter.
    var filter = ListRendersRequest.getDefaultInstance();
    assertSame(filter, Repetition.identified(RenderServiceGrpc.getListRendersMethod(), filter));
  }

  @Test
  void repetitionsAreOneRequest() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onRender = request ->
          server.renders.size() < 3 ? BadDays.refusal(Code.UNAVAILABLE, "BACKEND_UNAVAILABLE") : null;
      String answered = client.renders().render(REQUEST).getRender().getRequestId();
      assertEquals(3, server.renders.size());
      Set<String> ids = server.renders.stream().map(RenderRequest::getRequestId).collect(Collectors.toSet());
      assertEquals(Set.of(answered), ids);
    }
  }

  @Test
  void itIsToldWhatWentWrongIfThereIsNoTimeToTryAgain() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onRender = request -> BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN", Duration.ofHours(1));
      var failure = PlacardException.of(
          assertThrows(StatusRuntimeException.class, () -> client.renders().render(REQUEST)));
      assertEquals("SHUTTING_DOWN", failure.reason());
      assertEquals(Duration.ofHours(1), failure.retryDelay());
      assertEquals(1, server.renders.size());
    }
  }

  @Test
  void itGivesUp() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onRender = request -> BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN");
      assertThrows(StatusRuntimeException.class, () -> client.renders().render(REQUEST));
      assertEquals(Repetition.ATTEMPTS, server.renders.size());
    }
  }

  @Test
  void timeouts() throws Exception {
    var ended = new CountDownLatch(1);
    try (var server = new BadDays(); Placard client = server.client().timeout(Duration.ofMillis(300)).build()) {
      server.onRender = request -> {
        try {
          ended.await();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
        return null;
      };
      var failure = assertThrows(StatusRuntimeException.class, () -> client.renders().render(REQUEST));
      assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.getStatus().getCode());
      ended.countDown();
      client.renders().withDeadlineAfter(1, TimeUnit.MINUTES).render(REQUEST);
    }
  }

  @Test
  void aThreadThatIsInterruptedDoesNotWaitForTheNextAttempt() throws Exception {
    try (var server = new BadDays(); Placard client = server.client().build()) {
      Thread caller = Thread.currentThread();
      server.onRender = request -> {
        caller.interrupt();
        return BadDays.refusal(Code.UNAVAILABLE, "SHUTTING_DOWN", Duration.ofSeconds(30));
      };
      assertThrows(StatusRuntimeException.class, () -> client.renders().render(REQUEST));
      assertEquals(1, server.renders.size());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void pauses() {
    for (int time = 0; time < 100; time += 1) {
      assertBetween(160, Repetition.pauseMillis(1, Duration.ZERO), 240);
      assertBetween(1280, Repetition.pauseMillis(4, Duration.ZERO), 1920);
      assertBetween(8_000, Repetition.pauseMillis(400, Duration.ZERO), 12_000);
    }
    assertEquals(3_600_000, Repetition.pauseMillis(1, Duration.ofHours(1)));
  }

  private static void assertBetween(long least, long found, long most) {
    assertTrue(least <= found && found <= most, () -> String.valueOf(found));
  }

  @Test
  void detailsThatAreNoneAreNoHarm() {
    var trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        "<h1>Hello</h1>".getBytes(StandardCharsets.UTF_8));
    var failure = PlacardException.of(new StatusRuntimeException(Status.INTERNAL, trailers));
    assertEquals("", failure.reason());
    assertEquals("", failure.description());
    assertEquals("", failure.requestId());
    assertEquals(Duration.ZERO, failure.retryDelay());
    assertEquals(Status.Code.INTERNAL, failure.code());
  }
}
