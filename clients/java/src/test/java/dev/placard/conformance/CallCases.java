package dev.placard.conformance;

import static dev.placard.conformance.Expectation.fails;
import static dev.placard.conformance.Expectation.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.placard.Pages;
import dev.placard.Placard;
import dev.placard.conformance.Main.Kind;
import dev.placard.v1.ApiKey;
import dev.placard.v1.CreateApiKeyRequest;
import dev.placard.v1.CreateBatchRequest;
import dev.placard.v1.CreateTemplateRequest;
import dev.placard.v1.CreateTriggerRequest;
import dev.placard.v1.FireTriggerRequest;
import dev.placard.v1.GetRenderRequest;
import dev.placard.v1.GetWorkspaceRequest;
import dev.placard.v1.ListRendersRequest;
import dev.placard.v1.ListRendersResponse;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.RenderState;
import dev.placard.v1.RevokeApiKeyRequest;
import dev.placard.v1.TestStorageTargetRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Cases of single calls, and of what gets in their way. */
record CallCases(Placard placard, Stage stage) {
  void addTo(Map<String, Kind> kinds) {
    kinds.put("key", this::key);
    kinds.put("render", this::render);
    kinds.put("render_large", this::renderLarge);
    kinds.put("render_twice", this::renderTwice);
    kinds.put("pages", this::pages);
    kinds.put("deadline", this::deadline);
    kinds.put("retry", this::retry);
    kinds.put("error", this::error);
  }

  private static Message request(String method, JsonElement json) throws InvalidProtocolBufferException {
    return parse(json, switch (method) {
      case "GetWorkspace" -> GetWorkspaceRequest.getDefaultInstance();
      case "GetRender" -> GetRenderRequest.getDefaultInstance();
      case "ListRenders" -> ListRendersRequest.getDefaultInstance();
      case "Render" -> RenderRequest.getDefaultInstance();
      case "CreateTrigger" -> CreateTriggerRequest.getDefaultInstance();
      case "FireTrigger" -> FireTriggerRequest.getDefaultInstance();
      case "CreateTemplate" -> CreateTemplateRequest.getDefaultInstance();
      case "CreateBatch" -> CreateBatchRequest.getDefaultInstance();
      case "TestStorageTarget" -> TestStorageTargetRequest.getDefaultInstance();
      default -> throw new IllegalArgumentException("there is no method " + method);
    });
  }

  private static void call(Placard client, Message request) {
    if (request instanceof GetWorkspaceRequest asked) {
      client.workspace().getWorkspace(asked);
    } else if (request instanceof GetRenderRequest asked) {
      client.renders().getRender(asked);
    } else if (request instanceof ListRendersRequest asked) {
      client.renders().listRenders(asked);
    } else if (request instanceof RenderRequest asked) {
      client.renders().render(asked);
    } else if (request instanceof CreateTriggerRequest asked) {
      client.triggers().createTrigger(asked);
    } else if (request instanceof CreateTemplateRequest asked) {
      client.templates().createTemplate(asked);
    } else if (request instanceof CreateBatchRequest asked) {
      client.renders().createBatch(asked);
    } else if (request instanceof TestStorageTargetRequest asked) {
      client.workspace().testStorageTarget(asked);
    } else {
      client.triggers().fireTrigger((FireTriggerRequest) request);
    }
  }

  private static RenderRequest renderRequest(JsonObject given) throws InvalidProtocolBufferException {
    return parse(given.get("request"), RenderRequest.getDefaultInstance());
  }

  private void key(JsonObject given) throws Exception {
    ApiKey asked = parse(given.get("api_key"), ApiKey.getDefaultInstance());
    var created = placard.workspace().createApiKey(CreateApiKeyRequest.newBuilder().setApiKey(asked).build());
    assertTrue(created.getSecret().startsWith("plk_"));
    assertEquals(asked.getName(), created.getApiKey().getName());
    var nothing = GetWorkspaceRequest.getDefaultInstance();
    try (Placard own = Placard.builder().apiKey(created.getSecret()).build()) {
      assertTrue(own.workspace().getWorkspace(nothing).getWorkspace().getWorkspaceId().startsWith("wsp_"));
      String id = created.getApiKey().getApiKeyId();
      placard.workspace().revokeApiKey(RevokeApiKeyRequest.newBuilder().setApiKeyId(id).build());
      fails(given.getAsJsonObject("after_revoke"), () -> own.workspace().getWorkspace(nothing));
    }
  }

