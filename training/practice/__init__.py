"""Practice: questions whose answers are run, cards, drawings, challenges, and the printed tutorial replayed."""
