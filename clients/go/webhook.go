package placard

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// WebhookProblem is why a webhook is not believed.
type WebhookProblem string

const (
	// WebhookHeaders: a header is missing or malformed.
	WebhookHeaders WebhookProblem = "HEADERS"
	// WebhookTimestamp: it was signed more than five minutes ago, or ahead: it is a repetition, or a clock is wrong.
	WebhookTimestamp WebhookProblem = "TIMESTAMP"
	// WebhookSignature: whoever signed it did not have the secret, or it was altered on its way.
	WebhookSignature WebhookProblem = "SIGNATURE"
	// WebhookSecret: the secret is none: it is empty, or what is behind "whsec_" is no base64.
	WebhookSecret WebhookProblem = "SECRET"
	// WebhookBody: it is Placard's, but not what it was taken for.
	WebhookBody WebhookProblem = "BODY"
)

// WebhookError is why a webhook is not believed. Answer it with 400.
type WebhookError struct {
	Reason  WebhookProblem
	Message string
	cause   error
}

func (e *WebhookError) Error() string {
	return fmt.Sprintf("placard: webhook refused: %s: %s", e.Reason, e.Message)
}

// Unwrap answers the error of the library beneath, if there is one.
func (e *WebhookError) Unwrap() error { return e.cause }

// WebhookEvent is what a webhook tells.
type WebhookEvent struct {
	// "evt_…", the same each time it comes: remember it, for a webhook comes at least once.
	ID string `json:"id"`
	// For instance "render.completed".
	Type        string    `json:"type"`
	Timestamp   time.Time `json:"timestamp"`
	WorkspaceID string    `json:"workspace_id"`
	// What there is to say, by the JSON Schema of its type.
	Data map[string]any `json:"data"`
}

// VerifyWebhook answers the event of a webhook in the format STANDARD, if it is Placard's; else a [*WebhookError]. The
// body is as it came, before anything parsed it; the secret is the subscription's, as CreateSubscription answered it.
func VerifyWebhook(body []byte, headers http.Header, secret string) (*WebhookEvent, error) {
	if err := VerifyPicture(body, headers, secret); err != nil {
		return nil, err
	}
	event := &WebhookEvent{}
	if err := json.Unmarshal(body, event); err != nil {
		return nil, &WebhookError{WebhookBody, "the body is no event in the format STANDARD: " + err.Error(), err}
	}
	if event.ID == "" || event.Type == "" || event.Timestamp.IsZero() || event.Data == nil {
		return nil, &WebhookError{WebhookBody, "the body is no event in the format STANDARD", nil}
	}
	return event, nil
}

// VerifyPicture answers a [*WebhookError] unless a body is Placard's, whatever it holds: what a trigger posts is the
// picture itself. The secret is the trigger's, as CreateTrigger answered it.
func VerifyPicture(body []byte, headers http.Header, secret string) error {
	webhook, err := newWebhook(secret)
	if err != nil {
		return err
	}
	if err := webhook.Verify(body, canonical(headers)); err != nil {
		return &WebhookError{webhookProblem(err), err.Error(), err}
	}
	return nil
}

func newWebhook(secret string) (*standardwebhooks.Webhook, error) {
	key, encoded := strings.CutPrefix(secret, "whsec_")
	// With an empty key anyone could sign.
	if key == "" {
		return nil, &WebhookError{WebhookSecret, "the secret is empty", nil}
	}
	// The library takes a text for base64 with or without the prefix; to Placard one without it is the key itself.
	construct := func() (*standardwebhooks.Webhook, error) { return standardwebhooks.NewWebhookRaw([]byte(key)) }
	if encoded {
		construct = func() (*standardwebhooks.Webhook, error) { return standardwebhooks.NewWebhook(secret) }
	}
	webhook, err := construct()
	if err != nil {
		return nil, &WebhookError{WebhookSecret, "what is behind whsec_ is no base64", err}
	}
	return webhook, nil
}

// The headers by the names under which the library looks for them, however they were written.
func canonical(headers http.Header) http.Header {
	same := make(http.Header, len(headers))
	for name, values := range headers {
		name = http.CanonicalHeaderKey(name)
		same[name] = append(same[name], values...)
	}
	return same
}

func webhookProblem(err error) WebhookProblem {
	switch {
	case errors.Is(err, standardwebhooks.ErrRequiredHeaders), errors.Is(err, standardwebhooks.ErrInvalidHeaders):
		return WebhookHeaders
	case errors.Is(err, standardwebhooks.ErrMessageTooOld), errors.Is(err, standardwebhooks.ErrMessageTooNew):
		return WebhookTimestamp
	default:
		return WebhookSignature
	}
}
