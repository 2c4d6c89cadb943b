package placard

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
)

// steadyCalls gives calls without a deadline one, repeats those that are safe to repeat while the server is UNAVAILABLE,
// and makes errors typed.
func steadyCalls(timeout time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, request, answer any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		if _, limited := ctx.Deadline(); !limited && timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		safe := false
		if message, ok := request.(proto.Message); ok {
			request, safe = repeatable(method, message)
		}
		for failures := 1; ; failures++ {
			var header, trailer metadata.MD
			err := invoke(ctx, method, request, answer, connection, append(options, grpc.Header(&header), grpc.Trailer(&trailer))...)
			if err == nil {
				return nil
			}
			failure := newError(err, header, trailer)
			if !safe || failure.Code != codes.Unavailable || failures == attempts {
				return failure
			}
			wait := pauseAfter(failures, failure.RetryDelay)
			// What went wrong says more than that there was no time to try again.
			if end, limited := ctx.Deadline(); limited && time.Until(end) <= wait {
				return failure
			}
			// The connection is tried during the pause, and not only after it.
			connection.ResetConnectBackoff()
			if !pause(ctx, wait) {
				return newError(ctx.Err(), nil, nil)
			}
		}
	}
}

// typedStreams makes the errors of streams typed. Watching and downloading go on by themselves, message by message,
// which no interceptor could.
func typedStreams(ctx context.Context, description *grpc.StreamDesc, connection *grpc.ClientConn, method string, stream grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	opened, err := stream(ctx, description, connection, method, options...)
	if err != nil {
		return nil, newError(err, nil, nil)
	}
	return typedStream{opened}, nil
}

type typedStream struct{ grpc.ClientStream }

func (stream typedStream) RecvMsg(message any) error {
	err := stream.ClientStream.RecvMsg(message)
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	// What is not there yet won't come any more: it has ended.
	header, _ := stream.Header()
	return newError(err, header, stream.Trailer())
}
