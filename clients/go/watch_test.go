package placard

import (
	"context"
	"errors"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"placard.dev/go/placardv1"
)

type deliveries = grpc.ServerStreamingServer[placardv1.WatchDeliveriesResponse]

// A stream that tells of these deliveries, each with its name as its token, and ends with an error.
func tells(end error, names ...string) func(deliveries) error {
	return func(stream deliveries) error {
		for _, name := range names {
			message := &placardv1.WatchDeliveriesResponse{ResumeToken: name}
			if name == "heartbeat" {
				message.Payload = &placardv1.WatchDeliveriesResponse_Heartbeat{Heartbeat: &placardv1.Heartbeat{}}
			} else {
				message.Payload = &placardv1.WatchDeliveriesResponse_Delivery{Delivery: &placardv1.Delivery{DeliveryId: name}}
			}
			if err := stream.Send(message); err != nil {
				return err
			}
		}
		return end
	}
}

func follows(t *testing.T, client *Client, request *placardv1.WatchDeliveriesRequest, enough string) (seen []string, err error) {
	t.Helper()
	for change, failure := range client.WatchDeliveries(t.Context(), request) {
		if failure != nil {
			return seen, failure
		}
		seen = append(seen, change.GetDelivery().DeliveryId)
		if change.GetDelivery().DeliveryId == enough {
			break
		}
	}
	return seen, nil
}

func TestAWatchGoesOnWhereItStood(t *testing.T) {
	server, client := startBoth(t)
	server.watches = []func(deliveries) error{
		tells(refusal(codes.Unavailable, "SHUTTING_DOWN"), "a", "b"),
		tells(refusal(codes.ResourceExhausted, "READER_TOO_SLOW"), "heartbeat"),
		tells(nil, "c"),
		// A proxy that lets no stream live for long.
		tells(status.Error(codes.Internal, "stream reset"), "d"),
		tells(nil, "e"),
	}
	request := &placardv1.WatchDeliveriesRequest{TriggerId: "trg_1", IncludeExisting: true}
	seen, err := follows(t, client, request, "e")
	if err != nil || !slices.Equal(seen, []string{"a", "b", "c", "d", "e"}) {
		t.Fatalf("%v, %v", seen, err)
	}
	for _, expected := range []*placardv1.WatchDeliveriesRequest{
		{TriggerId: "trg_1", IncludeExisting: true},
		{TriggerId: "trg_1", ResumeToken: "b"},
		{TriggerId: "trg_1", ResumeToken: "heartbeat"},
		{TriggerId: "trg_1", ResumeToken: "c"},
		{TriggerId: "trg_1", ResumeToken: "d"},
	} {
		if found := <-server.requests; !proto.Equal(found, expected) {
			t.Errorf("found %v, expected %v", found, expected)
		}
	}
	if request.ResumeToken != "" || !request.IncludeExisting {
		t.Errorf("the caller's request became %v", request)
	}
}

func TestAWatchEndsWhenTheServerRefuses(t *testing.T) {
	server, client := startBoth(t)
	server.watches = []func(deliveries) error{
		tells(nil, "a"),
		tells(refusal(codes.OutOfRange, "RESUME_TOKEN_EXPIRED")),
	}
	seen, err := follows(t, client, &placardv1.WatchDeliveriesRequest{}, "")
	var failure *Error
	if len(seen) != 1 || !errors.As(err, &failure) || failure.Reason != "RESUME_TOKEN_EXPIRED" {
		t.Errorf("%v, %v", seen, err)
	}
}

func TestAWatchThatNeverBeganGivesUp(t *testing.T) {
	server, client := startBoth(t)
	for range 2 * attempts {
		server.watches = append(server.watches, tells(refusal(codes.Unavailable, "SHUTTING_DOWN")))
	}
	_, err := follows(t, client, &placardv1.WatchDeliveriesRequest{}, "")
	if status.Code(err) != codes.Unavailable || server.calls.Load() != attempts {
		t.Errorf("after %d: %v", server.calls.Load(), err)
	}
}

