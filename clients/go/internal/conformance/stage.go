package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"placard.dev/go"
)

type runner struct {
	stage  string
	client *placard.Client
}

// ask posts a JSON object, and reads the one that it is answered.
func ask[T any](url string, message any) T {
	body := must(json.Marshal(message))
	answer := must(http.Post(url, "application/json", bytes.NewReader(body)))
	defer answer.Body.Close()
	text := must(io.ReadAll(answer.Body))
	check(answer.StatusCode == http.StatusOK, "%s: %d %s", url, answer.StatusCode, text)
	var told T
	no(json.Unmarshal(text, &told))
	return told
}

type nothing struct{}

type inbox struct {
	URL     string `json:"url"`
	NextURL string `json:"next"`
}

func (r *runner) inbox() inbox { return ask[inbox](r.stage+"/inboxes", nothing{}) }

// next waits for a webhook.
func (i inbox) next() (headers http.Header, body []byte) {
	message := ask[signedMessage](i.NextURL, nothing{})
	return header(message.Headers), message.Body
}

func header(given map[string]string) http.Header {
	headers := http.Header{}
	for name, value := range given {
		headers[name] = []string{value}
	}
	return headers
}

type gate struct {
	URL      string `json:"url"`
	StateURL string `json:"state"`
	CutURL   string `json:"cut"`
}

type gateState struct {
	Refused  int               `json:"refused"`
	Cut      int               `json:"cut"`
	Calls    map[string]int    `json:"calls"`
	Timeouts map[string]string `json:"timeouts"`
}

func (r *runner) gate(description any) gate { return ask[gate](r.stage+"/gates", description) }

func (g gate) state() gateState { return ask[gateState](g.StateURL, nothing{}) }

func (g gate) cut(refuse int) { ask[nothing](g.CutURL, map[string]int{"refuse": refuse}) }

// expect holds the gate's state to what a case says of it.
func (g gate) expect(state map[string]any) {
	told := ask[map[string]any](g.StateURL, nothing{})
	for name, value := range state {
		equal(told[name], value)
	}
}

// Which client a case wants: the ordinary one if it says nothing.
type asking struct {
	Server string `json:"server"`
	APIKey string `json:"api_key"`
}

func (a asking) make() *placard.Client {
	var options []placard.Option
	if a.Server != "" {
		options = append(options, placard.WithServer(a.Server))
	}
	if a.APIKey != "" {
		options = append(options, placard.WithAPIKey(a.APIKey))
	}
	return must(placard.New(options...))
}

// A server of the runner's own.
type ownServer struct {
	URL     string `json:"url"`
	APIKey  string `json:"api_key"`
	Restart string `json:"restart"`
	Age     string `json:"age"`
}

func (r *runner) server(settings map[string]string) ownServer {
	return ask[ownServer](r.stage+"/servers", map[string]any{"settings": settings})
}

// A picture that is there only when it is opened.
type door struct {
	URL  string `json:"url"`
	Open string `json:"open"`
}

func (r *runner) door() door { return ask[door](r.stage+"/doors", nothing{}) }

// behind puts its URL into a request.
func (d door) behind(request json.RawMessage) json.RawMessage {
	return bytes.ReplaceAll(request, []byte("DOOR"), []byte(d.URL))
}

// What a URL answers, as the stage sees it.
type fetched struct {
	Status      int    `json:"status"`
	ContentType string `json:"content_type"`
	Body        []byte `json:"body"`
}

func (r *runner) fetch(url string) fetched {
	return ask[fetched](r.stage+"/fetches", map[string]string{"url": url})
}

// behind makes a client of a server at another address.
func behind(url string, more ...placard.Option) *placard.Client {
	return must(placard.New(append([]placard.Option{placard.WithServer(url)}, more...)...))
}
