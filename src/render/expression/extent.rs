//! How much a value comes to. Values may share their parts, so that few bytes stand for many.

use minijinja::Value;
use minijinja::value::ValueKind;

/// Lists within lists that are looked into.
const MAX_DEPTH: usize = 16;

/// What a value may come to, or what of that is left.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Values, those within others counted through.
    pub values: usize,
    /// Bytes of texts, 8 of anything else.
    pub bytes: usize,
}

impl Extent {
    /// Takes off what the value comes to; whether it is more than is left.
    pub fn take(&mut self, value: &Value) -> bool {
        self.within(value, 0)
    }

    fn within(&mut self, value: &Value, depth: usize) -> bool {
        match value.kind() {
            ValueKind::String | ValueKind::Bytes => self.one(value.as_bytes().map_or(0, <[u8]>::len)),
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map => {
                let is_map = value.kind() == ValueKind::Map;
                self.one(0)
                    && depth < MAX_DEPTH
                    && value.try_iter().is_ok_and(|mut items| {
                        items.all(|item| {
                            self.within(&item, depth + 1)
                                && (!is_map || value.get_item(&item).is_ok_and(|inner| self.within(&inner, depth + 1)))
                        })
                    })
            }
            _ => self.one(8),
        }
    }

    fn one(&mut self, bytes: usize) -> bool {
        self.values = self.values.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
        self.values > 0 && self.bytes > 0
    }
}

/// Whether a value comes to less than that.
pub fn fits(value: &Value, mut most: Extent) -> bool {
    most.take(value)
}

/// How many bytes a value comes to.
pub fn bytes(value: &Value) -> usize {
    const ALL: usize = usize::MAX;
    let mut left = Extent { values: ALL, bytes: ALL };
    left.take(value);
    ALL - left.bytes
}
