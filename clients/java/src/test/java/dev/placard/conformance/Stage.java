package dev.placard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.placard.Placard;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What there is beside the server: inboxes, gates, servers of one's own. */
record Stage(String url) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A webhook that came. */
  record Message(byte[] body, Map<String, List<String>> headers) {
    static Message of(JsonObject json) {
      Map<String, List<String>> headers = new HashMap<>();
      json.getAsJsonObject("headers").entrySet()
          .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().getAsString())));
      return new Message(Base64.getDecoder().decode(json.get("body").getAsString()), headers);
    }

    String header(String name) {
      return headers.get(name).get(0);
    }
  }

  /** Takes webhooks. */
  record Inbox(String url, String nextUrl) {
    /** Waits for one. */
    Message next() throws IOException, InterruptedException {
      return Message.of(ask(nextUrl, new JsonObject()));
    }
  }

  /** Stands before a server. */
  record Gate(String url, String stateUrl, String cutUrl) {
    JsonObject state() throws IOException, InterruptedException {
      return ask(stateUrl, new JsonObject());
    }

    void cut(int refuse) throws IOException, InterruptedException {
      var asked = new JsonObject();
      asked.addProperty("refuse", refuse);
      ask(cutUrl, asked);
    }

    /** Cuts as a case says. */
    void cut(JsonObject how) throws IOException, InterruptedException {
      ask(cutUrl, how);
    }

    /** Holds the gate's state to what a case says of it. */
    void expect(JsonObject expected) throws IOException, InterruptedException {
      JsonObject told = state();
      expected.entrySet().forEach(one -> assertEquals(one.getValue(), told.get(one.getKey()), told.toString()));
    }

    Placard client() {
      return Placard.builder().server(url).build();
    }
  }

  /** A server of the runner's own. */
  record OwnServer(String url, String apiKey, String restartUrl, String ageUrl) {
    void restart() throws IOException, InterruptedException {
      ask(restartUrl, new JsonObject());
    }

    void age() throws IOException, InterruptedException {
      ask(ageUrl, new JsonObject());
    }

    Placard client() {
      return Placard.builder().server(url).apiKey(apiKey).build();
    }
  }

  OwnServer server(JsonObject settings) throws IOException, InterruptedException {
    var asked = new JsonObject();
    asked.add("settings", settings);
    JsonObject made = ask(url + "/servers", asked);
    return new OwnServer(
        made.get("url").getAsString(),
        made.get("api_key").getAsString(),
        made.get("restart").getAsString(),
        made.get("age").getAsString());
  }

  /** A picture that is there only when it is opened. */
  record Door(String url, String openUrl) {
    void open() throws IOException, InterruptedException {
      ask(openUrl, new JsonObject());
    }

    /** The request with its URL in it. */
    JsonObject before(JsonObject request) {
      return JsonParser.parseString(request.toString().replace("DOOR", url)).getAsJsonObject();
    }
  }

  Door door() throws IOException, InterruptedException {
    JsonObject made = ask(url + "/doors", new JsonObject());
    return new Door(made.get("url").getAsString(), made.get("open").getAsString());
  }

  /** What a URL answers. */
  record Fetched(int status, String contentType, String base64) {}

  Fetched fetch(String what) throws IOException, InterruptedException {
    var asked = new JsonObject();
    asked.addProperty("url", what);
    JsonObject told = ask(url + "/fetches", asked);
    return new Fetched(
        told.get("status").getAsInt(), told.get("content_type").getAsString(), told.get("body").getAsString());
  }

  /** The client that a case wants, else the ordinary one. */
  static Placard asking(JsonObject given) {
    Placard.Builder builder = Placard.builder();
    JsonObject asking = given.has("client") ? given.getAsJsonObject("client") : new JsonObject();
    if (asking.has("server")) {
      builder.server(asking.get("server").getAsString());
    }
    if (asking.has("api_key")) {
      builder.apiKey(asking.get("api_key").getAsString());
    }
    return builder.build();
  }

  Inbox inbox() throws IOException, InterruptedException {
    JsonObject made = ask(url + "/inboxes", new JsonObject());
    return new Inbox(made.get("url").getAsString(), made.get("next").getAsString());
  }

  Gate gate(JsonObject description) throws IOException, InterruptedException {
    JsonObject made = ask(url + "/gates", description);
    String cut = made.has("cut") ? made.get("cut").getAsString() : "";
    return new Gate(made.get("url").getAsString(), made.get("state").getAsString(), cut);
  }

  Gate gate(String kind) throws IOException, InterruptedException {
    var description = new JsonObject();
    description.addProperty("kind", kind);
    return gate(description);
  }

  static JsonObject ask(String url, JsonObject message) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(message.toString())).build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), url + ": " + answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }
}
