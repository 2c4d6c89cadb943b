package dev.placard.conformance;

import static dev.placard.conformance.Expectation.fails;
import static dev.placard.conformance.Expectation.parse;
import static dev.placard.conformance.Expectation.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import dev.placard.Pages;
import dev.placard.Placard;
import dev.placard.conformance.Main.Kind;
import dev.placard.v1.Binding;
import dev.placard.v1.CreateBindingRequest;
import dev.placard.v1.CreateTemplateRequest;
import dev.placard.v1.CreateWorkspaceRequest;
import dev.placard.v1.DeleteBindingRequest;
import dev.placard.v1.DeleteTemplateRequest;
import dev.placard.v1.ErrorReason;
import dev.placard.v1.GetBindingRequest;
import dev.placard.v1.GetTemplateRequest;
import dev.placard.v1.GetUsageRequest;
import dev.placard.v1.GrantCreditsRequest;
import dev.placard.v1.ListBindingsRequest;
import dev.placard.v1.ListBindingsResponse;
import dev.placard.v1.ListTemplateVersionsRequest;
import dev.placard.v1.ListTemplateVersionsResponse;
import dev.placard.v1.PreviewTemplateRequest;
import dev.placard.v1.RefreshBindingRequest;
import dev.placard.v1.RenderRequest;
import dev.placard.v1.SignRenderUrlRequest;
import dev.placard.v1.Template;
import dev.placard.v1.TemplateProblem;
import dev.placard.v1.TemplateVersion;
import dev.placard.v1.UpdateTemplateRequest;
import dev.placard.v1.Usage;
import dev.placard.v1.ValidateTemplateRequest;
import dev.placard.v1.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Cases of templates, bindings, signed URLs and usage. */
record ResourceCases(Placard placard, Stage stage) {
  void addTo(Map<String, Kind> kinds) {
    kinds.put("template", this::template);
    kinds.put("binding", this::binding);
    kinds.put("sign_url", this::signUrl);
    kinds.put("usage", this::usage);
  }

  private void template(JsonObject given) throws Exception {
    Template asked = parse(given.get("template"), Template.getDefaultInstance());
    var made = placard.templates().createTemplate(CreateTemplateRequest.newBuilder().setTemplate(asked).build());
    assertEquals(1, made.getTemplate().getVersion());
    String id = made.getTemplate().getTemplateId();
    var change = UpdateTemplateRequest.newBuilder().setUpdateMask(FieldMask.newBuilder().addPaths("source"));
    change.getTemplateBuilder().setTemplateId(id).setSource(given.get("new_source").getAsString());
    assertEquals(2, placard.templates().updateTemplate(change.build()).getTemplate().getVersion());
    var list = ListTemplateVersionsRequest.newBuilder().setTemplateId(id).setPageSize(1).build();
    var versions =
        Pages.of(placard.templates()::listTemplateVersions, list, ListTemplateVersionsResponse::getVersionsList);
    assertEquals(List.of(2, 1), versions.stream().map(TemplateVersion::getVersion).toList());

    String wrong = given.get("wrong_source").getAsString();
    var judged =
        placard.templates().validateTemplate(ValidateTemplateRequest.newBuilder().setSource(wrong).build());
    assertFalse(judged.getValid());
    var problems = judged.getProblemsList();
    assertEquals(texts(given.get("problems")), problems.stream().map(TemplateProblem::getPath).toList());
    assertTrue(problems.stream().allMatch(problem ->
        problem.getReason() == ErrorReason.ERROR_REASON_INVALID_TEMPLATE && !problem.getMessage().isEmpty()));

    JsonObject preview = new JsonObject();
    preview.add("variables", given.get("variables"));
    preview.add("output", given.get("output"));
    var request = parse(preview, PreviewTemplateRequest.getDefaultInstance()).toBuilder();
    request.getTemplateBuilder().setTemplateId(id);
    var picture = placard.templates().previewTemplate(request.build());
    assertEquals(request.getOutput().getWidth(), picture.getWidth());
    assertEquals(request.getOutput().getHeight(), picture.getHeight());
    assertEquals("image/png", picture.getContentType());
    assertEquals("PNG", picture.getImage().substring(1, 4).toStringUtf8());

    placard.templates().deleteTemplate(DeleteTemplateRequest.newBuilder().setTemplateId(id).build());
    var gone = GetTemplateRequest.newBuilder().setTemplateId(id).build();
    fails(given.getAsJsonObject("after_delete"), () -> placard.templates().getTemplate(gone));
  }

