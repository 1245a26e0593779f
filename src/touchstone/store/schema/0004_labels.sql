-- The labels that people gave about a run, each the one of its annotator and item ('' where there is no criterion),
-- in the order in which they were saved; and how the blind sample of a run is drawn.
CREATE TABLE labels (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sample_id TEXT NOT NULL,
    response_id TEXT NOT NULL,
    criterion_id TEXT NOT NULL,
    annotator TEXT NOT NULL,
    label TEXT NOT NULL,
    seen INTEGER NOT NULL,
    note TEXT NOT NULL,
    inclusion REAL,
    stratum TEXT,
    created TEXT NOT NULL,
    UNIQUE (run, sample_id, response_id, criterion_id, annotator)
);
CREATE TABLE label_samples (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    by_subset INTEGER NOT NULL
) WITHOUT ROWID;
