package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"placard.dev/go"
	pb "placard.dev/go/placardv1"
)

var ctx = context.Background()

// The methods that cases name.
var methods = map[string]struct {
	request proto.Message
	call    func(*placard.Client, context.Context, proto.Message) error
}{
	"GetWorkspace": {&pb.GetWorkspaceRequest{}, method(func(c *placard.Client) unary[*pb.GetWorkspaceRequest, *pb.GetWorkspaceResponse] {
		return c.Workspace.GetWorkspace
	})},
	"GetRender": {&pb.GetRenderRequest{}, method(func(c *placard.Client) unary[*pb.GetRenderRequest, *pb.GetRenderResponse] { return c.Renders.GetRender })},
	"ListRenders": {&pb.ListRendersRequest{}, method(func(c *placard.Client) unary[*pb.ListRendersRequest, *pb.ListRendersResponse] {
		return c.Renders.ListRenders
	})},
	"Render": {&pb.RenderRequest{}, method(func(c *placard.Client) unary[*pb.RenderRequest, *pb.RenderResponse] { return c.Renders.Render })},
	"CreateTrigger": {&pb.CreateTriggerRequest{}, method(func(c *placard.Client) unary[*pb.CreateTriggerRequest, *pb.CreateTriggerResponse] {
		return c.Triggers.CreateTrigger
	})},
	"FireTrigger": {&pb.FireTriggerRequest{}, method(func(c *placard.Client) unary[*pb.FireTriggerRequest, *pb.FireTriggerResponse] {
		return c.Triggers.FireTrigger
	})},
	"CreateTemplate": {&pb.CreateTemplateRequest{}, method(func(c *placard.Client) unary[*pb.CreateTemplateRequest, *pb.CreateTemplateResponse] {
		return c.Templates.CreateTemplate
	})},
	"CreateBatch": {&pb.CreateBatchRequest{}, method(func(c *placard.Client) unary[*pb.CreateBatchRequest, *pb.CreateBatchResponse] {
		return c.Renders.CreateBatch
	})},
	"TestStorageTarget": {&pb.TestStorageTargetRequest{}, method(func(c *placard.Client) unary[*pb.TestStorageTargetRequest, *pb.TestStorageTargetResponse] {
		return c.Workspace.TestStorageTarget
	})},
}

type unary[Request, Answer any] func(context.Context, Request, ...grpc.CallOption) (Answer, error)

func method[Request proto.Message, Answer any](of func(*placard.Client) unary[Request, Answer]) func(*placard.Client, context.Context, proto.Message) error {
	return func(client *placard.Client, ctx context.Context, request proto.Message) error {
		_, err := of(client)(ctx, request.(Request))
		return err
	}
}

func request(name string, text json.RawMessage) proto.Message {
	described, known := methods[name]
	check(known, "there is no method %q", name)
	return parsed(text, proto.Clone(described.request))
}

func parsed[M proto.Message](text json.RawMessage, message M) M {
	no(protojson.Unmarshal(text, message))
	return message
}

func runKey(r *runner, given testCase) {
	asked := parsed(given.ApiKey, &pb.ApiKey{})
	created := must(r.client.Workspace.CreateApiKey(ctx, &pb.CreateApiKeyRequest{ApiKey: asked}))
	check(strings.HasPrefix(created.Secret, "plk_"), "the secret is none")
	equal(created.ApiKey.Name, asked.Name)
	own := must(placard.New(placard.WithAPIKey(created.Secret)))
	defer own.Close()
	workspace := must(own.Workspace.GetWorkspace(ctx, &pb.GetWorkspaceRequest{})).Workspace
	check(strings.HasPrefix(workspace.WorkspaceId, "wsp_"), "found %v", workspace)
	must(r.client.Workspace.RevokeApiKey(ctx, &pb.RevokeApiKeyRequest{ApiKeyId: created.ApiKey.ApiKeyId}))
	_, err := own.Workspace.GetWorkspace(ctx, &pb.GetWorkspaceRequest{})
	given.AfterRevoke.check(err)
}

