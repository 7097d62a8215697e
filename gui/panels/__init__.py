"""Panels of the main window, one widget each."""
