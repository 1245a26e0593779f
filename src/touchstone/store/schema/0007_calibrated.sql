-- A line's reliability as a rank, while a calibration that was applied to its run stands in its place.
ALTER TABLE lines ADD COLUMN rank REAL;
