-- Imports as resources, an office's own references of its reports, and keys of requests that are imports.

ALTER TABLE status_updates ADD reference TEXT;
CREATE UNIQUE INDEX status_updates_reference ON status_updates (office, reference);

CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    client TEXT NOT NULL,
    token TEXT,
    request TEXT,
    format TEXT NOT NULL CHECK (format IN ('json','ndjson','csv','xlsx')),
    mode TEXT NOT NULL CHECK (mode IN ('atomic','partial')),
    dry_run BOOLEAN NOT NULL,
    layout TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running','completed','rejected','failed')),
    received_at BIGINT NOT NULL,
    finished_at BIGINT,
    parts INTEGER NOT NULL,
    read INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    failure TEXT,
    CHECK ((state = 'running') = (finished_at IS NULL))
);

CREATE INDEX imports_office ON imports (office, id);

-- The rows of an import, some hundreds together: JSON, compressed. `source` until they are done, `report` from then on.
CREATE TABLE import_parts (
    import TEXT NOT NULL REFERENCES imports (id),
    part INTEGER NOT NULL,
    source BLOB,
    report BLOB,
    PRIMARY KEY (import, part)
);

-- A request with a key brings about a change or an import.
CREATE TABLE idempotency_keys_new (
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision BIGINT REFERENCES changes (revision),
    import TEXT REFERENCES imports (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (client, key),
    CHECK ((revision IS NULL) <> (import IS NULL))
);

INSERT INTO idempotency_keys_new (client, key, fingerprint, revision, created_at)
SELECT client, key, fingerprint, revision, created_at FROM idempotency_keys;
DROP TABLE idempotency_keys;
ALTER TABLE idempotency_keys_new RENAME TO idempotency_keys;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_import ON idempotency_keys (import);
