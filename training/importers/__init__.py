"""The kinds of files that can be opened; `training/importing.py` finds them."""
