//! What the driver has at hand while the cases run.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName};
use placard_client::{Client, ClientOptions};
use serde_json::{Value, json};

pub struct Stage {
    url: String,
    http: reqwest::Client,
}

/// Where webhooks arrive.
pub struct Inbox {
    pub url: String,
    next: String,
}

impl Stage {
    pub fn new(url: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { url: url.to_owned(), http }
    }

    /// Asks at a URL.
    pub async fn ask(&self, url: &Value, message: Value) -> Value {
        let url = url.as_str().expect("a URL");
        let answer = self.http.post(url).body(message.to_string()).send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("text"));
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Asks for something new.
    pub async fn make(&self, what: &str, message: Value) -> Value {
        self.ask(&format!("{}/{what}", self.url).into(), message).await
    }

    pub async fn inbox(&self) -> Inbox {
        let made = self.make("inboxes", json!({})).await;
        let text = |key: &str| made[key].as_str().expect("a URL").to_owned();
        Inbox { url: text("url"), next: text("next") }
    }

    /// The next webhook that comes.
    pub async fn take(&self, inbox: &Inbox) -> (HeaderMap, Vec<u8>) {
        let message = self.ask(&inbox.next.as_str().into(), json!({})).await;
        (headers(&message["headers"]), bytes(&message["body"]))
    }
}

/// A client of another address.
pub fn client(server: &Value) -> Client {
    client_as(server, &Value::Null)
}

/// A client of another address, or with another key, where they are given.
pub fn client_as(server: &Value, api_key: &Value) -> Client {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let options = ClientOptions { server: text(server), api_key: text(api_key), ..ClientOptions::default() };
    Client::new(options).expect("a client")
}

pub fn headers(given: &Value) -> HeaderMap {
    let pairs = given.as_object().expect("headers").iter();
    // As HTTP servers do, whatever way the sender wrote the names.
    let pair = |(name, value): (&String, &Value)| {
        let name: HeaderName = name.parse().expect("a name");
        (name, value.as_str().expect("text").parse().expect("a value"))
    };
    pairs.map(pair).collect()
}

pub fn bytes(base64: &Value) -> Vec<u8> {
    STANDARD.decode(base64.as_str().expect("text")).expect("base64")
}
