-- What citizens asked about their own data (UU 27/2022), and what became of it.
-- The person is a pseudonym; the claim is blanked when its retention ends.

CREATE TABLE privacy_requests (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    field TEXT NOT NULL,
    claim TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT,
    outcome TEXT,
    reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE INDEX privacy_requests_by_person ON privacy_requests (person);
