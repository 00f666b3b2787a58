-- What came of cadres' visits. Nothing is overwritten: one is undone, another recorded.
-- The person is a pseudonym, as in the audit log; `outcome` is a code of `visits.csv`.

CREATE TABLE visits (
    id BIGINT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    area TEXT NOT NULL,
    outcome TEXT NOT NULL,
    note TEXT NOT NULL,
    day TEXT NOT NULL,
    run_id TEXT,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);

CREATE INDEX visits_by_person ON visits (person);
CREATE INDEX visits_by_day ON visits (day);
