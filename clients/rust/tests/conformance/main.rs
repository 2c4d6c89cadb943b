//! The runner of this client: tests/clients/README.md says what it does.

mod call;
mod check;
mod ending;
mod render;
mod stage;
mod standing;
mod template;
mod url;
mod watch;
mod webhook;

use std::{io::Write as _, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use placard_client::Client;
use serde_json::{Value, json};

use crate::stage::Stage;

/// What all cases have.
pub struct Runner {
    /// Made from the environment alone.
    pub client: Client,
    pub stage: Stage,
}

#[tokio::main]
async fn main() {
    // reqwest wants one to be chosen, though nothing here is encrypted.
    rustls::crypto::ring::default_provider().install_default().expect("nobody chose before");
    let file = std::env::args().nth(1).expect("the name of a file");
    let setup: Value = serde_json::from_slice(&std::fs::read(file).expect("the file")).expect("JSON");
    let client = Client::from_env().expect("PLACARD_SERVER and PLACARD_API_KEY");
    let runner = Runner { client, stage: Stage::new(setup["stage"].as_str().expect("a URL")) };
    for case in setup["cases"].as_array().expect("cases") {
        // What fails has said why on the standard error.
        let done = AssertUnwindSafe(runner.run(case)).catch_unwind().await;
        let detail = done.err().map(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
        });
        let line = json!({ "case": case["case"], "ok": detail.is_none(), "detail": detail.unwrap_or_default() });
        println!("{line}");
        std::io::stdout().flush().expect("someone reads");
    }
}

impl Runner {
    async fn run(&self, case: &Value) {
        match case["kind"].as_str().expect("a kind") {
            "key" => self.key(case).await,
            "render" => self.render(case).await,
            "render_large" => self.render_large(case).await,
            "render_twice" => self.render_twice(case).await,
            "pages" => self.pages(case).await,
            "download" => self.download(case).await,
            "trigger" => self.trigger(case).await,
            "webhook" => self.webhook(case).await,
            "hex" => self.hex(case).await,
            "verify" => webhook::verify(case),
            "verify_hex" => webhook::verify_hexadecimal(case),
            "unicode" => self.unicode(case).await,
            "watch_cut" => self.watch_cut(case).await,
            "watch_restart" => self.watch_restart(case).await,
            "events_cut" => self.events_cut(case).await,
            "watch_closed" => self.watch_closed().await,
            "watch_refused" => self.watch_refused(case).await,
            "watch_expired" => self.watch_expired(case).await,
            "watch_render" => self.watch_render(case).await,
            "watch_batch" => self.watch_batch(case).await,
            "template" => self.template(case).await,
            "binding" => self.binding(case).await,
            "sign_url" => self.sign_url(case).await,
            "usage" => self.usage(case).await,
            "deadline" => self.deadline(case).await,
            "retry" => self.retry(case).await,
            "error" => self.error(case).await,
            kind => panic!("no such kind: {kind}"),
        }
    }
}
