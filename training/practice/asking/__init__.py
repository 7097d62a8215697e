"""What there is to ask about a schedule of one's own."""
