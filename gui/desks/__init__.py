"""What stands between a panel and the rest: one desk for each panel that asks questions."""
