package dev.placard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.placard.PlacardException;
import dev.placard.PlacardException.Resource;
import dev.placard.WebhookException;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.function.Executable;

/** What is to come of something. */
final class Expectation {
  private Expectation() {}

  /** That it fails like this; what isn't given is not looked at. */
  static void fails(JsonObject expect, Executable call) {
    PlacardException failure = PlacardException.of(assertThrows(StatusRuntimeException.class, call));
    String told = failure.code() + " " + failure.reason() + " " + failure.description();
    if (expect.has("code")) {
      assertTrue(texts(expect.get("code")).contains(failure.code().name()), told);
    }
    if (expect.has("reason")) {
      assertEquals(expect.get("reason").getAsString(), failure.reason(), told);
    }
    for (String path : texts(expect.get("fields"))) {
      assertTrue(
          failure.fields().stream().anyMatch(field -> field.path().equals(path) && !field.message().isEmpty()),
          () -> "no " + path + " in " + failure.fields());
    }
    for (String key : texts(expect.get("metadata"))) {
      assertFalse(failure.metadata().getOrDefault(key, "").isEmpty(), () -> "no " + key + ": " + failure.metadata());
    }
    if (expect.has("resource")) {
      JsonObject resource = expect.getAsJsonObject("resource");
      Resource found = failure.resource().orElseThrow();
      assertEquals(resource.get("type").getAsString(), found.type());
      if (resource.has("name")) {
        assertEquals(resource.get("name").getAsString(), found.name());
      }
    }
    if (expect.has("retry_delay")) {
      assertEquals(expect.get("retry_delay").getAsBoolean(), !failure.retryDelay().isZero(), told);
    }
    assertFalse(failure.description().isEmpty(), told);
    assertEquals(failure.reason().isEmpty(), failure.requestId().isEmpty(), told);
  }

  /** That a webhook is refused for this. */
  static void refused(String reason, Executable verification) {
    WebhookException failure = assertThrows(WebhookException.class, verification);
    assertEquals(reason, failure.reason().name(), failure.getMessage());
  }

  /** One text or several; none if there is nothing. */
  static List<String> texts(JsonElement element) {
    if (element == null) {
      return List.of();
    }
    if (element instanceof JsonArray several) {
      return StreamSupport.stream(several.spliterator(), false).map(JsonElement::getAsString).toList();
    }
    return List.of(element.getAsString());
  }

  /** A message out of its JSON. */
  @SuppressWarnings("unchecked") // A builder builds messages of its type.
  static <M extends Message> M parse(JsonElement json, M type) throws InvalidProtocolBufferException {
    Message.Builder builder = type.newBuilderForType();
    JsonFormat.parser().merge(json.toString(), builder);
    return (M) builder.build();
  }

  static byte[] altered(byte[] body, int place) {
    byte[] other = body.clone();
    other[place] ^= 1;
    return other;
  }
}
