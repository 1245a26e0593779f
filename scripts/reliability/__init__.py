"""What measures the bundled judge's reliability on labelled sets: indicators, calibration."""
