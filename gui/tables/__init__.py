"""Table models and views."""
