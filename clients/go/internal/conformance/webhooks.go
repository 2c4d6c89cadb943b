package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/structpb"

	"placard.dev/go"
	pb "placard.dev/go/placardv1"
)

func (r *runner) subscribe(subscription *pb.Subscription) (id, secret string) {
	if subscription.EventTypes == nil {
		subscription.EventTypes = []string{"test"}
	}
	created := must(r.client.Subscriptions.CreateSubscription(ctx, &pb.CreateSubscriptionRequest{Subscription: subscription}))
	return created.Subscription.SubscriptionId, created.Secret
}

func runTrigger(r *runner, given testCase) {
	inbox := r.inbox()
	trigger := parsed(given.Trigger, &pb.Trigger{})
	trigger.Url = inbox.URL
	created := must(r.client.Triggers.CreateTrigger(ctx, &pb.CreateTriggerRequest{Trigger: trigger}))
	id := created.Trigger.TriggerId
	fire := &pb.FireTriggerRequest{TriggerId: id, Overrides: parsed(given.Overrides, &pb.TriggerOverrides{}), Wait: true}
	fired := must(r.client.Triggers.FireTrigger(ctx, fire))
	equal(fired.DeliveryStatus, pb.DeliveryState_DELIVERY_STATE_SUCCEEDED)
	equal(fired.ContentType, "image/png")
	headers, body := inbox.next()
	equal(int64(len(body)), fired.ImageSize)
	no(placard.VerifyPicture(body, headers, created.Secret))
	refused("SIGNATURE", placard.VerifyPicture(altered(body, len(body)-1), headers, created.Secret))
	must(r.client.Triggers.DeleteTrigger(ctx, &pb.DeleteTriggerRequest{TriggerId: id}))
	_, err := r.client.Triggers.FireTrigger(ctx, &pb.FireTriggerRequest{TriggerId: id})
	given.AfterDelete.check(err)
}

func runWebhook(r *runner, given testCase) {
	inbox := r.inbox()
	id, secret := r.subscribe(&pb.Subscription{
		Url:        inbox.URL,
		EventTypes: given.EventTypes,
		Filter:     &pb.SubscriptionFilter{Metadata: given.MetadataFilter},
	})
	asked := parsed(given.Request, &pb.RenderRequest{})
	render := must(r.client.Renders.Render(ctx, asked)).Render
	headers, body := inbox.next()
	event := must(placard.VerifyWebhook(body, headers, secret))
	equal([]string{event.Type, event.ID}, []string{"render.completed", headers["webhook-id"][0]})
	check(time.Since(event.Timestamp).Abs() < time.Hour, "it happened %v", event.Timestamp)
	check(strings.HasPrefix(event.WorkspaceID, "wsp_"), "found %s", event.WorkspaceID)
	equal([]any{event.Data["render_id"], event.Data["url"]}, []any{render.RenderId, render.Url})
	labels := map[string]any{}
	for name, value := range asked.Metadata {
		labels[name] = value
	}
	equal(event.Data["metadata"], labels)
	for _, wrong := range [][]byte{altered(body, 20), append(slices.Clone(body), ' ')} {
		_, err := placard.VerifyWebhook(wrong, headers, secret)
		refused("SIGNATURE", err)
	}
	_, err := placard.VerifyWebhook(body, headers, given.OtherSecret)
	refused("SIGNATURE", err)
	must(r.client.Subscriptions.DeleteSubscription(ctx, &pb.DeleteSubscriptionRequest{SubscriptionId: id}))
}

func runHex(r *runner, given testCase) {
	inbox := r.inbox()
	id, secret := r.subscribe(&pb.Subscription{Url: inbox.URL, Signature: parsed(given.Signature, &pb.SubscriptionSignature{})})
	data := parsed(given.Data, &structpb.Struct{})
	must(r.client.Subscriptions.SendTestEvent(ctx, &pb.SendTestEventRequest{SubscriptionId: id, Data: data}))
	headers, body := inbox.next()
	signature := headers["x-card-signature"][0]
	equal(must(placard.VerifyHex(body, signature, secret, given.Prefix))["data"], data.AsMap())
	_, err := placard.VerifyHex(altered(body, 20), signature, secret, given.Prefix)
	refused("SIGNATURE", err)
	_, err = placard.VerifyHex(body, signature, given.OtherSecret, given.Prefix)
	refused("SIGNATURE", err)
	_, err = placard.VerifyHex(body, signature[:len(signature)-1], secret, given.Prefix)
	refused("SIGNATURE", err)
}

func runVerifyHex(_ *runner, given testCase) {
	_, err := placard.VerifyHex(given.Message.Body, given.Message.Signature, given.Message.Secret, given.Prefix)
	refused(given.Reason, err)
}

func runVerify(_ *runner, given testCase) {
	event, err := placard.VerifyWebhook(given.Message.Body, header(given.Message.Headers), given.Message.Secret)
	if given.Reason != "" {
		refused(given.Reason, err)
		return
	}
	no(err)
	equal(event.Type, "test")
}

func runUnicode(r *runner, given testCase) {
	inbox := r.inbox()
	id, secret := r.subscribe(&pb.Subscription{Url: inbox.URL})
	data := parsed(given.Data, &structpb.Struct{})
	must(r.client.Subscriptions.SendTestEvent(ctx, &pb.SendTestEventRequest{SubscriptionId: id, Data: data}))
	headers, body := inbox.next()
	equal(must(placard.VerifyWebhook(body, headers, secret)).Data, data.AsMap())
	asked := parsed(given.Request, &pb.RenderRequest{})
	made := must(r.client.Renders.Render(ctx, asked)).Render
	render := must(r.client.Renders.GetRender(ctx, &pb.GetRenderRequest{RenderId: made.RenderId})).Render
	check(maps.Equal(render.Metadata, asked.Metadata), "found %v", render.Metadata)
	check(strings.Contains(render.AltText, given.Title), "found %s", render.AltText)
}
