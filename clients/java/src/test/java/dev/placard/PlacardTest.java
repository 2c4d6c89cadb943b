package dev.placard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.placard.v1.GetWorkspaceRequest;
import dev.placard.v1.RevokeApiKeyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacardTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, 127.0.0.1, 8080, false",
    "http://cards.example.com, cards.example.com, 80, false",
    "https://cards.example.com/, cards.example.com, 443, true",
    "HTTPS://[::1]:8443, [::1], 8443, true",
  })
  void addresses(String text, String host, int port, boolean secure) {
    assertEquals(new Address(host, port, secure), Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "cards.example.com", "127.0.0.1:8080", "http://", "http:// a", "ftp://cards.example.com",
    "https://example.com/cards", "https://key@example.com", "https://example.com?key=1",
  })
  void whatIsNoAddress(String text) {
    var refused = assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    assertTrue(refused.getMessage().contains(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plk_one\n", "plk_ one", "plk_ü"})
  void whatIsNoKey(String key) {
    var refused = assertThrows(IllegalArgumentException.class, () -> Placard.builder().apiKey(key).build());
    assertFalse(refused.getMessage().contains("plk_"), refused.getMessage());
  }

  @Test
  void noServiceIsForgotten() throws Exception {
    Set<String> stubs = Arrays.stream(Placard.class.getMethods())
        .map(method -> method.getReturnType().getSimpleName())
        .collect(Collectors.toSet());
    try (Stream<Path> generated = Files.list(Path.of("src/gen/java/dev/placard/v1"))) {
      List<String> services = generated
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Grpc.java"))
          .map(name -> name.replace("Grpc.java", "BlockingStub"))
          .toList();
      assertFalse(services.isEmpty());
      assertEquals(List.of(), services.stream().filter(service -> !stubs.contains(service)).toList());
    }
  }

  @Test
  void theKeyIsShownOverTls(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("keys");
    // Java has no other means of its own to make a certificate.
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var made = new ProcessBuilder(
            keytool.toString(), "-genkeypair", "-keystore", keys.toString(), "-storepass", "password", "-alias", "test",
            "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1")
        .redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes());
    assertEquals(0, made.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD);
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("test", store.getCertificate("test"));
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(certificates);

    var request = GetWorkspaceRequest.getDefaultInstance();
    try (var server = new BadDays(TlsServerCredentials.newBuilder().keyManager(own.getKeyManagers()).build())) {
      var builder = Placard.builder().server("https://" + server.address()).apiKey("plk_test");
      try (Placard distrustful = builder.build()) {
        // A call that is not repeated. The server would answer that it doesn't know it.
        var failure = assertThrows(
            StatusRuntimeException.class,
            () -> distrustful.workspace().revokeApiKey(RevokeApiKeyRequest.getDefaultInstance()));
        assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
        assertEquals(List.of(), server.authorizations);
      }
      builder.credentials(TlsChannelCredentials.newBuilder().trustManager(trusted.getTrustManagers()).build());
      try (Placard client = builder.build()) {
        client.workspace().getWorkspace(request);
        assertEquals(List.of("Bearer plk_test"), server.authorizations);
      }
    }
  }
}
