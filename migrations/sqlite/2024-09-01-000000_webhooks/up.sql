-- Webhooks: addresses that are told of changes, how far each has been told, and a log of what was sent.

-- As the ledger has them.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    filters TEXT NOT NULL,
    since BIGINT NOT NULL,
    disabled TEXT,
    revision BIGINT NOT NULL REFERENCES changes (revision)
);

-- The secrets themselves are in private_keys, encrypted; `sealed` is the SHA-256 of that.
CREATE TABLE webhook_secrets (
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (webhook, id)
);

-- How far each has been told. Not in the ledger: it would grow with every delivery. `told` is the revision up to which
-- every wanted change was delivered, `described` the revision of the webhook that its troubles are of.
CREATE TABLE webhook_states (
    webhook TEXT NOT NULL PRIMARY KEY REFERENCES webhooks (id),
    told BIGINT NOT NULL,
    delivered BIGINT,
    described BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt BIGINT,
    failing_since BIGINT,
    answered_at BIGINT,
    answer_status INTEGER,
    answer_error TEXT,
    lease_by TEXT,
    lease_until BIGINT,
    seal TEXT NOT NULL
);

-- What was sent, for a while.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    message TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('change','ping','redelivery')),
    revision BIGINT,
    attempt INTEGER NOT NULL,
    sent_at BIGINT NOT NULL,
    duration_ms BIGINT,
    outcome TEXT NOT NULL CHECK (outcome IN ('pending','delivered','failed')),
    status INTEGER,
    error TEXT,
    seal TEXT NOT NULL
);

CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook, id);
CREATE INDEX webhook_deliveries_sent_at ON webhook_deliveries (sent_at);

-- A request with a key brings about a change, an import or a delivery.
CREATE TABLE idempotency_keys_newer (
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision BIGINT REFERENCES changes (revision),
    import TEXT REFERENCES imports (id),
    delivery TEXT,
    created_at BIGINT NOT NULL,
    seal TEXT,
    PRIMARY KEY (client, key),
    CHECK ((CASE WHEN revision IS NULL THEN 0 ELSE 1 END) + (CASE WHEN import IS NULL THEN 0 ELSE 1 END) + (CASE WHEN delivery IS NULL THEN 0 ELSE 1 END) = 1)
);

INSERT INTO idempotency_keys_newer (client, key, fingerprint, revision, import, created_at, seal)
SELECT client, key, fingerprint, revision, import, created_at, seal FROM idempotency_keys;
DROP TABLE idempotency_keys;
ALTER TABLE idempotency_keys_newer RENAME TO idempotency_keys;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_import ON idempotency_keys (import);
