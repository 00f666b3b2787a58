-- What lists and their sums ask for, so that a page of a city's hundred thousand proposals
-- does not read them all.

CREATE INDEX proposals_counted ON proposals (state, kind, area, cost_city, send_by, month, made_by, checked_by);
CREATE INDEX proposals_by_send_by ON proposals (send_by, id);
CREATE INDEX proposals_by_nik ON proposals (nik);
