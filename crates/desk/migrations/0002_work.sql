-- What is to be done: proposals, batches, reviews, employers.
-- Days are texts `yyyy-mm-dd`, months `yyyy-mm`; a flag is 0 or 1.

-- The next free numbers. Whoever drafts takes a number first, so that drafts come one after another.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Since when the city has UHC Prioritas, or no longer.
CREATE TABLE prioritas (
    from_day TEXT NOT NULL PRIMARY KEY,
    has_it BIGINT NOT NULL,
    reason TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- Days on which offices are closed, beside Saturdays and Sundays.
CREATE TABLE holidays (
    day TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- What a proposal says (`content`) never changes; only where it stands does.
CREATE TABLE proposals (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    run_id TEXT,
    subject TEXT NOT NULL,
    nik TEXT,
    card TEXT,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    month TEXT NOT NULL,
    send_by TEXT NOT NULL,
    content TEXT NOT NULL,
    hash TEXT NOT NULL,
    cost_city BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    checked_by TEXT,
    approved_by TEXT,
    effective TEXT NOT NULL,
    batch_id BIGINT,
    sent_on TEXT,
    answer_code TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- One open proposal for one person and month, whoever drafts it, on whatever server.
CREATE UNIQUE INDEX proposals_open ON proposals (subject, month)
    WHERE state IN ('drafted', 'checked', 'approved', 'sent', 'accepted');
CREATE INDEX proposals_by_state ON proposals (state, month);
CREATE INDEX proposals_by_subject ON proposals (subject);
CREATE INDEX proposals_by_batch ON proposals (batch_id);

-- Reasons of automatic drafts that hold, and those that ended.
CREATE TABLE auto_reasons (
    reason_key TEXT NOT NULL PRIMARY KEY,
    proposal_id BIGINT NOT NULL REFERENCES proposals (id),
    since_run TEXT NOT NULL,
    ended_run TEXT
);

CREATE INDEX auto_reasons_by_proposal ON auto_reasons (proposal_id);

-- Runs that automatic drafts were made for.
CREATE TABLE auto_runs (
    run_id TEXT NOT NULL PRIMARY KEY,
    as_of TEXT NOT NULL,
    n_drafted BIGINT NOT NULL,
    n_withdrawn BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

-- Mutation files. The layout is kept as it was, so that the file can be written again.
CREATE TABLE batches (
    id BIGINT NOT NULL PRIMARY KEY,
    layout TEXT NOT NULL,
    layout_text TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    n_rows BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

-- Files of answers, each taken once for a batch.
CREATE TABLE feedback_files (
    batch_id BIGINT NOT NULL REFERENCES batches (id),
    hash TEXT NOT NULL,
    file_name TEXT NOT NULL,
    n_rows BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT NOT NULL,
    PRIMARY KEY (batch_id, hash)
);

-- Their rows: whose answer each is, and what it said.
CREATE TABLE feedback_rows (
    batch_id BIGINT NOT NULL,
    file_hash TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    proposal_id BIGINT,
    answer_code TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (batch_id, file_hash, row_number)
);

-- What people said about pairs of record and resident. Nothing is overwritten.
CREATE TABLE verdicts (
    id BIGINT NOT NULL PRIMARY KEY,
    card TEXT NOT NULL,
    nik_given TEXT NOT NULL,
    nik TEXT NOT NULL,
    area TEXT NOT NULL,
    verdict TEXT NOT NULL,
    wants_second BIGINT NOT NULL,
    reason TEXT NOT NULL,
    day TEXT NOT NULL,
    run_id TEXT,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);

-- One standing verdict of one person about one pair.
CREATE UNIQUE INDEX verdicts_standing ON verdicts (card, nik_given, nik, made_by)
    WHERE undone_at IS NULL;

-- Firms about which something was found.
CREATE TABLE employers (
    firm TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    npp TEXT,
    nib TEXT,
    area TEXT NOT NULL,
    n_workers BIGINT NOT NULL,
    n_registered BIGINT NOT NULL
);

CREATE TABLE employer_findings (
    firm TEXT NOT NULL REFERENCES employers (firm),
    kind TEXT NOT NULL,
    n_people BIGINT NOT NULL,
    due_month BIGINT NOT NULL,
    first_run TEXT NOT NULL,
    last_run TEXT NOT NULL,
    ended_run TEXT,
    PRIMARY KEY (firm, kind)
);

CREATE TABLE employer_people (
    firm TEXT NOT NULL,
    kind TEXT NOT NULL,
    nik TEXT NOT NULL,
    name TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (firm, kind, nik)
);

CREATE TABLE employer_runs (
    run_id TEXT NOT NULL PRIMARY KEY,
    as_of TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

-- Case files, with the step each is at and the first day of the next.
CREATE TABLE cases (
    id BIGINT NOT NULL PRIMARY KEY,
    firm TEXT NOT NULL REFERENCES employers (firm),
    state TEXT NOT NULL,
    step TEXT NOT NULL,
    step_on TEXT NOT NULL,
    next_on TEXT,
    outcome TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- One open case a firm.
CREATE UNIQUE INDEX cases_open ON cases (firm) WHERE state = 'open';

CREATE TABLE case_steps (
    case_id BIGINT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    amount BIGINT,
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);
