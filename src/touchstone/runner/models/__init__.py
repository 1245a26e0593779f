"""Models of the catalogue made ready: opened, kept loaded, checked, measured."""
