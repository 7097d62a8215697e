"""The user's own table: CSV or Parquet, read by DuckDB, refused with a sentence where it cannot be read for certain."""
