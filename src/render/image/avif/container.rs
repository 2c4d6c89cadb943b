//! Which bytes of an AVIF are its picture, its transparency and their tiles (ISO/IEC 23008-12; AV1 Image File Format).

use std::borrow::Cow;
use std::collections::HashMap;

use super::boxes::{Box, Boxes, Reader};
use crate::render::image::{PictureError, invalid};

/// More than any file has.
const MAX_ITEMS: usize = 4096;
const MAX_EXTENTS: usize = 4096;
/// Of all items: extents of no width take no bytes of the file.
const MAX_EXTENTS_IN_ALL: usize = 4 * MAX_EXTENTS;
/// Most tiles of a grid: 64 by 64.
const MAX_TILES: usize = 4096;

/// How an item is coded, and what else is said of its pixels: AV1's own headers say it, too.
const KNOWN: [&[u8; 4]; 6] = [b"av1C", b"pixi", b"pasp", b"colr", b"lsel", b"a1lx"];
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0"];

/// What an AVIF holds.
pub struct Container<'a> {
    pub picture: Item<'a>,
    pub alpha: Option<Item<'a>>,
    pub premultiplied: bool,
    /// Primaries, transfer, matrix and whether the range is full, where the container says so (ITU-T H.273).
    pub colors: Option<(u8, u8, u8, bool)>,
    /// An ICC profile of its red, green and blue, which counts for more.
    pub profile: Option<&'a [u8]>,
    /// Quarter turns anticlockwise.
    pub turns: u8,
    /// And then 0: top and bottom change places, 1: left and right.
    pub mirror: Option<u8>,
}

/// A picture: one coded one, or a grid of them, row after row.
pub struct Item<'a> {
    pub size: (u32, u32),
    pub columns: u32,
    pub tiles: Vec<Coded<'a>>,
}

/// A picture in AV1.
pub struct Coded<'a> {
    pub size: (u32, u32),
    pub data: Cow<'a, [u8]>,
}

/// What was said of an item.
#[derive(Default)]
struct Entry<'a> {
    kind: [u8; 4],
    extents: Vec<(u64, u64)>,
    /// Whether its bytes are within the meta box.
    inside: bool,
    properties: Vec<Property<'a>>,
}

#[derive(Clone, Copy)]
enum Property<'a> {
    Size(u32, u32),
    Turns(u8),
    Mirror(u8),
    Colors((u8, u8, u8, bool)),
    Profile(&'a [u8]),
    Auxiliary(&'a [u8]),
    /// That it is none of ours matters only where it must be understood.
    Other([u8; 4]),
}

struct Meta<'a> {
    file: &'a [u8],
    inside: &'a [u8],
    entries: HashMap<u32, Entry<'a>>,
    references: Vec<([u8; 4], u32, Vec<u32>)>,
}

fn damaged() -> PictureError {
    invalid("has a damaged header")
}

