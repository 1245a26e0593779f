-- Runs, their saved units and result lines; rubrics with full-text search; the answer cache; memos.

CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    spec TEXT NOT NULL,
    dataset_digest TEXT NOT NULL,
    state TEXT NOT NULL,
    created TEXT NOT NULL,
    finished TEXT,
    counters TEXT NOT NULL DEFAULT '{}',
    marks TEXT NOT NULL,
    models TEXT NOT NULL,
    layout TEXT
);

-- `place` is the unit's name with its numbers padded: lines come back in this order, whenever they were saved.
CREATE TABLE units (
    number INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    UNIQUE (run, name)
);
CREATE INDEX units_in_order ON units (run, place);

CREATE TABLE lines (
    unit INTEGER NOT NULL REFERENCES units (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sample_id TEXT NOT NULL,
    response_id TEXT NOT NULL,
    system TEXT,
    criterion_id TEXT,
    protocol TEXT NOT NULL,
    shown_order TEXT,
    probabilities TEXT,
    score REAL,
    lower_bound REAL,
    upper_bound REAL,
    preference TEXT,
    label_mass REAL,
    entropy REAL,
    reliability REAL,
    rationale TEXT,
    unscored TEXT,
    PRIMARY KEY (unit, position)
) WITHOUT ROWID;
CREATE INDEX lines_of_sample ON lines (sample_id, unit);

CREATE TABLE rubrics (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    level TEXT NOT NULL,
    criteria INTEGER NOT NULL,
    first TEXT NOT NULL,
    prompt TEXT,
    source TEXT NOT NULL,
    generator TEXT,
    demo_model INTEGER NOT NULL,
    created TEXT NOT NULL,
    approved_by TEXT,
    approved_at TEXT
);
CREATE VIRTUAL TABLE rubrics_text USING fts5 (criteria, prompt, tokenize = 'porter unicode61 remove_diacritics 2');

-- Which rubric a run made (sample_id '') or used to judge a sample.
CREATE TABLE run_rubrics (
    number INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sample_id TEXT NOT NULL,
    rubric TEXT NOT NULL REFERENCES rubrics (id),
    UNIQUE (run, sample_id, rubric)
);

-- The answer cache: what a request gave, and which rubric came of it.
CREATE TABLE answers (
    request_key TEXT PRIMARY KEY,
    probabilities TEXT,
    label_mass REAL,
    entropy REAL,
    text TEXT,
    finish TEXT,
    truncated INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE rubric_requests (
    request_key TEXT PRIMARY KEY,
    rubric TEXT NOT NULL REFERENCES rubrics (id)
) WITHOUT ROWID;

CREATE TABLE file_hashes (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    inode TEXT NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE model_checks (
    fingerprint TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    report TEXT NOT NULL,
    checked TEXT NOT NULL
) WITHOUT ROWID;
