-- Refusals of unknown callers are recorded one by one up to a number in each hour and network; then together: how many
-- an event stands for. NULL: for itself.

ALTER TABLE audit_events ADD repeated BIGINT;
