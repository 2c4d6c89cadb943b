// Receives Placard's webhooks, and believes only those that are signed.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	receive := func(response http.ResponseWriter, request *http.Request) {
		// The signature is over these very bytes: parsed and written again they would be others.
		body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, 1<<20))
		if err == nil {
			err = webhook.Verify(body, request.Header)
		}
		var event struct {
			ID   string `json:"id"`
			Type string `json:"type"`
			Data struct {
				URL string `json:"url"`
			} `json:"data"`
		}
		if err == nil {
			err = json.Unmarshal(body, &event)
		}
		if err != nil {
			fmt.Printf("refused: %v\n", err)
			response.WriteHeader(http.StatusBadRequest)
			return
		}
		// A webhook can come twice; `id` is the same each time.
		fmt.Printf("verified %s %s %s\n", event.Type, event.ID, event.Data.URL)
		response.WriteHeader(http.StatusNoContent)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "9000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("receiving at http://%s/\n", listener.Addr())
	log.Fatal(http.Serve(listener, http.HandlerFunc(receive)))
}
