package dev.placard;

import dev.placard.v1.DownloadRenderRequest;
import dev.placard.v1.DownloadRenderResponse;
import dev.placard.v1.RenderServiceGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** What was downloaded: the picture's media type, for instance "image/png", and its size in bytes. */
public record Download(String contentType, long sizeBytes) {

  static Download into(Channel channel, String renderId, Path file, ManagedChannel connection) throws IOException {
    for (int failures = 1; ; failures += 1) {
      try {
        return once(channel, renderId, file);
      } catch (PlacardException failure) {
        boolean over = connection.isShutdown() || failures == Repetition.ATTEMPTS;
        if (over || failure.code() != Status.Code.UNAVAILABLE) {
          throw failure;
        }
        connection.resetConnectBackoff();
        pause(Repetition.pauseMillis(failures, failure.retryDelay()));
      }
    }
  }

  private static Download once(Channel channel, String renderId, Path file) throws IOException {
    var request = DownloadRenderRequest.newBuilder().setRenderId(renderId).build();
    // Beside the file that it becomes: elsewhere it could not be renamed to it.
    Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try (var incoming = new Incoming<>(channel, RenderServiceGrpc.getDownloadRenderMethod(), request)) {
      DownloadRenderResponse first = incoming.read();
      if (first == null) {
        throw Incoming.unavailable("the picture ended before it began");
      }
      var whole = new Download(first.getContentType(), first.getSizeBytes());
      try (var out = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        for (DownloadRenderResponse next = first; next != null; next = incoming.read()) {
          for (var bytes = next.getData().asReadOnlyByteBuffer(); bytes.hasRemaining(); ) {
            out.write(bytes);
          }
        }
        if (out.position() != whole.sizeBytes()) {
          throw Incoming.unavailable("the picture ended after " + out.position() + " of " + whole.sizeBytes() + " bytes");
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return whole;
    } finally {
      // Gone already if all went well.
      Files.deleteIfExists(part);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PlacardException(Status.CANCELLED.withDescription("the thread was interrupted").withCause(interrupted));
    }
  }
}
