package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"placard.dev/go"
	pb "placard.dev/go/placardv1"
)

var kinds = map[string]func(*runner, testCase){
	"key":           runKey,
	"render":        runRender,
	"render_large":  runRenderLarge,
	"render_twice":  runRenderTwice,
	"pages":         runPages,
	"trigger":       runTrigger,
	"webhook":       runWebhook,
	"hex":           runHex,
	"verify_hex":    runVerifyHex,
	"verify":        runVerify,
	"watch_cut":     runWatchCut,
	"watch_restart": runWatchRestart,
	"events_cut":    runEventsCut,
	"watch_closed":  runWatchClosed,
	"watch_refused": runWatchRefused,
	"watch_expired": runWatchExpired,
	"watch_render":  runWatchRender,
	"watch_batch":   runWatchBatch,
	"template":      runTemplate,
	"binding":       runBinding,
	"sign_url":      runSignURL,
	"usage":         runUsage,
	"download":      runDownload,
	"deadline":      runDeadline,
	"retry":         runRetry,
	"unicode":       runUnicode,
	"error":         runError,
}

func runWatchCut(r *runner, given testCase) {
	gate := r.gate(map[string]string{"kind": "tcp"})
	watcher := behind(gate.URL)
	defer watcher.Close()
	r.watch(r.client, watcher, given, func() { gate.cut(2) })
	equal(gate.state().Refused, 2)
}

func runWatchRestart(r *runner, given testCase) {
	own := r.server(nil)
	client := behind(own.URL, placard.WithAPIKey(own.APIKey))
	defer client.Close()
	r.watch(client, client, given, func() { ask[nothing](own.Restart, nothing{}) })
}

// watch follows one subscription while something is done in the middle: `client` isn't hit by it, `watcher` is.
func (r *runner) watch(client, watcher *placard.Client, given testCase, disturb func()) {
	own := &runner{stage: r.stage, client: client}
	id, _ := own.subscribe(&pb.Subscription{Url: r.inbox().URL})
	send := func(times int) (ids []string) {
		for len(ids) < times {
			sent := must(client.Subscriptions.SendTestEvent(ctx, &pb.SendTestEventRequest{SubscriptionId: id}))
			ids = append(ids, sent.DeliveryId)
		}
		return ids
	}
	send(given.Before)
	var late []string
	states := map[string][]string{}
	succeeded := 0
	request := &pb.WatchDeliveriesRequest{SubscriptionId: id, IncludeExisting: true}
	for change, err := range watcher.WatchDeliveries(ctx, request) {
		no(err)
		delivery := change.GetDelivery()
		state := strings.TrimPrefix(delivery.State.String(), "DELIVERY_STATE_")
		for _, known := range states[delivery.DeliveryId] {
			check(known != state, "%s %s twice", delivery.DeliveryId, state)
		}
		states[delivery.DeliveryId] = append(states[delivery.DeliveryId], state)
		if state != "SUCCEEDED" {
			continue
		}
		succeeded++
		if late == nil {
			disturb()
			late = send(given.After)
		}
		if succeeded == given.Before+given.After {
			break
		}
	}
	for _, id := range late {
		equal(states[id], []string{"PENDING", "IN_FLIGHT", "SUCCEEDED"})
	}
}

func runEventsCut(r *runner, given testCase) {
	gate := r.gate(map[string]string{"kind": "tcp"})
	watcher := behind(gate.URL)
	defer watcher.Close()
	first := parsed(given.Request, &pb.RenderRequest{})
	must(r.client.Renders.Render(ctx, first))
	seen := map[string]bool{}
	var mine []string
	request := &pb.StreamEventsRequest{EventTypes: given.EventTypes, IncludeExisting: true}
	for told, err := range watcher.StreamEvents(ctx, request) {
		no(err)
		event := told.GetEvent()
		check(!seen[event.EventId], "%s twice", event.EventId)
		seen[event.EventId] = true
		labels, _ := event.Data.AsMap()["metadata"].(map[string]any)
		name, _ := labels["for"].(string)
		if name != first.Metadata["for"] && name != given.Second["for"] {
			continue
		}
		mine = append(mine, name)
		if len(mine) == 2 {
			break
		}
		gate.cut(1)
		second := parsed(given.Request, &pb.RenderRequest{})
		second.Metadata = given.Second
		must(r.client.Renders.Render(ctx, second))
	}
	equal(mine, []string{first.Metadata["for"], given.Second["for"]})
}

func runDownload(r *runner, given testCase) {
	folder := must(os.MkdirTemp("", "placard-download-"))
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "picture")
	asking := given.Client
	var through *gate
	if given.Gate != nil {
		opened := r.gate(given.Gate)
		through = &opened
		asking.Server = opened.URL
	}
	client := asking.make()
	defer client.Close()
	if given.Expect != nil {
		expected(given.Expect).check(downloadFails(client, given.RenderID))
		return
	}
	whole := must(client.DownloadRender(ctx, given.RenderID, file))
	bytes := must(os.ReadFile(file))
	equal([]int64{whole.SizeBytes, int64(len(bytes))}, []int64{given.SizeBytes, given.SizeBytes})
	equal(digest(bytes), given.SHA256)
	equal(len(must(os.ReadDir(folder))), 1)
	if through != nil {
		equal(through.state().Cut, 1)
	}
}

// downloadFails tries to download a picture that can't be had, and answers why.
func downloadFails(client *placard.Client, id string) error {
	folder := must(os.MkdirTemp("", "placard-download-"))
	defer os.RemoveAll(folder)
	_, err := client.DownloadRender(ctx, id, filepath.Join(folder, "picture"))
	equal(len(must(os.ReadDir(folder))), 0)
	return err
}

func digest(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}
