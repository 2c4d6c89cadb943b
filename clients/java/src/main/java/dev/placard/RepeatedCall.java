package dev.placard;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A unary call that is made again while it fails with UNAVAILABLE, within its deadline. */
final class RepeatedCall<Q, A> extends ClientCall<Q, A> {
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final Channel next;
  private final ManagedChannel connection;
  private final Context context = Context.current();

  private Listener<A> listener;
  private Metadata headers;
  private Q message;
  // Guarded by `this`: attempts begin on a timer's thread.
  private ClientCall<Q, A> current;
  private int wanted;
  private int failures;
  private boolean ended;

  RepeatedCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next, ManagedChannel connection) {
    this.method = method;
    this.options = options;
    this.next = next;
    this.connection = connection;
  }

  @Override
  public void start(Listener<A> answers, Metadata metadata) {
    listener = answers;
    headers = metadata;
  }

  @Override
  public synchronized void request(int messages) {
    wanted += messages;
    if (current != null) {
      current.request(messages);
    }
  }

  @Override
  public void sendMessage(Q request) {
    message = Repetition.identified(method, request);
  }

  @Override
  public void halfClose() {
    attempt();
  }

  @Override
  public void cancel(String reason, Throwable cause) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      if (current != null) {
        current.cancel(reason, cause);
        return;
      }
    }
    // Between two attempts, or before the first, nobody else tells that it ended.
    listener.onClose(Status.CANCELLED.withDescription(reason).withCause(cause), new Metadata());
  }

  private synchronized void attempt() {
    if (ended) {
      return;
    }
    Metadata copy = new Metadata();
    copy.merge(headers);
    current = next.newCall(method, options);
    current.start(new Attempt(), copy);
    current.request(wanted);
    current.sendMessage(message);
    current.halfClose();
  }

  /** Whether it will be tried again. */
  private boolean repeats(Status status, Metadata trailers) {
    long wait;
    synchronized (this) {
      failures += 1;
      boolean over = ended || connection.isShutdown() || failures == Repetition.ATTEMPTS;
      if (over || status.getCode() != Status.Code.UNAVAILABLE) {
        return false;
      }
      wait = Repetition.pauseMillis(failures, new PlacardException(status, trailers).retryDelay());
      // What went wrong says more than that there was no time to try again.
      Deadline deadline = options.getDeadline();
      if (deadline != null && deadline.timeRemaining(TimeUnit.MILLISECONDS) <= wait) {
        return false;
      }
      current = null;
    }
    // The connection is tried during the pause, and not only after it.
    connection.resetConnectBackoff();
    CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS).execute(context.wrap(this::attempt));
    return true;
  }

  /** Holds back what an attempt says until it is known whether it is the last one. */
  private final class Attempt extends Listener<A> {
    private Metadata answerHeaders;
    private boolean told;

    @Override
    public void onHeaders(Metadata metadata) {
      answerHeaders = metadata;
    }

    @Override
    public void onMessage(A answer) {
      tellHeaders();
      listener.onMessage(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk() || told || !repeats(status, trailers)) {
        tellHeaders();
        listener.onClose(status, trailers);
      }
    }

    private void tellHeaders() {
      if (!told && answerHeaders != null) {
        listener.onHeaders(answerHeaders);
      }
      told = true;
    }
  }
}
