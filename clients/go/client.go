package placard

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	"placard.dev/go/placardv1"
)

// Version of this client.
const Version = "0.1.0"

const (
	defaultServer  = "http://127.0.0.1:8080"
	defaultTimeout = time.Minute
	// The largest answer is a picture of 32 MiB beside its render.
	maxAnswer = 64 << 20
)

// Client has a client for each of the services. They share one HTTP/2 connection, which is made with the first call.
// It is safe for concurrent use.
type Client struct {
	Renders       placardv1.RenderServiceClient
	Templates     placardv1.TemplateServiceClient
	Bindings      placardv1.BindingServiceClient
	Triggers      placardv1.TriggerServiceClient
	Subscriptions placardv1.WebhookSubscriptionServiceClient
	Events        placardv1.EventServiceClient
	Workspace     placardv1.WorkspaceServiceClient

	connection *grpc.ClientConn
}

// Option says something about a client that is not as it is by default.
type Option func(*options)

type options struct {
	server  string
	apiKey  string
	timeout time.Duration
	tls     *tls.Config
	dial    []grpc.DialOption
}

// WithServer says where the server is, for instance "https://cards.example.com": https with TLS, http without.
// Default: the variable PLACARD_SERVER, and else http://127.0.0.1:8080.
func WithServer(address string) Option { return func(o *options) { o.server = address } }

// WithAPIKey says who asks: "plk_…". Default: the variable PLACARD_API_KEY.
func WithAPIKey(key string) Option { return func(o *options) { o.apiKey = key } }

// WithTimeout says how long a call may take whose context has no deadline, its repetitions included; 0 is for ever.
// Streams have no limit. Default: a minute.
func WithTimeout(timeout time.Duration) Option { return func(o *options) { o.timeout = timeout } }

// WithTLS says whom to trust, for instance an authority of one's own, where the address is https. Default: whom the
// system trusts.
func WithTLS(config *tls.Config) Option { return func(o *options) { o.tls = config } }

// WithDialOptions adds options of gRPC, for instance interceptors.
func WithDialOptions(more ...grpc.DialOption) Option {
	return func(o *options) { o.dial = append(o.dial, more...) }
}

// New makes a client. It does not call the server yet: an error is one of the options.
func New(given ...Option) (*Client, error) {
	settings := options{
		server:  os.Getenv("PLACARD_SERVER"),
		apiKey:  os.Getenv("PLACARD_API_KEY"),
		timeout: defaultTimeout,
	}
	for _, option := range given {
		option(&settings)
	}
	if settings.server == "" {
		settings.server = defaultServer
	}
	if err := checkKey(settings.apiKey); err != nil {
		return nil, err
	}
	target, secure, err := parseServer(settings.server)
	if err != nil {
		return nil, err
	}
	transport := insecure.NewCredentials()
	if secure {
		transport = credentials.NewTLS(settings.tls)
	}

	client := &Client{}
	dial := []grpc.DialOption{
		grpc.WithTransportCredentials(transport),
		grpc.WithPerRPCCredentials(bearer(settings.apiKey)),
		grpc.WithUserAgent("placard-go/" + Version),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer)),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: firstPause, Multiplier: 2, Jitter: jitter, MaxDelay: longestPause},
			MinConnectTimeout: 10 * time.Second,
		}),
		// A connection on which nothing came for that long is asked whether it is still there.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 20 * time.Second, Timeout: 10 * time.Second}),
		grpc.WithChainUnaryInterceptor(steadyCalls(settings.timeout)),
		grpc.WithChainStreamInterceptor(typedStreams),
	}
	connection, err := grpc.NewClient(target, append(dial, settings.dial...)...)
	if err != nil {
		return nil, fmt.Errorf("placard: %w", err)
	}
	client.connection = connection
	client.Renders = placardv1.NewRenderServiceClient(connection)
	client.Templates = placardv1.NewTemplateServiceClient(connection)
	client.Bindings = placardv1.NewBindingServiceClient(connection)
	client.Triggers = placardv1.NewTriggerServiceClient(connection)
	client.Subscriptions = placardv1.NewWebhookSubscriptionServiceClient(connection)
	client.Events = placardv1.NewEventServiceClient(connection)
	client.Workspace = placardv1.NewWorkspaceServiceClient(connection)
	return client, nil
}

// Close ends the connection, and with it all that is under way.
func (c *Client) Close() error { return c.connection.Close() }

// Connection is what the services are called through: for services of one's own behind the same address.
func (c *Client) Connection() grpc.ClientConnInterface { return c.connection }

// What a server's address says: the target for gRPC, and whether to use TLS.
func parseServer(address string) (target string, secure bool, err error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() == "" {
		return "", false, fmt.Errorf("placard: the server %q is no address like https://cards.example.com", address)
	}
	port := parsed.Port()
	switch parsed.Scheme {
	case "https":
		secure = true
		if port == "" {
			port = "443"
		}
	case "http":
		if port == "" {
			port = "80"
		}
	default:
		return "", false, fmt.Errorf("placard: the server %q begins with neither http:// nor https://", address)
	}
	if strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.User != nil {
		return "", false, fmt.Errorf("placard: the server %q is more than a scheme, a host and a port", address)
	}
	return "dns:///" + net.JoinHostPort(parsed.Hostname(), port), secure, nil
}

func checkKey(key string) error {
	if key == "" {
		return errors.New("placard: no API key: set PLACARD_API_KEY, or give WithAPIKey")
	}
	for _, letter := range key {
		if letter <= ' ' || letter > '~' {
			return errors.New("placard: the API key has a character that no key has, perhaps a line break at its end")
		}
	}
	return nil
}

// The API key, shown with every call.
type bearer string

func (key bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(key)}, nil
}

// RequireTransportSecurity is false: an address that begins with http:// is a choice.
func (key bearer) RequireTransportSecurity() bool { return false }
