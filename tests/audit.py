"""`make audit`: every pinned dependency against the public advisories, by pip-audit, and what could not be checked.

pip-audit asks a service on the network. Where none answers, this says so and how many dependencies are left unchecked,
and does not fail: a machine without a network is no vulnerability.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PINS = Path(__file__).parent.parent / "constraints.txt"


def audit(pins: Path = PINS) -> tuple[int, str]:
    """Ask pip-audit about pinned requirements: exit status (1 where an advisory applies) and what there is to say."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps", "--disable-pip"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return 0, f"NOT AUDITED: no advisory service answers here ({reason[:300]})"
    return verdict(report)


def verdict(report: dict[str, Any]) -> tuple[int, str]:
    """Exit status and sentences for a report of pip-audit."""
    found = report["dependencies"]
    unchecked = [one for one in found if "skip_reason" in one]
    vulnerable = [one for one in found if one.get("vulns")]
    lines = [
        f"{one['name']} {one['version']}: {vuln['id']}, fixed in {', '.join(vuln['fix_versions']) or 'no version yet'}"
        for one in vulnerable
        for vuln in one["vulns"]
    ]
    checked = len(found) - len(unchecked)
    lines.append(f"{checked} of {len(found)} dependencies audited, advisories apply to {len(vulnerable)}")
    if unchecked:
        lines.append(
            f"NOT AUDITED: {len(unchecked)}, of which no advisory service here knows anything; the first says: "
            f"{unchecked[0]['skip_reason']}"
        )
    return int(bool(vulnerable)), "\n".join(lines)


if __name__ == "__main__":
    status, said = audit()
    print(said)
    sys.exit(status)
