package placard

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"placard.dev/go/placardv1"
)

func TestWhatIsSafeToRepeat(t *testing.T) {
	for _, one := range []struct {
		method  string
		request proto.Message
		safe    bool
	}{
		{placardv1.RenderService_Render_FullMethodName, &placardv1.RenderRequest{}, true},
		{placardv1.RenderService_ListRenders_FullMethodName, &placardv1.ListRendersRequest{}, true},
		{placardv1.TriggerService_CreateTrigger_FullMethodName, &placardv1.CreateTriggerRequest{}, true},
		{placardv1.TriggerService_FireTrigger_FullMethodName, &placardv1.FireTriggerRequest{}, false},
		{placardv1.TriggerService_DeleteTrigger_FullMethodName, &placardv1.DeleteTriggerRequest{}, false},
		{"/placard.v1.RenderService/Unheard", &placardv1.RenderRequest{}, false},
		{"/placard.v1.RenderService", &placardv1.RenderRequest{}, false},
		{"/another.Service/Render", &placardv1.RenderRequest{}, false},
	} {
		if _, safe := repeatable(one.method, one.request); safe != one.safe {
			t.Errorf("%s: %v", one.method, safe)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	mine := &placardv1.RenderRequest{}
	sent, _ := repeatable(placardv1.RenderService_Render_FullMethodName, mine)
	if id := sent.(*placardv1.RenderRequest).RequestId; len(id) != 36 || mine.RequestId != "" {
		t.Errorf("sent %q, and mine has %q", id, mine.RequestId)
	}
	mine.RequestId = "mine"
	if sent, _ := repeatable(placardv1.RenderService_Render_FullMethodName, mine); sent != mine {
		t.Errorf("sent %v", sent)
	}
	// There it is a filter.
	filter := &placardv1.ListRendersRequest{}
	if sent, safe := repeatable(placardv1.RenderService_ListRenders_FullMethodName, filter); sent != filter || !safe {
		t.Errorf("sent %v", sent)
	}
}

func TestRepetitionsAreOneRequest(t *testing.T) {
	server, client := startBoth(t)
	var ids []string
	server.render = func(request *placardv1.RenderRequest) error {
		ids = append(ids, request.RequestId)
		if len(ids) < 3 {
			return refusal(codes.Unavailable, "BACKEND_UNAVAILABLE")
		}
		return nil
	}
	answer, err := client.Renders.Render(t.Context(), &placardv1.RenderRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ids) != 3 || ids[0] == "" || ids[1] != ids[0] || ids[2] != ids[0] || answer.Render.RequestId != ids[0] {
		t.Errorf("%q, answered %q", ids, answer.Render.RequestId)
	}
}

func TestItIsToldWhatWentWrongIfThereIsNoTimeToTryAgain(t *testing.T) {
	server, client := startBoth(t)
	server.render = func(*placardv1.RenderRequest) error {
		return refusal(codes.Unavailable, "SHUTTING_DOWN", time.Hour)
	}
	_, err := client.Renders.Render(t.Context(), &placardv1.RenderRequest{})
	var failure *Error
	if !errors.As(err, &failure) || failure.Reason != "SHUTTING_DOWN" || failure.RetryDelay != time.Hour || server.calls.Load() != 1 {
		t.Errorf("after %d calls: %v", server.calls.Load(), err)
	}
}

func TestTimeouts(t *testing.T) {
	server, client := startBoth(t, WithTimeout(50*time.Millisecond))
	server.render = func(*placardv1.RenderRequest) error { time.Sleep(200 * time.Millisecond); return nil }
	_, err := client.Renders.Render(t.Context(), &placardv1.RenderRequest{})
	if !errors.Is(err, context.DeadlineExceeded) || status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("found %v", err)
	}
	longer, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := client.Renders.Render(longer, &placardv1.RenderRequest{}); err != nil {
		t.Errorf("the call's own deadline did not count: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Renders.Render(ended, &placardv1.RenderRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v", err)
	}
}

func TestPauses(t *testing.T) {
	for failures, expected := range map[int]time.Duration{1: firstPause, 2: 2 * firstPause, 4: 8 * firstPause, 40: longestPause, 400: longestPause} {
		for range 100 {
			if wait := pauseAfter(failures, 0); wait < expected*8/10 || wait > expected*12/10 {
				t.Fatalf("after %d: %v", failures, wait)
			}
		}
	}
	if wait := pauseAfter(1, time.Hour); wait != time.Hour {
		t.Errorf("the server asked for an hour: %v", wait)
	}
}
