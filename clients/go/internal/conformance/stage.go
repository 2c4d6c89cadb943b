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

// behind makes a client of a server at another address.
func behind(url string, more ...placard.Option) *placard.Client {
	return must(placard.New(append([]placard.Option{placard.WithServer(url)}, more...)...))
}
