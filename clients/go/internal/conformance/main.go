// Command conformance is the runner of this client: tests/clients/README.md says what it does.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime/debug"

	"placard.dev/go"
)

// What the driver hands over.
type plan struct {
	Stage string            `json:"stage"`
	Cases []json.RawMessage `json:"cases"`
}

// The parameters of a case: of each kind, those that it has.
type testCase struct {
	Name string `json:"case"`
	Kind string `json:"kind"`

	// Messages of the API, and what is to come of them.
	Method      string          `json:"method"`
	Request     json.RawMessage `json:"request"`
	Expect      json.RawMessage `json:"expect"`
	ApiKey      json.RawMessage `json:"api_key"`
	AfterRevoke *expectation    `json:"after_revoke"`
	Trigger     json.RawMessage `json:"trigger"`
	Overrides   json.RawMessage `json:"overrides"`
	AfterDelete *expectation    `json:"after_delete"`
	Signature   json.RawMessage `json:"signature"`
	Data        json.RawMessage `json:"data"`

	// Webhooks.
	EventTypes     []string          `json:"event_types"`
	MetadataFilter map[string]string `json:"metadata_filter"`
	OtherSecret    string            `json:"other_secret"`
	Prefix         string            `json:"prefix"`
	Message        signedMessage     `json:"message"`
	Reason         string            `json:"reason"`

	// Pages, watching, downloads.
	Count     int               `json:"count"`
	PageSize  int32             `json:"page_size"`
	Metadata  map[string]string `json:"metadata"`
	Calls     int               `json:"calls"`
	Before    int               `json:"before"`
	After     int               `json:"after"`
	Second    map[string]string `json:"second"`
	RenderID  string            `json:"render_id"`
	SizeBytes int64             `json:"size_bytes"`
	SHA256    string            `json:"sha256"`
	Title     string            `json:"title"`

	// What gets in the way.
	Gate            json.RawMessage   `json:"gate"`
	DeadlineMS      int               `json:"deadline_ms"`
	State           map[string]any    `json:"state"`
	OnlyOnce        map[string]string `json:"only_once"`
	Repeat          int               `json:"repeat"`
	FillDescription int               `json:"fill_description"`
	Client          asking            `json:"client"`
	Cut             json.RawMessage   `json:"cut"`
	TooEarly        *expectation      `json:"too_early"`
	Items           int32             `json:"items"`
	ResumeToken     string            `json:"resume_token"`
	Settings        map[string]string `json:"settings"`

	// Templates, bindings, signed URLs, usage.
	Template    json.RawMessage   `json:"template"`
	NewSource   string            `json:"new_source"`
	WrongSource string            `json:"wrong_source"`
	Problems    []string          `json:"problems"`
	Variables   json.RawMessage   `json:"variables"`
	Output      json.RawMessage   `json:"output"`
	Binding     json.RawMessage   `json:"binding"`
	Refreshes   []refresh         `json:"refreshes"`
	Replace     []string          `json:"replace"`
	Altered     altering          `json:"altered"`
	Workspace   json.RawMessage   `json:"workspace"`
	Requests    []json.RawMessage `json:"requests"`
	OneMore     json.RawMessage   `json:"one_more"`
	Days        int               `json:"days"`
	Total       json.RawMessage   `json:"total"`
}

type signedMessage struct {
	Body      []byte            `json:"body"`
	Headers   map[string]string `json:"headers"`
	Secret    string            `json:"secret"`
	Signature string            `json:"signature"`
}

type outcome struct {
	Case   string `json:"case"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: conformance FILE")
	}
	file, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var given plan
	if err := json.Unmarshal(file, &given); err != nil {
		log.Fatal(err)
	}
	// Made from the environment alone.
	client, err := placard.New()
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	runner := &runner{stage: given.Stage, client: client}
	lines := json.NewEncoder(os.Stdout)
	for _, raw := range given.Cases {
		if err := lines.Encode(runner.run(raw)); err != nil {
			log.Fatal(err)
		}
	}
}

func (r *runner) run(raw json.RawMessage) (done outcome) {
	var given testCase
	// A case that fails panics: those behind it go on.
	defer func() {
		if thrown := recover(); thrown != nil {
			done = outcome{Case: given.Name, Detail: fmt.Sprintf("%v\n%s", thrown, debug.Stack())}
		}
	}()
	no(json.Unmarshal(raw, &given))
	kind, known := kinds[given.Kind]
	check(known, "there is no kind %q", given.Kind)
	kind(r, given)
	return outcome{Case: given.Name, OK: true}
}
