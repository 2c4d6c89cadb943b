package placard

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"placard.dev/go/placardv1"
)

// A server that does what the real one does only on bad days; with the real one the client is tested by
// internal/conformance.
type server struct {
	placardv1.UnimplementedRenderServiceServer
	placardv1.UnimplementedWorkspaceServiceServer
	placardv1.UnimplementedWebhookSubscriptionServiceServer

	url           string
	calls         atomic.Int32
	authorization atomic.Value
	render        func(*placardv1.RenderRequest) error
	download      func(grpc.ServerStreamingServer[placardv1.DownloadRenderResponse]) error
	watchRender   func(*placardv1.WatchRenderRequest, grpc.ServerStreamingServer[placardv1.WatchRenderResponse]) error
	// What each stream does, and the request that opened it.
	watches  []func(grpc.ServerStreamingServer[placardv1.WatchDeliveriesResponse]) error
	requests chan *placardv1.WatchDeliveriesRequest
}

func startServer(t *testing.T, transport credentials.TransportCredentials) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := &server{url: "http://" + listener.Addr().String(), requests: make(chan *placardv1.WatchDeliveriesRequest, 100)}
	inner := grpc.NewServer(grpc.Creds(transport))
	placardv1.RegisterRenderServiceServer(inner, served)
	placardv1.RegisterWorkspaceServiceServer(inner, served)
	placardv1.RegisterWebhookSubscriptionServiceServer(inner, served)
	go inner.Serve(listener)
	t.Cleanup(inner.Stop)
	return served
}

func connect(t *testing.T, options ...Option) *Client {
	t.Helper()
	client, err := New(append([]Option{WithAPIKey("plk_test")}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func startBoth(t *testing.T, options ...Option) (*server, *Client) {
	t.Helper()
	served := startServer(t, insecure.NewCredentials())
	return served, connect(t, append([]Option{WithServer(served.url)}, options...)...)
}

func (s *server) GetWorkspace(ctx context.Context, _ *placardv1.GetWorkspaceRequest) (*placardv1.GetWorkspaceResponse, error) {
	s.calls.Add(1)
	if shown := metadata.ValueFromIncomingContext(ctx, "authorization"); len(shown) == 1 {
		s.authorization.Store(shown[0])
	}
	return &placardv1.GetWorkspaceResponse{}, nil
}

func (s *server) Render(_ context.Context, request *placardv1.RenderRequest) (*placardv1.RenderResponse, error) {
	s.calls.Add(1)
	if err := s.render(request); err != nil {
		return nil, err
	}
	return &placardv1.RenderResponse{Render: &placardv1.Render{RequestId: request.RequestId}}, nil
}

func (s *server) DownloadRender(_ *placardv1.DownloadRenderRequest, stream grpc.ServerStreamingServer[placardv1.DownloadRenderResponse]) error {
	s.calls.Add(1)
	return s.download(stream)
}

func (s *server) WatchDeliveries(request *placardv1.WatchDeliveriesRequest, stream grpc.ServerStreamingServer[placardv1.WatchDeliveriesResponse]) error {
	s.requests <- request
	number := int(s.calls.Add(1)) - 1
	if number >= len(s.watches) {
		<-stream.Context().Done()
		return nil
	}
	return s.watches[number](stream)
}

func (s *server) WatchRender(request *placardv1.WatchRenderRequest, stream grpc.ServerStreamingServer[placardv1.WatchRenderResponse]) error {
	s.calls.Add(1)
	return s.watchRender(request, stream)
}

// What the server itself says: with its reason, and when to come back, if that is known.
func refusal(code codes.Code, reason string, comeBack ...time.Duration) error {
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{Domain: "placard", Reason: reason}}
	for _, delay := range comeBack {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(delay)})
	}
	told, err := status.New(code, "for the test").WithDetails(details...)
	if err != nil {
		panic(err)
	}
	return told.Err()
}
