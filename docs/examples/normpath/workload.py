"""Normalizes paths as they come: out of the build's settings, of joins, of web addresses."""
import glob
import os
import posixpath
import re
import sysconfig
from urllib.parse import urlsplit

STDLIB = os.path.dirname(os.__file__)
MODULES = sorted(glob.glob(STDLIB + "/*.py"))
PACKAGES = ["json", "email", "logging", "http", "xml/dom", "importlib/metadata", "asyncio"]


def settings():
    """Directories and files that the interpreter was built with, some with '..' and '//'."""
    for value in sysconfig.get_config_vars().values():
        for word in str(value).split():
            if "/" in word:
                yield re.sub(r"^-[LI]", "", word)


def joined():
    """What scripts make of a folder and a relative name."""
    for package in PACKAGES:
        for path in sorted(glob.glob(f"{STDLIB}/{package}/*.py")):
            name = os.path.basename(path)
            yield posixpath.join(STDLIB, package, "..", name)
            yield posixpath.join(package, ".", name)
            yield posixpath.join("..", package, "..", "..", name)
            yield f"{STDLIB}//{package}/./{name}"
            yield os.fsencode(f"./{package}/{name}/../")
    for depth in range(40):
        yield "../" * (depth % 7) + "a/" * (depth % 5) + "../" * (depth // 4) + "b"
        yield "/" * (depth % 6) + "./" * (depth % 3) + "../" * (depth // 8)


def addresses():
    """Paths of the web addresses in the library's own sources, with and without their host."""
    for module in MODULES:
        with open(module, encoding="utf-8") as source:
            for url in re.findall(r"https?://[\w.,~/#%-]+", source.read()):
                parts = urlsplit(url)
                yield parts.path
                yield posixpath.dirname(parts.path) + "/../" + posixpath.basename(parts.path)
                yield f"//{parts.netloc}{parts.path}"


for path in [*settings(), *joined(), *addresses(), "", ".", "/", b"//", b"", "~/é/../ñ"]:
    posixpath.normpath(path)
