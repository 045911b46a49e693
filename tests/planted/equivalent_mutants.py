"""Mutants of the faithful ports that compute the same function, each with the argument why."""

from typing import Optional

# (port, mutant as it is printed): argument
ARGUMENTS = {}


def argument_for(port: str, mutant: str) -> Optional[str]:
    """None: nobody has argued that it is the same function."""
    return ARGUMENTS.get((port, mutant))
