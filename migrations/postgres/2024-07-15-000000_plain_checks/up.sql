-- What kinds of change there are is left to the program, so that later versions can have more.
ALTER TABLE changes DROP CONSTRAINT changes_kind_check;

-- Only rows that have a reference need a place in its index.
DROP INDEX status_updates_reference;
CREATE UNIQUE INDEX status_updates_reference ON status_updates (office, reference) WHERE reference IS NOT NULL;
