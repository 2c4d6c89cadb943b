package dev.placard;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a failed call says.
 *
 * <p>What this library itself does (watching, downloading) throws it; the generated stubs throw a
 * {@code StatusRuntimeException}, which {@link #of} reads:
 *
 * <pre>{@code
 * try {
 *   placard.renders().render(request);
 * } catch (StatusRuntimeException thrown) {
 *   PlacardException failure = PlacardException.of(thrown);
 *   if (failure.reason().equals("UNKNOWN_FONT")) …
 * }
 * }</pre>
 */
public final class PlacardException extends StatusRuntimeException {
  private static final long serialVersionUID = 1;
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final transient Details details;

  /** What is wrong with a field: its path in the request as in the proto files ("spec.card.style.font"), and for people. */
  public record FieldProblem(String path, String message) {}

  /** Something of a workspace: its type, for instance "render", and its id. */
  public record Resource(String type, String name) {}

  private record Details(
      ErrorInfo info, List<FieldProblem> fields, Optional<Resource> resource, Duration retryDelay) {}

  PlacardException(Status status, Metadata trailers) {
    super(status, trailers);
    details = read(status, trailers);
  }

  PlacardException(Status status) {
    this(status, null);
  }

  /** Reads what a call threw, its details included. */
  public static PlacardException of(StatusRuntimeException thrown) {
    if (thrown instanceof PlacardException known) {
      return known;
    }
    return new PlacardException(thrown.getStatus().withCause(thrown), thrown.getTrailers());
  }

  /** The same for stubs that throw checked exceptions. */
  public static PlacardException of(StatusException thrown) {
    return new PlacardException(thrown.getStatus().withCause(thrown), thrown.getTrailers());
  }

  /** The code of gRPC. */
  public Status.Code code() {
    return getStatus().getCode();
  }

  /**
   * For machines: a name out of {@code ErrorReason} without its prefix, for instance "UNKNOWN_FONT". Empty if it was not
   * the server that spoke: it was not reached, the deadline passed here, or something else answered in its place.
   */
  public String reason() {
    return details.info().getReason();
  }

  /** For people; empty if nothing was said. */
  public String description() {
    return Optional.ofNullable(getStatus().getDescription()).orElse("");
  }

  /** The fields of the request that are at fault. */
  public List<FieldProblem> fields() {
    return details.fields();
  }

  /** What else there is for machines, for instance {@code render_id} of a render that failed. */
  public Map<String, String> metadata() {
    return details.info().getMetadataMap();
  }

  /** What isn't there, with NOT_FOUND. */
  public Optional<Resource> resource() {
    return details.resource();
  }

  /** After how long to come back; zero where the server does not say it. */
  public Duration retryDelay() {
    return details.retryDelay();
  }

  /** The call's id in the server's log; empty if the server was not reached. */
  public String requestId() {
    return Optional.ofNullable(getTrailers()).map(trailers -> trailers.get(REQUEST_ID)).orElse("");
  }

  private static Details read(Status status, Metadata trailers) {
    var info = ErrorInfo.getDefaultInstance();
    var fields = List.<FieldProblem>of();
    Optional<Resource> resource = Optional.empty();
    var retryDelay = Duration.ZERO;
    try {
      com.google.rpc.Status told = StatusProto.fromStatusAndTrailers(status, trailers);
      for (Any detail : told.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo found = detail.unpack(ErrorInfo.class);
          info = found.getDomain().equals("placard") ? found : info;
        } else if (detail.is(BadRequest.class)) {
          fields = detail.unpack(BadRequest.class).getFieldViolationsList().stream()
              .map(one -> new FieldProblem(one.getField(), one.getDescription()))
              .toList();
        } else if (detail.is(ResourceInfo.class)) {
          ResourceInfo found = detail.unpack(ResourceInfo.class);
          resource = Optional.of(new Resource(found.getResourceType(), found.getResourceName()));
        } else if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          retryDelay = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        }
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException foreign) {
      // Whoever wrote this is not the server: what could be read stands.
    }
    return new Details(info, fields, resource, retryDelay);
  }
}
