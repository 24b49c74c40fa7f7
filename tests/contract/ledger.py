"""Checks the ledger with an implementation of its own: C2SP signed notes, and Merkle trees straight from RFC 9162."""

import base64
import hashlib
import sys

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

address, desk, office = sys.argv[1:]


def get(path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.get(f"{address}/v1/ledger/{path}", headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def checkpoint():
    """Origin, size and root of the newest checkpoint, if its signature holds (C2SP signed-note, tlog-checkpoint)."""
    name, key_id, encoded = get("key").text.strip().split("+", 2)
    kind_and_key = base64.b64decode(encoded)
    assert kind_and_key[0] == 1 and len(kind_and_key) == 33, "an Ed25519 key"
    known_id = sha256(name.encode(), b"\n", kind_and_key)[:4]
    assert known_id.hex() == key_id
    text, signatures = get("checkpoint").content.split(b"\n\n")
    text += b"\n"
    dash, signer, signature = signatures.decode().rstrip("\n").split(" ")
    assert (dash, signer) == ("\N{EM DASH}", name)
    signature = base64.b64decode(signature)
    assert signature[:4] == known_id
    Ed25519PublicKey.from_public_bytes(kind_and_key[1:]).verify(signature[4:], text)
    origin, size, root = text.decode().rstrip("\n").split("\n")[:3]
    assert origin == name and str(int(size)) == size
    return int(size), base64.b64decode(root)


def half(count):
    """The largest power of two below a number above 1."""
    return 1 << (count - 1).bit_length() - 1


def tree_hash(leaves):
    """Section 2.1.1."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return sha256(b"\x01", tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def path(m, leaves):
    """Section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [tree_hash(leaves[k:])]
    return path(m - k, leaves[k:]) + [tree_hash(leaves[:k])]


def subproof(m, leaves, whole=True):
    """Section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [tree_hash(leaves)]
    k = half(len(leaves))
    if m <= k:
        return subproof(m, leaves[:k], whole) + [tree_hash(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [tree_hash(leaves[:k])]


def includes(index, size, leaf, proof, root):
    """Section 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        assert sn != 0
        if fn & 1 or fn == sn:
            r = sha256(b"\x01", p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = sha256(b"\x01", r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def continues(first, first_root, second, second_root, proof):
    """Section 2.1.4.2."""
    if first == second:
        return not proof and first_root == second_root
    proof = ([first_root] if first & (first - 1) == 0 else []) + proof
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        assert sn != 0
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\x01", c, fr), sha256(b"\x01", c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\x01", sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


def hashes(texts):
    return [base64.b64decode(text) for text in texts]


def entries(size):
    lines = []
    while len(lines) < size:
        more = get(f"entries?after={len(lines)}&limit={min(200, size - len(lines))}", desk).content.split(b"\n")[:-1]
        assert more
        lines += more
    return lines


first, first_root = checkpoint()
update = {"status": "active", "effective_on": "2024-06-18", "note": "Zwölf Büros – 十二"}
for _ in range(3):
    made = requests.post(
        f"{address}/v1/presences/ken-hra/status-updates",
        headers={"Authorization": f"Bearer {office}"}, json=update, timeout=30,
    )
    assert made.status_code == 201, made.text
size, root = checkpoint()
assert size >= first + 3

lines = entries(size)
leaves = [sha256(b"\x00", line) for line in lines]
assert tree_hash(leaves) == root and tree_hash(leaves[:first]) == first_root
assert get(f"entries/{size}", desk).content == lines[-1]

for tree in (first, size):
    for revision in sorted({1, 2, 255, 256, 257, first // 2, first - 1, first, size} & set(range(1, tree + 1))):
        answer = get(f"proofs/inclusion?revision={revision}&size={tree}").json()
        proof, leaf = hashes(answer["proof"]), base64.b64decode(answer["leaf"])
        assert leaf == leaves[revision - 1] and proof == path(revision - 1, leaves[:tree])
        assert includes(revision - 1, tree, leaf, proof, tree_hash(leaves[:tree]))
        assert not includes(revision - 1, tree, sha256(leaf), proof, tree_hash(leaves[:tree]))
for old in (1, 2, 3, 255, 256, 257, first, size - 1, size):
    proof = hashes(get(f"proofs/consistency?from={old}&to={size}").json()["proof"])
    assert proof == subproof(old, leaves)
    assert continues(old, tree_hash(leaves[:old]), size, root, proof)
    assert old == size or not continues(old, sha256(root), size, root, proof)
print(f"another implementation agrees on {size} entries: signature, root, inclusion, consistency")
