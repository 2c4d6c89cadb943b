package dev.placard;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.placard.WebhookException.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What a webhook tells.
 *
 * @param id {@code evt_…}, the same each time it comes: remember it, for a webhook comes at least once
 * @param type for instance "render.completed"
 * @param timestamp when it happened
 * @param workspaceId {@code wsp_…}
 * @param data what there is to say, by the JSON Schema of its type
 */
public record WebhookEvent(String id, String type, Instant timestamp, String workspaceId, Struct data) {

  /** The JSON object that a text is; null is none. */
  static Struct json(String text) throws WebhookException {
    if (text == null) {
      throw new WebhookException(Reason.BODY, "the body is no text; verifyPicture is for pictures");
    }
    try {
      var object = Struct.newBuilder();
      JsonFormat.parser().merge(text, object);
      return object.build();
    } catch (InvalidProtocolBufferException malformed) {
      throw new WebhookException(Reason.BODY, "the body is no JSON object", malformed);
    }
  }

  /** Reads the format STANDARD. */
  static WebhookEvent of(Struct envelope) throws WebhookException {
    Value data = envelope.getFieldsOrDefault("data", Value.getDefaultInstance());
    if (!data.hasStructValue()) {
      throw new WebhookException(Reason.BODY, "the body's data is no object");
    }
    try {
      return new WebhookEvent(
          text(envelope, "id"),
          text(envelope, "type"),
          Instant.parse(text(envelope, "timestamp")),
          text(envelope, "workspace_id"),
          data.getStructValue());
    } catch (DateTimeParseException malformed) {
      throw new WebhookException(Reason.BODY, "the body's timestamp is none", malformed);
    }
  }

  private static String text(Struct envelope, String name) throws WebhookException {
    String text = envelope.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    if (text.isEmpty()) {
      throw new WebhookException(Reason.BODY, "the body has no " + name + " that is a text");
    }
    return text;
  }
}
