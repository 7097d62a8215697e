"""The machine Stepwell runs on: what it has, what it lacks, its menu entry."""
