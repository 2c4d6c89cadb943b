//! The fonts that come with the program.

use super::file::FontFile;

/// Asked after every other bundled family, for what those lack.
pub const EMOJI: &str = "Noto Color Emoji";

macro_rules! fonts {
    ($($family:expr => [$($file:literal),*];)*) => {
        /// Each bundled family with its files, in the order in which they are asked for what a text's own family lacks.
        pub fn files() -> impl Iterator<Item = FontFile> {
            let files = [$($(($family, $file, include_bytes!(concat!("../../../assets/fonts/", $file)).as_slice()),)*)*];
            files.into_iter().map(|(family, label, bytes)| FontFile::bundled(family, label, bytes))
        }

        #[cfg(test)]
        const COUNT: usize = [$($($file,)*)*].len();
    };
}

/// The families a design can ask for wherever it is drawn.
pub const FAMILIES: [&str; 7] = [
    "Inter",
    "Source Serif 4",
    "JetBrains Mono",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
];

fonts! {
    FAMILIES[0] => ["InterVariable.ttf", "InterVariable-Italic.ttf"];
    FAMILIES[1] => [
        "SourceSerif4-Regular.ttf", "SourceSerif4-SemiBold.ttf", "SourceSerif4-Bold.ttf",
        "SourceSerif4-Italic.ttf", "SourceSerif4-BoldItalic.ttf"
    ];
    FAMILIES[2] => ["JetBrainsMono-Regular.ttf", "JetBrainsMono-SemiBold.ttf", "JetBrainsMono-Bold.ttf"];
    FAMILIES[3] => ["NotoSansArabic.ttf"];
    FAMILIES[4] => ["NotoSansHebrew.ttf"];
    FAMILIES[5] => ["NotoSansDevanagari.ttf"];
    FAMILIES[6] => ["NotoSansThai.ttf"];
    EMOJI => ["NotoColorEmoji.ttf"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_sound_font_as_uploaded_ones_must_be() {
        assert_eq!(files().count(), COUNT);
        for file in files() {
            FontFile::read(file.bytes().clone()).unwrap_or_else(|error| panic!("{file:?} {error}"));
        }
    }
}
