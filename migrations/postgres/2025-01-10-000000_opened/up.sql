-- A new confidence, `assumed`: an earlier document lists it. And when a presence opened and its mandate ends, as precisely
-- as that is known (`2008`, `2016-11`); `opened_on` stays the first day that it may be.
ALTER TABLE presences DROP CONSTRAINT presences_confidence_check;
ALTER TABLE presences ADD CONSTRAINT presences_confidence_check
    CHECK (confidence IN ('reported','sourced','assumed','unverified','doubtful'));
ALTER TABLE adviser_posts DROP CONSTRAINT adviser_posts_confidence_check;
ALTER TABLE adviser_posts ADD CONSTRAINT adviser_posts_confidence_check
    CHECK (confidence IN ('reported','sourced','assumed','unverified','doubtful'));

ALTER TABLE presences ADD COLUMN opened TEXT;
ALTER TABLE presences ADD COLUMN mandate_until TEXT;
UPDATE presences SET opened = CAST(opened_on AS TEXT) WHERE opened_on IS NOT NULL;
