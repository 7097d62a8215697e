"""The ways to take away what only a window has; those that need none are in `training/exporters/`."""
