-- What lists and their sums ask for, so that a page of a city's hundred thousand proposals
-- does not read them all.

CREATE INDEX proposals_counted ON proposals (state, kind, area, cost_city, send_by, month, made_by, checked_by);
CREATE INDEX proposals_by_send_by ON proposals (send_by, id);
CREATE INDEX proposals_by_nik ON proposals (nik);

-- What a step of a hundred thousand proposals writes: PostgreSQL enters every changed row into
-- every index anew. `proposals_counted` begins with the state too; of the batch only those in one.
DROP INDEX proposals_by_state;
DROP INDEX proposals_by_batch;
CREATE INDEX proposals_by_batch ON proposals (batch_id) WHERE batch_id IS NOT NULL;
