"""Look inside: what the data, the network and its predictions are like, epoch by epoch."""
