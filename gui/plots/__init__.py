"""Live plots with one shared x axis."""
