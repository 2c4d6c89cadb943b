package dev.placard;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What may be tried again, how often, and when. */
final class Repetition {
  /** How often something is tried in all. */
  static final int ATTEMPTS = 5;

  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 10_000;
  // Clients that failed at the same moment must not come back at the same one.
  private static final double JITTER = 0.2;

  private Repetition() {}

  /** Whether a call only reads, or its request has a {@code request_id}: then it may be done twice. */
  static boolean isSafe(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier described)) {
      return false;
    }
    var proto = described.getMethodDescriptor();
    return proto.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS
        || proto.getInputType().findFieldByName("request_id") != null;
  }

  /** The request of a call that is safe, with a {@code request_id} if it wants one. */
  static <Q> Q identified(MethodDescriptor<Q, ?> method, Q request) {
    var proto = ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor()).getMethodDescriptor();
    FieldDescriptor field = proto.getInputType().findFieldByName("request_id");
    boolean reads = proto.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
    if (reads || field == null || !((String) ((Message) request).getField(field)).isEmpty()) {
      return request;
    }
    @SuppressWarnings("unchecked") // A message's builder builds messages of its type.
    Q identified = (Q) ((Message) request).toBuilder().setField(field, UUID.randomUUID().toString()).build();
    return identified;
  }

  /** How long to wait after so many failures in a row: not less than the server asks for, in milliseconds. */
  static long pauseMillis(int failures, Duration asked) {
    long wait = failures < 10 ? Math.min(FIRST_MILLIS << (failures - 1), LONGEST_MILLIS) : LONGEST_MILLIS;
    double jittered = wait * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble());
    return Math.max((long) jittered, asked.toMillis());
  }
}
