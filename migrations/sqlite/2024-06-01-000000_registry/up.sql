-- The registry's first schema. The SQLite and the PostgreSQL migrations say the same; a test compares them.
-- Times (recorded_at, created_at) are microseconds since 1970 in UTC; dates are ISO 8601.

-- The ledger: append-only, dense revisions. `record` is the record's JSON as the change left it.
CREATE TABLE changes (
    revision INTEGER NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    office TEXT NOT NULL,
    client TEXT NOT NULL,
    token TEXT,
    request TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('country','office','presence','post','status_update','client')),
    code TEXT NOT NULL,
    record TEXT NOT NULL,
    CHECK (revision > 0)
);

CREATE TABLE countries (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 3),
    iso2 TEXT NOT NULL UNIQUE,
    m49 TEXT,
    name_en TEXT,
    name_fr TEXT,
    name_es TEXT,
    name_ar TEXT,
    name_ru TEXT,
    name_zh TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    m49_region TEXT NOT NULL,
    m49_subregion TEXT NOT NULL,
    revision BIGINT NOT NULL REFERENCES changes (revision)
);

CREATE TABLE offices (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('resident_coordinator_office','desk')),
    name_en TEXT,
    name_fr TEXT,
    name_es TEXT,
    name_ar TEXT,
    name_ru TEXT,
    name_zh TEXT,
    country TEXT REFERENCES countries (code),
    revision BIGINT NOT NULL REFERENCES changes (revision),
    CHECK ((kind = 'desk') = (country IS NULL))
);

CREATE TABLE presences (
    code TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL CHECK (type IN ('country_office','regional_office','mission_component','human_rights_adviser','other')),
    status TEXT NOT NULL CHECK (status IN ('planned','agreed','active','drawing_down','suspended','closed')),
    status_since DATE,
    operating_mode TEXT CHECK (operating_mode IN ('in_country','remote','hybrid')),
    operating_from_country TEXT REFERENCES countries (code),
    operating_from_city TEXT,
    country TEXT NOT NULL REFERENCES countries (code),
    city TEXT NOT NULL,
    lat DOUBLE PRECISION CHECK (lat BETWEEN -90 AND 90),
    lon DOUBLE PRECISION CHECK (lon BETWEEN -180 AND 180),
    region TEXT NOT NULL CHECK (region IN ('africa','americas','asia_pacific','europe_central_asia','middle_east_north_africa')),
    host_entity TEXT NOT NULL,
    host_office TEXT REFERENCES offices (code),
    opened_on DATE,
    closure_reason TEXT CHECK (closure_reason IN ('agreement_not_renewed','mandate_ended','funding','converted','other')),
    successor TEXT REFERENCES presences (code),
    source TEXT NOT NULL,
    source_as_of TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('reported','sourced','unverified','doubtful')),
    source_note TEXT,
    initial_status TEXT NOT NULL CHECK (initial_status IN ('planned','agreed','active','drawing_down','suspended','closed')),
    initial_since DATE,
    initial_mode TEXT CHECK (initial_mode IN ('in_country','remote','hybrid')),
    last_update BIGINT REFERENCES status_updates (id),
    revision BIGINT NOT NULL REFERENCES changes (revision),
    recorded_at BIGINT NOT NULL,
    CHECK ((lat IS NULL) = (lon IS NULL)),
    CHECK (successor IS NULL OR successor <> code)
);

CREATE TABLE presence_names (
    presence TEXT NOT NULL REFERENCES presences (code),
    language TEXT NOT NULL CHECK (language IN ('en','fr','es','ar','ru','zh')),
    name TEXT NOT NULL,
    PRIMARY KEY (presence, language)
);

CREATE TABLE presence_covers (
    presence TEXT NOT NULL REFERENCES presences (code),
    position INTEGER NOT NULL,
    country TEXT NOT NULL REFERENCES countries (code),
    PRIMARY KEY (presence, position),
    UNIQUE (presence, country)
);

