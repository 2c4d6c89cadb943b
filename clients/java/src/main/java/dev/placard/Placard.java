package dev.placard;

import dev.placard.v1.BatchState;
import dev.placard.v1.BindingServiceGrpc;
import dev.placard.v1.BindingServiceGrpc.BindingServiceBlockingStub;
import dev.placard.v1.EventServiceGrpc;
import dev.placard.v1.EventServiceGrpc.EventServiceBlockingStub;
import dev.placard.v1.RenderServiceGrpc;
import dev.placard.v1.RenderServiceGrpc.RenderServiceBlockingStub;
import dev.placard.v1.RenderState;
import dev.placard.v1.StreamEventsRequest;
import dev.placard.v1.StreamEventsResponse;
import dev.placard.v1.TemplateServiceGrpc;
import dev.placard.v1.TemplateServiceGrpc.TemplateServiceBlockingStub;
import dev.placard.v1.TriggerServiceGrpc;
import dev.placard.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.placard.v1.WatchBatchRequest;
import dev.placard.v1.WatchBatchResponse;
import dev.placard.v1.WatchDeliveriesRequest;
import dev.placard.v1.WatchDeliveriesResponse;
import dev.placard.v1.WatchRenderRequest;
import dev.placard.v1.WatchRenderResponse;
import dev.placard.v1.WebhookSubscriptionServiceGrpc;
import dev.placard.v1.WebhookSubscriptionServiceGrpc.WebhookSubscriptionServiceBlockingStub;
import dev.placard.v1.WorkspaceServiceGrpc;
import dev.placard.v1.WorkspaceServiceGrpc.WorkspaceServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The client for Placard. It has a stub for each of the services; they share one HTTP/2 connection, which is made with
 * the first call, and all of it may be used by many threads at once.
 *
 * <p>Calls have a deadline, and are repeated while the server is UNAVAILABLE where that is safe: reads, and what has a
 * {@code request_id}, which is filled in. A failed call throws a {@code StatusRuntimeException};
 * {@link PlacardException#of} reads out of it what the server said.
 */
public final class Placard implements AutoCloseable {
  /** The version of this client. */
  public static final String VERSION = "0.1.0";

  // The largest answer is a picture of 32 MiB beside its render.
  private static final int MAX_ANSWER = 64 << 20;

  private static final Set<RenderState> RENDER_ENDS = Set.of(
      RenderState.RENDER_STATE_SUCCEEDED, RenderState.RENDER_STATE_FAILED, RenderState.RENDER_STATE_CANCELLED);
  private static final Set<BatchState> BATCH_ENDS =
      Set.of(BatchState.BATCH_STATE_COMPLETED, BatchState.BATCH_STATE_CANCELLED);

  private final ManagedChannel connection;
  private final Channel channel;

  private Placard(ManagedChannel connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /**
   * A client of the server in the variable {@code PLACARD_SERVER}, else http://127.0.0.1:8080, with the key in
   * {@code PLACARD_API_KEY}. It does not call the server yet.
   *
   * @throws IllegalArgumentException if there is no key, or the server is no address
   */
  public static Placard connect() {
    return builder().build();
  }

  /** A client that is not as it is by default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Turns specs into pictures, and finds them again. */
  public RenderServiceBlockingStub renders() {
    return RenderServiceGrpc.newBlockingStub(channel);
  }

  /** Keeps templates, fonts and images. */
  public TemplateServiceBlockingStub templates() {
    return TemplateServiceGrpc.newBlockingStub(channel);
  }

  /** Designs that are filled from a URL on a schedule. */
  public BindingServiceBlockingStub bindings() {
    return BindingServiceGrpc.newBlockingStub(channel);
  }

  /** Saved specs that render and post their picture when fired. */
  public TriggerServiceBlockingStub triggers() {
    return TriggerServiceGrpc.newBlockingStub(channel);
  }

  /** Webhook endpoints, and what became of everything sent. */
  public WebhookSubscriptionServiceBlockingStub subscriptions() {
    return WebhookSubscriptionServiceGrpc.newBlockingStub(channel);
  }

  /** The events themselves. */
  public EventServiceBlockingStub events() {
    return EventServiceGrpc.newBlockingStub(channel);
  }

  /** The workspace and its keys. */
  public WorkspaceServiceBlockingStub workspace() {
    return WorkspaceServiceGrpc.newBlockingStub(channel);
  }

  /** What the services are called through: for stubs of another kind, or of services of one's own. */
  public Channel channel() {
    return channel;
  }

  /**
   * Every change of every delivery, as it happens: each has a {@code delivery}. When the connection breaks it goes on
   * where it stood. To go on after a restart of one's own, keep the {@code resume_token}.
   */
  public Watch<WatchDeliveriesResponse> watchDeliveries(WatchDeliveriesRequest request) {
    return new Watch<>(
        channel,
        WebhookSubscriptionServiceGrpc.getWatchDeliveriesMethod(),
        request,
        WatchDeliveriesResponse::hasDelivery,
        Optional.empty(),
        connection);
  }

  /** Every event, as it happens: each has an {@code event}. It goes on as {@link #watchDeliveries} does. */
  public Watch<StreamEventsResponse> streamEvents(StreamEventsRequest request) {
    return new Watch<>(
        channel,
        EventServiceGrpc.getStreamEventsMethod(),
        request,
        StreamEventsResponse::hasEvent,
        Optional.empty(),
        connection);
  }

  /**
   * How a render stands, and every change of it until it has ended: each has a {@code render}. It goes on as
   * {@link #watchDeliveries} does, and ends with the last of them.
   */
  public Watch<WatchRenderResponse> watchRender(WatchRenderRequest request) {
    return new Watch<>(
        channel,
        RenderServiceGrpc.getWatchRenderMethod(),
        request,
        WatchRenderResponse::hasRender,
        Optional.of(message -> RENDER_ENDS.contains(message.getRender().getState())),
        connection);
  }

  /**
   * How far a batch is, and again whenever items end: each has a {@code progress}. It goes on as
   * {@link #watchDeliveries} does, and ends with the batch.
   */
  public Watch<WatchBatchResponse> watchBatch(WatchBatchRequest request) {
    return new Watch<>(
        channel,
        RenderServiceGrpc.getWatchBatchMethod(),
        request,
        WatchBatchResponse::hasProgress,
        Optional.of(message -> BATCH_ENDS.contains(message.getProgress().getBatch().getState())),
        connection);
  }

  /**
   * Downloads a render's picture into a file, which is there only once it is whole; one that was there is replaced. If
   * the connection breaks, it begins again.
   *
   * @throws PlacardException if the server refuses, or is not to be had
   * @throws IOException if the file can't be written
   */
  public Download downloadRender(String renderId, Path file) throws IOException {
    return Download.into(channel, renderId, file, connection);
  }

  /** Ends the connection, and with it all that is under way. */
  @Override
  public void close() {
    connection.shutdownNow();
  }

  /** What a client is made from. */
  public static final class Builder {
    private String server = System.getenv("PLACARD_SERVER");
    private String apiKey = System.getenv("PLACARD_API_KEY");
    private Duration timeout = Duration.ofMinutes(1);
    private ChannelCredentials credentials;

    private Builder() {}

    /**
     * Where the server is, for instance "https://cards.example.com": https with TLS, http without. Default: the variable
     * {@code PLACARD_SERVER}, and else http://127.0.0.1:8080.
     */
    public Builder server(String address) {
      server = Objects.requireNonNull(address);
      return this;
    }

    /** Who asks: "plk_…". Default: the variable {@code PLACARD_API_KEY}. */
    public Builder apiKey(String key) {
      apiKey = Objects.requireNonNull(key);
      return this;
    }

    /**
     * How long a call may take that doesn't say, its repetitions included; zero is for ever. Streams have no limit.
     * Default: a minute.
     */
    public Builder timeout(Duration limit) {
      timeout = Objects.requireNonNull(limit);
      return this;
    }

    /**
     * Whom to trust, for instance an authority of one's own, where the address is https: see
     * {@link TlsChannelCredentials}. Default: whom Java trusts.
     */
    public Builder credentials(ChannelCredentials tls) {
      credentials = Objects.requireNonNull(tls);
      return this;
    }

    /**
     * The client. It does not call the server yet.
     *
     * @throws IllegalArgumentException if there is no key, or the server is no address
     */
    public Placard build() {
      boolean unset = server == null || server.isEmpty();
      Address address = Address.parse(unset ? "http://127.0.0.1:8080" : server);
      ChannelCredentials plain = InsecureChannelCredentials.create();
      ChannelCredentials tls = credentials == null ? TlsChannelCredentials.create() : credentials;
      var authorization = new Authorization(apiKey);
      ManagedChannel connection =
          Grpc.newChannelBuilderForAddress(address.host(), address.port(), address.secure() ? tls : plain)
              .userAgent("placard-java/" + VERSION)
              .maxInboundMessageSize(MAX_ANSWER)
              // A connection on which nothing came for that long is asked whether it is still there.
              .keepAliveTime(20, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS)
              // Calls are repeated by what knows which of them are safe to repeat.
              .disableRetry()
              .build();
      var steady = new SteadyCalls(timeout, connection);
      return new Placard(connection, ClientInterceptors.intercept(connection, authorization, steady));
    }
  }
}
