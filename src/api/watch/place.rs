//! Where a stream goes on; what its resume tokens say.

use uuid::Uuid;

use crate::store::Cursor;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Within what there was at a place in the log, after the item with this id.
    Existing { at: Cursor, shown: Option<Uuid> },
    /// Within the log.
    Changes(Cursor),
}

impl Place {
    pub fn cursor(self) -> Cursor {
        match self {
            Place::Existing { at, .. } | Place::Changes(at) => at,
        }
    }

    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.cursor().to_bytes().to_vec();
        if let Place::Existing { shown: Some(shown), .. } = self {
            bytes.extend_from_slice(shown.as_bytes());
        }
        bytes
    }

    /// `None` if the bytes are not a place's.
    pub fn from_bytes(bytes: &[u8]) -> Option<Place> {
        let (cursor, shown) = bytes.split_at_checked(16)?;
        let at = Cursor::from_bytes(cursor)?;
        if shown.is_empty() {
            return Some(Place::Changes(at));
        }
        Some(Place::Existing { at, shown: Some(Uuid::from_slice(shown).ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_bytes() {
        let shown = Some(Uuid::from_u128(7));
        for place in [Place::Changes(Cursor::START), Place::Existing { at: Cursor::START, shown }] {
            assert_eq!(Place::from_bytes(&place.to_bytes()), Some(place));
        }
        assert_eq!(Place::from_bytes(&[0; 15]), None);
        assert_eq!(Place::from_bytes(&[0; 17]), None);
    }
}
