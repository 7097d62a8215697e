"""The learning rate over time, always computed by running the real torch scheduler."""
