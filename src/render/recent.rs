//! What was made lately and may be wanted again, up to a number of bytes.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Shared by all render threads. Few, large entries: they are looked for one by one.
pub struct Recent<K, V> {
    /// The most recently used at the back, each with its size.
    entries: Mutex<VecDeque<(K, V, usize)>>,
    max_bytes: usize,
}

impl<K: PartialEq, V: Clone> Recent<K, V> {
    pub const fn new(max_bytes: usize) -> Recent<K, V> {
        Recent { entries: Mutex::new(VecDeque::new()), max_bytes }
    }

    /// What is kept under the key; otherwise what `make` makes, of as many bytes as it says. Two threads that want the
    /// same at the same time may both make it: waiting for each other would cost no less.
    pub fn get_or_make<E>(&self, key: K, make: impl FnOnce() -> Result<(V, usize), E>) -> Result<V, E> {
        if let Some(value) = self.recall(|known| *known == key) {
            return Ok(value);
        }
        let (value, bytes) = make()?;
        self.keep(key, value.clone(), bytes);
        Ok(value)
    }

    /// Keeps a value of that many bytes in place of what may be kept under the key.
    pub fn keep(&self, key: K, value: V, bytes: usize) {
        if bytes > self.max_bytes {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(known, ..)| *known != key);
        entries.push_back((key, value, bytes));
        while entries.iter().map(|(.., bytes)| bytes).sum::<usize>() > self.max_bytes {
            entries.pop_front();
        }
    }

    /// What is kept under the first key that `is` the one looked for.
    pub fn recall(&self, is: impl Fn(&K) -> bool) -> Option<V> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let at = entries.iter().position(|(known, ..)| is(known))?;
        let entry = entries.remove(at)?;
        let value = entry.1.clone();
        entries.push_back(entry);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_first() {
        let recent: Recent<&str, u32> = Recent::new(10);
        let make = |key, value, bytes| recent.get_or_make(key, || Ok::<_, ()>((value, bytes))).unwrap();
        assert_eq!((make("a", 1, 5), make("b", 2, 5)), (1, 2));
        assert_eq!(make("a", 9, 5), 1, "kept");
        assert_eq!(make("c", 3, 1), 3, "which lets b go");
        assert_eq!((make("a", 9, 5), make("b", 4, 4)), (1, 4));
        assert_eq!(make("d", 5, 11), 5, "too large to keep");
        assert_eq!(make("d", 6, 11), 6);
        assert_eq!(recent.get_or_make("e", || Err("no")), Err("no"));
    }
}
