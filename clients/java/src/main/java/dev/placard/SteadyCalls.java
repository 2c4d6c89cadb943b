package dev.placard;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives calls without a deadline one, and repeats those that are safe to repeat while the server is UNAVAILABLE. Streams
 * are left alone: they go on message by message, which no interceptor could.
 */
final class SteadyCalls implements ClientInterceptor {
  private final Duration timeout;
  private final ManagedChannel connection;

  SteadyCalls(Duration timeout, ManagedChannel connection) {
    this.timeout = timeout;
    this.connection = connection;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (method.getType() != MethodType.UNARY) {
      return next.newCall(method, options);
    }
    boolean unlimited = options.getDeadline() == null && timeout.compareTo(Duration.ZERO) > 0;
    CallOptions limited = unlimited ? options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS) : options;
    if (!Repetition.isSafe(method)) {
      return next.newCall(method, limited);
    }
    return new RepeatedCall<>(method, limited, next, connection);
  }
}
