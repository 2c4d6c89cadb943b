//! Plain HTTP, as browsers and curl speak it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, StatusCode};

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no `{name}` among {:?}", self.headers));
        value.to_str().expect("a header of ASCII")
    }
}

pub struct Http(reqwest::Client);

impl Http {
    /// HTTP/1.1, without any help from the client.
    pub fn new() -> Self {
        // The client is built without a provider of its own; another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().http1_only().redirect(reqwest::redirect::Policy::none());
        // No test's connections outlive its runtime.
        let client = client.pool_max_idle_per_host(0);
        Self(client.build().expect("an HTTP client"))
    }

    pub async fn get(&self, url: &str, headers: &[(HeaderName, &str)]) -> Answer {
        self.ask(Method::GET, url, headers, "").await
    }

    pub async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(HeaderName, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = self.0.request(method, url).body(body.into());
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.expect("an answer to its end") }
    }
}
