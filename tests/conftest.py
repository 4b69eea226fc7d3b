"""What holds for the test run as a whole."""

import sys

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No process imports both Torch and FAISS, and a test run is a process too."""
    if {"torch", "faiss"} <= sys.modules.keys():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nthis test run imported both Torch and FAISS: run tests/offline apart from the others")
