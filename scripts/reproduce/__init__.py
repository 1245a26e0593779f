"""The benchmarks of arXiv 2605.30568 run by Touchstone: its data, its rubric methods, its table beside one's own."""
