package dev.placard;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
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

  /** Reads the format STANDARD. */
  static WebhookEvent parse(String json) throws WebhookException {
    try {
      var envelope = Struct.newBuilder();
      JsonFormat.parser().merge(json, envelope);
      Value data = envelope.getFieldsOrDefault("data", Value.getDefaultInstance());
      if (!data.hasStructValue()) {
        throw new WebhookException(WebhookException.Reason.BODY, "the body's data is no object");
      }
      return new WebhookEvent(
          text(envelope, "id"),
          text(envelope, "type"),
          Instant.parse(text(envelope, "timestamp")),
          text(envelope, "workspace_id"),
          data.getStructValue());
    } catch (InvalidProtocolBufferException | DateTimeParseException malformed) {
      throw new WebhookException(
          WebhookException.Reason.BODY, "the body is no event in the format STANDARD", malformed);
    }
  }

  private static String text(Struct.Builder envelope, String name) throws WebhookException {
    String text = envelope.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    if (text.isEmpty()) {
      throw new WebhookException(WebhookException.Reason.BODY, "the body has no " + name + " that is a text");
    }
    return text;
  }
}
