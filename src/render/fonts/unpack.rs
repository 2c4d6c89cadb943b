//! WOFF and WOFF2 into the font they hold, within bounds.

use super::file::FontError;

/// A font may unpack to no more than this.
pub const MAX_UNPACKED_BYTES: usize = 64 * 1024 * 1024;

/// The bytes of the TrueType or OpenType font that a web font holds; as they are where it is no web font.
pub fn unpack(bytes: &[u8]) -> Result<Option<Vec<u8>>, FontError> {
    let unpacked = match bytes.get(..4) {
        Some(b"wOFF") => {
            bounded(woff_size(bytes)?)?;
            wuff::decompress_woff1(bytes)
        }
        Some(b"wOF2") => {
            // What its header promises; the decoder itself holds bounds on what it really unpacks to.
            bounded(u64::from(number(bytes, 16)?))?;
            wuff::decompress_woff2(bytes)
        }
        _ => return Ok(None),
    };
    let unpacked = unpacked.map_err(|_| FontError::Broken("its compressed tables can't be unpacked".to_owned()))?;
    bounded(unpacked.len() as u64)?;
    Ok(Some(unpacked))
}

/// The sum of what a WOFF's tables say they unpack to: the decoder makes room for that before it unpacks (WOFF 1.0,
/// section 4).
fn woff_size(bytes: &[u8]) -> Result<u64, FontError> {
    const HEADER: usize = 44;
    const ENTRY: usize = 20;
    let tables = usize::from((number(bytes, 12)? >> 16) as u16);
    let mut size = 0_u64;
    for i in 0..tables {
        size += u64::from(number(bytes, HEADER + i * ENTRY + 12)?);
    }
    Ok(size)
}

fn number(bytes: &[u8], at: usize) -> Result<u32, FontError> {
    let four = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
    four.map(u32::from_be_bytes).ok_or_else(|| FontError::Broken("it ends in the middle of its header".to_owned()))
}

fn bounded(size: u64) -> Result<(), FontError> {
    if size > MAX_UNPACKED_BYTES as u64 {
        return Err(FontError::TooLarge { bytes: size, limit: MAX_UNPACKED_BYTES as u64 });
    }
    Ok(())
}
