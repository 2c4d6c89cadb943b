package placard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// How far a webhook's time may be off: the libraries of Standard Webhooks say so too.
const tolerance = 5 * time.Minute

// VerifyHex answers the JSON of a webhook that is signed with an HMAC-SHA256 in hexadecimal, if it is Placard's; else a
// [*WebhookError]. If the signature has a time ("t=SECONDS,v1=DIGITS"), that is looked at; one without can be sent again
// by anyone who saw it.
//
// The signature is the value of the header that the subscription names; the prefix is what stands before the digits, as
// the subscription says, for instance "sha256=".
func VerifyHex(body []byte, signature, secret, prefix string) (map[string]any, error) {
	if err := checkHex(body, signature, secret, prefix); err != nil {
		return nil, err
	}
	var told map[string]any
	if err := json.Unmarshal(body, &told); err != nil || told == nil {
		return nil, &WebhookError{WebhookBody, "the body is no JSON object", err}
	}
	return told, nil
}

func checkHex(body []byte, signature, secret, prefix string) error {
	// With an empty key anyone could sign.
	if secret == "" {
		return &WebhookError{WebhookSecret, "the secret is empty", nil}
	}
	if signature == "" {
		return &WebhookError{WebhookHeaders, "there is no signature", nil}
	}
	mac := hmac.New(sha256.New, []byte(secret))
	seconds, digits, timestamped := cutTime(signature)
	if timestamped {
		if err := checkTime(seconds); err != nil {
			return err
		}
		mac.Write([]byte(seconds + "."))
	} else {
		var found bool
		if digits, found = strings.CutPrefix(signature, prefix); !found {
			return &WebhookError{WebhookSignature, fmt.Sprintf("the signature does not begin with %q", prefix), nil}
		}
	}
	mac.Write(body)
	// What can't be read fits nothing.
	given, err := hex.DecodeString(digits)
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		return &WebhookError{WebhookSignature, "the signature is not one of this body by this secret", nil}
	}
	return nil
}

// The parts of "t=SECONDS,v1=DIGITS".
func cutTime(signature string) (seconds, digits string, found bool) {
	rest, found := strings.CutPrefix(signature, "t=")
	if !found {
		return "", "", false
	}
	return strings.Cut(rest, ",v1=")
}

func checkTime(seconds string) error {
	signed, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return &WebhookError{WebhookHeaders, "the signature's time is no number of seconds", err}
	}
	if off := time.Since(time.Unix(signed, 0)).Abs(); off > tolerance {
		return &WebhookError{WebhookTimestamp, fmt.Sprintf("it was signed %v from now: more than %v", off.Round(time.Second), tolerance), nil}
	}
	return nil
}
