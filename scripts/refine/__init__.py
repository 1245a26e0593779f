"""What shows that refining works: a world whose labels are known, and a generator that was weakened on purpose."""
