-- The ledger as a Merkle tree, the audit trail beside it, and seals by which a change of any row is found.

-- SHA-256 of a zero byte and the canonical bytes of the change (RFC 9162, section 2.1.1).
ALTER TABLE changes ADD hash BYTEA;

-- What was refused: who wanted what, when, from which network. Each row's `chain` is the hash of it and the one before.
CREATE TABLE audit_events (
    id BIGINT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    detail TEXT NOT NULL,
    office TEXT,
    client TEXT,
    token TEXT,
    request TEXT,
    origin TEXT,
    chain TEXT NOT NULL
);

CREATE INDEX audit_events_office ON audit_events (office, id);
CREATE INDEX changes_office ON changes (office, revision);

-- The newest revision when the import was done: who reads of it must be able to read what it brought about.
ALTER TABLE imports ADD revision BIGINT;
ALTER TABLE imports ADD seal TEXT;
-- The network that the import came from, for the changes that it brings about.
ALTER TABLE imports ADD origin TEXT;
ALTER TABLE import_parts ADD seal TEXT;
ALTER TABLE idempotency_keys ADD seal TEXT;
ALTER TABLE client_uses ADD seal TEXT;
ALTER TABLE used_assertions ADD seal TEXT;
