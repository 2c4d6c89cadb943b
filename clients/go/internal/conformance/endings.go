package main

import (
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"placard.dev/go"
	pb "placard.dev/go/placardv1"
)

func runWatchClosed(r *runner, _ testCase) {
	id, _ := r.subscribe(&pb.Subscription{Url: r.inbox().URL})
	must(r.client.Subscriptions.SendTestEvent(ctx, &pb.SendTestEventRequest{SubscriptionId: id}))
	own := must(placard.New())
	var last error
	for _, err := range own.WatchDeliveries(ctx, &pb.WatchDeliveriesRequest{SubscriptionId: id, IncludeExisting: true}) {
		if last = err; err == nil {
			no(own.Close())
		}
	}
	equal(status.Code(last), codes.Canceled)
}

func runWatchRefused(_ *runner, given testCase) {
	client := given.Client.make()
	defer client.Close()
	for change, err := range client.WatchDeliveries(ctx, &pb.WatchDeliveriesRequest{ResumeToken: given.ResumeToken}) {
		check(err != nil, "found %v", change)
		expected(given.Expect).check(err)
	}
}

func runWatchExpired(r *runner, given testCase) {
	server := r.server(given.Settings)
	client := behind(server.URL, placard.WithAPIKey(server.APIKey))
	defer client.Close()
	own := &runner{stage: r.stage, client: client}
	id, _ := own.subscribe(&pb.Subscription{Url: r.inbox().URL})
	send := func() { must(client.Subscriptions.SendTestEvent(ctx, &pb.SendTestEventRequest{SubscriptionId: id})) }
	send()
	existing := &pb.WatchDeliveriesRequest{SubscriptionId: id, IncludeExisting: true}
	kept := ""
	for change, err := range client.WatchDeliveries(ctx, existing) {
		no(err)
		if change.GetDelivery().State != pb.DeliveryState_DELIVERY_STATE_SUCCEEDED {
			continue
		}
		if kept != "" {
			break
		}
		kept = change.ResumeToken
		send()
	}
	ask[nothing](server.Age, nothing{})
	for change, err := range client.WatchDeliveries(ctx, &pb.WatchDeliveriesRequest{SubscriptionId: id, ResumeToken: kept}) {
		check(err != nil, "found %v", change)
		expected(given.Expect).check(err)
	}
	for change, err := range client.WatchDeliveries(ctx, existing) {
		no(err)
		check(change.GetDelivery().DeliveryId != "", "found %v", change)
		break
	}
}

func runWatchRender(r *runner, given testCase) {
	door := r.door()
	created := must(r.client.Renders.CreateRender(ctx, parsed(door.behind(given.Request), &pb.CreateRenderRequest{})))
	id := created.Render.RenderId
	gate := r.gate(given.Gate)
	client := behind(gate.URL)
	defer client.Close()
	var states []pb.RenderState
	last := ""
	for change, err := range client.WatchRender(ctx, &pb.WatchRenderRequest{RenderId: id}) {
		no(err)
		state := change.GetRender().State
		check(!slices.Contains(states, state), "%v twice", state)
		states = append(states, state)
		last = change.ResumeToken
		if len(states) == 1 {
			given.TooEarly.check(downloadFails(r.client, id))
			ask[nothing](gate.CutURL, given.Cut)
			ask[nothing](door.Open, nothing{})
		}
	}
	equal(states[len(states)-1], pb.RenderState_RENDER_STATE_SUCCEEDED)
	gate.expect(given.State)
	for change, err := range r.client.WatchRender(ctx, &pb.WatchRenderRequest{RenderId: id, ResumeToken: last}) {
		check(false, "behind the end came %v, %v", change, err)
	}
}

func runWatchBatch(r *runner, given testCase) {
	door := r.door()
	created := must(r.client.Renders.CreateBatch(ctx, parsed(door.behind(given.Request), &pb.CreateBatchRequest{})))
	id := created.Batch.BatchId
	gate := r.gate(given.Gate)
	client := behind(gate.URL)
	defer client.Close()
	var progress *pb.BatchProgress
	last := ""
	for change, err := range client.WatchBatch(ctx, &pb.WatchBatchRequest{BatchId: id}) {
		no(err)
		first := progress == nil
		check(progress.GetDoneCount() <= change.GetProgress().DoneCount, "%v before %v", progress, change)
		progress, last = change.GetProgress(), change.ResumeToken
		if first {
			_, err := r.client.Renders.RetryBatchItems(ctx, &pb.RetryBatchItemsRequest{BatchId: id})
			given.TooEarly.check(err)
			ask[nothing](gate.CutURL, given.Cut)
			ask[nothing](door.Open, nothing{})
		}
	}
	equal([]int32{progress.DoneCount, progress.TotalCount}, []int32{given.Items, given.Items})
	equal(progress.Batch.State, pb.BatchState_BATCH_STATE_COMPLETED)
	gate.expect(given.State)
	for change, err := range r.client.WatchBatch(ctx, &pb.WatchBatchRequest{BatchId: id, ResumeToken: last}) {
		check(false, "behind the end came %v, %v", change, err)
	}
	next := int32(0)
	list := &pb.ListBatchItemsRequest{BatchId: id, PageSize: 2}
	for item, err := range placard.All(ctx, r.client.Renders.ListBatchItems, list, (*pb.ListBatchItemsResponse).GetItems) {
		no(err)
		equal(item.Index, next)
		equal(item.State, pb.RenderState_RENDER_STATE_SUCCEEDED)
		next++
	}
	equal(next, given.Items)
}
