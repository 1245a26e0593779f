"""What a finished run gives: agreement, comparison, calibration, reports, pages of results."""
