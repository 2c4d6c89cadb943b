//! Which characters a font has.

/// Characters as ranges, ascending.
#[derive(Clone, PartialEq, Default)]
pub struct Coverage {
    ranges: Vec<(u32, u32)>,
}

impl Coverage {
    /// Of code points in whatever order.
    pub fn of(codes: impl Iterator<Item = u32>) -> Coverage {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for code in codes {
            match ranges.last_mut() {
                Some((start, end)) if code >= *start && code <= end.saturating_add(1) => *end = (*end).max(code),
                _ => ranges.push((code, code)),
            }
        }
        ranges.sort_unstable();
        ranges.dedup_by(|(start, end), (_, before)| {
            let touches = *start <= before.saturating_add(1);
            if touches {
                *before = (*before).max(*end);
            }
            touches
        });
        ranges.shrink_to_fit();
        Coverage { ranges }
    }

    pub fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        let after = self.ranges.partition_point(|(start, _)| *start <= code);
        after > 0 && self.ranges[after - 1].1 >= code
    }

    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    pub fn len(&self) -> usize {
        self.ranges.iter().map(|(start, end)| (end - start) as usize + 1).sum()
    }
}

impl std::fmt::Debug for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} characters", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_joined_whatever_the_order() {
        let coverage = Coverage::of("zbcadxm".chars().map(u32::from));
        assert_eq!(coverage.ranges.len(), 4);
        assert_eq!(coverage.len(), 7);
        for c in 'a'..='z' {
            assert_eq!(coverage.contains(c), "zbcadxm".contains(c), "{c}");
        }
        assert!(!Coverage::default().contains('a'));
    }
}
