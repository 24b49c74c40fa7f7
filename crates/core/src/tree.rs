//! The ledger as a Merkle tree (RFC 9162, section 2.1): one hash stands for everything recorded so far, and short proofs
//! show that an entry is in it, and that nothing was taken away or altered since an earlier one.

use imbl::Vector;
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The binary logarithm of how many hashes of a level have one above them.
const TILE: u32 = 8;

/// The hash of an entry.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of two subtrees.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The tree: the hashes of entries, of every 256 of them, of every 65,536, and so on. Appending costs one hash more an
/// entry; a proof costs some hundreds, however long the ledger is. Copies are cheap.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    levels: Vec<Vector<Hash>>,
}

impl Tree {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hash of the entry at this place; the first is at 0.
    #[must_use]
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?).copied()
    }

    /// Appends the hash of an entry.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vector::new());
            }
            self.levels[level].push_back(hash);
            let full = self.levels[level].len();
            if !full.is_multiple_of(1 << TILE) {
                return;
            }
            hash = self.complete(level, full - (1 << TILE), 1 << TILE);
        }
    }

    /// The hash of so many hashes of a level, a power of two, from this one on.
    fn complete(&self, level: usize, begin: usize, count: usize) -> Hash {
        let narrow = self.levels[level].focus().narrow(begin..begin + count);
        let mut hashes: Vec<Hash> = narrow.into_iter().copied().collect();
        while hashes.len() > 1 {
            hashes = hashes.chunks(2).map(|pair| node(&pair[0], &pair[1])).collect();
        }
        hashes[0]
    }

    /// The root of the tree of the entries from `begin` up to `end`, where that is a subtree.
    fn range(&self, begin: u64, end: u64) -> Hash {
        let count = end - begin;
        if count == 0 {
            return Sha256::digest([]).into();
        }
        if count.is_power_of_two() {
            let (level, rest) = (count.trailing_zeros() / TILE, count.trailing_zeros() % TILE);
            let index = (begin >> (TILE * level)) as usize;
            return self.complete(level as usize, index, 1 << rest);
        }
        let split = begin + split(count);
        node(&self.range(begin, split), &self.range(split, end))
    }

    /// The root when there were so many entries; `None` if there are fewer.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Hash> {
        (size <= self.len()).then(|| self.range(0, size))
    }

    /// The proof that an entry is in the tree of so many (RFC 9162, section 2.1.3.1); `None` if it is not.
    #[must_use]
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        (index < size && size <= self.len()).then(|| self.path(index, 0, size))
    }

    fn path(&self, index: u64, begin: u64, end: u64) -> Vec<Hash> {
        if end - begin <= 1 {
            return Vec::new();
        }
        let split = begin + split(end - begin);
        let (mut path, other) = if index < split {
            (self.path(index, begin, split), self.range(split, end))
        } else {
            (self.path(index, split, end), self.range(begin, split))
        };
        path.push(other);
        path
    }

    /// The proof that the tree of `from` entries is the beginning of that of `to` (RFC 9162, section 2.1.4.1); `None` if
    /// there are no such trees.
    #[must_use]
    pub fn consistency(&self, from: u64, to: u64) -> Option<Vec<Hash>> {
        (0 < from && from <= to && to <= self.len()).then(|| self.subproof(from, 0, to, true))
    }

    fn subproof(&self, from: u64, begin: u64, end: u64, whole: bool) -> Vec<Hash> {
        if from == end - begin {
            return if whole { Vec::new() } else { vec![self.range(begin, end)] };
        }
        let left = split(end - begin);
        let (mut proof, other) = if from <= left {
            (self.subproof(from, begin, begin + left, whole), self.range(begin + left, end))
        } else {
            (self.subproof(from - left, begin + left, end, false), self.range(begin, begin + left))
        };
        proof.push(other);
        proof
    }
}

/// The largest power of two below a number above 1.
fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

/// Whether a proof shows that an entry is in a tree (RFC 9162, section 2.1.3.2).
#[must_use]
pub fn includes(root: &Hash, size: u64, index: u64, leaf: Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(other, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, other);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether a proof shows that one tree is the beginning of another (RFC 9162, section 2.1.4.2).
#[must_use]
pub fn continues(from: (u64, &Hash), to: (u64, &Hash), proof: &[Hash]) -> bool {
    if from.0 == to.0 {
        return proof.is_empty() && from.1 == to.1;
    }
    if from.0 == 0 || from.0 > to.0 {
        return false;
    }
    let mut proof = proof.iter().copied();
    let first = if from.0.is_power_of_two() { Some(*from.1) } else { proof.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (from.0 - 1, to.0 - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (first, first);
    for other in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old = node(&other, &old);
            new = node(&other, &new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new = node(&new, &other);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old == *from.1 && new == *to.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(size: u64) -> Tree {
        let mut tree = Tree::default();
        (0..size).for_each(|number| tree.push(leaf(&number.to_be_bytes())));
        tree
    }

    /// The definition of RFC 9162, section 2.1.1, word for word.
    fn definition(entries: &[u64]) -> Hash {
        match entries {
            [] => Sha256::digest([]).into(),
            [one] => leaf(&one.to_be_bytes()),
            all => {
                let k = split(all.len() as u64) as usize;
                node(&definition(&all[..k]), &definition(&all[k..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition() {
        let (tree, entries) = (tree(1000), (0..1000).collect::<Vec<_>>());
        for size in (0..=1000).filter(|size| size % 97 < 3 || (250..=260).contains(size)) {
            assert_eq!(tree.root(size).unwrap(), definition(&entries[..size as usize]), "{size}");
        }
        assert_eq!(tree.root(1001), None);
    }

    #[test]
    fn proofs_hold_and_only_for_what_they_prove() {
        let tree = tree(600);
        for size in [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 600] {
            let root = tree.root(size).unwrap();
            for index in (0..size).filter(|index| index % 31 < 2 || size < 10) {
                let (mut proof, leaf) = (tree.inclusion(index, size).unwrap(), tree.leaf(index).unwrap());
                assert!(includes(&root, size, index, leaf, &proof), "{index} in {size}");
                assert!(!includes(&root, size, index, node(&leaf, &leaf), &proof));
                assert!(size < 2 || !includes(&root, size, (index + 1) % size, leaf, &proof));
                proof.push(leaf);
                assert!(!includes(&root, size, index, leaf, &proof), "too long");
            }
            for from in (1..=size).filter(|from| from % 31 < 2 || size < 10) {
                let (old, mut proof) = (tree.root(from).unwrap(), tree.consistency(from, size).unwrap());
                assert!(continues((from, &old), (size, &root), &proof), "{from} in {size}");
                assert!(from == size || !continues((from, &root), (size, &root), &proof));
                proof.push(root);
                assert!(!continues((from, &old), (size, &root), &proof), "too long");
            }
        }
        assert_eq!((tree.inclusion(600, 600), tree.consistency(0, 5), tree.consistency(5, 601)), (None, None, None));
    }
}
