-- The aggregates of a run are counted and paged through without reading its verdicts. The last two columns, always
-- null here, let the index answer the condition by itself.
CREATE INDEX aggregates_in_order ON lines (unit, position, criterion_id, shown_order)
WHERE criterion_id IS NULL AND shown_order IS NULL;
