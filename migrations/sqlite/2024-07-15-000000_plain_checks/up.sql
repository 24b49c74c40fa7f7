-- A long `IN` list in a CHECK makes SQLite build a temporary table for every row: most of the cost of an import. The
-- same conditions in words that it compares directly, by the way that its documentation gives for changes that leave
-- the rows as they are (https://sqlite.org/lang_altertable.html, "making other kinds of table schema changes"). What
-- kinds of change there are is left to the program, so that later versions can have more.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (kind IN (''country'',''office'',''presence'',''post'',''status_update'',''client''))', '') WHERE type = 'table' AND name = 'changes';
UPDATE sqlite_schema SET sql = replace(sql, 'operating_mode IN (''in_country'',''remote'',''hybrid'')', '(operating_mode = ''in_country'' OR operating_mode = ''remote'' OR operating_mode = ''hybrid'')')
    WHERE type = 'table' AND name = 'status_updates';
UPDATE sqlite_schema SET sql = replace(sql, 'reason IN (''agreement_not_renewed'',''mandate_ended'',''funding'',''converted'',''other'')', '(reason = ''agreement_not_renewed'' OR reason = ''mandate_ended'' OR reason = ''funding'' OR reason = ''converted'' OR reason = ''other'')')
    WHERE type = 'table' AND name = 'status_updates';
UPDATE sqlite_schema SET sql = replace(sql, 'status IN (''planned'',''agreed'',''active'',''drawing_down'',''suspended'',''closed'')', '(status = ''planned'' OR status = ''agreed'' OR status = ''active'' OR status = ''drawing_down'' OR status = ''suspended'' OR status = ''closed'')')
    WHERE type = 'table' AND name = 'status_updates';
UPDATE sqlite_schema SET sql = replace(sql, 'status IN (''proposed'',''vacant'',''under_recruitment'',''encumbered'',''temporarily_filled'',''frozen'',''abolished'')', '(status = ''proposed'' OR status = ''vacant'' OR status = ''under_recruitment'' OR status = ''encumbered'' OR status = ''temporarily_filled'' OR status = ''frozen'' OR status = ''abolished'')')
    WHERE type = 'table' AND name = 'status_updates';
PRAGMA writable_schema = RESET;

-- Only rows that have a reference need a place in its index.
DROP INDEX status_updates_reference;
CREATE UNIQUE INDEX status_updates_reference ON status_updates (office, reference) WHERE reference IS NOT NULL;
