//! Which face of a family is nearest to what is asked for (CSS Fonts 4, section 5.2).

use super::file::{Face, FontFile};

/// The faces that go by one name.
#[derive(Debug, Clone)]
pub struct Family {
    pub name: String,
    /// Earlier ones win over later ones that fit as well.
    pub faces: Vec<FaceRef>,
    /// Whether it is (also) one of the program's own.
    pub bundled: bool,
}

/// A face within its file.
#[derive(Debug, Clone)]
pub struct FaceRef {
    pub file: FontFile,
    pub place: usize,
}

impl FaceRef {
    pub fn face(&self) -> &Face {
        &self.file.faces()[self.place]
    }
}

impl Family {
    /// The face for a weight and posture: first by width, then posture, then weight.
    pub fn nearest(&self, weight: f32, italic: bool) -> &FaceRef {
        let rank = |one: &FaceRef| {
            let face = one.face();
            let slants = face.italic || face.axis(b"slnt").is_some() || face.axis(b"ital").is_some();
            // An upright face can be slanted; an italic one can't be set upright.
            let posture = if italic { u8::from(!face.italic) + u8::from(!slants) } else { u8::from(face.italic) };
            ((face.stretch - 100.0).abs(), posture, distance(face.weight, weight))
        };
        self.faces
            .iter()
            .min_by(|a, b| {
                let ((width_a, posture_a, weight_a), (width_b, posture_b, weight_b)) = (rank(a), rank(b));
                width_a.total_cmp(&width_b).then(posture_a.cmp(&posture_b)).then(weight_a.total_cmp(&weight_b))
            })
            .expect("a family is made with its first face")
    }
}

/// How far a face's weights are from the one that is asked for; those on the wrong side come after all on the right one.
fn distance((least, greatest): (f32, f32), wanted: f32) -> f32 {
    const WRONG_SIDE: f32 = 10_000.0;
    if (least..=greatest).contains(&wanted) {
        return 0.0;
    }
    let heavier = least > wanted;
    let gap = if heavier { least - wanted } else { wanted - greatest };
    match wanted {
        // From 400 to 500: heavier up to 500, then lighter, then heavier.
        400.0..=500.0 if heavier && least <= 500.0 => gap,
        400.0..=500.0 if !heavier => gap + 1_000.0,
        400.0..=500.0 => gap + WRONG_SIDE,
        _ if (wanted < 400.0) != heavier => gap,
        _ => gap + WRONG_SIDE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_sought_as_css_says() {
        let nearest = |wanted: f32, there: &[f32]| {
            let key = |weight: &f32| distance((*weight, *weight), wanted);
            there.iter().copied().min_by(|a, b| key(a).total_cmp(&key(b))).unwrap()
        };
        assert_eq!(nearest(400.0, &[300.0, 500.0, 700.0]), 500.0);
        assert_eq!(nearest(450.0, &[300.0, 600.0]), 300.0);
        assert_eq!(nearest(500.0, &[400.0, 600.0]), 400.0);
        assert_eq!(nearest(300.0, &[200.0, 400.0]), 200.0);
        assert_eq!(nearest(300.0, &[400.0, 700.0]), 400.0);
        assert_eq!(nearest(600.0, &[500.0, 900.0]), 900.0);
        assert_eq!(nearest(800.0, &[400.0, 700.0]), 700.0);
        assert_eq!(distance((100.0, 900.0), 437.0), 0.0);
    }
}
