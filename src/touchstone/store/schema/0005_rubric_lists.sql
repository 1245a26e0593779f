-- From which rubric a rubric was made; and what its list is filtered by, in the order of the list, so that a page and
-- a count read this index alone.
ALTER TABLE rubrics ADD COLUMN parent TEXT;
UPDATE rubrics SET parent = json_extract(body, '$.provenance.parent')
WHERE json_extract(body, '$.provenance.parent') IS NOT NULL;
CREATE INDEX rubrics_of_parent ON rubrics (parent) WHERE parent IS NOT NULL;
CREATE INDEX rubrics_in_order ON rubrics (number, id, level, generator, created, approved_by);
CREATE INDEX runs_of_rubric ON run_rubrics (rubric, run);
