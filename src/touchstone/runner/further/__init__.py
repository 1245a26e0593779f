"""Further models in a run: the base model, a second judge, a jury, each a pass over saved units."""
