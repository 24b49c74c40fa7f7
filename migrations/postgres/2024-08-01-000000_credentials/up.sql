-- Credentials: secrets and keys of clients, the registry's own keys, revoked tokens, when clients were last seen.

ALTER TABLE changes ADD origin TEXT;

-- Secrets as Argon2id hashes.
CREATE TABLE client_secrets (
    client TEXT NOT NULL REFERENCES clients (id),
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (client, id)
);

CREATE TABLE client_keys (
    client TEXT NOT NULL REFERENCES clients (id),
    kid TEXT NOT NULL,
    jwk TEXT NOT NULL,
    PRIMARY KEY (client, kid)
);

CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('token','ledger')),
    jwk TEXT NOT NULL,
    signs_from BIGINT NOT NULL,
    verifies_until BIGINT,
    sealed TEXT NOT NULL
);

-- The private parts, encrypted: XChaCha20-Poly1305 under the key-encryption key, which is kept elsewhere.
CREATE TABLE private_keys (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

CREATE TABLE revocations (
    token TEXT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);

-- When a client last got a token. Not in the ledger: it would grow with every token.
CREATE TABLE client_uses (
    client TEXT NOT NULL PRIMARY KEY,
    used_at BIGINT NOT NULL
);

-- Assertions that were used, until their time is over, so that none is used twice.
CREATE TABLE used_assertions (
    client TEXT NOT NULL,
    assertion TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (client, assertion)
);

CREATE INDEX used_assertions_until ON used_assertions (until);
