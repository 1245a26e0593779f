"""How far the judge can be trusted: its signals against right and wrong, calibration, thresholds with a guarantee."""
