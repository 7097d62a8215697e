"""What happened: traces, observations, exports."""
