//! What endpoints ask for, as far as it may be shown, as it is stored. The rest is `private`.

use serde::{Deserialize, Serialize};

use super::{StoreError, entity::subscription::Model, private::Private, row};
use crate::domain::{
    endpoint_options::{EndpointOptions, HmacScheme, Shape},
    secret::Secret,
    subscription::{Subscription, SubscriptionChange},
    timestamp::Timestamp,
};

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

    /// Changes what the change names, here and in what is kept apart.
    pub fn apply(&mut self, private: &mut Private, change: &SubscriptionChange) {
        if let Some(headers) = &change.headers {
            let mut before = std::mem::take(&mut private.headers);
            for (name, value) in headers {
                let value = value.as_ref().map(|value| value.expose().to_owned()).or_else(|| before.remove(name));
                // One that was to stay and is gone since has nothing to say.
                private.headers.extend(value.map(|value| (name.clone(), value)));
            }
            self.headers = private.headers.keys().cloned().collect();
        }
        if let Some(chosen) = &change.signing_key {
            private.choose_key(chosen.as_ref(), &mut self.public_key);
        }
        if let Some(hmac) = &change.hmac {
            self.hmac.clone_from(hmac);
        }
        if let Some(shape) = &change.shape {
            self.shape = shape.clone().into();
        }
    }
}

/// Every secret that signs at `now`, newest first, and what the endpoint gets besides.
pub(super) fn open(
    stored: &Model,
    secret: Secret,
    private: &Private,
    now: Timestamp,
) -> Result<(Vec<Secret>, EndpointOptions), StoreError> {
    let options = Options::read(stored)?;
    let shape = Shape::from(options.shape);
    let endpoint = EndpointOptions {
        signing_keys: private.signing_keys(now)?,
        headers: private.headers.iter().map(|(name, value)| (name.clone(), Secret::new(value))).collect(),
        hmac: options.hmac.or_else(|| shape.customary_scheme()),
        shape,
    };
    Ok((private.secrets(secret, now), endpoint))
}
