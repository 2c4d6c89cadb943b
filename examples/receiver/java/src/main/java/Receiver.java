import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Receives Placard's webhooks, and believes only those that are signed. */
public final class Receiver {
  private static final int MOST_BYTES = 1 << 20;

  record Event(String id, String type, Data data) {}

  record Data(String url) {}

  private final Webhook webhook;
  private final Gson gson = new Gson();

  private Receiver(Webhook webhook) {
    this.webhook = webhook;
  }

  public static void main(String[] arguments) throws Exception {
    Receiver receiver = new Receiver(new Webhook(System.getenv("WEBHOOK_SECRET")));
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "9000"));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/", receiver::receive);
    server.start();
    System.out.printf("receiving at http://127.0.0.1:%d/%n", server.getAddress().getPort());
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      // The signature is over these very bytes: parsed and written again they would be others.
      byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES);
      String body = new String(bytes, StandardCharsets.UTF_8);
      int status;
      try {
        webhook.verify(body, exchange.getRequestHeaders());
        Event event = gson.fromJson(body, Event.class);
        // A webhook can come twice; `id` is the same each time.
        String url = event.data().url() == null ? "" : event.data().url();
        System.out.printf("verified %s %s %s%n", event.type(), event.id(), url);
        status = 204;
      } catch (WebhookVerificationException | JsonParseException error) {
        System.out.printf("refused: %s%n", error.getMessage());
        status = 400;
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }
}
