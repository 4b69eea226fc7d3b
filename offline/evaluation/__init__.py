"""How well each approach finds what is asked for: protocols, metrics, statistics, and a report of them.

The system under test sees sounds under neutral names; what they really are (`Truth`) is known to folds and scores alone.
"""
