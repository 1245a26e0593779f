-- What code found where it decided a criterion instead of the judge.
ALTER TABLE lines ADD COLUMN checked TEXT;

-- What a meta-judge said of two rubrics for one prompt, in both orders; `first` is the smaller id. `body` is a
-- domain.meeting.Meeting.
CREATE TABLE meetings (
    first TEXT NOT NULL REFERENCES rubrics (id),
    second TEXT NOT NULL REFERENCES rubrics (id),
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    created TEXT NOT NULL,
    PRIMARY KEY (first, second, fingerprint)
) WITHOUT ROWID;
CREATE INDEX meetings_of_second ON meetings (second);

-- The names of the files that rubrics were imported from; one rubric may have come from several.
CREATE TABLE imports (
    file TEXT NOT NULL,
    rubric TEXT NOT NULL REFERENCES rubrics (id),
    PRIMARY KEY (file, rubric)
) WITHOUT ROWID;
