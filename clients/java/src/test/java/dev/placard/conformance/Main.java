package dev.placard.conformance;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.placard.Placard;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The runner of this client: tests/clients/README.md says what it does. */
public final class Main {
  private Main() {}

  /** A kind of case. */
  interface Kind {
    void run(JsonObject given) throws Exception;
  }

  public static void main(String[] parameters) throws Exception {
    String file = Files.readString(Path.of(parameters[0]));
    JsonObject plan = JsonParser.parseString(file).getAsJsonObject();
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Made from the environment alone.
    try (Placard placard = Placard.connect()) {
      var stage = new Stage(plan.get("stage").getAsString());
      Map<String, Kind> kinds = new HashMap<>();
      new CallCases(placard, stage).addTo(kinds);
      new WebhookCases(placard, stage).addTo(kinds);
      new StreamCases(placard, stage).addTo(kinds);
      new EndingCases(placard, stage).addTo(kinds);
      new ResourceCases(placard, stage).addTo(kinds);
      for (JsonElement given : plan.getAsJsonArray("cases")) {
        out.println(outcome(kinds, given.getAsJsonObject()));
      }
    }
  }

  private static JsonObject outcome(Map<String, Kind> kinds, JsonObject given) {
    String detail = "";
    try {
      kinds.get(given.get("kind").getAsString()).run(given);
    } catch (Exception | AssertionError thrown) {
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      detail = trace.toString();
    }
    var outcome = new JsonObject();
    outcome.add("case", given.get("case"));
    outcome.addProperty("ok", detail.isEmpty());
    outcome.addProperty("detail", detail);
    return outcome;
  }
}
