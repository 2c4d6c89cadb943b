package dev.placard;

import static dev.placard.WebhookException.Reason.BODY;
import static dev.placard.WebhookException.Reason.HEADERS;
import static dev.placard.WebhookException.Reason.SECRET;
import static dev.placard.WebhookException.Reason.SIGNATURE;
import static dev.placard.WebhookException.Reason.TIMESTAMP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.standardwebhooks.Webhook;
import dev.placard.WebhookException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private static final String SECRET_TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String EVENT = "{\"id\":\"evt_1\",\"type\":\"test\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
      + "\"workspace_id\":\"wsp_1\",\"data\":{\"hello\":\"wörld 🌍\"}}";
  private static final long NOW = System.currentTimeMillis() / 1000;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> headers(String timestamp, String signature) {
    return Map.of(
        "Webhook-Id", List.of("evt_1"),
        "Webhook-Timestamp", List.of(timestamp),
        "Webhook-Signature", List.of(signature));
  }

  private static Map<String, List<String>> signed(String body, long seconds) throws Exception {
    return headers(String.valueOf(seconds), new Webhook(SECRET_TEXT).sign("evt_1", seconds, body));
  }

  private static Map<String, List<String>> without(Map<String, List<String>> headers, String name) {
    Map<String, List<String>> rest = new HashMap<>(headers);
    rest.remove(name);
    return rest;
  }

  private static void refused(Reason reason, String body, Map<String, List<String>> headers, String secret) {
    var failure =
        assertThrows(WebhookException.class, () -> Webhooks.verifyWebhook(bytes(body), headers, secret));
    assertEquals(reason, failure.reason(), failure.getMessage());
  }

  @Test
  void webhooks() throws Exception {
    var good = signed(EVENT, NOW);
    var event = Webhooks.verifyWebhook(bytes(EVENT), good, SECRET_TEXT);
    assertEquals("test", event.type());
    assertEquals("evt_1", event.id());
    assertEquals("wsp_1", event.workspaceId());
    assertEquals(Instant.parse("2026-01-02T03:04:05.678Z"), event.timestamp());
    assertEquals("wörld 🌍", event.data().getFieldsOrThrow("hello").getStringValue());

    for (String name : good.keySet()) {
      refused(HEADERS, EVENT, without(good, name), SECRET_TEXT);
    }
    String signature = good.get("Webhook-Signature").get(0);
    refused(HEADERS, EVENT, headers("soon", signature), SECRET_TEXT);
    refused(HEADERS, EVENT, headers("99999999999999999999", signature), SECRET_TEXT);
    refused(TIMESTAMP, EVENT, signed(EVENT, NOW - 360), SECRET_TEXT);
    refused(TIMESTAMP, EVENT, signed(EVENT, NOW + 360), SECRET_TEXT);
    refused(SIGNATURE, EVENT, headers(String.valueOf(NOW - 1), signature), SECRET_TEXT);
    refused(SIGNATURE, EVENT, headers(String.valueOf(NOW), "v1 v1, v2,abc v1,%%%"), SECRET_TEXT);
    refused(SIGNATURE, EVENT + " ", good, SECRET_TEXT);
    refused(SIGNATURE, EVENT, good, "whsec_b3RoZXI=");
    refused(SECRET, EVENT, good, "");
    refused(SECRET, EVENT, good, null);
    refused(SECRET, EVENT, good, "whsec_");
    refused(SECRET, EVENT, good, "whsec_%%%");
    for (String odd : List.of("hello", "null", "[]", "{}", "", EVENT.replace("wsp_1", ""), EVENT.replace("2026", "soon"))) {
      refused(BODY, odd, signed(odd, NOW), SECRET_TEXT);
    }
    // What is signed well and is no text is a picture.
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G'};
    var failure = assertThrows(
        WebhookException.class, () -> Webhooks.verifyWebhook(picture, signedBytes(picture), SECRET_TEXT));
    assertEquals(BODY, failure.reason());
  }

  private static Map<String, List<String>> signedBytes(byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(SECRET_TEXT.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(bytes("evt_1." + NOW + "."));
    return headers(String.valueOf(NOW), "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
  }

  @Test
  void picturesAreVerifiedAsBytes() throws Exception {
    byte[] body = new byte[256];
    for (int place = 0; place < body.length; place += 1) {
      body[place] = (byte) place;
    }
    var headers = signedBytes(body);
    Webhooks.verifyPicture(body, headers, SECRET_TEXT);
    for (int place = 0; place < body.length; place += 1) {
      body[place] ^= (byte) 0x80;
      var failure =
          assertThrows(WebhookException.class, () -> Webhooks.verifyPicture(body, headers, SECRET_TEXT));
      assertEquals(SIGNATURE, failure.reason());
      body[place] ^= (byte) 0x80;
    }
  }

  @Test
  void theOwnCheckOfBytesIsThatOfTheLibrary() throws Exception {
    byte[] key = Base64.getDecoder().decode(SECRET_TEXT.substring("whsec_".length()));
    var headers = SignatureHeaders.of(SignatureHeaders.lookup(signed(EVENT, NOW)));
    headers.verifyBytes(key, bytes(EVENT));
    assertThrows(WebhookException.class, () -> headers.verifyBytes(key, bytes(EVENT + " ")));
  }

  private static String digits(String message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes(SECRET_TEXT), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(bytes(message)));
  }

  private static String at(long seconds) throws Exception {
    return "t=" + seconds + ",v1=" + digits(seconds + "." + EVENT);
  }

  private static void refusedHex(Reason reason, String body, String signature, String secret, String prefix) {
    var failure = assertThrows(
        WebhookException.class, () -> Webhooks.verifyHex(bytes(body), signature, secret, prefix));
    assertEquals(reason, failure.reason(), failure.getMessage());
  }

  @Test
  void hex() throws Exception {
    String digits = digits(EVENT);
    for (String good : List.of(digits, digits.toUpperCase(), at(NOW))) {
      assertEquals("test", Webhooks.verifyHex(bytes(EVENT), good, SECRET_TEXT, "")
          .getFieldsOrThrow("type").getStringValue());
    }
    Webhooks.verifyHex(bytes(EVENT), "sha256=" + digits, SECRET_TEXT, "sha256=");
    refusedHex(TIMESTAMP, EVENT, at(NOW - 310), SECRET_TEXT, "");
    refusedHex(TIMESTAMP, EVENT, at(NOW + 310), SECRET_TEXT, "");
    refusedHex(SIGNATURE, EVENT, "t=soon,v1=00", SECRET_TEXT, "");
    refusedHex(SIGNATURE, EVENT, "sha1=" + digits, SECRET_TEXT, "sha256=");
    refusedHex(SIGNATURE, EVENT, digits, SECRET_TEXT, "sha256=");
    refusedHex(SIGNATURE, EVENT, digits.substring(2), SECRET_TEXT, "");
    refusedHex(SIGNATURE, EVENT, "zz", SECRET_TEXT, "");
    refusedHex(SIGNATURE, EVENT + " ", digits, SECRET_TEXT, "");
    refusedHex(HEADERS, EVENT, "", SECRET_TEXT, "");
    refusedHex(HEADERS, EVENT, null, SECRET_TEXT, "");
    refusedHex(SECRET, EVENT, digits, "", "");
    refusedHex(BODY, "hello", digits("hello"), SECRET_TEXT, "");
  }
}
