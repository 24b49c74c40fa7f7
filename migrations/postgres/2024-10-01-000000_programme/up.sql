-- The adviser programme: what posts cost, who pays, what is asked for.

ALTER TABLE adviser_posts ADD duty_station_group TEXT;
ALTER TABLE adviser_posts ADD annual_cost BIGINT;

-- Donors, contributions, standard costs, requests for posts: each record's newest version as JSON.
CREATE TABLE programme_records (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL REFERENCES changes (revision),
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (kind, code)
);
