"""What stands between the views and the rest: one controller for each tab or task."""
