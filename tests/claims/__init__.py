"""A reader that checks every sentence about a rate or a figure against the numbers."""
