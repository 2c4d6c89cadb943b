package placard

import (
	"context"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// PageRequest is what a List method takes.
type PageRequest interface {
	proto.Message
	GetPageToken() string
}

// Page is what a List method answers.
type Page interface{ GetNextPageToken() string }

// All goes over all items of a List method, page by page as they are asked for:
//
//	request := &placardv1.ListRendersRequest{State: placardv1.RenderState_RENDER_STATE_FAILED}
//	for render, err := range placard.All(ctx, client.Renders.ListRenders, request, (*placardv1.ListRendersResponse).GetRenders) {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// An error is the last thing that it yields. The request stays as it is.
func All[Request PageRequest, Answer Page, Item any](
	ctx context.Context,
	list func(context.Context, Request, ...grpc.CallOption) (Answer, error),
	request Request,
	items func(Answer) []Item,
) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		var none Item
		next := proto.CloneOf(request)
		for {
			page, err := list(ctx, next)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items(page) {
				if !yield(item, nil) {
					return
				}
			}
			token := page.GetNextPageToken()
			if token == "" {
				return
			}
			setField(next, "page_token", protoreflect.ValueOfString(token))
		}
	}
}

// setField sets a field of a message that has one of that name.
func setField(message proto.Message, name protoreflect.Name, value protoreflect.Value) {
	reflected := message.ProtoReflect()
	if field := reflected.Descriptor().Fields().ByName(name); field != nil {
		reflected.Set(field, value)
	}
}
