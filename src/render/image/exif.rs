//! EXIF's orientation, where no codec reads it for us.

use skia_safe::EncodedOrigin;

/// Entries of a directory that are looked at.
const MAX_ENTRIES: usize = 512;
const ORIENTATION: u16 = 0x0112;
/// The type of an unsigned 16-bit number.
const SHORT: u16 = 3;

/// How a picture is to be held, out of its EXIF data: a TIFF header, of either byte order, and its first directory (TIFF
/// 6.0, section 2; EXIF 2.3, section 4.6.4). What can't be read says nothing.
pub fn origin(data: &[u8]) -> EncodedOrigin {
    // Some writers leave the name in that it has in a JPEG.
    let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
    orientation(tiff).unwrap_or(EncodedOrigin::TopLeft)
}

fn orientation(tiff: &[u8]) -> Option<EncodedOrigin> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let offset = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little { u32::from_le_bytes(offset) } else { u32::from_be_bytes(offset) } as usize;
    let entries = usize::from(short(directory)?).min(MAX_ENTRIES);
    let entry = (0..entries).map(|i| directory + 2 + i * 12).find(|at| short(*at) == Some(ORIENTATION))?;
    if short(entry + 2)? != SHORT {
        return None;
    }
    Some(match short(entry + 8)? {
        2 => EncodedOrigin::TopRight,
        3 => EncodedOrigin::BottomRight,
        4 => EncodedOrigin::BottomLeft,
        5 => EncodedOrigin::LeftTop,
        6 => EncodedOrigin::RightTop,
        7 => EncodedOrigin::RightBottom,
        8 => EncodedOrigin::LeftBottom,
        _ => EncodedOrigin::TopLeft,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory with a number of entries before the orientation.
    fn tiff(little: bool, orientation: u16, before: u16) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut data = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        data.extend(long(8));
        data.extend(short(before + 1));
        for tag in (0..before).map(|i| 0x0100 + i).chain([ORIENTATION]) {
            data.extend(short(tag));
            data.extend(short(SHORT));
            data.extend(long(1));
            data.extend(short(if tag == ORIENTATION { orientation } else { 9 }));
            data.extend([0, 0]);
        }
        data
    }

    #[test]
    fn both_byte_orders_are_read() {
        for little in [true, false] {
            assert_eq!(origin(&tiff(little, 6, 0)), EncodedOrigin::RightTop);
            assert_eq!(origin(&tiff(little, 3, 4)), EncodedOrigin::BottomRight);
            let named = [b"Exif\0\0", &tiff(little, 8, 1)[..]].concat();
            assert_eq!(origin(&named), EncodedOrigin::LeftBottom);
        }
    }

    #[test]
    fn what_can_not_be_read_says_nothing() {
        let whole = tiff(true, 6, 3);
        for length in 0..whole.len() - 4 {
            assert_eq!(origin(&whole[..length]), EncodedOrigin::TopLeft, "{length}");
        }
        for (at, byte) in [(0, b'X'), (4, 0xff), (7, 0xff), (8, 0xff)] {
            let mut wrong = whole.clone();
            wrong[at] = byte;
            let _ = origin(&wrong);
        }
        assert_eq!(origin(&tiff(true, 9, 0)), EncodedOrigin::TopLeft);
        assert_eq!(origin(&tiff(true, 0, 0)), EncodedOrigin::TopLeft);
    }
}
