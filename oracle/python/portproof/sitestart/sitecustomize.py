"""Runs at the start of each Python process of a recorded command; then the user's own."""

import importlib.machinery
import importlib.util
import os
import sys


def _users_own() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    path = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_users_own()
import portproof.startup  # noqa: E402

portproof.startup.start()
