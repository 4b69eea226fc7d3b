"""The log in figures: plain SQL over the tables."""

from typing import TYPE_CHECKING, Any

from db.records import Statistics

if TYPE_CHECKING:
    from sqlite_utils import Database

TOP_PROMPTS = 10
#: Queries that suggestions come from: a look at all of a large log at each key would hold up the answers.
LATELY = 10_000


def of(db: "Database") -> Statistics:
    """All figures at once."""
    (totals,) = db.query(
        "SELECT count(*) AS queries, count(DISTINCT user) AS people, min(time) AS since FROM queries"
    )
    thumbs = {
        row["approach"]: (row["up"], row["down"])
        for row in db.query(
            """SELECT q.approach, sum(v.value = 1) AS up, sum(v.value = -1) AS down
               FROM votes v JOIN queries q ON q.id = v.query_id GROUP BY q.approach ORDER BY q.approach"""
        )
    }
    return Statistics(
        **totals,
        by_approach=_counts(db, "approach"),
        by_kind=_counts(db, "kind"),
        by_front_end=_counts(db, "front_end"),
        thumbs_up=sum(up for up, _ in thumbs.values()),
        thumbs_down=sum(down for _, down in thumbs.values()),
        thumbs_by_approach=thumbs,
        p50_milliseconds=_percentile(db, totals["queries"], 0.50),
        p95_milliseconds=_percentile(db, totals["queries"], 0.95),
        top_prompts=[
            (row["prompt"], row["times"])
            for row in db.query(
                """SELECT lower(trim(text)) AS prompt, count(*) AS times FROM queries
                   GROUP BY prompt ORDER BY times DESC, prompt LIMIT ?""",
                [TOP_PROMPTS],
            )
        ],
    )


def frequent_prompts(db: "Database", prefix: str, n: int, user: str | None) -> list[str]:
    """Prompts that at least two people, or `user` (a hash), asked of late; most people first, then most often."""
    start = prefix.strip().lower()
    rows = db.query(
        """SELECT lower(trim(text)) AS prompt, count(DISTINCT user) AS people, count(*) AS times,
                  max(user = :user) AS own
           FROM (SELECT text, user, kind FROM queries ORDER BY id DESC LIMIT :lately)
           WHERE kind = 'find' AND substr(lower(ltrim(text)), 1, :length) = :start
           GROUP BY prompt HAVING people >= 2 OR own ORDER BY people DESC, times DESC, prompt LIMIT :n""",
        {"user": user, "start": start, "length": len(start), "n": n, "lately": LATELY},
    )
    return [row["prompt"] for row in rows]


def _counts(db: "Database", column: str) -> dict[str, int]:
    rows: Any = db.query(
        f"SELECT {column} AS name, count(*) AS n FROM queries GROUP BY name ORDER BY n DESC, name"
    )
    return {row["name"]: row["n"] for row in rows}


def _percentile(db: "Database", count: int, share: float) -> float | None:
    """The smallest latency that `share` of the queries do not exceed (nearest rank)."""
    if not count:
        return None
    offset = max(0, -int(-count * share // 1) - 1)
    (row,) = db.query("SELECT milliseconds FROM queries ORDER BY milliseconds LIMIT 1 OFFSET ?", [offset])
    return float(row["milliseconds"])
