//! Secrets at rest: XChaCha20-Poly1305 under a key derived from the master key.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::RngExt;
use sha2::Sha256;
use uuid::Uuid;

use super::StoreError;
use crate::domain::secret::Secret;

const NONCE_LEN: usize = 24;

/// Where a sealed value stands. It opens nowhere else, so nobody who can write to the database can move a secret to
/// another row and have it used there.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

impl Place {
    fn associated_data(self) -> Vec<u8> {
        [self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0", self.row.as_bytes()].concat()
    }
}

/// Seals and opens what must not be read in the database's file or in a backup of it.
pub(super) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// The store has a key of its own: the master key may serve other purposes too.
    pub fn new(master_key: &[u8; 32]) -> Self {
        let mut derivation =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(master_key).expect("HMAC takes a key of any length");
        derivation.update(b"placard store v1");
        Self(XChaCha20Poly1305::new(&derivation.finalize().into_bytes()))
    }

    /// The nonce and what it sealed.
    pub fn seal(&self, place: Place, secret: &Secret) -> Vec<u8> {
        // 192 random bits never repeat. They have no bearing on what the store does, so they need not come from outside.
        let nonce: [u8; NONCE_LEN] = rand::rng().random();
        let payload = Payload { msg: secret.expose().as_bytes(), aad: &place.associated_data() };
        let sealed = self.0.encrypt(&nonce.into(), payload).expect("a secret is shorter than 256 GB");
        [&nonce[..], &sealed].concat()
    }

    /// The secret that was sealed at this place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Secret, StoreError> {
        let damaged = || StoreError::corrupt(format!("a sealed {}.{}", place.table, place.column));
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: &place.associated_data() };
        let opened = self.0.decrypt(&(*nonce).into(), payload).map_err(|_| damaged())?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| damaged())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { table: "triggers", column: "secret", row: Uuid::from_u128(7) };

    #[test]
    fn a_secret_opens_where_it_was_sealed_and_nowhere_else() {
        let sealer = Sealer::new(&[1; 32]);
        let secret = Secret::new("whsec_abc");
        let sealed = sealer.seal(PLACE, &secret);
        assert!(sealer.open(PLACE, &sealed).unwrap() == secret);
        assert_ne!(sealed, sealer.seal(PLACE, &secret), "nonces differ");

        assert!(sealer.open(Place { row: Uuid::from_u128(8), ..PLACE }, &sealed).is_err());
        assert!(sealer.open(Place { column: "other", ..PLACE }, &sealed).is_err());
        assert!(sealer.open(Place { table: "subscriptions", ..PLACE }, &sealed).is_err());
        assert!(Sealer::new(&[2; 32]).open(PLACE, &sealed).is_err());
        for cut in [0, 10, NONCE_LEN, sealed.len() - 1] {
            assert!(sealer.open(PLACE, &sealed[..cut]).is_err());
        }
    }
}