CREATE TABLE presence_reporting_lines (
    presence TEXT NOT NULL REFERENCES presences (code),
    position INTEGER NOT NULL,
    line TEXT NOT NULL CHECK (line IN ('high_commissioner','head_of_mission','resident_coordinator')),
    PRIMARY KEY (presence, position),
    UNIQUE (presence, line)
);

CREATE TABLE presence_bases (
    presence TEXT NOT NULL REFERENCES presences (code),
    kind TEXT NOT NULL CHECK (kind IN ('mandate','host_consent')),
    basis TEXT NOT NULL,
    reference TEXT,
    dated DATE,
    PRIMARY KEY (presence, kind)
);

CREATE TABLE adviser_posts (
    code TEXT NOT NULL PRIMARY KEY,
    presence TEXT NOT NULL REFERENCES presences (code),
    status TEXT NOT NULL CHECK (status IN ('proposed','vacant','under_recruitment','encumbered','temporarily_filled','frozen','abolished','not_reported')),
    status_since DATE,
    reason TEXT CHECK (reason IN ('agreement_not_renewed','mandate_ended','funding','converted','other')),
    grade TEXT CHECK (grade IN ('P-2','P-3','P-4','P-5','D-1','D-2','NO-A','NO-B','NO-C','NO-D','UNV','G-1','G-2','G-3','G-4','G-5','G-6','G-7')),
    funded_until DATE,
    source TEXT NOT NULL,
    source_as_of TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('reported','sourced','unverified','doubtful')),
    source_note TEXT,
    initial_status TEXT NOT NULL CHECK (initial_status IN ('proposed','vacant','under_recruitment','encumbered','temporarily_filled','frozen','abolished','not_reported')),
    initial_since DATE,
    last_update BIGINT REFERENCES status_updates (id),
    revision BIGINT NOT NULL REFERENCES changes (revision),
    recorded_at BIGINT NOT NULL
);

CREATE TABLE adviser_post_titles (
    post TEXT NOT NULL REFERENCES adviser_posts (code),
    language TEXT NOT NULL CHECK (language IN ('en','fr','es','ar','ru','zh')),
    title TEXT NOT NULL,
    PRIMARY KEY (post, language)
);

CREATE TABLE adviser_post_covers (
    post TEXT NOT NULL REFERENCES adviser_posts (code),
    position INTEGER NOT NULL,
    country TEXT NOT NULL REFERENCES countries (code),
    PRIMARY KEY (post, position),
    UNIQUE (post, country)
);

-- A status update's id is the revision at which it was recorded.
CREATE TABLE status_updates (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES changes (revision),
    recorded_at BIGINT NOT NULL,
    presence TEXT REFERENCES presences (code),
    post TEXT REFERENCES adviser_posts (code),
    office TEXT NOT NULL REFERENCES offices (code),
    status TEXT,
    operating_mode TEXT CHECK (operating_mode IN ('in_country','remote','hybrid')),
    operating_from_country TEXT REFERENCES countries (code),
    operating_from_city TEXT,
    effective_on DATE NOT NULL,
    reason TEXT CHECK (reason IN ('agreement_not_renewed','mandate_ended','funding','converted','other')),
    successor TEXT REFERENCES presences (code),
    note TEXT,
    note_language TEXT,
    note_visibility TEXT NOT NULL CHECK (note_visibility IN ('restricted','public')),
    supersedes BIGINT UNIQUE REFERENCES status_updates (id),
    CHECK ((presence IS NULL) <> (post IS NULL)),
    CHECK (status IS NULL OR (presence IS NOT NULL AND status IN ('planned','agreed','active','drawing_down','suspended','closed')) OR (post IS NOT NULL AND status IN ('proposed','vacant','under_recruitment','encumbered','temporarily_filled','frozen','abolished'))),
    CHECK (status IS NOT NULL OR operating_mode IS NOT NULL),
    CHECK (supersedes < id)
);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    office TEXT NOT NULL REFERENCES offices (code),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    revision BIGINT NOT NULL REFERENCES changes (revision)
);

-- What a request with an Idempotency-Key brought about, in the same transaction as its effect.
CREATE TABLE idempotency_keys (
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    revision BIGINT NOT NULL REFERENCES changes (revision),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (client, key)
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