func runRender(r *runner, given testCase) {
	var expect struct {
		Width       int32  `json:"width"`
		Height      int32  `json:"height"`
		ContentType string `json:"content_type"`
	}
	no(json.Unmarshal(given.Expect, &expect))
	answer := must(r.client.Renders.Render(ctx, parsed(given.Request, &pb.RenderRequest{})))
	render := answer.Render
	equal(render.State, pb.RenderState_RENDER_STATE_SUCCEEDED)
	equal([]any{render.Width, render.Height, render.ContentType}, []any{expect.Width, expect.Height, expect.ContentType})
	equal(int64(len(answer.Image)), render.SizeBytes)
	equal(digest(answer.Image), render.Sha256)
	again := must(r.client.Renders.GetRender(ctx, &pb.GetRenderRequest{RenderId: render.RenderId}))
	equal(again.Render.RenderId, render.RenderId)
}

func runRenderLarge(r *runner, given testCase) {
	image := must(r.client.Renders.Render(ctx, parsed(given.Request, &pb.RenderRequest{}))).Image
	equal(int64(len(image)), given.SizeBytes)
	equal(digest(image), given.SHA256)
}

func runRenderTwice(r *runner, given testCase) {
	one := parsed(given.Request, &pb.RenderRequest{})
	first := must(r.client.Renders.Render(ctx, one)).Render.RenderId
	second := must(r.client.Renders.Render(ctx, one)).Render.RenderId
	check(first != second, "%s twice", first)
}

func runPages(r *runner, given testCase) {
	for number := 1; number <= given.Count; number++ {
		one := parsed(given.Request, &pb.RenderRequest{})
		one.Metadata["number"] = fmt.Sprint(number)
		must(r.client.Renders.Render(ctx, one))
	}
	gate := r.gate(map[string]string{"kind": "calls"})
	client := behind(gate.URL)
	defer client.Close()
	list := &pb.ListRendersRequest{Metadata: given.Metadata, PageSize: given.PageSize}
	next := given.Count
	for render, err := range placard.All(ctx, client.Renders.ListRenders, list, (*pb.ListRendersResponse).GetRenders) {
		no(err)
		equal(render.Metadata["number"], fmt.Sprint(next))
		next--
	}
	equal(next, 0)
	equal(gate.state().Calls["ListRenders"], given.Calls)
}

func runDeadline(r *runner, given testCase) {
	gate := r.gate(given.Gate)
	client := behind(gate.URL)
	defer client.Close()
	soon, cancel := context.WithTimeout(ctx, time.Duration(given.DeadlineMS)*time.Millisecond)
	defer cancel()
	_, err := client.Workspace.GetWorkspace(soon, &pb.GetWorkspaceRequest{})
	expected(given.Expect).check(err)
	check(gate.state().Timeouts["GetWorkspace"] != "", "the server was told of no deadline")
}

func runRetry(r *runner, given testCase) {
	gate := r.gate(given.Gate)
	client := behind(gate.URL)
	defer client.Close()
	err := methods[given.Method].call(client, ctx, request(given.Method, given.Request))
	if given.Expect == nil {
		no(err)
	} else {
		expected(given.Expect).check(err)
	}
	gate.expect(given.State)
	if given.OnlyOnce != nil {
		found := must(r.client.Renders.ListRenders(ctx, &pb.ListRendersRequest{Metadata: given.OnlyOnce}))
		equal(len(found.Renders), 1)
	}
}

func runError(r *runner, given testCase) {
	client := given.Client.make()
	defer client.Close()
	message := request(given.Method, given.Request)
	if given.FillDescription > 0 {
		message.(*pb.RenderRequest).Spec.GetCard().Description = strings.Repeat("x", given.FillDescription)
	}
	var err error
	for time := 0; time < max(given.Repeat, 1) && err == nil; time++ {
		err = methods[given.Method].call(client, ctx, message)
	}
	expected(given.Expect).check(err)
}

func expected(text json.RawMessage) *expectation {
	expect := &expectation{}
	no(json.Unmarshal(text, expect))
	return expect
}
