"""The kit: buttons, labels, bars, theme, painted tables and plots."""
