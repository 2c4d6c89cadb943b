package placard

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"placard.dev/go/placardv1"
)

// The server says something every 15 s: a stream that is silent for longer than this is dead.
const silence = 40 * time.Second

// WatchDeliveries yields every change of every delivery, as it happens: each has a Delivery. When the connection breaks
// it goes on where it stood. It ends when the loop is left, the context ends or the client is closed; an error is the last
// thing that it yields: one of these, or the server refused, or was not to be had in the first place. To go on after a
// restart of one's own, keep the ResumeToken.
func (c *Client) WatchDeliveries(ctx context.Context, request *placardv1.WatchDeliveriesRequest) iter.Seq2[*placardv1.WatchDeliveriesResponse, error] {
	return watch(ctx, c.connection, c.Subscriptions.WatchDeliveries, request, func(message *placardv1.WatchDeliveriesResponse) bool {
		return message.GetDelivery() != nil
	}, nil)
}

// StreamEvents yields every event, as it happens: each has an Event. It goes on and ends as WatchDeliveries does.
func (c *Client) StreamEvents(ctx context.Context, request *placardv1.StreamEventsRequest) iter.Seq2[*placardv1.StreamEventsResponse, error] {
	return watch(ctx, c.connection, c.Events.StreamEvents, request, func(message *placardv1.StreamEventsResponse) bool {
		return message.GetEvent() != nil
	}, nil)
}

// WatchRender yields how a render stands, and every change of it until it has ended: each has a Render. It goes on as
// WatchDeliveries does, and ends with the last of them.
func (c *Client) WatchRender(ctx context.Context, request *placardv1.WatchRenderRequest) iter.Seq2[*placardv1.WatchRenderResponse, error] {
	return watch(ctx, c.connection, c.Renders.WatchRender, request, func(message *placardv1.WatchRenderResponse) bool {
		return message.GetRender() != nil
	}, func(message *placardv1.WatchRenderResponse) bool {
		switch message.GetRender().GetState() {
		case placardv1.RenderState_RENDER_STATE_SUCCEEDED, placardv1.RenderState_RENDER_STATE_FAILED, placardv1.RenderState_RENDER_STATE_CANCELLED:
			return true
		default:
			return false
		}
	})
}

// WatchBatch yields how far a batch is, and again whenever items end: each has a Progress. It goes on as WatchDeliveries
// does, and ends with the batch.
func (c *Client) WatchBatch(ctx context.Context, request *placardv1.WatchBatchRequest) iter.Seq2[*placardv1.WatchBatchResponse, error] {
	return watch(ctx, c.connection, c.Renders.WatchBatch, request, func(message *placardv1.WatchBatchResponse) bool {
		return message.GetProgress() != nil
	}, func(message *placardv1.WatchBatchResponse) bool {
		state := message.GetProgress().GetBatch().GetState()
		return state == placardv1.BatchState_BATCH_STATE_COMPLETED || state == placardv1.BatchState_BATCH_STATE_CANCELLED
	})
}

// What a stream tells, and where it stands.
type told interface{ GetResumeToken() string }

// watch yields the messages of a stream for which `tells` holds; the others are signs of life. It ends with the first one
// for which `isLast` holds, or where the server ends it after that; a stream without `isLast` goes on for ever.
func watch[Request proto.Message, Message any, Pointer interface {
	*Message
	told
}](
	ctx context.Context,
	connection *grpc.ClientConn,
	open func(context.Context, Request, ...grpc.CallOption) (grpc.ServerStreamingClient[Message], error),
	request Request,
	tells, isLast func(*Message) bool,
) iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		next := proto.CloneOf(request)
		begun, failures := false, 0
		// Whether to go on: false if the reader has left, or it was the last one.
		take := func(message *Message) bool {
			begun, failures = true, 0
			resumeAt(next, Pointer(message).GetResumeToken())
			return !tells(message) || yield(message, nil) && (isLast == nil || !isLast(message))
		}
		for {
			err := follow(ctx, open, next, take)
			ended := errors.Is(err, io.EOF)
			// Who comes back after the last message is told nothing any more.
			if err == nil || ended && isLast != nil {
				return
			}
			if ended {
				err = unavailable("the server ended the stream")
			}
			failure := newError(err)
			failures++
			over := ctx.Err() != nil || connection.GetState() == connectivity.Shutdown
			if over || !goesOn(failure, begun) || !begun && failures == attempts {
				yield(nil, failure)
				return
			}
			connection.ResetConnectBackoff()
			if !pause(ctx, pauseAfter(failures, failure.RetryDelay)) {
				yield(nil, newError(ctx.Err()))
				return
			}
		}
	}
}

// follow hands the messages of one stream to `take`, until that has enough (nil), the stream ends (io.EOF) or fails.
func follow[Request proto.Message, Message any](
	ctx context.Context,
	open func(context.Context, Request, ...grpc.CallOption) (grpc.ServerStreamingClient[Message], error),
	request Request,
	take func(*Message) bool,
) error {
	silent := unavailable("the server said nothing for %v", silence)
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alarm := time.AfterFunc(silence, func() { cancel(silent) })
	defer alarm.Stop()
	failed := func(err error) error {
		if context.Cause(limited) == error(silent) {
			return silent
		}
		return err
	}
	stream, err := open(limited, request)
	if err != nil {
		return failed(err)
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			return failed(err)
		}
		// While the reader is at work, no silence is the server's.
		alarm.Stop()
		if !take(message) {
			return nil
		}
		alarm.Reset(silence)
	}
}

// resumeAt makes a request one to go on: where to begin was asked for once.
func resumeAt(request proto.Message, token string) {
	if token == "" {
		return
	}
	setField(request, "resume_token", protoreflect.ValueOfString(token))
	fields := request.ProtoReflect().Descriptor().Fields()
	for _, name := range []protoreflect.Name{"include_existing", "since"} {
		if field := fields.ByName(name); field != nil {
			request.ProtoReflect().Clear(field)
		}
	}
}

// What is left of a stream that was cut by something between: a proxy, say, that lets none live for long.
var cut = []codes.Code{codes.Canceled, codes.Unknown, codes.DeadlineExceeded, codes.Internal}

// goesOn says whether a stream that ended so is worth another one. Where the server gives no reason, it was not the server.
func goesOn(failure *Error, begun bool) bool {
	wasCut := begun && failure.Reason == "" && slices.Contains(cut, failure.Code)
	return wasCut || failure.Code == codes.Unavailable || failure.Reason == "READER_TOO_SLOW"
}
