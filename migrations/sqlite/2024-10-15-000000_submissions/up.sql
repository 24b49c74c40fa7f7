-- What belongs to submissions and is not in the ledger: it is never public, and it can be erased.

-- The hash of the secret with which a submitter manages a submission, and an organisation's address to write to.
CREATE TABLE submission_keepers (
    submission TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    contact TEXT,
    seal TEXT NOT NULL
);

-- The bytes of documents; the ledger has their SHA-256.
CREATE TABLE submission_attachments (
    submission TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
);
