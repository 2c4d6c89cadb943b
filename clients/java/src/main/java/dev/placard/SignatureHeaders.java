package dev.placard;

import dev.placard.WebhookException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The headers of Standard Webhooks (https://www.standardwebhooks.com), with a time that is not too far off. */
record SignatureHeaders(String id, String timestamp, String signature) {
  private static final String ID = "webhook-id";
  private static final String TIMESTAMP = "webhook-timestamp";
  private static final String SIGNATURE = "webhook-signature";
  // How far the time may be off: the libraries of Standard Webhooks say so too.
  private static final long TOLERANCE_SECONDS = 300;

  static SignatureHeaders of(Function<String, String> header) throws WebhookException {
    var headers = new SignatureHeaders(
        required(header, ID), required(header, TIMESTAMP), required(header, SIGNATURE));
    if (!headers.timestamp.matches("\\d{1,12}")) {
      throw new WebhookException(Reason.HEADERS, "webhook-timestamp is no number of seconds");
    }
    checkTime(Long.parseLong(headers.timestamp));
    return headers;
  }

  /** Finds headers however their names are written. */
  static Function<String, String> lookup(Map<String, List<String>> headers) {
    return name -> headers.entrySet().stream()
        // Java's own HTTP client keeps the status line under null.
        .filter(entry -> entry.getKey() != null && entry.getKey().equalsIgnoreCase(name))
        .flatMap(entry -> entry.getValue().stream())
        .findFirst()
        .orElse(null);
  }

  static void checkTime(long seconds) throws WebhookException {
    long off = System.currentTimeMillis() / 1000 - seconds;
    if (Math.abs(off) > TOLERANCE_SECONDS) {
      throw new WebhookException(
          Reason.TIMESTAMP,
          "it was signed " + Math.abs(off) + " s " + (off > 0 ? "ago" : "ahead") + ": more than " + TOLERANCE_SECONDS);
    }
  }

  Map<String, List<String>> asMap() {
    return Map.of(ID, List.of(id), TIMESTAMP, List.of(timestamp), SIGNATURE, List.of(signature));
  }

  /** What the official library does, for bodies that are no text. */
  void verifyBytes(byte[] key, byte[] body) throws WebhookException {
    byte[] before = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    for (String one : signature.split(" ")) {
      if (one.startsWith("v1,") && Hmac.matches(key, base64(one.substring("v1,".length())), before, body)) {
        return;
      }
    }
    throw new WebhookException(Reason.SIGNATURE, "no signature is one of this body by this secret");
  }

  private static String required(Function<String, String> header, String name) throws WebhookException {
    String value = header.apply(name);
    if (value == null || value.isEmpty()) {
      throw new WebhookException(Reason.HEADERS, "there is no " + name);
    }
    return value;
  }

  /** What can't be read fits nothing. */
  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }
}
