"""The arrows between the rooms: who may import whom."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "bot": {"retrieval_core", "db"},
    "offline": {"retrieval_core"},
    "retrieval_core": set(),
    "db": set(),
}
#: What may be installed besides, where a room asks for it: the base install is there for all.
EXTRAS = {"bot": (), "offline": ("offline", "pretrain", "scale"), "retrieval_core": ("scale",), "db": ()}
#: What `packages_distributions` knows only where it is installed.
OPTIONAL = {"fluidsynth": "pyfluidsynth"}
HEAVY = {"torch", "transformers", "sentence_transformers", "librosa", "sklearn", "scipy", "pandas"}


def imports(file: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def packages(file: Path) -> set[str]:
    """Top-level names of everything that a file imports."""
    return {module.split(".")[0] for module in imports(file)}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_below_it(room):
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    for file in files:
        foreign = (packages(file) & MAY_IMPORT.keys()) - {room}
        assert foreign <= MAY_IMPORT[room], f"{file.relative_to(ROOT)} imports {foreign - MAY_IMPORT[room]}"


@pytest.mark.parametrize("room", ["bot", "retrieval_core", "db"])
def test_what_the_base_install_lacks_is_not_imported(room):
    for file in sorted((ROOT / room).rglob("*.py")):
        assert not packages(file) & HEAVY, f"{file.relative_to(ROOT)} imports {packages(file) & HEAVY}"


def declared(extras: tuple[str, ...]) -> set[str]:
    """What `pyproject.toml` requires, with some extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = (project["dependencies"], *(project["optional-dependencies"][name] for name in extras))
    return {canonicalize_name(Requirement(line).name) for lines in lists for line in lines}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_what_is_imported_is_declared(room):
    brought = {name: found[0] for name, found in packages_distributions().items()} | OPTIONAL
    known = declared(EXTRAS[room])
    for file in sorted((ROOT / room).rglob("*.py")):
        foreign = packages(file) - sys.stdlib_module_names - MAY_IMPORT.keys()
        lacking = {name for name in foreign if canonicalize_name(brought.get(name, name)) not in known}
        assert not lacking, f"{file.relative_to(ROOT)} imports {lacking}, which pyproject.toml does not name"


#: Packages of a room, each of which imports those before it alone.
FLOORS = {
    "bot.prompts": "language context speech sounds measures requests several learned".split(),
    "offline": (
        "pipeline synth indexing evaluation approaches training pretrain analysis embedding publishing".split()
    ),
}


@pytest.mark.parametrize("tree", FLOORS)
def test_packages_of_a_room_import_those_below_them_alone(tree):
    floors = FLOORS[tree]
    folder = ROOT.joinpath(*tree.split("."))
    assert {path.parent.name for path in folder.glob("*/__init__.py")} == set(floors)
    for floor in floors:
        for file in (folder / floor).rglob("*.py"):
            above = [f"{tree}.{one}" for one in floors[floors.index(floor) + 1 :]]
            found = {module for module in imports(file) if module.startswith(tuple(above))}
            assert not found, f"{file.relative_to(ROOT)} imports {found}"
