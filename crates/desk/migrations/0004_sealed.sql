-- Which data key the cells with personal data are sealed by; empty where they are plain.
-- Beside the log's end, which every change takes: no change by a process with other keys.

ALTER TABLE audit_head ADD COLUMN seal TEXT NOT NULL DEFAULT '';
