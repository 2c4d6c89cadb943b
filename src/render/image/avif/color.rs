//! Luma and chroma into red, green and blue (ITU-T H.273).

use skia_safe::ColorSpace;
use skia_safe::{named_primaries::CicpId as NamedPrimaries, named_transfer_fn::CicpId as NamedTransferFn};

/// A decoded tile.
pub struct Planes<'a> {
    pub size: (u32, u32),
    /// Two bytes for a sample of more than 8 bits, in the machine's order.
    pub luma: &'a [u8],
    pub chroma: Option<(&'a [u8], &'a [u8])>,
    /// How often chroma is halved across and down.
    pub halves: (u32, u32),
    /// Bytes of a row of luma and of chroma.
    pub strides: (usize, usize),
    pub bits: u32,
    pub full_range: bool,
}

/// What samples mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colors {
    primaries: u8,
    transfer: u8,
    matrix: u8,
    full_range: bool,
}

impl Colors {
    /// What the container says; where it says nothing sRGB by way of BT.601, as every writer that says nothing means.
    pub fn of(container: Option<(u8, u8, u8, bool)>, full_range: bool) -> Colors {
        let (primaries, transfer, matrix, full_range) = container.unwrap_or((1, 13, 6, full_range));
        Colors { primaries, transfer, matrix, full_range }
    }

    /// Of the red, green and blue; `None` for sRGB, which unsaid ones are, too.
    pub fn space(self) -> Option<ColorSpace> {
        const UNSAID: u8 = 2;
        let primaries = match self.primaries {
            1 | UNSAID => NamedPrimaries::Rec709,
            5 => NamedPrimaries::Rec470SystemBG,
            6 => NamedPrimaries::Rec601,
            9 => NamedPrimaries::Rec2020,
            11 => NamedPrimaries::SMPTE_RP_431_2,
            12 => NamedPrimaries::SMPTE_EG_432_1,
            _ => return None,
        };
        let transfer = match self.transfer {
            // Of video, which nobody means in a picture.
            1 | UNSAID | 6 | 13 => NamedTransferFn::IEC61966_2_1,
            8 => NamedTransferFn::Linear,
            14 => NamedTransferFn::Rec2020_10bit,
            15 => NamedTransferFn::Rec2020_12bit,
            16 => NamedTransferFn::PQ,
            18 => NamedTransferFn::HLG,
            _ => return None,
        };
        ColorSpace::new_cicp(primaries, transfer).filter(|space| !space.is_srgb())
    }

    /// The parts of red and blue in luma.
    fn weights(self) -> (f32, f32) {
        match self.matrix {
            1 => (0.2126, 0.0722),
            4 => (0.30, 0.11),
            7 => (0.212, 0.087),
            9 | 10 => (0.2627, 0.0593),
            _ => (0.299, 0.114),
        }
    }
}

/// From a sample to where it lies between 0 and 1, chroma around 0.
struct Scale {
    luma: (f32, f32),
    chroma: (f32, f32),
}

impl Scale {
    fn of(bits: u32, full: bool) -> Scale {
        let unit = (1_u32 << (bits - 8)) as f32;
        let most = ((1_u32 << bits) - 1) as f32;
        let middle = 128.0 * unit;
        if full {
            Scale { luma: (0.0, 1.0 / most), chroma: (middle, 1.0 / most) }
        } else {
            Scale { luma: (16.0 * unit, 1.0 / (219.0 * unit)), chroma: (middle, 1.0 / (224.0 * unit)) }
        }
    }
}

fn sample(plane: &[u8], stride: usize, bits: u32, x: usize, y: usize) -> f32 {
    if bits > 8 {
        let at = y * stride + x * 2;
        plane.get(at..at + 2).map_or(0.0, |bytes| f32::from(u16::from_ne_bytes([bytes[0], bytes[1]])))
    } else {
        plane.get(y * stride + x).map_or(0.0, |byte| f32::from(*byte))
    }
}

