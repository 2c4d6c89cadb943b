package dev.placard;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The messages of one stream of the server's. */
final class Incoming<A> implements AutoCloseable {
  // The server says something every 15 s: a stream that is silent for longer than this is dead.
  private static final long SILENCE_SECONDS = 40;

  private final BlockingClientCall<?, A> call;

  <Q> Incoming(Channel channel, MethodDescriptor<Q, A> method, Q request) {
    call = ClientCalls.blockingV2ServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
  }

  /** The next message, waited for; null if the server has ended the stream. */
  A read() {
    try {
      return call.read(SILENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      throw unavailable("the server said nothing for " + SILENCE_SECONDS + " s");
    } catch (StatusException thrown) {
      throw PlacardException.of(thrown);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new PlacardException(Status.CANCELLED.withDescription("the thread was interrupted").withCause(interrupted));
    }
  }

  @Override
  public void close() {
    call.cancel("nobody reads any more", null);
  }

  static PlacardException unavailable(String description) {
    return new PlacardException(Status.UNAVAILABLE.withDescription(description));
  }
}
