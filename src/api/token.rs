//! Page tokens and resume tokens: opaque to clients, and good only for what they were made for.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the seal.
const SEAL: usize = 16;

/// Seals tokens, and opens them.
#[derive(Clone)]
pub struct Tokens {
    key: [u8; 32],
}

impl Tokens {
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    fn seal_of(&self, purpose: &[&[u8]], content: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        for part in purpose.iter().chain([&content]) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }

    /// A token that says `content` to whoever opens it for the same purpose (method, workspace, filter).
    pub fn seal(&self, purpose: &[&[u8]], content: &[u8]) -> String {
        let seal = self.seal_of(purpose, content).finalize().into_bytes();
        let mut bytes = seal[..SEAL].to_vec();
        bytes.extend_from_slice(content);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token says; `None` if it is altered, or was made for something else.
    pub fn open(&self, purpose: &[&[u8]], token: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, content) = bytes.split_at_checked(SEAL)?;
        self.seal_of(purpose, content).verify_truncated_left(seal).ok()?;
        Some(content.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_only_unaltered_and_for_its_purpose() {
        let tokens = Tokens::new([7; 32]);
        let token = tokens.seal(&[b"ListRenders", b"wsp_1"], b"where");
        assert_eq!(tokens.open(&[b"ListRenders", b"wsp_1"], &token), Some(b"where".to_vec()));
        assert_eq!(tokens.open(&[b"ListRenders", b"wsp_2"], &token), None);
        // Parts don't run together.
        assert_eq!(tokens.open(&[b"ListRendersw", b"sp_1"], &token), None);
        assert_eq!(Tokens::new([8; 32]).open(&[b"ListRenders", b"wsp_1"], &token), None);
        for altered in ["", "AAAA", &token[1..], &format!("{token}AAAA"), "%%%", "é"] {
            assert_eq!(tokens.open(&[b"ListRenders", b"wsp_1"], altered), None, "{altered}");
        }
    }
}
