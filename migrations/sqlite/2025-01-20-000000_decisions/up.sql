-- Decisions for a later date, and the update that takes one into effect on its day.
ALTER TABLE status_updates ADD COLUMN decision TEXT CHECK (decision IN ('budget','security_council','human_rights_council','host_state','agreement_ends','other'));
ALTER TABLE status_updates ADD COLUMN decision_reference TEXT;
ALTER TABLE status_updates ADD COLUMN decided_on DATE;
ALTER TABLE status_updates ADD COLUMN enacts BIGINT REFERENCES status_updates (id);
CREATE UNIQUE INDEX status_updates_enacts ON status_updates (enacts) WHERE enacts IS NOT NULL;
