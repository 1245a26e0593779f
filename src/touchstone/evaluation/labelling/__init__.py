"""Labels that people give blind: the random sample, agreement with them, pass rates from few of them."""
