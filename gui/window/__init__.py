"""The process and its window: makes it, lays it out, wires it, closes it."""