  private void binding(JsonObject given) throws Exception {
    JsonObject feed = Stage.ask(stage.url() + "/feeds", new JsonObject());
    var asked = parse(given.get("binding"), Binding.getDefaultInstance()).toBuilder();
    asked.getSourceBuilder().setUrl(feed.get("url").getAsString());
    var made = placard.bindings()
        .createBinding(CreateBindingRequest.newBuilder().setBinding(asked).build()).getBinding();
    String id = made.getBindingId();
    String url = made.getImageUrl();
    var request = RefreshBindingRequest.newBuilder().setBindingId(id).build();
    String before = "";
    for (JsonElement one : given.getAsJsonArray("refreshes")) {
      JsonObject refresh = one.getAsJsonObject();
      Stage.ask(feed.get("set").getAsString(), refresh.getAsJsonObject("feed"));
      boolean changes = refresh.has("changed") && refresh.get("changed").getAsBoolean();
      if (refresh.has("expect")) {
        fails(refresh.getAsJsonObject("expect"), () -> placard.bindings().refreshBinding(request));
      } else {
        var answer = placard.bindings().refreshBinding(request);
        assertEquals(changes, answer.getChanged());
        assertEquals(parse(refresh.get("data"), Struct.getDefaultInstance()), answer.getBinding().getData());
        assertEquals(url, answer.getBinding().getImageUrl());
      }
      var picture = stage.fetch(url);
      assertEquals(200, picture.status());
      assertEquals("image/png", picture.contentType());
      assertEquals(changes, !picture.base64().equals(before));
      before = picture.base64();
    }
    var all = Pages.of(
        placard.bindings()::listBindings, ListBindingsRequest.getDefaultInstance(), ListBindingsResponse::getBindingsList);
    assertTrue(all.stream().anyMatch(one -> one.getBindingId().equals(id)));
    placard.bindings().deleteBinding(DeleteBindingRequest.newBuilder().setBindingId(id).build());
    assertEquals(404, stage.fetch(url).status());
    var gone = GetBindingRequest.newBuilder().setBindingId(id).build();
    fails(given.getAsJsonObject("after_delete"), () -> placard.bindings().getBinding(gone));
  }

  private void signUrl(JsonObject given) throws Exception {
    JsonObject expect = given.getAsJsonObject("expect");
    var signed =
        placard.renders().signRenderUrl(parse(given.get("request"), SignRenderUrlRequest.getDefaultInstance()));
    assertTrue(signed.hasExpireTime());
    var picture = stage.fetch(signed.getUrl());
    assertEquals(expect.get("status").getAsInt(), picture.status());
    assertEquals(expect.get("content_type").getAsString(), picture.contentType());
    List<String> replace = texts(given.get("replace"));
    assertTrue(signed.getUrl().contains(replace.get(0)), signed.getUrl());
    var refusal = stage.fetch(signed.getUrl().replace(replace.get(0), replace.get(1)));
    JsonObject altered = given.getAsJsonObject("altered");
    assertEquals(altered.get("status").getAsInt(), refusal.status());
    String body = new String(Base64.getDecoder().decode(refusal.base64()), StandardCharsets.UTF_8);
    assertTrue(body.startsWith(altered.get("begins").getAsString()), body);
  }

  private void usage(JsonObject given) throws Exception {
    Workspace asked = parse(given.get("workspace"), Workspace.getDefaultInstance());
    var made = placard.workspace()
        .createWorkspace(CreateWorkspaceRequest.newBuilder().setWorkspace(asked).build());
    RenderRequest oneMore = parse(given.get("one_more"), RenderRequest.getDefaultInstance());
    try (Placard own = Placard.builder().apiKey(made.getSecret()).build()) {
      for (JsonElement request : given.getAsJsonArray("requests")) {
        own.renders().render(parse(request, RenderRequest.getDefaultInstance()));
      }
      fails(given.getAsJsonObject("expect"), () -> own.renders().render(oneMore));
      var used = own.workspace().getUsage(GetUsageRequest.getDefaultInstance());
      int days = given.get("days").getAsInt();
      assertEquals(days, used.getDaysCount());
      Usage total = parse(given.get("total"), Usage.getDefaultInstance());
      for (Usage usage : List.of(used.getTotal(), used.getDays(days - 1).getUsage())) {
        assertEquals(total.getRenders(), usage.getRenders());
        assertEquals(total.getCachedRenders(), usage.getCachedRenders());
        assertEquals(total.getCredits(), usage.getCredits());
      }
      String id = made.getWorkspace().getWorkspaceId();
      placard.workspace().grantCredits(GrantCreditsRequest.newBuilder().setWorkspaceId(id).setCredits(1).build());
      own.renders().render(oneMore);
    }
  }
}
