//! Huffman codes of limited length (RFC 1951, section 3.2.2).

/// Code lengths for symbols that occur so often, none longer than `limit` bits; 0 for what never occurs. Built in place
/// as Moffat and Katajainen do ("In-place calculation of minimum-redundancy codes", 1995); codes that are too long are
/// shortened, and others lengthened until Kraft's sum is 1 again.
pub fn lengths(frequencies: &[u32], limit: usize, lengths: &mut [u8]) {
    lengths.fill(0);
    let occurring = frequencies.iter().enumerate().filter(|(_, frequency)| **frequency > 0);
    let mut symbols: Vec<(u32, usize)> = occurring.map(|(symbol, frequency)| (*frequency, symbol)).collect();
    match symbols[..] {
        [] => return,
        // A code of one symbol still takes a bit.
        [(_, symbol)] => return lengths[symbol] = 1,
        _ => symbols.sort_unstable(),
    }
    let mut count = vec![0_u32; limit + 1];
    for depth in depths(symbols.iter().map(|(frequency, _)| *frequency).collect()) {
        count[(depth as usize).min(limit)] += 1;
    }
    let mut kraft: u64 = (1..=limit).map(|length| u64::from(count[length]) << (limit - length)).sum();
    while kraft > 1 << limit {
        // There is a shorter code: with all of them at the limit the sum would be under 1.
        let longest = (1..limit).rev().find(|length| count[*length] > 0).unwrap_or(1);
        count[longest] -= 1;
        count[longest + 1] += 2;
        count[limit] -= 1;
        kraft -= 1;
    }
    let by_rarity = (1..=limit).rev().flat_map(|length| std::iter::repeat_n(length as u8, count[length] as usize));
    for ((_, symbol), length) in symbols.iter().zip(by_rarity) {
        lengths[*symbol] = length;
    }
}

/// Depths in the tree of at least two weights, which stand in ascending order.
fn depths(mut weights: Vec<u32>) -> Vec<u32> {
    let n = weights.len();
    let (mut root, mut leaf) = (0, 0);
    for next in 0..n - 1 {
        let mut least = |weights: &mut [u32]| {
            if leaf >= n || (root < next && weights[root] < weights[leaf]) {
                root += 1;
                // From here on the node holds its parent's place.
                std::mem::replace(&mut weights[root - 1], next as u32)
            } else {
                leaf += 1;
                weights[leaf - 1]
            }
        };
        let sum = least(&mut weights) + least(&mut weights);
        weights[next] = sum;
    }
    weights[n - 2] = 0;
    for node in (0..n - 2).rev() {
        weights[node] = weights[weights[node] as usize] + 1;
    }
    // Inner nodes' depths into leaves' depths: at each depth, the places no inner node takes are leaves.
    let inner = weights[..n - 1].to_vec();
    let (mut places, mut depth, mut next, mut at) = (1, 0, n, n - 1);
    while next > 0 {
        let mut nodes = 0;
        while at > 0 && inner[at - 1] == depth {
            at -= 1;
            nodes += 1;
        }
        for _ in nodes..places {
            next -= 1;
            weights[next] = depth;
        }
        places = nodes * 2;
        depth += 1;
    }
    weights
}

/// The codes of those lengths, their bits in the order in which they are written.
pub fn codes(lengths: &[u8], codes: &mut [u16]) {
    let mut count = [0_u16; 16];
    for length in lengths {
        count[usize::from(*length)] += 1;
    }
    count[0] = 0;
    let (mut next, mut code) = ([0_u16; 16], 0);
    for length in 1..16 {
        code = (code + count[length - 1]) << 1;
        next[length] = code;
    }
    for (length, code) in lengths.iter().zip(codes).filter(|(length, _)| **length > 0) {
        let next = &mut next[usize::from(*length)];
        *code = next.reverse_bits() >> (16 - length);
        *next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(frequencies: &[u32], limit: usize) -> Vec<u8> {
        let mut found = vec![0; frequencies.len()];
        lengths(frequencies, limit, &mut found);
        assert!(found.iter().zip(frequencies).all(|(length, frequency)| (*length > 0) == (*frequency > 0)));
        let kraft: f64 = found.iter().filter(|l| **l > 0).map(|l| 0.5_f64.powi(i32::from(*l))).sum();
        let used = found.iter().filter(|l| **l > 0).count();
        assert!(used < 2 || kraft == 1.0, "{kraft} for {frequencies:?}");
        assert!(found.iter().all(|length| usize::from(*length) <= limit));
        found
    }

    #[test]
    fn lengths_are_those_of_the_textbook() {
        assert_eq!(checked(&[5, 9, 12, 13, 16, 45], 15), [4, 4, 3, 3, 3, 1]);
        assert_eq!(checked(&[0, 7, 0], 15), [0, 1, 0]);
        assert_eq!(checked(&[1, 1], 15), [1, 1]);
        assert_eq!(checked(&[0, 0], 15), [0, 0]);
    }

    #[test]
    fn lengths_keep_to_their_limit() {
        let mut fibonacci = vec![1_u32, 1];
        while fibonacci.len() < 40 {
            fibonacci.push(fibonacci[fibonacci.len() - 1] + fibonacci[fibonacci.len() - 2]);
        }
        assert_eq!(checked(&fibonacci, 15).iter().max(), Some(&15));
        assert_eq!(checked(&fibonacci[..19], 7).iter().max(), Some(&7));
        let mut seed = 1_u32;
        for len in 2..286 {
            let frequencies: Vec<u32> = (0..len)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    1_u32 << (seed >> 28)
                })
                .collect();
            checked(&frequencies, 15);
        }
    }
}
