package dev.placard;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104). */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** Whether a signature is one of these parts, one behind the other; compared in constant time. */
  static boolean matches(byte[] key, byte[] signature, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return MessageDigest.isEqual(signature, mac.doFinal());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256, and it takes every key", missing);
    }
  }
}
