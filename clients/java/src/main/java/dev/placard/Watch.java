package dev.placard;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a stream of the server's tells. When the connection breaks it goes on where it stood.
 *
 * <pre>{@code
 * try (var watch = placard.watchDeliveries(WatchDeliveriesRequest.getDefaultInstance())) {
 *   for (WatchDeliveriesResponse change : watch) …
 * }
 * }</pre>
 *
 * <p>It is read once, by one thread, and waits for what is to come; it ends when it is closed, by any thread. If the
 * client is closed, or the server refuses or was not to be had in the first place, reading throws a
 * {@link PlacardException}.
 */
public final class Watch<A extends Message> implements Iterable<A>, AutoCloseable {
  // What is left of a stream that was cut by something between: a proxy, say, that lets none live for long.
  private static final Set<Status.Code> CUT =
      Set.of(Status.Code.CANCELLED, Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED, Status.Code.INTERNAL);

  private final Reader<?> reader;

  /** A stream ends with the message for which {@code isLast} holds; without that it goes on for ever. */
  <Q extends Message> Watch(
      Channel channel,
      MethodDescriptor<Q, A> method,
      Q request,
      Predicate<A> tells,
      Optional<Predicate<A>> isLast,
      ManagedChannel connection) {
    reader = new Reader<>(channel, method, request, tells, isLast, connection);
  }

  /** The one reader: each call goes on where the one before stood. */
  @Override
  public Iterator<A> iterator() {
    return reader;
  }

  /** The same as a stream, which closes this when it is closed. */
  public Stream<A> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  /** Ends it: whoever waits for the next message learns that there is none. */
  @Override
  public void close() {
    reader.close();
  }

  private final class Reader<Q extends Message> implements Iterator<A> {
    private final Channel channel;
    private final MethodDescriptor<Q, A> method;
    private final Predicate<A> tells;
    private final Optional<Predicate<A>> isLast;
    private final ManagedChannel connection;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Q request;
    private volatile Incoming<A> incoming;
    private A next;
    private boolean begun;
    private int failures;

    Reader(
        Channel channel,
        MethodDescriptor<Q, A> method,
        Q request,
        Predicate<A> tells,
        Optional<Predicate<A>> isLast,
        ManagedChannel connection) {
      this.channel = channel;
      this.method = method;
      this.request = request;
      this.tells = tells;
      this.isLast = isLast;
      this.connection = connection;
    }

    @Override
    public boolean hasNext() {
      while (next == null && closed.getCount() > 0) {
        try {
          A message = read();
          if (message == null) {
            // Who comes back after the last message is told nothing any more.
            close();
            continue;
          }
          begun = true;
          failures = 0;
          request = resumed(request, message);
          if (tells.test(message)) {
            next = message;
            if (isLast.isPresent() && isLast.get().test(message)) {
              close();
            }
          }
        } catch (PlacardException failure) {
          if (closed.getCount() > 0) {
            recover(failure);
          }
        }
      }
      return next != null;
    }

    @Override
    public A next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      A told = next;
      next = null;
      return told;
    }

    void close() {
      closed.countDown();
      Incoming<A> open = incoming;
      if (open != null) {
        open.close();
      }
    }

    /** The next message; null if the server has ended a stream that ends by itself. */
    private A read() {
      if (incoming == null) {
        incoming = new Incoming<>(channel, method, request);
        // It may have been closed while there was nothing yet to be closed.
        if (closed.getCount() == 0) {
          incoming.close();
        }
      }
      A message = incoming.read();
      if (message == null && isLast.isEmpty()) {
        throw Incoming.unavailable("the server ended the stream");
      }
      return message;
    }

    private void recover(PlacardException failure) {
      if (incoming != null) {
        incoming.close();
        incoming = null;
      }
      failures += 1;
      if (connection.isShutdown() || !goesOn(failure) || (!begun && failures == Repetition.ATTEMPTS)) {
        closed.countDown();
        throw failure;
      }
      // The connection is tried during the pause, and not only after it.
      connection.resetConnectBackoff();
      try {
        // Whether it was closed meanwhile, the loop will see.
        closed.await(Repetition.pauseMillis(failures, failure.retryDelay()), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        closed.countDown();
        throw new PlacardException(
            Status.CANCELLED.withDescription("the thread was interrupted").withCause(interrupted));
      }
    }

    /** Whether a stream that ended so is worth another one. Where the server gives no reason, it was not the server. */
    private boolean goesOn(PlacardException failure) {
      boolean cut = begun && failure.reason().isEmpty() && CUT.contains(failure.code());
      return !Thread.currentThread().isInterrupted()
          && (cut || failure.code() == Status.Code.UNAVAILABLE || failure.reason().equals("READER_TOO_SLOW"));
    }

    /** The request with which to go on after a message: where to begin was asked for once. */
    private Q resumed(Q asked, A message) {
      Object token = message.getField(message.getDescriptorForType().findFieldByName("resume_token"));
      if (token.equals("")) {
        return asked;
      }
      var fields = asked.getDescriptorForType();
      Message.Builder builder = asked.toBuilder().setField(fields.findFieldByName("resume_token"), token);
      for (String name : new String[] {"include_existing", "since"}) {
        FieldDescriptor field = fields.findFieldByName(name);
        if (field != null) {
          builder.clearField(field);
        }
      }
      @SuppressWarnings("unchecked") // A message's builder builds messages of its type.
      Q resumed = (Q) builder.build();
      return resumed;
    }
  }
}
