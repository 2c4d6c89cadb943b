package placard

import (
	"context"
	"errors"
	"slices"
	"testing"

	"google.golang.org/grpc"

	"placard.dev/go/placardv1"
)

func TestPages(t *testing.T) {
	pages := map[string]*placardv1.ListRendersResponse{
		"":      {Renders: []*placardv1.Render{{Slug: "a"}, {Slug: "b"}}, NextPageToken: "empty"},
		"empty": {NextPageToken: "last"},
		"last":  {Renders: []*placardv1.Render{{Slug: "c"}}},
	}
	var asked []string
	broken := errors.New("broken")
	list := func(_ context.Context, request *placardv1.ListRendersRequest, _ ...grpc.CallOption) (*placardv1.ListRendersResponse, error) {
		asked = append(asked, request.PageToken)
		if request.TemplateId == "broken" && request.PageToken == "last" {
			return nil, broken
		}
		return pages[request.PageToken], nil
	}
	collect := func(request *placardv1.ListRendersRequest, enough int) (slugs []string, err error) {
		asked = nil
		for render, failure := range All(t.Context(), list, request, (*placardv1.ListRendersResponse).GetRenders) {
			if failure != nil {
				return slugs, failure
			}
			if slugs = append(slugs, render.Slug); len(slugs) == enough {
				break
			}
		}
		return slugs, nil
	}

	request := &placardv1.ListRendersRequest{}
	for range 2 {
		if slugs, err := collect(request, 0); err != nil || !slices.Equal(slugs, []string{"a", "b", "c"}) {
			t.Errorf("%v, %v", slugs, err)
		}
	}
	if request.PageToken != "" {
		t.Errorf("the caller's request became %v", request)
	}
	if _, err := collect(request, 2); err != nil || len(asked) != 1 {
		t.Errorf("asked for %q, of which one was enough", asked)
	}
	if slugs, err := collect(&placardv1.ListRendersRequest{PageToken: "last"}, 0); err != nil || !slices.Equal(slugs, []string{"c"}) {
		t.Errorf("%v, %v", slugs, err)
	}
	if slugs, err := collect(&placardv1.ListRendersRequest{TemplateId: "broken"}, 0); !errors.Is(err, broken) || len(slugs) != 2 {
		t.Errorf("%v, %v", slugs, err)
	}
}
