-- The size and root of the ledger, encrypted with the key-encryption key: somebody who can write to the database without
-- that key can neither rewrite the ledger nor cut off its end unnoticed. One row.

CREATE TABLE ledger_head (
    id INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
);
