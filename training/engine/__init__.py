"""How an experiment runs: data, torch objects, the training loop."""
