//! Fonts: those that come with the program, those a workspace has uploaded, and the way to them for each render thread.

pub(super) mod bundled;
mod coverage;
mod family;
mod file;
mod shelf;
mod typefaces;
mod unpack;

use std::fmt;
use std::sync::{Arc, LazyLock};

use sha2::{Digest, Sha256};

pub use bundled::{EMOJI, FAMILIES};
use family::{FaceRef, Family};
pub use file::{Axis, Face, FontError, FontFile, MAX_FONT_BYTES};
pub use shelf::{Chosen, Request, Shelf, Shelves};

/// How many font files a workspace may have beside those of the program.
pub const MAX_FONTS: usize = 100;

/// The fonts a render may use. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    set: Arc<Set>,
}

struct Set {
    /// In the order in which they are asked for what a text's own families lack.
    families: Vec<Family>,
    uploaded: Vec<FontFile>,
    digest: [u8; 32],
}

static BUNDLED: LazyLock<Arc<Set>> = LazyLock::new(|| {
    let mut families = Vec::new();
    bundled::files().for_each(|file| add(&mut families, &file, true));
    Arc::new(Set { families, uploaded: Vec::new(), digest: digest(&[]) })
});

impl Fonts {
    /// Those that come with the program.
    pub fn bundled() -> Fonts {
        Fonts { set: Arc::clone(&BUNDLED) }
    }

    /// These and one more. Its faces join the family of their name, before those it has: a workspace's own win. A file
    /// that is there already changes nothing.
    pub fn with(&self, file: FontFile) -> Result<Fonts, FontError> {
        if self.set.uploaded.iter().any(|known| known.digest() == file.digest()) {
            return Ok(self.clone());
        }
        if self.set.uploaded.len() >= MAX_FONTS {
            return Err(FontError::TooMany { limit: MAX_FONTS });
        }
        let mut families = self.set.families.clone();
        add(&mut families, &file, false);
        let mut uploaded = self.set.uploaded.clone();
        uploaded.push(file);
        let digest = digest(&uploaded);
        Ok(Fonts { set: Arc::new(Set { families, uploaded, digest }) })
    }

    /// The family's name as it is known, upper and lower case aside.
    pub fn family(&self, name: &str) -> Option<&str> {
        self.find(name).map(|family| family.name.as_str())
    }

    /// The families a design can ask for.
    pub fn families(&self) -> impl Iterator<Item = &str> + Clone {
        self.set.families.iter().map(|family| family.name.as_str()).filter(|name| *name != EMOJI)
    }

    /// Every face by its family's name, with whether the program brought it.
    pub fn faces(&self) -> impl Iterator<Item = (&str, &Face, bool)> {
        self.set.families.iter().flat_map(|family| {
            family.faces.iter().map(|one| {
                let own = self.set.uploaded.iter().any(|file| file.digest() == one.file.digest());
                (family.name.as_str(), one.face(), !own)
            })
        })
    }

    /// SHA-256 over the uploaded fonts, in their order: part of a render's digest. Over all rather than over those a
    /// scene names, because any of them may have to draw a character that the named ones lack. The program's own are
    /// part of the engine's version.
    pub fn digest(&self) -> &[u8; 32] {
        &self.set.digest
    }

    fn find(&self, name: &str) -> Option<&Family> {
        let name = name.trim();
        self.set.families.iter().find(|family| same(&family.name, name))
    }

    fn list(&self) -> &[Family] {
        &self.set.families
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase())
}

fn add(families: &mut Vec<Family>, file: &FontFile, bundled: bool) {
    for place in 0..file.faces().len() {
        let one = FaceRef { file: file.clone(), place };
        let name = &one.face().family;
        match families.iter_mut().find(|family| same(&family.name, name)) {
            Some(family) if bundled => family.faces.push(one),
            Some(family) => family.faces.insert(0, one),
            None => families.push(Family { name: name.clone(), faces: vec![one], bundled }),
        }
    }
}

fn digest(uploaded: &[FontFile]) -> [u8; 32] {
    let mut digest = Sha256::new();
    uploaded.iter().for_each(|file| digest.update(file.digest()));
    digest.finalize().into()
}

impl Default for Fonts {
    fn default() -> Fonts {
        Fonts::bundled()
    }
}

impl PartialEq for Fonts {
    fn eq(&self, other: &Fonts) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Fonts {}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("uploaded", &self.set.uploaded).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