impl<'a> Container<'a> {
    pub fn read(file: &'a [u8]) -> Result<Container<'a>, PictureError> {
        let meta = Boxes(file)
            .find(|own| &own.name == b"meta")
            .ok_or_else(|| invalid("is an AVIF without a still picture, or cut short before it"))?;
        let mut reader = Reader(meta.data);
        reader.full().ok_or_else(damaged)?;
        let boxes: Vec<Box> = Boxes(reader.0).collect();
        let find = |name: &[u8; 4]| boxes.iter().find(|own| own.name == *name).map(|own| own.data);
        let primary = find(b"pitm").and_then(primary).ok_or_else(damaged)?;
        let mut meta =
            Meta { file, inside: find(b"idat").unwrap_or_default(), entries: HashMap::new(), references: Vec::new() };
        find(b"iinf").and_then(|data| meta.kinds(data)).ok_or_else(damaged)?;
        find(b"iloc").and_then(|data| meta.places(data)).ok_or_else(damaged)?;
        find(b"iprp").and_then(|data| meta.properties(data)).ok_or_else(damaged)?;
        if let Some(data) = find(b"iref") {
            meta.references(data).ok_or_else(damaged)?;
        }
        let picture = meta.item(primary)?;
        let alpha = meta.alpha_of(primary);
        let own = meta.entries.get(&primary).map(|entry| entry.properties.as_slice()).unwrap_or_default();
        let premultiplied = meta
            .references
            .iter()
            .any(|(kind, from, to)| kind == b"prem" && *from == primary && alpha.is_some_and(|id| to.contains(&id)));
        let alpha = alpha.map(|id| meta.item(id)).transpose()?;
        if alpha.as_ref().is_some_and(|alpha| alpha.size != picture.size) {
            return Err(invalid("has a transparency of another size than its picture"));
        }
        Ok(Container {
            colors: own.iter().find_map(|own| if let Property::Colors(colors) = own { Some(*colors) } else { None }),
            profile: own.iter().find_map(|own| if let Property::Profile(icc) = own { Some(*icc) } else { None }),
            turns: own
                .iter()
                .find_map(|own| if let Property::Turns(turns) = own { Some(*turns) } else { None })
                .unwrap_or(0),
            mirror: own.iter().find_map(|own| if let Property::Mirror(axis) = own { Some(*axis) } else { None }),
            picture,
            alpha,
            premultiplied,
        })
    }

    /// As it is stored.
    pub fn size(&self) -> (u32, u32) {
        self.picture.size
    }
}

fn primary(data: &[u8]) -> Option<u32> {
    let mut reader = Reader(data);
    let (version, _) = reader.full()?;
    reader.id(version > 0)
}

impl<'a> Meta<'a> {
    fn entry(&mut self, id: u32) -> &mut Entry<'a> {
        self.entries.entry(id).or_default()
    }

    /// `iinf`: which items there are.
    fn kinds(&mut self, data: &'a [u8]) -> Option<()> {
        let mut reader = Reader(data);
        let (version, _) = reader.full()?;
        reader.id(version > 0)?;
        for own in Boxes(reader.0).filter(|own| &own.name == b"infe").take(MAX_ITEMS) {
            let mut reader = Reader(own.data);
            let (version, _) = reader.full()?;
            if version < 2 {
                continue;
            }
            let id = reader.id(version > 2)?;
            let protected = reader.short()? != 0;
            let kind = reader.take(4)?.try_into().ok()?;
            self.entry(id).kind = if protected { *b"prot" } else { kind };
        }
        Some(())
    }

    /// `iloc`: where their bytes are.
    fn places(&mut self, data: &'a [u8]) -> Option<()> {
        let mut reader = Reader(data);
        let (version, _) = reader.full()?;
        let (sizes, more) = (reader.byte()?, reader.byte()?);
        let width = |nibble: u8| matches!(nibble, 0 | 4 | 8).then_some(usize::from(nibble));
        let (offset, length) = (width(sizes >> 4)?, width(sizes & 15)?);
        let (base, index) = (width(more >> 4)?, if version > 0 { width(more & 15)? } else { 0 });
        let count = reader.id(version > 1)?;
        let mut left = MAX_EXTENTS_IN_ALL;
        for _ in 0..(count as usize).min(MAX_ITEMS) {
            let id = reader.id(version > 1)?;
            let method = if version > 0 { reader.short()? & 15 } else { 0 };
            reader.short()?;
            let base = reader.number(base)?;
            let extents = usize::from(reader.short()?);
            left = left.checked_sub(extents)?;
            if extents > MAX_EXTENTS || method > 1 {
                return None;
            }
            for _ in 0..extents {
                reader.number(index)?;
                let (offset, length) = (reader.number(offset)?, reader.number(length)?);
                self.entry(id).extents.push((base.checked_add(offset)?, length));
            }
            self.entry(id).inside = method == 1;
        }
        Some(())
    }

