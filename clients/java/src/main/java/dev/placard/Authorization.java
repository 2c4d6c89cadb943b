package dev.placard;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Shows the API key with every call. */
final class Authorization implements ClientInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String authorization;

  Authorization(String key) {
    if (key == null || key.isEmpty()) {
      throw new IllegalArgumentException("no API key: set PLACARD_API_KEY, or give apiKey");
    }
    if (!key.chars().allMatch(letter -> letter > ' ' && letter <= '~')) {
      throw new IllegalArgumentException(
          "the API key has a character that no key has, perhaps a line break at its end");
    }
    authorization = "Bearer " + key;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(AUTHORIZATION, authorization);
        super.start(listener, headers);
      }
    };
  }
}
