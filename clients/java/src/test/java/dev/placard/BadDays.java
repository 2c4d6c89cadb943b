package dev.placard;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.placard.v1.DownloadRenderRequest;
import dev.placard.v1.DownloadRenderResponse;
import dev.placard.v1.GetWorkspaceRequest;
import dev.placard.v1.GetWorkspaceResponse;
import dev.placard.v1.Render;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.RenderResponse;
import dev.placard.v1.RenderServiceGrpc.RenderServiceImplBase;
import dev.placard.v1.WatchDeliveriesRequest;
import dev.placard.v1.WatchDeliveriesResponse;
import dev.placard.v1.WatchRenderRequest;
import dev.placard.v1.WatchRenderResponse;
import dev.placard.v1.WebhookSubscriptionServiceGrpc.WebhookSubscriptionServiceImplBase;
import dev.placard.v1.WorkspaceServiceGrpc.WorkspaceServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server that does what the real one does only on bad days; with the real one the client is tested by
 * {@code conformance}.
 */
final class BadDays implements AutoCloseable {
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final List<RenderRequest> renders = new CopyOnWriteArrayList<>();
  final List<WatchDeliveriesRequest> watches = new CopyOnWriteArrayList<>();
  /** What a render fails with; null if it doesn't. */
  volatile Function<RenderRequest, StatusRuntimeException> onRender = request -> null;
  volatile Consumer<StreamObserver<DownloadRenderResponse>> onDownload = StreamObserver::onCompleted;
  volatile BiConsumer<WatchRenderRequest, StreamObserver<WatchRenderResponse>> onWatchRender =
      (request, answer) -> answer.onCompleted();
  /** What each stream does; those behind them do nothing. */
  volatile List<Consumer<StreamObserver<WatchDeliveriesResponse>>> onWatch = List.of();

  private final Server server;

  BadDays(ServerCredentials credentials) throws IOException {
    server = Grpc.newServerBuilderForPort(0, credentials)
        .addService(new Renders())
        .addService(new Workspaces())
        .addService(new Subscriptions())
        .intercept(new Listening())
        .build()
        .start();
  }

  BadDays() throws IOException {
    this(InsecureServerCredentials.create());
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  Placard.Builder client() {
    return Placard.builder().server("http://" + address()).apiKey("plk_test");
  }

  /** What the server itself says: with its reason. */
  static StatusRuntimeException refusal(Code code, String reason) {
    return refusal(code, reason, Duration.ZERO);
  }

  /** The same, and when to come back. */
  static StatusRuntimeException refusal(Code code, String reason, Duration comeBack) {
    var info = ErrorInfo.newBuilder().setDomain("placard").setReason(reason).build();
    var retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setSeconds(comeBack.toSeconds());
    return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage("for the test")
        .addDetails(Any.pack(info))
        .addDetails(Any.pack(retry.build()))
        .build());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Renders extends RenderServiceImplBase {
    @Override
    public void render(RenderRequest request, StreamObserver<RenderResponse> answer) {
      renders.add(request);
      StatusRuntimeException failure = onRender.apply(request);
      if (failure != null) {
        answer.onError(failure);
        return;
      }
      answer.onNext(
          RenderResponse.newBuilder().setRender(Render.newBuilder().setRequestId(request.getRequestId())).build());
      answer.onCompleted();
    }

    @Override
    public void watchRender(WatchRenderRequest request, StreamObserver<WatchRenderResponse> answer) {
      onWatchRender.accept(request, answer);
    }

    @Override
    public void downloadRender(DownloadRenderRequest request, StreamObserver<DownloadRenderResponse> answer) {
      onDownload.accept(answer);
    }
  }

  private static final class Workspaces extends WorkspaceServiceImplBase {
    @Override
    public void getWorkspace(GetWorkspaceRequest request, StreamObserver<GetWorkspaceResponse> answer) {
      answer.onNext(GetWorkspaceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Subscriptions extends WebhookSubscriptionServiceImplBase {
    @Override
    public void watchDeliveries(WatchDeliveriesRequest request, StreamObserver<WatchDeliveriesResponse> answer) {
      watches.add(request);
      if (watches.size() <= onWatch.size()) {
        onWatch.get(watches.size() - 1).accept(answer);
      }
    }
  }

  private final class Listening implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      authorizations.add(headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
      return next.startCall(call, headers);
    }
  }
}
