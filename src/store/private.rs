//! What endpoints keep to themselves, as it is stored: sealed JSON. Subscriptions and triggers have the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    StoreError, row,
    seal::{Place, Sealer},
};
use crate::domain::{endpoint_options::EndpointSecrets, secret::Secret, signature::SigningKey, timestamp::Timestamp};

/// Secrets before the current one that sign at a time: each takes room in a header. The oldest one ends for a new one.
const OLD_SECRETS: usize = 4;

/// Beside the secret that signs now.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(super) struct Private {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signing_key: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
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

impl Private {
    pub fn of(secrets: &EndpointSecrets) -> Self {
        let headers = secrets.headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
        let signing_key = secrets.signing_key.as_ref().map(digits);
        Self { signing_key, headers: headers.collect(), old: Vec::new() }
    }

    /// What was sealed at this place; nothing, where nothing was.
    pub fn open(sealer: &Sealer, place: Place, sealed: Option<&[u8]>) -> Result<Self, StoreError> {
        let Some(sealed) = sealed else { return Ok(Self::default()) };
        row::from_json("an endpoint's secrets", sealer.open(place, sealed)?.expose())
    }

    /// `None` if there is nothing to keep.
    pub fn seal(&self, sealer: &Sealer, place: Place) -> Option<Vec<u8>> {
        let nothing = self.signing_key.is_none() && self.headers.is_empty() && self.old.is_empty();
        (!nothing).then(|| sealer.seal(place, &Secret::new(row::to_json(self))))
    }

    /// Has this key sign, unless one does; or, without one, none from now on, not the keys before either. `public` is what
    /// is shown of the one that signs.
    pub fn choose_key(&mut self, chosen: Option<&SigningKey>, public: &mut Option<String>) {
        match chosen {
            Some(new) if self.signing_key.is_none() => self.set_key(new, public),
            Some(_) => {}
            None => {
                (self.signing_key, *public) = (None, None);
                self.old.iter_mut().for_each(|old| old.signing_key = None);
            }
        }
    }

    /// Has this key sign in the place of the one that does, if one does.
    pub fn replace_key(&mut self, key: &SigningKey, public: &mut Option<String>) {
        if self.signing_key.is_some() {
            self.set_key(key, public);
        }
    }

    fn set_key(&mut self, key: &SigningKey, public: &mut Option<String>) {
        self.signing_key = Some(digits(key));
        *public = Some(key.public());
    }

    /// Puts `secret`, and with it the signing key, among the old ones, all of which end at `end` at the latest. Answers
    /// when the last of them ends.
    pub fn rotate(&mut self, secret: &Secret, end: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let old = OldSecret {
            secret: secret.expose().to_owned(),
            signing_key: self.signing_key.clone(),
            end: end.as_micros(),
        };
        self.old.insert(0, old);
        self.old.iter_mut().for_each(|old| old.end = old.end.min(end.as_micros()));
        self.old.retain(|old| old.end > now.as_micros());
        self.old.truncate(OLD_SECRETS);
        self.old.iter().map(|old| row::time(old.end)).max()
    }

    /// Every secret that signs at `now`, newest first: this one, and those before that have not ended.
    pub fn secrets(&self, newest: Secret, now: Timestamp) -> Vec<Secret> {
        [newest].into_iter().chain(self.valid(now).map(|old| Secret::new(&old.secret))).collect()
    }

    /// Every key that signs at `now`, newest first.
    pub fn signing_keys(&self, now: Timestamp) -> Result<Vec<SigningKey>, StoreError> {
        let old = self.valid(now).filter_map(|old| old.signing_key.as_ref());
        self.signing_key.iter().chain(old).map(|key| signing_key(key)).collect()
    }

    fn valid(&self, now: Timestamp) -> impl Iterator<Item = &OldSecret> {
        self.old.iter().filter(move |old| old.end > now.as_micros())
    }
}

fn signing_key(digits: &str) -> Result<SigningKey, StoreError> {
    let seed: Option<[u8; 32]> = hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok());
    seed.map(SigningKey::new).ok_or_else(|| StoreError::corrupt("a signing key"))
}

fn digits(key: &SigningKey) -> String {
    hex::encode(key.expose())
}
