"""The user's own table, CSV or Parquet: read by DuckDB as a whole, or refused with a sentence."""
