"""What is edited, planned, kept and trained; knows no view."""
