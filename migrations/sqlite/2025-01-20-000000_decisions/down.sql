DROP INDEX status_updates_enacts;
ALTER TABLE status_updates DROP COLUMN enacts;
ALTER TABLE status_updates DROP COLUMN decided_on;
ALTER TABLE status_updates DROP COLUMN decision_reference;
ALTER TABLE status_updates DROP COLUMN decision;
