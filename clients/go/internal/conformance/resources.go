package main

import (
	"bytes"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"placard.dev/go"
	pb "placard.dev/go/placardv1"
)

// What is done to a binding's source, and what comes of the refresh.
type refresh struct {
	Feed    json.RawMessage `json:"feed"`
	Changed bool            `json:"changed"`
	Data    map[string]any  `json:"data"`
	Expect  *expectation    `json:"expect"`
}

// What an altered URL is answered with.
type altering struct {
	Status int    `json:"status"`
	Begins string `json:"begins"`
}

func runTemplate(r *runner, given testCase) {
	templates := r.client.Templates
	created := must(templates.CreateTemplate(ctx, &pb.CreateTemplateRequest{Template: parsed(given.Template, &pb.Template{})}))
	equal(created.Template.Version, int32(1))
	id := created.Template.TemplateId
	changed := must(templates.UpdateTemplate(ctx, &pb.UpdateTemplateRequest{
		Template:   &pb.Template{TemplateId: id, Content: &pb.Template_Source{Source: given.NewSource}},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"source"}},
	}))
	equal(changed.Template.Version, int32(2))
	next := int32(2)
	list := &pb.ListTemplateVersionsRequest{TemplateId: id, PageSize: 1}
	for version, err := range placard.All(ctx, templates.ListTemplateVersions, list, (*pb.ListTemplateVersionsResponse).GetVersions) {
		no(err)
		equal(version.Version, next)
		next--
	}
	equal(next, int32(0))

	wrong := &pb.ValidateTemplateRequest_Source{Source: given.WrongSource}
	judged := must(templates.ValidateTemplate(ctx, &pb.ValidateTemplateRequest{Design: wrong}))
	check(!judged.Valid, "it is no template, but valid")
	var paths []string
	for _, problem := range judged.Problems {
		paths = append(paths, problem.Path)
		equal(problem.Reason, pb.ErrorReason_ERROR_REASON_INVALID_TEMPLATE)
		check(problem.Message != "", "%s has no message", problem.Path)
	}
	equal(paths, given.Problems)

	output := parsed(given.Output, &pb.Output{})
	asked := parsed(object("variables", given.Variables), &pb.PreviewTemplateRequest{})
	asked.Design = &pb.PreviewTemplateRequest_Template{Template: &pb.TemplateRef{TemplateId: id}}
	asked.Output = output
	preview := must(templates.PreviewTemplate(ctx, asked))
	equal([]any{preview.Width, preview.Height, preview.ContentType}, []any{output.GetWidth(), output.GetHeight(), "image/png"})
	equal(string(preview.Image[1:4]), "PNG")

	must(templates.DeleteTemplate(ctx, &pb.DeleteTemplateRequest{TemplateId: id}))
	_, err := templates.GetTemplate(ctx, &pb.GetTemplateRequest{TemplateId: id})
	given.AfterDelete.check(err)
}

// A JSON object with one field.
func object(name string, value json.RawMessage) json.RawMessage {
	return must(json.Marshal(map[string]json.RawMessage{name: value}))
}

func runBinding(r *runner, given testCase) {
	feed := ask[struct {
		URL string `json:"url"`
		Set string `json:"set"`
	}](r.stage+"/feeds", nothing{})
	bindings := r.client.Bindings
	binding := parsed(given.Binding, &pb.Binding{})
	binding.Source = &pb.BindingSource{Url: feed.URL}
	created := must(bindings.CreateBinding(ctx, &pb.CreateBindingRequest{Binding: binding})).Binding
	id, url := created.BindingId, created.ImageUrl
	var before []byte
	for _, refresh := range given.Refreshes {
		ask[nothing](feed.Set, refresh.Feed)
		answer, err := bindings.RefreshBinding(ctx, &pb.RefreshBindingRequest{BindingId: id})
		if refresh.Expect != nil {
			refresh.Expect.check(err)
		} else {
			no(err)
			equal(answer.Changed, refresh.Changed)
			equal(answer.Binding.Data.AsMap(), refresh.Data)
			equal(answer.Binding.ImageUrl, url)
		}
		picture := r.fetch(url)
		equal([]any{picture.Status, picture.ContentType}, []any{200, "image/png"})
		equal(!bytes.Equal(picture.Body, before), refresh.Changed)
		before = picture.Body
	}
	found := false
	for one, err := range placard.All(ctx, bindings.ListBindings, &pb.ListBindingsRequest{}, (*pb.ListBindingsResponse).GetBindings) {
		no(err)
		found = found || one.BindingId == id
	}
	check(found, "%s is not among the bindings", id)
	must(bindings.DeleteBinding(ctx, &pb.DeleteBindingRequest{BindingId: id}))
	equal(r.fetch(url).Status, 404)
	_, err := bindings.GetBinding(ctx, &pb.GetBindingRequest{BindingId: id})
	given.AfterDelete.check(err)
}

func runSignURL(r *runner, given testCase) {
	var expect struct {
		Status      int    `json:"status"`
		ContentType string `json:"content_type"`
	}
	no(json.Unmarshal(given.Expect, &expect))
	signed := must(r.client.Renders.SignRenderUrl(ctx, parsed(given.Request, &pb.SignRenderUrlRequest{})))
	check(signed.ExpireTime != nil, "it ends with its key")
	picture := r.fetch(signed.Url)
	equal([]any{picture.Status, picture.ContentType}, []any{expect.Status, expect.ContentType})
	from, to := given.Replace[0], given.Replace[1]
	check(strings.Contains(signed.Url, from), "no %s in %s", from, signed.Url)
	refusal := r.fetch(strings.Replace(signed.Url, from, to, 1))
	equal(refusal.Status, given.Altered.Status)
	check(strings.HasPrefix(string(refusal.Body), given.Altered.Begins), "found %s", refusal.Body)
}

func runUsage(r *runner, given testCase) {
	asked := &pb.CreateWorkspaceRequest{Workspace: parsed(given.Workspace, &pb.Workspace{})}
	created := must(r.client.Workspace.CreateWorkspace(ctx, asked))
	own := must(placard.New(placard.WithAPIKey(created.Secret)))
	defer own.Close()
	for _, request := range given.Requests {
		must(own.Renders.Render(ctx, parsed(request, &pb.RenderRequest{})))
	}
	oneMore := parsed(given.OneMore, &pb.RenderRequest{})
	_, err := own.Renders.Render(ctx, oneMore)
	expected(given.Expect).check(err)
	used := must(own.Workspace.GetUsage(ctx, &pb.GetUsageRequest{}))
	equal(len(used.Days), given.Days)
	total := parsed(given.Total, &pb.Usage{})
	for _, usage := range []*pb.Usage{used.Total, used.Days[given.Days-1].Usage} {
		equal([]int64{usage.Renders, usage.CachedRenders, usage.Credits}, []int64{total.Renders, total.CachedRenders, total.Credits})
	}
	grant := &pb.GrantCreditsRequest{WorkspaceId: created.Workspace.WorkspaceId, Credits: 1}
	must(r.client.Workspace.GrantCredits(ctx, grant))
	must(own.Renders.Render(ctx, oneMore))
}
