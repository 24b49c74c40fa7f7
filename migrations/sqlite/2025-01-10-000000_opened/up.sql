-- A new confidence, `assumed`: an earlier document lists it. And when a presence opened and its mandate ends, as precisely
-- as that is known (`2008`, `2016-11`); `opened_on` stays the first day that it may be.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'confidence IN (''reported'',''sourced'',''unverified'',''doubtful'')', 'confidence IN (''reported'',''sourced'',''assumed'',''unverified'',''doubtful'')')
    WHERE type = 'table' AND name IN ('presences', 'adviser_posts');
PRAGMA writable_schema = RESET;

ALTER TABLE presences ADD COLUMN opened TEXT;
ALTER TABLE presences ADD COLUMN mandate_until TEXT;
UPDATE presences SET opened = CAST(opened_on AS TEXT) WHERE opened_on IS NOT NULL;
