//! What endpoints ask for, as it is stored: what may be shown as JSON, and what may not as sealed JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    StoreError,
    entity::subscription::Model,
    row,
    seal::{Place, Sealer},
};
use crate::domain::{
    endpoint_options::{EndpointOptions, HmacScheme, Shape},
    secret::Secret,
    signature::SigningKey,
    subscription::{Subscription, SubscriptionChange, SubscriptionSecrets},
    timestamp::Timestamp,
};

/// Secrets before the current one that sign at a time: each takes room in a header. The oldest one ends for a new one.
const OLD_SECRETS: usize = 4;

/// The part of a subscription's options that may be shown.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Options {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hmac: Option<HmacScheme>,
    #[serde(default)]
    pub shape: ShapeJson,
}

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ShapeJson {
    #[default]
    Standard,
    Ogmint,
    Pictify,
    Imtegrate,
    Custom(String),
}

impl From<Shape> for ShapeJson {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Standard => Self::Standard,
            Shape::Ogmint => Self::Ogmint,
            Shape::Pictify => Self::Pictify,
            Shape::Imtegrate => Self::Imtegrate,
            Shape::Custom(template) => Self::Custom(template),
        }
    }
}

impl From<ShapeJson> for Shape {
    fn from(shape: ShapeJson) -> Self {
        match shape {
            ShapeJson::Standard => Self::Standard,
            ShapeJson::Ogmint => Self::Ogmint,
            ShapeJson::Pictify => Self::Pictify,
            ShapeJson::Imtegrate => Self::Imtegrate,
            ShapeJson::Custom(template) => Self::Custom(template),
        }
    }
}

impl Options {
    pub fn of(subscription: &Subscription) -> Self {
        let Subscription { headers, public_key, hmac, shape, .. } = subscription.clone();
        Self { headers, public_key, hmac, shape: shape.into() }
    }

    pub fn read(stored: &Model) -> Result<Self, StoreError> {
        row::from_json("a subscription's options", &stored.options)
    }
}

/// The part that may not be shown.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(super) struct Private {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signing_key: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    /// The secrets before, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    old: Vec<OldSecret>,
}

#[derive(Clone, Serialize, Deserialize)]
struct OldSecret {
    secret: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signing_key: Option<String>,
    /// Until when it signs, in microseconds.
    end: i64,
}

/// Where the private part of a subscription is sealed.
fn place(subscription: Uuid) -> Place {
    Place { table: "subscriptions", column: "private", row: subscription }
}

fn signing_key(digits: &str) -> Result<SigningKey, StoreError> {
    let seed: Option<[u8; 32]> = hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok());
    seed.map(SigningKey::new).ok_or_else(|| StoreError::corrupt("a signing key"))
}

fn digits(key: &SigningKey) -> String {
    hex::encode(key.expose())
}

impl Private {
    pub fn of(secrets: &SubscriptionSecrets) -> Self {
        let headers = secrets.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
        let signing_key = secrets.signing_key.as_ref().map(digits);
        Self { signing_key, headers: headers.collect(), old: Vec::new() }
    }

    pub fn open(sealer: &Sealer, stored: &Model) -> Result<Self, StoreError> {
        let Some(sealed) = &stored.private else { return Ok(Self::default()) };
        row::from_json("a subscription's secrets", sealer.open(place(stored.id), sealed)?.expose())
    }

    pub fn seal(&self, sealer: &Sealer, subscription: Uuid) -> Option<Vec<u8>> {
        let nothing = self.signing_key.is_none() && self.headers.is_empty() && self.old.is_empty();
        (!nothing).then(|| sealer.seal(place(subscription), &Secret::new(row::to_json(self))))
    }

    /// Changes what the change names, here and in what is shown.
    pub fn apply(&mut self, options: &mut Options, change: &SubscriptionChange) {
        if let Some(headers) = &change.headers {
            let mut before = std::mem::take(&mut self.headers);
            for (name, value) in headers {
                let value = value.as_ref().map(|value| value.expose().to_owned()).or_else(|| before.remove(name));
                // One that was to stay and is gone since has nothing to say.
                self.headers.extend(value.map(|value| (name.clone(), value)));
            }
            options.headers = self.headers.keys().cloned().collect();
        }
        match &change.signing_key {
            Some(Some(new)) if self.signing_key.is_none() => {
                options.public_key = Some(new.public());
                self.signing_key = Some(digits(new));
            }
            Some(None) => {
                options.public_key = None;
                self.signing_key = None;
                self.old.iter_mut().for_each(|old| old.signing_key = None);
            }
            _ => {}
        }
        if let Some(hmac) = &change.hmac {
            options.hmac.clone_from(hmac);
        }
        if let Some(shape) = &change.shape {
            options.shape = shape.clone().into();
        }
    }

    /// Puts `secret`, and with it the signing key, among the old ones, all of which end at `end` at the latest. Where
    /// there is a signing key, the new one takes its place. Answers when the last old one ends.
    pub fn rotate(
        &mut self,
        options: &mut Options,
        secret: &Secret,
        new_key: &SigningKey,
        end: Timestamp,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let old = OldSecret {
            secret: secret.expose().to_owned(),
            signing_key: self.signing_key.clone(),
            end: end.as_micros(),
        };
        self.old.insert(0, old);
        self.old.iter_mut().for_each(|old| old.end = old.end.min(end.as_micros()));
        self.old.retain(|old| old.end > now.as_micros());
        self.old.truncate(OLD_SECRETS);
        if self.signing_key.is_some() {
            self.signing_key = Some(digits(new_key));
            options.public_key = Some(new_key.public());
        }
        self.old.iter().map(|old| row::time(old.end)).max()
    }
}

/// Every secret that signs at `now`, newest first, and what the endpoint gets besides.
pub(super) fn open(
    sealer: &Sealer,
    stored: &Model,
    secret: Secret,
    now: Timestamp,
) -> Result<(Vec<Secret>, EndpointOptions), StoreError> {
    let options = Options::read(stored)?;
    let private = Private::open(sealer, stored)?;
    let old: Vec<&OldSecret> = private.old.iter().filter(|old| old.end > now.as_micros()).collect();
    let keys = private.signing_key.iter().chain(old.iter().filter_map(|old| old.signing_key.as_ref()));
    let shape = Shape::from(options.shape);
    let endpoint = EndpointOptions {
        signing_keys: keys.map(|key| signing_key(key)).collect::<Result<_, _>>()?,
        headers: private.headers.iter().map(|(name, value)| (name.clone(), Secret::new(value))).collect(),
        hmac: options.hmac.or_else(|| shape.customary_scheme()),
        shape,
    };
    let secrets = [secret].into_iter().chain(old.into_iter().map(|old| Secret::new(&old.secret))).collect();
    Ok((secrets, endpoint))
}
