//! Skia's typefaces, made once per process and shared by all threads: those that share one share its glyphs, and
//! FreeType has one lock for all.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use skia_safe::font_arguments::{VariationPosition, variation_position::Coordinate};
use skia_safe::{FontArguments, FontMgr, FourByteTag, Typeface};

use super::file::FontFile;

/// Typefaces that are kept though no thread uses them. Each holds its font's bytes, and FreeType's reading of them.
const KEPT: usize = 40;

/// A face at a place in its design space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instance {
    pub digest: [u8; 32],
    pub index: u32,
    /// Tags of axes and bits of their values; empty for the default.
    pub axes: Vec<([u8; 4], u32)>,
}

#[derive(Default)]
struct Kept {
    typefaces: HashMap<Instance, (Typeface, u64)>,
    /// Counts uses, to tell which was not used for longest.
    clock: u64,
}

static TYPEFACES: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// The typeface of an instance; `None` where Skia can't make it.
pub fn typeface(file: &FontFile, instance: &Instance) -> Option<Typeface> {
    // Nothing that panics runs under the lock with the map half changed.
    let mut kept = TYPEFACES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(typeface) = kept.get(instance) {
        return Some(typeface);
    }
    let plain = Instance { axes: Vec::new(), ..instance.clone() };
    let base = match kept.get(&plain) {
        Some(base) => base,
        None => {
            let base = open(file.bytes(), instance.index)?;
            kept.put(plain, base.clone());
            base
        }
    };
    if instance.axes.is_empty() {
        return Some(base);
    }
    let typeface = at(&base, &instance.axes)?;
    kept.put(instance.clone(), typeface.clone());
    Some(typeface)
}

/// Whether Skia can open the face.
pub fn opens(bytes: &[u8], index: u32) -> bool {
    open(bytes, index).is_some()
}

fn open(bytes: &[u8], index: u32) -> Option<Typeface> {
    FontMgr::custom_empty()?.new_from_data(bytes, index as usize)
}

fn at(base: &Typeface, axes: &[([u8; 4], u32)]) -> Option<Typeface> {
    let coordinates: Vec<Coordinate> = axes
        .iter()
        .map(|(tag, bits)| {
            let [a, b, c, d] = tag.map(char::from);
            Coordinate { axis: FourByteTag::from_chars(a, b, c, d), value: f32::from_bits(*bits) }
        })
        .collect();
    base.clone_with_arguments(
        &FontArguments::new().set_variation_design_position(VariationPosition { coordinates: &coordinates }),
    )
}

impl Kept {
    fn get(&mut self, instance: &Instance) -> Option<Typeface> {
        self.clock += 1;
        let (typeface, used) = self.typefaces.get_mut(instance)?;
        *used = self.clock;
        Some(typeface.clone())
    }

    fn put(&mut self, instance: Instance, typeface: Typeface) {
        if self.typefaces.len() >= KEPT
            && let Some(oldest) = self.typefaces.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone())
        {
            self.typefaces.remove(&oldest);
        }
        self.typefaces.insert(instance, (typeface, self.clock));
    }
}
