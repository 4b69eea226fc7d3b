"""The query log: what was asked, what was shown, what people thought of it. SQLite through sqlite-utils."""

from db.log import QueryLog
from db.records import JudgedPair, LogError, LoggedQuery, Result, Statistics

__all__ = [
    "JudgedPair",
    "LogError",
    "LoggedQuery",
    "QueryLog",
    "Result",
    "Statistics",
]
