"""Dependencies: all pinned, all in the bill of materials, and audited as far as an advisory service answers."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.audit import PINS, verdict

ROOT = Path(__file__).parent.parent


#: What a fresh virtual environment holds already, and `pip freeze` leaves out.
BROUGHT = {"pip", "setuptools"}


def needed(name: str = "cratedigger", extras: tuple[str, ...] = ("offline", "dev", "scale")) -> set[str]:
    """Everything that set-up installs, as the installed metadata have it: requirements, theirs, and so on."""
    found: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        name, extras = waiting.pop()
        for requirement in wanted(name, extras):
            child = canonicalize_name(requirement.name)
            if child not in found:
                found.add(child)
                waiting.append((child, tuple(requirement.extras)))
    return found


def wanted(name: str, extras: tuple[str, ...]) -> Iterator[Requirement]:
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def test_every_dependency_is_pinned():
    pinned = {canonicalize_name(name) for name in re.findall(r"^([^#\s]+?)==", PINS.read_text(), re.M)}
    assert needed() - pinned - BROUGHT == set()


def test_the_bill_of_materials_is_valid_and_holds_every_dependency(tmp_path):
    file = tmp_path / "sbom.json"
    done = subprocess.run(
        ["make", "--silent", "sbom", f"SBOM={file}", f"BIN={Path(sys.executable).parent}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "skipped" not in done.stderr  # the validation against the schema, which takes its ten seconds
    bill = json.loads(file.read_text())
    assert bill["metadata"]["component"]["name"] == "cratedigger"
    listed = {canonicalize_name(component["name"]): component for component in bill["components"]}
    assert needed() - listed.keys() == set()
    assert listed["numpy"]["purl"].startswith(f"pkg:pypi/numpy@{distribution('numpy').version}")


@pytest.mark.parametrize(
    ("dependencies", "status", "said"),
    [
        ([{"name": "sound", "version": "1", "vulns": []}], 0, "1 of 1 dependencies audited"),
        (
            [{"name": "holed", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}],
            1,
            "holed 1: PYSEC-1, fixed in 2",
        ),
        ([{"name": "unknown", "skip_reason": "not found"}], 0, "NOT AUDITED: 1"),
    ],
)
def test_the_audit_fails_on_an_advisory_and_says_what_it_could_not_check(dependencies, status, said):
    code, text = verdict({"dependencies": dependencies})
    assert code == status
    assert said in text
