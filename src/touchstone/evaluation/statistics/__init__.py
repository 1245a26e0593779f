"""How a figure and its interval are computed: measures over weighted items, ranks, resamples of groups."""
