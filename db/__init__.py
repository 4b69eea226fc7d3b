"""The query log: SQLite through sqlite-utils."""
