"""Decodes Base32 as people hand it in: digests, and one-time passwords' secrets, typed badly."""
import base64
import glob
import hashlib
import os

STDLIB = os.path.dirname(os.__file__)
NAMES = sorted(os.path.basename(path) for path in glob.glob(STDLIB + "/[a-s]*.py"))


def try_decode(text, *options, **named):
    try:
        return base64.b32decode(text, *options, **named)
    except (ValueError, AssertionError):
        return None


def padded(text):
    """What callers do about a missing padding. It is right only where no digit is missing."""
    return text + "=" * (-len(text) % 8)


for number, name in enumerate(NAMES):
    digest = hashlib.sha1(name.encode()).digest()
    secret = base64.b32encode(digest[:5 + number % 16]).decode()
    bare = secret.rstrip("=")
    try_decode(secret)
    try_decode(secret.encode())
    try_decode(bare)                                # no padding
    try_decode(padded(bare[:-1]))                   # the last digit was not copied
    try_decode(padded(bare[:-2]).encode())
    try_decode(secret.lower())                      # not folded
    try_decode(secret.lower(), True)
    typed = secret.replace("O", "0").replace("I", "1")
    try_decode(typed)
    try_decode(typed, map01="I")
    try_decode(typed.lower(), casefold=True, map01=b"L")
    try_decode(padded(" ".join(bare[i:i + 4] for i in range(0, len(bare), 4))))
    try_decode(base64.b32encode(name.encode()))
    try_decode(padded(name))                        # not Base32 at all

for text in ["", "=", "========", "A=======", "AA======", "AAA=====", "AAAA====", "AAAAA===",
             "AAAAAA==", "AAAAAAA=", "AAAAAAAA========", "AA=A====", "MZXW6YTB", "ÄÖÜäöüß8",
             b"MZXW6YQ=", b"mzxw6yq=", b"\xff" * 8, b"MZXW6==="]:
    try_decode(text)
    try_decode(text, True)
    for one in ("L", b"I", "l", b"=", "", "IL", "é"):
        try_decode(text, False, one)
