"""Learn: ways into the subject, each of them answered by really running torch."""
