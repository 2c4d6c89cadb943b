package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"placard.dev/go"
)

func check(good bool, format string, values ...any) {
	if !good {
		panic(fmt.Sprintf(format, values...))
	}
}

func no(err error) {
	if err != nil {
		panic(fmt.Sprintf("failed: %v", err))
	}
}

func must[T any](value T, err error) T {
	no(err)
	return value
}

func equal(found, expected any) {
	check(reflect.DeepEqual(found, expected), "found %v, expected %v", found, expected)
}

// What an error is to be; what isn't given is not looked at.
type expectation struct {
	Code       oneOrMany `json:"code"`
	Reason     *string   `json:"reason"`
	Fields     []string  `json:"fields"`
	Metadata   []string  `json:"metadata"`
	Resource   *resource `json:"resource"`
	RetryDelay *bool     `json:"retry_delay"`
}

type resource struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type oneOrMany []string

func (names *oneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*names = oneOrMany{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(names))
}

func (expect *expectation) check(err error) {
	var failure *placard.Error
	check(errors.As(err, &failure), "not a placard.Error: %v", err)
	// It is one of gRPC's too.
	equal(status.Code(err), failure.Code)
	if expect.Code != nil {
		good := slices.ContainsFunc(expect.Code, func(name string) bool { return codeNamed(name) == failure.Code })
		check(good, "not %v: %v", expect.Code, failure)
	}
	if expect.Reason != nil {
		check(failure.Reason == *expect.Reason, "not %q: %v", *expect.Reason, failure)
	}
	for _, path := range expect.Fields {
		named := func(field placard.FieldProblem) bool { return field.Path == path && field.Message != "" }
		check(slices.ContainsFunc(failure.Fields, named), "no %s in %v", path, failure.Fields)
	}
	for _, key := range expect.Metadata {
		check(failure.Metadata[key] != "", "no %s in %v", key, failure.Metadata)
	}
	if expect.Resource != nil {
		check(failure.Resource != nil, "no resource: %v", failure)
		equal(failure.Resource.Type, expect.Resource.Type)
		if expect.Resource.Name != "" {
			equal(failure.Resource.Name, expect.Resource.Name)
		}
	}
	if expect.RetryDelay != nil {
		equal(failure.RetryDelay > 0, *expect.RetryDelay)
	}
	check(failure.Message != "", "no message: %v", failure)
	if failure.Reason != "" {
		check(failure.RequestID != "", "no request id: %v", failure)
	}
}

// By the name that the API's documents use: NOT_FOUND.
func codeNamed(name string) codes.Code {
	var code codes.Code
	no(code.UnmarshalJSON([]byte(`"` + name + `"`)))
	return code
}

func refused(reason string, err error) {
	var failure *placard.WebhookError
	check(errors.As(err, &failure), "not a placard.WebhookError: %v", err)
	check(string(failure.Reason) == reason, "not %s: %v", reason, failure)
}

func altered(body []byte, place int) []byte {
	other := slices.Clone(body)
	other[place] ^= 1
	return other
}
