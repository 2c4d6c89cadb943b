package placard

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

const (
	// How often something is tried in all.
	attempts = 5
	// The pause after the first failure; it doubles with each one more.
	firstPause = 200 * time.Millisecond
	// The longest pause of what goes on for ever.
	longestPause = 10 * time.Second
	// Pauses are shorter or longer by up to this part: clients that failed at the same moment must not come back at the
	// same one.
	jitter = 0.2
)

// repeatable says whether a call may be repeated without knowing whether the server did it: if it only reads, or if its
// request has a `request_id`. One without is answered as a copy with one.
func repeatable(method string, request proto.Message) (proto.Message, bool) {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(method, "/"), "/", "."))
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return request, false
	}
	described, ok := found.(protoreflect.MethodDescriptor)
	if !ok {
		return request, false
	}
	if options, ok := described.Options().(*descriptorpb.MethodOptions); ok && options.GetIdempotencyLevel() == descriptorpb.MethodOptions_NO_SIDE_EFFECTS {
		return request, true
	}
	field := described.Input().Fields().ByName("request_id")
	if field == nil {
		return request, false
	}
	if request.ProtoReflect().Get(field).String() == "" {
		// The caller's message stays as it is: sent once more by the caller it is another request.
		request = proto.Clone(request)
		request.ProtoReflect().Set(field, protoreflect.ValueOfString(newID()))
	}
	return request, true
}

// A UUID of version 4 (RFC 9562).
func newID() string {
	var id [16]byte
	// It never fails: it ends the program where there is no randomness.
	_, _ = rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// pauseAfter says how long to wait after so many failures in a row: not less than the server asks for.
func pauseAfter(failures int, asked time.Duration) time.Duration {
	wait := longestPause
	if failures < 10 {
		wait = min(firstPause<<(failures-1), longestPause)
	}
	return max(time.Duration(float64(wait)*(1-jitter+2*jitter*mathrand.Float64())), asked)
}

// pause waits, and says whether it could: false if the context ended first.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