/// Paints a tile's colours at its place in a picture of that size; what lies beyond is cut.
pub fn paint(planes: &Planes, colors: Colors, rgba: &mut [u8], (width, height): (u32, u32), (left, top): (u32, u32)) {
    let scale = Scale::of(planes.bits, colors.full_range);
    let (red_part, blue_part) = colors.weights();
    let green_part = 1.0 - red_part - blue_part;
    let (across, down) = (planes.size.0.min(width - left) as usize, planes.size.1.min(height - top) as usize);
    let chroma_size = (halved(planes.size.0, planes.halves.0), halved(planes.size.1, planes.halves.1));
    let byte = |part: f32| (part * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
    let mut chroma = [vec![0.0_f32; across], vec![0.0_f32; across]];
    for y in 0..down {
        if let Some((blue, red)) = planes.chroma {
            for (plane, row) in [blue, red].into_iter().zip(&mut chroma) {
                upsampled(plane, planes, chroma_size, y, row);
            }
        }
        let start = ((top as usize + y) * width as usize + left as usize) * 4;
        let row = &mut rgba[start..start + across * 4];
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            let luma = (sample(planes.luma, planes.strides.0, planes.bits, x, y) - scale.luma.0) * scale.luma.1;
            let [r, g, b] = if planes.chroma.is_none() {
                [luma; 3]
            } else if colors.matrix == 0 {
                // Green, blue and red as they are.
                let part = |chroma: f32| (chroma - scale.luma.0) * scale.luma.1;
                [part(chroma[1][x]), luma, part(chroma[0][x])]
            } else {
                let [blue, red] = [0, 1].map(|i| (chroma[i][x] - scale.chroma.0) * scale.chroma.1);
                if colors.matrix == 8 {
                    let middle = luma - blue;
                    [middle + red, luma + blue, middle - red]
                } else {
                    let (r, b) = (luma + 2.0 * (1.0 - red_part) * red, luma + 2.0 * (1.0 - blue_part) * blue);
                    [r, (luma - red_part * r - blue_part * b) / green_part, b]
                }
            };
            (pixel[0], pixel[1], pixel[2]) = (byte(r), byte(g), byte(b));
        }
    }
}

/// Paints a tile's transparency.
pub fn paint_alpha(planes: &Planes, rgba: &mut [u8], (width, height): (u32, u32), (left, top): (u32, u32)) {
    let scale = Scale::of(planes.bits, planes.full_range);
    let (across, down) = (planes.size.0.min(width - left) as usize, planes.size.1.min(height - top) as usize);
    for y in 0..down {
        let start = ((top as usize + y) * width as usize + left as usize) * 4;
        for (x, pixel) in rgba[start..start + across * 4].chunks_exact_mut(4).enumerate() {
            let alpha = (sample(planes.luma, planes.strides.0, planes.bits, x, y) - scale.luma.0) * scale.luma.1;
            pixel[3] = (alpha * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
        }
    }
}

fn halved(side: u32, times: u32) -> usize {
    side.div_ceil(1 << times) as usize
}

/// A row of chroma as wide as luma: samples that lie between four pixels are mixed by their distance.
fn upsampled(plane: &[u8], planes: &Planes, (width, height): (usize, usize), y: usize, row: &mut [f32]) {
    let stride = planes.strides.1;
    // The nearest sample and the one beyond, which counts a quarter.
    let near = |at: usize, halves: u32, side: usize| match halves {
        0 => (at, at),
        _ => {
            let near = at / 2;
            let other = if at.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(side - 1) };
            (near, other)
        }
    };
    let (y, beyond) = near(y, planes.halves.1, height);
    let at = |x: usize| {
        let own = sample(plane, stride, planes.bits, x, y);
        if beyond == y { own } else { own * 0.75 + sample(plane, stride, planes.bits, x, beyond) * 0.25 }
    };
    for (x, value) in row.iter_mut().enumerate() {
        let (x, beside) = near(x, planes.halves.0, width);
        *value = if beside == x { at(x) } else { at(x) * 0.75 + at(beside) * 0.25 };
    }
}
