package placard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	event  = `{"id":"evt_1","type":"test","timestamp":"2026-01-02T03:04:05.678Z","workspace_id":"wsp_1","data":{"hello":"wörld 🌍"}}`
)

func signed(t *testing.T, body []byte, at time.Time) http.Header {
	t.Helper()
	webhook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := webhook.Sign("evt_1", at, body)
	if err != nil {
		t.Fatal(err)
	}
	return http.Header{
		"Webhook-Id":        {"evt_1"},
		"Webhook-Timestamp": {fmt.Sprint(at.Unix())},
		"Webhook-Signature": {signature},
	}
}

func reason(err error) WebhookProblem {
	var failure *WebhookError
	if errors.As(err, &failure) {
		return failure.Reason
	}
	return WebhookProblem(fmt.Sprint(err))
}

func TestWebhooks(t *testing.T) {
	now := time.Now()
	good := signed(t, []byte(event), now)
	told, err := VerifyWebhook([]byte(event), good, secret)
	if err != nil || told.Type != "test" || told.ID != "evt_1" || told.WorkspaceID != "wsp_1" || told.Data["hello"] != "wörld 🌍" || told.Timestamp.Nanosecond() != 678_000_000 {
		t.Fatalf("%v, %v", told, err)
	}
	without := func(name string) http.Header {
		headers := good.Clone()
		headers.Del(name)
		return headers
	}
	with := func(name, value string) http.Header {
		headers := good.Clone()
		headers.Set(name, value)
		return headers
	}
	for name, one := range map[string]struct {
		body     string
		headers  http.Header
		secret   string
		expected WebhookProblem
	}{
		"no id":               {event, without("webhook-id"), secret, WebhookHeaders},
		"no timestamp":        {event, without("webhook-timestamp"), secret, WebhookHeaders},
		"no signature":        {event, without("webhook-signature"), secret, WebhookHeaders},
		"no headers":          {event, nil, secret, WebhookHeaders},
		"odd timestamp":       {event, with("webhook-timestamp", "soon"), secret, WebhookHeaders},
		"huge timestamp":      {event, with("webhook-timestamp", "99999999999999999999"), secret, WebhookHeaders},
		"old":                 {event, signed(t, []byte(event), now.Add(-6*time.Minute)), secret, WebhookTimestamp},
		"ahead":               {event, signed(t, []byte(event), now.Add(6*time.Minute)), secret, WebhookTimestamp},
		"other body":          {event + " ", good, secret, WebhookSignature},
		"other id":            {event, with("webhook-id", "evt_2"), secret, WebhookSignature},
		"odd signature":       {event, with("webhook-signature", "v1 v1, v2,abc"), secret, WebhookSignature},
		"other secret":        {event, good, "whsec_b3RoZXI=", WebhookSignature},
		"no secret":           {event, good, "", WebhookSecret},
		"empty secret":        {event, good, "whsec_", WebhookSecret},
		"secret is no base64": {event, good, "whsec_%%%", WebhookSecret},
		"no JSON":             {"hello", signed(t, []byte("hello"), now), secret, WebhookBody},
		"null":                {"null", signed(t, []byte("null"), now), secret, WebhookBody},
		"another JSON":        {"{}", signed(t, []byte("{}"), now), secret, WebhookBody},
	} {
		if _, err := VerifyWebhook([]byte(one.body), one.headers, one.secret); reason(err) != one.expected {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPicturesAreVerifiedAsBytes(t *testing.T) {
	body := make([]byte, 256)
	for place := range body {
		body[place] = byte(place)
	}
	headers := signed(t, body, time.Now())
	if err := VerifyPicture(body, headers, secret); err != nil {
		t.Error(err)
	}
	for place := range body {
		body[place] ^= 0x80
		if err := VerifyPicture(body, headers, secret); reason(err) != WebhookSignature {
			t.Errorf("byte %d: %v", place, err)
		}
		body[place] ^= 0x80
	}
}

func TestHex(t *testing.T) {
	digits := func(message string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(message))
		return hex.EncodeToString(mac.Sum(nil))
	}
	at := func(seconds int64) string {
		return fmt.Sprintf("t=%d,v1=%s", seconds, digits(fmt.Sprintf("%d.%s", seconds, event)))
	}
	now := time.Now().Unix()
	for name, one := range map[string]struct {
		body, signature, secret, prefix string
		expected                        WebhookProblem
	}{
		"plain":            {event, digits(event), secret, "", "<nil>"},
		"upper case":       {event, fmt.Sprintf("%X", must(hex.DecodeString(digits(event)))), secret, "", "<nil>"},
		"with a prefix":    {event, "sha256=" + digits(event), secret, "sha256=", "<nil>"},
		"with a time":      {event, at(now), secret, "", "<nil>"},
		"old":              {event, at(now - 301), secret, "", WebhookTimestamp},
		"ahead":            {event, at(now + 310), secret, "", WebhookTimestamp},
		"time is none":     {event, "t=soon,v1=00", secret, "", WebhookHeaders},
		"time is huge":     {event, "t=9223372036854775807,v1=00", secret, "", WebhookTimestamp},
		"no digits":        {event, "t=1", secret, "", WebhookSignature},
		"other prefix":     {event, "sha1=" + digits(event), secret, "sha256=", WebhookSignature},
		"without a prefix": {event, digits(event), secret, "sha256=", WebhookSignature},
		"too short":        {event, digits(event)[:62], secret, "", WebhookSignature},
		"no hexadecimal":   {event, "zz", secret, "", WebhookSignature},
		"other body":       {event + " ", digits(event), secret, "", WebhookSignature},
		"no signature":     {event, "", secret, "", WebhookHeaders},
		"no secret":        {event, digits(event), "", "", WebhookSecret},
		"no JSON":          {"hello", digits("hello"), secret, "", WebhookBody},
		"null":             {"null", digits("null"), secret, "", WebhookBody},
	} {
		if _, err := VerifyHex([]byte(one.body), one.signature, one.secret, one.prefix); reason(err) != one.expected {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
