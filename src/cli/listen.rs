//! `placard listen --forward-to URL`: a workspace's events, forwarded to a local URL as the webhooks they would be.

use std::{error::Error, io::Write as _, process::ExitCode, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use clap::Args;
use futures::StreamExt;
use placard_client::v1::{self, event_service_client::EventServiceClient, stream_events_response::Payload};
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, ClientTlsConfig, Endpoint},
};

use crate::{
    app::World,
    dispatch::request,
    domain::{
        delivery::{Claim, DeliveryBody, Destination},
        endpoint_options::EndpointOptions,
        event::EventType,
        id::{DeliveryId, EventId, SubscriptionId, WorkspaceId},
        secret::Secret,
        signature,
    },
    egress::{Answer, Client, Guard, Limits, Policy},
    shutdown,
};

/// Between two tries to reach the server, longer each time.
const RECONNECT: Duration = Duration::from_millis(500);
const RECONNECT_MAX: Duration = Duration::from_secs(10);
/// How long connecting, and silence of a connection, may last.
const CONNECT: Duration = Duration::from_secs(10);
/// Twice what the server promises: a stream that says nothing for longer is dead.
const SILENCE: Duration = Duration::from_secs(30);

#[derive(Args)]
pub struct Listen {
    /// Where to post each event, for instance http://127.0.0.1:3000/hook
    #[arg(long, value_name = "URL")]
    forward_to: String,
    /// What the server serves at.
    #[arg(long, env = "PLACARD_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    server: String,
    /// An API key with the scope `read`.
    #[arg(long, env = "PLACARD_API_KEY", hide_env_values = true, value_name = "plk_…")]
    key: String,
    /// Only these types or aliases, comma-separated [default: all].
    #[arg(long, value_delimiter = ',', value_name = "TYPES")]
    events: Vec<String>,
    /// The secret to sign with [default: a new one, shown at the start].
    #[arg(long, env = "PLACARD_WEBHOOK_SECRET", hide_env_values = true, value_name = "whsec_…")]
    secret: Option<String>,
    /// Begin with the latest events that there are.
    #[arg(long)]
    include_existing: bool,
    /// How long the receiver may take for one event, in seconds.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=60))]
    timeout: u64,
}

/// What is the same for every event.
struct Forwarder {
    world: World,
    client: Client,
    secret: Secret,
    url: String,
    timeout: Duration,
}

impl Listen {
    /// Ends well when it is told to end, and badly if the server refuses what was asked.
    pub async fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let world = World::default();
        let generated = || format!("whsec_{}", STANDARD.encode(world.random.bytes()));
        let secret = Secret::new(self.secret.clone().unwrap_or_else(generated));
        signature::key(secret.expose()).ok_or("the secret must have base64 behind `whsec_`")?;
        // Where it goes is for whoever types it to choose: nothing is denied on their own machine.
        let everywhere = ["0.0.0.0/0", "::/0"].map(|network| network.parse().expect("a network"));
        let policy = Policy { allow: everywhere.to_vec(), only: None };
        let client = Client::new(Guard::with_resolver(policy, world.resolver.clone()))?;
        client.guard().judge_url(&self.forward_to).map_err(|refusal| format!("--forward-to {refusal}"))?;
        let authorization: MetadataValue<Ascii> =
            format!("Bearer {}", self.key).parse().map_err(|_| "the key is none: it begins with `plk_`")?;
        let channel = self.channel()?;

