"""What the process tells the system when it ends."""

DONE, FAILED, WRONG_USAGE, MACHINE_LACKS, INTERRUPTED = 0, 1, 2, 3, 130
