package dev.placard;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a server is. */
record Address(String host, int port, boolean secure) {
  static Address parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          "the server \"" + text + "\" is no address like https://cards.example.com", malformed);
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("the server \"" + text + "\" begins with neither http:// nor https://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the server \"" + text + "\" is no address like https://cards.example.com");
    }
    boolean path = uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/");
    if (path || uri.getQuery() != null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("the server \"" + text + "\" is more than a scheme, a host and a port");
    }
    int port = uri.getPort() != -1 ? uri.getPort() : secure ? 443 : 80;
    return new Address(uri.getHost(), port, secure);
  }
}
