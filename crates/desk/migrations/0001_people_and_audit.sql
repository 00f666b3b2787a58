-- Who works at this desk, what each may do, and the trail of what they did.
-- Every instant is in microseconds since 1970-01-01 UTC; a flag is 0 or 1.

CREATE TABLE desk (
    id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    pseudonym_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    name TEXT NOT NULL PRIMARY KEY,
    full_name TEXT NOT NULL,
    password_hash TEXT,
    must_change_password BIGINT NOT NULL,
    n_failures BIGINT NOT NULL,
    locked_until BIGINT,
    disabled_at BIGINT,
    totp_secret TEXT,
    totp_last_step BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE grants (
    user_name TEXT NOT NULL REFERENCES users (name),
    role TEXT NOT NULL,
    area TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    PRIMARY KEY (user_name, role, area)
);

-- Who an outside identity provider's subject is here.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_name TEXT NOT NULL REFERENCES users (name),
    linked_at BIGINT NOT NULL,
    linked_by TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Only the hash of a session's token is kept.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL REFERENCES users (name),
    method TEXT NOT NULL,
    place TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_name);

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    place TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX audit_by_subject ON audit (subject);
CREATE INDEX audit_by_actor ON audit (actor, at);

-- One row: where the chain ends. Every writer takes it last.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
