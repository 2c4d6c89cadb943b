package dev.placard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.placard.v1.DownloadRenderResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  @TempDir
  Path folder;

  private static Consumer<StreamObserver<DownloadRenderResponse>> picture(long size, Throwable end, String... parts) {
    return stream -> {
      var message = DownloadRenderResponse.newBuilder().setContentType("image/png").setSizeBytes(size);
      for (String part : parts) {
        stream.onNext(message.setData(ByteString.copyFromUtf8(part)).build());
        message.clear();
      }
      if (end == null) {
        stream.onCompleted();
      } else {
        stream.onError(end);
      }
    };
  }

  @Test
  void itReplacesWhatWasThere() throws Exception {
    Path file = Files.writeString(folder.resolve("card.png"), "the one before, which is longer");
    try (var server = new BadDays(); Placard client = server.client().build()) {
      var calls = new AtomicInteger();
      // The first one ends too early, without a word.
      server.onDownload = stream ->
          (calls.incrementAndGet() == 1 ? picture(9, null, "half") : picture(9, null, "half", "whole")).accept(stream);
      assertEquals(new Download("image/png", 9), client.downloadRender("rnd_1", file));
      assertEquals("halfwhole", Files.readString(file));
      assertArrayEquals(new String[] {"card.png"}, folder.toFile().list());
    }
  }

  @Test
  void oneThatFailsLeavesNothing() throws Exception {
    Path file = folder.resolve("card.png");
    try (var server = new BadDays(); Placard client = server.client().build()) {
      server.onDownload = picture(9, BadDays.refusal(Code.NOT_FOUND, "RESOURCE_NOT_FOUND"), "half");
      var missing = assertThrows(PlacardException.class, () -> client.downloadRender("rnd_1", file));
      assertEquals("RESOURCE_NOT_FOUND", missing.reason());
      server.onDownload = picture(9, null, "more than it says");
      var odd = assertThrows(PlacardException.class, () -> client.downloadRender("rnd_1", file));
      assertEquals(Status.Code.UNAVAILABLE, odd.code());
      server.onDownload = picture(4, null, "half");
      Path nowhere = folder.resolve("none").resolve("card.png");
      assertThrows(NoSuchFileException.class, () -> client.downloadRender("rnd_1", nowhere));
      assertArrayEquals(new String[0], folder.toFile().list());
    }
  }
}
