-- How far to trust a verdict: what was read beside it, and what calibrations and report cards were made.
ALTER TABLE answers ADD COLUMN written_entropy REAL;
ALTER TABLE answers ADD COLUMN surprise REAL;

-- What one model said by itself where a line is made of more than one model's answer, or is trusted by another's:
-- the base model, the first judge of an escalated verdict, each member of a jury. `body` is a domain.results.Vote.
CREATE TABLE votes (
    unit INTEGER NOT NULL REFERENCES units (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    voter TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (unit, position, voter)
) WITHOUT ROWID;

-- What each model of the run took by itself: role to counters.
ALTER TABLE runs ADD COLUMN costs TEXT NOT NULL DEFAULT '{}';

-- `ingredients` is the hash of all that a calibration was fitted for: it holds for runs of the same ones only.
CREATE TABLE calibrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL,
    ingredients TEXT NOT NULL,
    body TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE INDEX calibrations_of ON calibrations (ingredients, id);
-- The calibration that was applied to a run; null while its reliability is a rank only.
ALTER TABLE runs ADD COLUMN calibration INTEGER REFERENCES calibrations (id);

CREATE TABLE cards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    judge TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    body TEXT NOT NULL,
    created TEXT NOT NULL
);
