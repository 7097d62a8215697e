"""The Schedule tab."""
