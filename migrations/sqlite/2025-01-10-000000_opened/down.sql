-- Migrations only go forward: a registry never forgets.
SELECT 1;