func TestAWatchEndsWithItsReader(t *testing.T) {
	server, client := startBoth(t)
	left := make(chan struct{})
	server.watches = []func(deliveries) error{func(stream deliveries) error {
		defer close(left)
		_ = tells(nil, "a")(stream)
		<-stream.Context().Done()
		return nil
	}}
	if _, err := follows(t, client, &placardv1.WatchDeliveriesRequest{}, "a"); err != nil {
		t.Fatal(err)
	}
	<-left

	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		// The first two requests are those of the stream before and of this one.
		<-server.requests
		<-server.requests
		cancel()
	}()
	var last error
	for _, err := range client.WatchDeliveries(ctx, &placardv1.WatchDeliveriesRequest{}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("found %v", last)
	}
}

func TestAWatchEndsWithItsClient(t *testing.T) {
	server, client := startBoth(t)
	server.watches = []func(deliveries) error{func(stream deliveries) error {
		_ = tells(nil, "a")(stream)
		<-stream.Context().Done()
		return nil
	}}
	var last error
	for _, err := range client.WatchDeliveries(t.Context(), &placardv1.WatchDeliveriesRequest{}) {
		if last = err; err == nil {
			client.Close()
		}
	}
	if status.Code(last) != codes.Canceled || server.calls.Load() != 1 {
		t.Errorf("found %v", last)
	}
}

func TestAWatchOfARenderEndsWithIt(t *testing.T) {
	server, client := startBoth(t)
	server.watchRender = func(request *placardv1.WatchRenderRequest, stream grpc.ServerStreamingServer[placardv1.WatchRenderResponse]) error {
		state := placardv1.RenderState_RENDER_STATE_QUEUED
		if request.ResumeToken == "queued" {
			state = placardv1.RenderState_RENDER_STATE_CANCELLED
		}
		render := &placardv1.WatchRenderResponse_Render{Render: &placardv1.Render{State: state}}
		if err := stream.Send(&placardv1.WatchRenderResponse{Payload: render, ResumeToken: "queued"}); err != nil {
			return err
		}
		return refusal(codes.Unavailable, "SHUTTING_DOWN")
	}
	var states []placardv1.RenderState
	for change, err := range client.WatchRender(t.Context(), &placardv1.WatchRenderRequest{RenderId: "rnd_1"}) {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, change.GetRender().State)
	}
	expected := []placardv1.RenderState{placardv1.RenderState_RENDER_STATE_QUEUED, placardv1.RenderState_RENDER_STATE_CANCELLED}
	if !slices.Equal(states, expected) || server.calls.Load() != 2 {
		t.Errorf("%v in %d calls", states, server.calls.Load())
	}
}

func TestAWatchOfWhatHasEndedEndsWithTheStream(t *testing.T) {
	server, client := startBoth(t)
	server.watchRender = func(*placardv1.WatchRenderRequest, grpc.ServerStreamingServer[placardv1.WatchRenderResponse]) error {
		return nil
	}
	for change, err := range client.WatchRender(t.Context(), &placardv1.WatchRenderRequest{ResumeToken: "the last"}) {
		t.Errorf("%v, %v", change, err)
	}
	if server.calls.Load() != 1 {
		t.Errorf("%d calls", server.calls.Load())
	}
}

func TestAWatchEndsWhenAProxyWantsOneToSignIn(t *testing.T) {
	server, client := startBoth(t)
	server.watches = []func(deliveries) error{
		tells(nil, "a"),
		tells(status.Error(codes.Unauthenticated, "unexpected HTTP status code received from server: 401")),
	}
	seen, err := follows(t, client, &placardv1.WatchDeliveriesRequest{}, "")
	if len(seen) != 1 || status.Code(err) != codes.Unauthenticated {
		t.Errorf("%v, %v", seen, err)
	}
}