  private void render(JsonObject given) throws Exception {
    JsonObject expect = given.getAsJsonObject("expect");
    var answer = placard.renders().render(renderRequest(given));
    var render = answer.getRender();
    assertEquals(RenderState.RENDER_STATE_SUCCEEDED, render.getState());
    assertEquals(expect.get("width").getAsInt(), render.getWidth());
    assertEquals(expect.get("height").getAsInt(), render.getHeight());
    assertEquals(expect.get("content_type").getAsString(), render.getContentType());
    assertEquals(render.getSizeBytes(), answer.getImage().size());
    assertEquals(render.getSha256(), StreamCases.sha256(answer.getImage().toByteArray()));
    var asked = GetRenderRequest.newBuilder().setRenderId(render.getRenderId()).build();
    assertEquals(render.getRenderId(), placard.renders().getRender(asked).getRender().getRenderId());
  }

  private void renderLarge(JsonObject given) throws Exception {
    var image = placard.renders().render(renderRequest(given)).getImage();
    assertEquals(given.get("size_bytes").getAsInt(), image.size());
    assertEquals(given.get("sha256").getAsString(), StreamCases.sha256(image.toByteArray()));
  }

  private void renderTwice(JsonObject given) throws Exception {
    RenderRequest one = renderRequest(given);
    String first = placard.renders().render(one).getRender().getRenderId();
    assertNotEquals(first, placard.renders().render(one).getRender().getRenderId());
  }

  private void pages(JsonObject given) throws Exception {
    int count = given.get("count").getAsInt();
    for (int number = 1; number <= count; number += 1) {
      placard.renders().render(
          renderRequest(given).toBuilder().putMetadata("number", String.valueOf(number)).build());
    }
    var gate = stage.gate("calls");
    Map<String, String> labels = new HashMap<>();
    given.getAsJsonObject("metadata").entrySet()
        .forEach(label -> labels.put(label.getKey(), label.getValue().getAsString()));
    var request = ListRendersRequest.newBuilder()
        .putAllMetadata(labels).setPageSize(given.get("page_size").getAsInt()).build();
    try (Placard client = gate.client()) {
      var numbers = Pages.of(client.renders()::listRenders, request, ListRendersResponse::getRendersList).stream()
          .map(render -> Integer.valueOf(render.getMetadataOrThrow("number")))
          .toList();
      assertEquals(IntStream.range(0, count).mapToObj(place -> count - place).toList(), numbers);
    }
    assertEquals(given.get("calls").getAsInt(), gate.state().getAsJsonObject("calls").get("ListRenders").getAsInt());
  }

  private void deadline(JsonObject given) throws Exception {
    var gate = stage.gate(given.getAsJsonObject("gate"));
    long millis = given.get("deadline_ms").getAsLong();
    try (Placard client = gate.client()) {
      fails(
          given.getAsJsonObject("expect"),
          () -> client.workspace()
              .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
              .getWorkspace(GetWorkspaceRequest.getDefaultInstance()));
    }
    String told = gate.state().getAsJsonObject("timeouts").get("GetWorkspace").getAsString();
    assertTrue(told.matches("\\d+\\w"), told);
  }

  private void retry(JsonObject given) throws Exception {
    var gate = stage.gate(given.getAsJsonObject("gate"));
    Message request = request(given.get("method").getAsString(), given.get("request"));
    try (Placard client = gate.client()) {
      if (given.has("expect")) {
        fails(given.getAsJsonObject("expect"), () -> call(client, request));
      } else {
        call(client, request);
      }
    }
    gate.expect(given.getAsJsonObject("state"));
    if (given.has("only_once")) {
      var list = ListRendersRequest.newBuilder();
      given.getAsJsonObject("only_once").entrySet()
          .forEach(label -> list.putMetadata(label.getKey(), label.getValue().getAsString()));
      assertEquals(1, placard.renders().listRenders(list.build()).getRendersCount());
    }
  }

  private void error(JsonObject given) throws Exception {
    Message request = request(given.get("method").getAsString(), given.get("request"));
    if (given.has("fill_description")) {
      var filled = ((RenderRequest) request).toBuilder();
      filled.getSpecBuilder().getCardBuilder().setDescription("x".repeat(given.get("fill_description").getAsInt()));
      request = filled.build();
    }
    Message asked = request;
    int repeat = given.has("repeat") ? given.get("repeat").getAsInt() : 1;
    try (Placard client = Stage.asking(given)) {
      fails(given.getAsJsonObject("expect"), () -> {
        for (int time = 0; time < repeat; time += 1) {
          call(client, asked);
        }
      });
    }
  }
}
