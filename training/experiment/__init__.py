"""What to run: plain, checked data that knows neither torch nor Qt."""
