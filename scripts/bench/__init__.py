"""Parts of the benchmark: models, workloads, Touchstone and its peers, llama.cpp's own tools, the table."""
