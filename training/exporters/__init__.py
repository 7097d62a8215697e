"""The ways to take something away, by format; `training/exporting.py` finds them."""
