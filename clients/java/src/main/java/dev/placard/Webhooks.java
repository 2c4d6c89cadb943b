package dev.placard;

import com.google.protobuf.Struct;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.placard.WebhookException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Whether a webhook is Placard's. A body is its bytes as they came, before anything parsed them. */
public final class Webhooks {
  private static final String PREFIX = "whsec_";
  private static final Pattern TIMESTAMPED = Pattern.compile("t=(\\d{1,12}),v1=(.*)");

  private Webhooks() {}

  /**
   * The event of a webhook in the format STANDARD, if it is Placard's.
   *
   * @param secret the subscription's, as CreateSubscription answered it
   * @throws WebhookException if it is not to be believed
   */
  public static WebhookEvent verifyWebhook(byte[] body, Map<String, List<String>> headers, String secret)
      throws WebhookException {
    return verifyWebhook(body, SignatureHeaders.lookup(headers), secret);
  }

  /** The same with what finds a header's value by its name, or null: {@code request::getHeader} of a servlet. */
  public static WebhookEvent verifyWebhook(byte[] body, Function<String, String> header, String secret)
      throws WebhookException {
    verifyPicture(body, header, secret);
    return WebhookEvent.of(WebhookEvent.json(text(body)));
  }

  /**
   * Returns if a body is Placard's, whatever it holds: what a trigger posts is the picture itself.
   *
   * @param secret the trigger's, as CreateTrigger answered it
   * @throws WebhookException if it is not to be believed
   */
  public static void verifyPicture(byte[] body, Map<String, List<String>> headers, String secret)
      throws WebhookException {
    verifyPicture(body, SignatureHeaders.lookup(headers), secret);
  }

  /** The same with what finds a header's value by its name, or null. */
  public static void verifyPicture(byte[] body, Function<String, String> header, String secret)
      throws WebhookException {
    byte[] key = key(secret);
    SignatureHeaders headers = SignatureHeaders.of(header);
    String text = text(body);
    if (text == null) {
      // The library takes text only.
      headers.verifyBytes(key, body);
      return;
    }
    try {
      new Webhook(key).verify(text, headers.asMap());
    } catch (WebhookVerificationException | EmptyWebhookSecretException refused) {
      throw new WebhookException(Reason.SIGNATURE, "no signature is one of this body by this secret", refused);
    }
  }

  /**
   * The JSON of a webhook that is signed with an HMAC-SHA256 in hexadecimal, if it is Placard's. If the signature has a
   * time ({@code t=SECONDS,v1=DIGITS}), that is looked at; one without can be sent again by anyone who saw it.
   *
   * @param signature the value of the header that the subscription names
   * @param prefix what stands before the digits, as the subscription says, for instance "sha256="
   * @throws WebhookException if it is not to be believed
   */
  public static Struct verifyHex(byte[] body, String signature, String secret, String prefix) throws WebhookException {
    // With an empty key anyone could sign.
    if (secret == null || secret.isEmpty()) {
      throw new WebhookException(Reason.SECRET, "the secret is empty");
    }
    if (signature == null || signature.isEmpty()) {
      throw new WebhookException(Reason.HEADERS, "there is no signature");
    }
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    var timestamped = TIMESTAMPED.matcher(signature);
    boolean good;
    if (timestamped.matches()) {
      SignatureHeaders.checkTime(Long.parseLong(timestamped.group(1)));
      byte[] before = (timestamped.group(1) + ".").getBytes(StandardCharsets.US_ASCII);
      good = Hmac.matches(key, hex(timestamped.group(2)), before, body);
    } else {
      good = signature.startsWith(prefix) && Hmac.matches(key, hex(signature.substring(prefix.length())), body);
    }
    if (!good) {
      throw new WebhookException(Reason.SIGNATURE, "the signature is not one of this body by this secret");
    }
    return WebhookEvent.json(text(body));
  }

  private static byte[] key(String secret) throws WebhookException {
    // With an empty key anyone could sign.
    if (secret == null || secret.isEmpty() || secret.equals(PREFIX)) {
      throw new WebhookException(Reason.SECRET, "the secret is empty");
    }
    // The library takes a text for base64 with or without the prefix; to Placard one without it is the key itself.
    if (!secret.startsWith(PREFIX)) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException malformed) {
      throw new WebhookException(Reason.SECRET, "what is behind whsec_ is no base64", malformed);
    }
  }

  /** The text whose UTF-8 these bytes are; null if they are none's. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  /** What can't be read fits nothing. */
  private static byte[] hex(String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }
}
