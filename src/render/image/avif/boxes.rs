//! The boxes that ISO base media files are made of (ISO/IEC 14496-12, section 4.2).

/// A box: four letters and what is in it.
#[derive(Clone, Copy)]
pub struct Box<'a> {
    pub name: [u8; 4],
    pub data: &'a [u8],
}

/// The boxes one after the other, as far as they are whole.
pub struct Boxes<'a>(pub &'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = Box<'a>;

    fn next(&mut self) -> Option<Box<'a>> {
        let mut reader = Reader(self.0);
        let size = reader.number(4)?;
        let name = reader.take(4)?.try_into().ok()?;
        let (head, size) = match size {
            // To the end of the file.
            0 => (8, self.0.len()),
            1 => (16, usize::try_from(reader.number(8)?).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        let data = self.0.get(head..size)?;
        self.0 = &self.0[size..];
        Some(Box { name, data })
    }
}

/// Numbers of so many bytes, the highest first, one after the other.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// 0 to 8 bytes.
    pub fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.take(bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.number(1).map(|number| number as u8)
    }

    pub fn short(&mut self) -> Option<u16> {
        self.number(2).map(|number| number as u16)
    }

    pub fn long(&mut self) -> Option<u32> {
        self.number(4).map(|number| number as u32)
    }

    /// The version and flags that full boxes begin with.
    pub fn full(&mut self) -> Option<(u8, u32)> {
        let number = self.long()?;
        Some(((number >> 24) as u8, number & 0x00ff_ffff))
    }

    /// 2 bytes, or 4.
    pub fn id(&mut self, long: bool) -> Option<u32> {
        self.number(if long { 4 } else { 2 }).map(|number| number as u32)
    }
}
