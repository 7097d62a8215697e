"""Every thread of the window, and every question that is asked beside it."""
