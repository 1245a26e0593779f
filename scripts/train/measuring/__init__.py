"""How good they are: the held-out split, and real data beyond it."""