    /// `iprp`: how large they are, how they are to be held, and what their numbers mean.
    fn properties(&mut self, data: &'a [u8]) -> Option<()> {
        let known: Vec<Property> = Boxes(Boxes(data).find(|own| &own.name == b"ipco")?.data)
            .take(MAX_ITEMS)
            .map(property)
            .collect::<Option<_>>()?;
        for own in Boxes(data).filter(|own| &own.name == b"ipma") {
            let mut reader = Reader(own.data);
            let (version, flags) = reader.full()?;
            for _ in 0..(reader.long()? as usize).min(MAX_ITEMS) {
                let id = reader.id(version > 0)?;
                for _ in 0..reader.byte()? {
                    let long = flags & 1 == 1;
                    let number = reader.number(if long { 2 } else { 1 })?;
                    let (essential, index) =
                        if long { (number >> 15, number & 0x7fff) } else { (number >> 7, number & 0x7f) };
                    let Some(property) = (index as usize).checked_sub(1).and_then(|index| known.get(index)) else {
                        continue;
                    };
                    match property {
                        Property::Other(name) if KNOWN.contains(&name) => {}
                        Property::Other(_) if essential == 0 => {}
                        property => self.entry(id).properties.push(*property),
                    }
                }
            }
        }
        Some(())
    }

    /// `iref`: which belong together.
    fn references(&mut self, data: &'a [u8]) -> Option<()> {
        let mut reader = Reader(data);
        let (version, _) = reader.full()?;
        for own in Boxes(reader.0).take(MAX_ITEMS) {
            let mut reader = Reader(own.data);
            let from = reader.id(version > 0)?;
            let count = usize::from(reader.short()?);
            if count > MAX_TILES {
                return None;
            }
            let to = (0..count).map(|_| reader.id(version > 0)).collect::<Option<_>>()?;
            self.references.push((own.name, from, to));
        }
        Some(())
    }

    /// The item that is another's transparency.
    fn alpha_of(&self, id: u32) -> Option<u32> {
        let is_alpha = |entry: &Entry| {
            entry.properties.iter().any(|own| matches!(own, Property::Auxiliary(name) if ALPHA.contains(name)))
        };
        let mut auxiliary = self.references.iter().filter(|(kind, _, to)| kind == b"auxl" && to.contains(&id));
        auxiliary.find(|(_, from, _)| self.entries.get(from).is_some_and(is_alpha)).map(|(_, from, _)| *from)
    }

