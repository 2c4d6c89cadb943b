package placard

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"placard.dev/go/placardv1"
)

func TestServers(t *testing.T) {
	for address, expected := range map[string]string{
		"http://127.0.0.1:8080":      "dns:///127.0.0.1:8080",
		"http://cards.example.com":   "dns:///cards.example.com:80",
		"https://cards.example.com/": "dns:///cards.example.com:443 TLS",
		"https://[::1]:8443":         "dns:///[::1]:8443 TLS",
		"":                           "no address",
		"cards.example.com":          "no address",
		"127.0.0.1:8080":             "no address",
		"http://":                    "no address",
		"ftp://cards.example.com":    "neither http:// nor https://",
		"https://example.com/cards":  "more than a scheme",
		"https://key@example.com":    "more than a scheme",
		"https://example.com?key=1":  "more than a scheme",
	} {
		target, secure, err := parseServer(address)
		found := target
		if secure {
			found += " TLS"
		}
		if err != nil {
			found = err.Error()
		}
		if !strings.Contains(found, expected) || err == nil && found != expected {
			t.Errorf("%q: found %q, expected %q", address, found, expected)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Setenv("PLACARD_API_KEY", "")
	if _, err := New(); err == nil || !strings.Contains(err.Error(), "PLACARD_API_KEY") {
		t.Errorf("without a key: %v", err)
	}
	for _, key := range []string{"plk_one\n", "plk_ one", "plk_ü"} {
		if _, err := New(WithAPIKey(key)); err == nil || strings.Contains(err.Error(), "plk_") {
			t.Errorf("%q: %v", key, err)
		}
	}
	t.Setenv("PLACARD_API_KEY", "plk_one")
	t.Setenv("PLACARD_SERVER", "nonsense")
	if _, err := New(); err == nil {
		t.Error("a server that is none was taken")
	}
}

func TestTheKeyIsShownOverTLS(t *testing.T) {
	// It has a certificate for 127.0.0.1.
	authority := httptest.NewTLSServer(nil)
	defer authority.Close()
	server := startServer(t, credentials.NewServerTLSFromCert(&authority.TLS.Certificates[0]))
	trusted := x509.NewCertPool()
	trusted.AddCert(authority.Certificate())
	address := WithServer(strings.Replace(server.url, "http://", "https://", 1))

	client := connect(t, address, WithTLS(&tls.Config{RootCAs: trusted}))
	if _, err := client.Workspace.GetWorkspace(t.Context(), &placardv1.GetWorkspaceRequest{}); err != nil {
		t.Fatal(err)
	}
	if shown := server.authorization.Load(); shown != "Bearer plk_test" {
		t.Errorf("shown: %v", shown)
	}

	// A call that is not repeated. The server would answer that it doesn't know it.
	distrustful := connect(t, address)
	_, err := distrustful.Workspace.RevokeApiKey(t.Context(), &placardv1.RevokeApiKeyRequest{})
	if code := newError(err).Code; code != codes.Unavailable {
		t.Errorf("an unknown authority was trusted: %v", err)
	}
}

func TestNoServiceIsForgotten(t *testing.T) {
	clients := map[string]bool{}
	for number := range reflect.TypeFor[Client]().NumField() {
		field := reflect.TypeFor[Client]().Field(number)
		clients[field.Type.Name()] = true
	}
	services := 0
	protoregistry.GlobalFiles.RangeFilesByPackage("placard.v1", func(file protoreflect.FileDescriptor) bool {
		for number := range file.Services().Len() {
			services++
			if name := file.Services().Get(number).Name(); !clients[string(name)+"Client"] {
				t.Errorf("the client has no %s", name)
			}
		}
		return true
	})
	if services == 0 {
		t.Error("there are no services")
	}
}
