package dev.placard;

/** A webhook that is not believed. Answer it with 400. */
public final class WebhookException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why a webhook is not believed. */
  public enum Reason {
    /** A header is missing or malformed. */
    HEADERS,
    /** It was signed more than five minutes ago, or ahead: it is a repetition, or a clock is wrong. */
    TIMESTAMP,
    /** Whoever signed it did not have the secret, or it was altered on its way. */
    SIGNATURE,
    /** The secret is none: it is empty, or what is behind {@code whsec_} is no base64. */
    SECRET,
    /** It is Placard's, but not what it was taken for. */
    BODY,
  }

  WebhookException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  WebhookException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Why it is not believed. */
  public Reason reason() {
    return reason;
  }
}
