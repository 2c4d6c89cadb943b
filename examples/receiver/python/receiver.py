"""Receives Placard's webhooks, and believes only those that are signed."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The signature is over these very bytes: parsed and written again they would be others.
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = webhook.verify(body, dict(self.headers))
            # A webhook can come twice; `id` is the same each time.
            print("verified", event["type"], event["id"], event["data"].get("url", ""), flush=True)
            self.send_response(204)
        except WebhookVerificationError as error:
            print("refused:", error, flush=True)
            self.send_response(400)
        self.end_headers()

    def log_message(self, *_):
        pass  # what counts is printed above


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver)
print(f"receiving at http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