        say(&format!("Ready: events of {} go to {}", self.server, self.forward_to));
        say(&format!("They are signed with {}", secret.expose()));
        let timeout = Duration::from_secs(self.timeout);
        let forwarder = Forwarder { world, client, secret, url: self.forward_to.clone(), timeout };
        tokio::select! {
            refused = self.follow(channel, authorization, &forwarder) => Err(refused),
            () = shutdown::requested() => Ok(ExitCode::SUCCESS),
        }
    }

    fn channel(&self) -> Result<Channel, Box<dyn Error>> {
        let mut endpoint = Endpoint::from_shared(self.server.clone())
            .map_err(|_| format!("`{}` is no server's URL", self.server))?
            .connect_timeout(CONNECT);
        if self.server.starts_with("https://") {
            // The one crypto provider that is built in.
            let _ = rustls::crypto::ring::default_provider().install_default();
            endpoint = endpoint.tls_config(ClientTlsConfig::new().with_webpki_roots())?;
        }
        Ok(endpoint.connect_lazy())
    }

    /// Forwards until the server refuses; whatever else ends a stream, the next one goes on where it stood.
    async fn follow(&self, channel: Channel, key: MetadataValue<Ascii>, forwarder: &Forwarder) -> Box<dyn Error> {
        let mut resume_token = String::new();
        let mut wait = RECONNECT;
        loop {
            let begin = resume_token.is_empty() && self.include_existing;
            let message = v1::StreamEventsRequest {
                event_types: self.events.clone(),
                include_existing: begin,
                since: None,
                resume_token: resume_token.clone(),
            };
            let mut request = Request::new(message);
            request.metadata_mut().insert("authorization", key.clone());
            let before = resume_token.clone();
            let ended = forward_stream(channel.clone(), request, forwarder, &mut resume_token).await;
            if !comes_back(&ended) {
                return format!("the server refuses: {}", ended.message()).into();
            }
            wait = if resume_token == before { (wait * 2).min(RECONNECT_MAX) } else { RECONNECT };
            eprintln!("placard: the stream ended ({}); it goes on in {} ms", ended.message(), wait.as_millis());
            tokio::time::sleep(wait).await;
        }
    }
}

/// Whether another stream may fare better.
fn comes_back(status: &Status) -> bool {
    !matches!(
        status.code(),
        Code::Unauthenticated | Code::PermissionDenied | Code::InvalidArgument | Code::OutOfRange | Code::Unimplemented
    )
}

/// Forwards what a stream tells until it ends, and answers why it did. An event counts as told once it was posted.
async fn forward_stream(
    channel: Channel,
    request: Request<v1::StreamEventsRequest>,
    forwarder: &Forwarder,
    resume_token: &mut String,
) -> Status {
    let mut client = EventServiceClient::new(channel);
    let opened = tokio::time::timeout(SILENCE, client.stream_events(request)).await;
    let mut stream = match opened {
        Ok(Ok(answer)) => answer.into_inner(),
        Ok(Err(status)) => return status,
        Err(_) => return Status::unavailable("the server does not answer"),
    };
    loop {
        let message = match tokio::time::timeout(SILENCE, stream.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(status))) => return status,
            Ok(None) => return Status::unavailable("the server ended it"),
            Err(_) => return Status::unavailable("the server is silent"),
        };
        if let Some(Payload::Event(event)) = message.payload {
            forwarder.forward(event).await;
        }
        *resume_token = message.resume_token;
    }
}

impl Forwarder {
    /// Posts an event, and says in a line what came of it.
    async fn forward(&self, event: v1::Event) {
        let (id, event_type) = (event.event_id.clone(), event.event_type.clone());
        let told = match self.post(event).await {
            Ok(answer) => answer.status.to_string(),
            Err(error) => error,
        };
        say(&format!("{event_type} {id} -> {told}"));
    }

    async fn post(&self, event: v1::Event) -> Result<Answer, String> {
        let now = self.world.clock.now();
        let body = Bytes::from(event.payload.to_vec());
        let known = |what: &str| format!("not forwarded: its {what} is unknown to this version");
        let new_id = || self.world.ids.next(now);
        let claim = Claim {
            // There is no delivery: the id is one of this forwarding.
            delivery_id: DeliveryId::from_uuid(new_id()),
            workspace_id: WorkspaceId::from_uuid(new_id()),
            event_id: event.event_id.parse::<EventId>().map_err(|_| known("id"))?,
            event_type: EventType::from_name(&event.event_type).ok_or_else(|| known("type"))?,
            destination: Destination::Subscription(SubscriptionId::from_uuid(new_id())),
            url: self.url.clone(),
            attempt_number: 1,
            secrets: vec![self.secret.clone()],
            options: EndpointOptions::default(),
            body: DeliveryBody::Event,
            payload: body.clone(),
            shaped: true,
            create_time: now,
            slow: false,
            failing_time: None,
        };
        let headers = request::headers(&claim, &body, now).ok_or("not forwarded: it cannot be signed")?;
        let url = self.client.guard().judge_url(&self.url).map_err(|refusal| refusal.to_string())?;
        let limits = Limits { timeout: self.timeout, read_max: 64 * 1024, keep_max: 0 };
        self.client.post(&url, headers, body, limits).await.map_err(|error| error.to_string())
    }
}

/// A line at once, also for who reads through a pipe. Whoever does not read any more misses nothing.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