    fn item(&self, id: u32) -> Result<Item<'a>, PictureError> {
        let entry = self.entries.get(&id).ok_or_else(damaged)?;
        match &entry.kind {
            b"av01" => {
                let coded = self.coded(id)?;
                Ok(Item { size: coded.size, columns: 1, tiles: vec![coded] })
            }
            b"grid" => self.grid(id, entry),
            b"prot" => Err(invalid("is encrypted")),
            kind => Err(invalid(format!("holds a picture of the kind `{}`, not AV1", kind.escape_ascii()))),
        }
    }

    /// Tiles of one size that lie side by side and are cut to the whole (ISO/IEC 23008-12, section 6.6.2.3).
    fn grid(&self, id: u32, entry: &Entry<'a>) -> Result<Item<'a>, PictureError> {
        sound(entry)?;
        let data = self.bytes(entry)?;
        let mut reader = Reader(&data);
        let mut head = || {
            let (version, flags) = (reader.byte()?, reader.byte()?);
            let (rows, columns) = (u32::from(reader.byte()?) + 1, u32::from(reader.byte()?) + 1);
            let long = flags & 1 == 1;
            Some((version, rows, columns, reader.id(long)?, reader.id(long)?))
        };
        let (version, rows, columns, width, height) = head().ok_or_else(damaged)?;
        let tiles = self.references.iter().find(|(kind, from, _)| kind == b"dimg" && *from == id);
        let ids = tiles.map(|(_, _, to)| to.as_slice()).unwrap_or_default();
        if version != 0 || ids.len() != (rows * columns) as usize || ids.len() > MAX_TILES {
            return Err(damaged());
        }
        // One that stands in every place would be copied for each.
        let (mut bytes, mut copied) = (0, 0);
        let mut tile = |id: &u32| {
            let tile = self.coded(*id)?;
            bytes += tile.data.len();
            copied += if matches!(tile.data, Cow::Owned(_)) { tile.data.len() } else { 0 };
            if copied > self.file.len() { Err(damaged()) } else { Ok(tile) }
        };
        let tiles = ids.iter().map(&mut tile).collect::<Result<Vec<_>, _>>()?;
        let size = tiles.first().ok_or_else(damaged)?.size;
        let covers = |tile: u32, count: u32, whole: u32| u64::from(tile) * u64::from(count) >= u64::from(whole);
        let shows_last = |tile: u32, count: u32, whole: u32| !covers(tile, count - 1, whole.max(1));
        if tiles.iter().any(|tile| tile.size != size)
            || !covers(size.0, columns, width)
            || !covers(size.1, rows, height)
        {
            return Err(invalid("is a grid whose tiles don't make up the whole"));
        }
        // Tiles that are not seen would be decoded all the same.
        if !shows_last(size.0, columns, width) || !shows_last(size.1, rows, height) {
            return Err(invalid("is a grid of more tiles than it shows"));
        }
        if bytes > self.file.len() {
            return Err(damaged());
        }
        Ok(Item { size: (width, height), columns, tiles })
    }

    fn coded(&self, id: u32) -> Result<Coded<'a>, PictureError> {
        let entry = self.entries.get(&id).filter(|entry| &entry.kind == b"av01").ok_or_else(damaged)?;
        let size = sound(entry)?;
        Ok(Coded { size, data: self.bytes(entry)? })
    }

    /// An item's bytes. Never more than the file has.
    fn bytes(&self, entry: &Entry) -> Result<Cow<'a, [u8]>, PictureError> {
        let from = if entry.inside { self.inside } else { self.file };
        let cut = || invalid("is cut short: its data ends before the picture does");
        let extent = |(offset, length): &(u64, u64)| {
            let offset = usize::try_from(*offset).ok()?;
            // No length is all that is left.
            let length = if *length == 0 { from.len().checked_sub(offset)? } else { usize::try_from(*length).ok()? };
            from.get(offset..offset.checked_add(length)?)
        };
        match entry.extents.as_slice() {
            [] => Err(damaged()),
            [one] => extent(one).map(Cow::Borrowed).ok_or_else(cut),
            several => {
                let parts = several.iter().map(extent).collect::<Option<Vec<_>>>().ok_or_else(cut)?;
                // The same bytes over and over are no picture.
                if parts.iter().map(|part| part.len()).sum::<usize>() > self.file.len() {
                    return Err(damaged());
                }
                Ok(Cow::Owned(parts.concat()))
            }
        }
    }
}

/// An item's size, if nothing is said of it that must be understood and is not.
fn sound(entry: &Entry) -> Result<(u32, u32), PictureError> {
    let mut size = None;
    for property in &entry.properties {
        match property {
            Property::Size(width, height) => size = Some((*width, *height)),
            Property::Other(name) => {
                return Err(invalid(format!("uses `{}`, which is not read", name.escape_ascii())));
            }
            _ => {}
        }
    }
    let (width, height) = size.ok_or_else(damaged)?;
    crate::render::image::within_limits(width, height)?;
    Ok((width, height))
}

fn property(own: Box<'_>) -> Option<Property<'_>> {
    let mut reader = Reader(own.data);
    Some(match &own.name {
        b"ispe" => {
            reader.full()?;
            Property::Size(reader.long()?, reader.long()?)
        }
        b"irot" => Property::Turns(reader.byte()? & 3),
        b"imir" => Property::Mirror(reader.byte()? & 1),
        b"auxC" => {
            reader.full()?;
            Property::Auxiliary(reader.0)
        }
        b"colr" if own.data.starts_with(b"nclx") => {
            reader.take(4)?;
            let mut code = || Some(reader.short()?.min(255) as u8);
            let (primaries, transfer, matrix) = (code()?, code()?, code()?);
            Property::Colors((primaries, transfer, matrix, reader.byte()? >> 7 == 1))
        }
        b"colr" if own.data.starts_with(b"prof") || own.data.starts_with(b"rICC") => Property::Profile(&own.data[4..]),
        name => Property::Other(*name),
    })
}
