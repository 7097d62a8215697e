"""What the verbs share: options, reading, tables, progress, recording, and the long ones' own work."""
