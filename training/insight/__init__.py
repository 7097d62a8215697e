"""Looking inside an experiment: what flows through it, what its network does with a row, which rate suits it."""
