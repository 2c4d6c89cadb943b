package placard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Error is what a failed call says. Every call fails with one:
//
//	var failure *placard.Error
//	if errors.As(err, &failure) && failure.Reason == "UNKNOWN_FONT" { … }
//
// It is a status of gRPC too (package status reads it), and it is context.DeadlineExceeded or context.Canceled where
// that is why it failed.
type Error struct {
	// The code of gRPC.
	Code codes.Code
	// For machines: a name out of ErrorReason without its prefix, for instance "UNKNOWN_FONT". Empty if it was not the
	// server that spoke: it was not reached, the deadline passed here, or something else answered in its place.
	Reason string
	// For people.
	Message string
	// The fields of the request that are at fault.
	Fields []FieldProblem
	// What else there is for machines, for instance "render_id" of a render that failed.
	Metadata map[string]string
	// What isn't there, with NotFound; else nil.
	Resource *Resource
	// After how long to come back; 0 where the server does not say it.
	RetryDelay time.Duration
	// The call's id in the server's log; empty if the server was not reached.
	RequestID string

	status *status.Status
}

// FieldProblem is what is wrong with a field.
type FieldProblem struct {
	// The field's path in the request, as in the proto files, for instance "spec.card.style.font".
	Path string
	// For people.
	Message string
}

// Resource is something of a workspace.
type Resource struct {
	// For instance "render".
	Type string
	// Its id.
	Name string
}

// newError reads what a call of gRPC failed with, its details included.
func newError(err error, headers ...metadata.MD) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	told, ok := status.FromError(err)
	if !ok {
		told = status.FromContextError(err)
	}
	failure := &Error{Code: told.Code(), Message: told.Message(), status: told}
	for _, detail := range told.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() == "placard" {
				failure.Reason, failure.Metadata = detail.GetReason(), detail.GetMetadata()
			}
		case *errdetails.BadRequest:
			for _, one := range detail.GetFieldViolations() {
				failure.Fields = append(failure.Fields, FieldProblem{one.GetField(), one.GetDescription()})
			}
		case *errdetails.ResourceInfo:
			failure.Resource = &Resource{detail.GetResourceType(), detail.GetResourceName()}
		case *errdetails.RetryInfo:
			failure.RetryDelay = detail.GetRetryDelay().AsDuration()
		}
	}
	for _, header := range headers {
		if ids := header.Get("x-request-id"); len(ids) > 0 {
			failure.RequestID = ids[0]
		}
	}
	return failure
}

// An error that the client itself has to tell.
func unavailable(format string, values ...any) *Error {
	return newError(status.Errorf(codes.Unavailable, format, values...))
}

func (e *Error) Error() string {
	code := e.Code.String()
	if e.Reason != "" {
		code += " " + e.Reason
	}
	return fmt.Sprintf("placard: %s: %s", code, e.Message)
}

// GRPCStatus is the error as gRPC has it.
func (e *Error) GRPCStatus() *status.Status { return e.status }

// Is makes a deadline that passed, and what was cancelled, known as the context's errors.
func (e *Error) Is(target error) bool {
	switch target {
	case context.DeadlineExceeded:
		return e.Code == codes.DeadlineExceeded
	case context.Canceled:
		return e.Code == codes.Canceled
	default:
		return false
	}
}
