r"""The patterns of AWS's service models, which are Java's, as `re` reads them.

What differs: `\p{...}` classes, `\z`, `\x{...}`, characters written as two surrogates, a hyphen after `\w`.
`\w`, `\d` and `\s` are ASCII's there (java.util.regex.Pattern). A dot matches a line's end here, which is
laxer: services differ in that. A few patterns stay unreadable, and everything matches those. In botocore 1.44
they are seven, none of a service that is asked here: ClientRequestId (chime-sdk-voice), VerboseFlag (fsx),
EnvironmentVariableName (iotsitewise), CertificatePEM (iotwireless), RuleArn (rbin), CustomerMetadataKey and
CustomerMetadataValue (sagemaker).
"""

from __future__ import annotations

import re
import string
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

_LONGEST: Final = 4096  # characters held against a pattern; some patterns are slow on long texts
_REWRITTEN: Final[Mapping[str, str]] = {
    # a flag in the middle, which `re` wants as a group
    r"^(?![^:\\]*/action/|(?i).*<script>.*</script>.*)[^:\\]+$": (
        r"^(?![^:\\]*/action/|(?i:.*<script>.*</script>.*))[^:\\]+$"
    ),
    # repeats in repeats, which take for ever on a text that fails; the same texts match without going back
    "[a-zA-Z](?:-?[a-zA-Z0-9]+)*": "[a-zA-Z](?:-?[a-zA-Z0-9]++)*",
    "[a-z](?:-?[a-z0-9]+){0,15}": "[a-z](?:-?[a-z0-9]++){0,15}",
}
_PIECE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\x\{[0-9a-fA-F]+\}|\\[pP]\{\w+\}|\\z|\\[wWdDsS]-|\\.|.",
    re.DOTALL,
)
_ASCII: Final = "".join(map(chr, range(128)))
_NOBODY: Final = "\\U0000ffff"  # no character at all (Unicode): keeps an empty class valid
_SURROGATE: Final = 0xD800, 0xDC00, 0x10000

_OF_ASCII: Final[Mapping[str, str]] = {
    "ASCII": _ASCII,
    "Alnum": string.ascii_letters + string.digits,
    "Alpha": string.ascii_letters,
    "Blank": " \t",
    "Cntrl": _ASCII[:32] + "\x7f",
    "Digit": string.digits,
    "Graph": _ASCII[33:127],
    "Lower": string.ascii_lowercase,
    "Print": _ASCII[32:127],
    "Punct": string.punctuation,
    "Space": " \t\n\x0b\f\r",
    "Upper": string.ascii_uppercase,
    "XDigit": string.hexdigits,
}
_OF_ALL: Final[Mapping[str, Callable[[str], bool]]] = {
    "IsAlphabetic": str.isalpha,
    "IsWhitespace": str.isspace,
    "LD": lambda letter: unicodedata.category(letter)[0] in "LN",
    "all": bool,
}
_CATEGORIES: Final = re.compile("[LMNPSZC][a-z]?")


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text, as far as that can be told."""
    if len(text) > _LONGEST:
        return True
    by_category = "\\p{" in pattern or "\\P{" in pattern
    beyond = "".join(sorted(set(text) - set(_ASCII))) if by_category and not text.isascii() else ""
    compiled = compiled_for(pattern, beyond)
    return compiled is None or compiled.fullmatch(text) is not None


@cache
def compiled_for(pattern: str, beyond: str = "") -> re.Pattern[str] | None:
    """The pattern for texts of ASCII and the characters `beyond`; None if it is unreadable."""
    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            return re.compile(
                _translated(_REWRITTEN.get(pattern, pattern), _ASCII + beyond), re.ASCII | re.DOTALL
            )
    except (re.error, KeyError, OverflowError):
        return None


def _translated(pattern: str, alphabet: str) -> str:
    translated: list[str] = []
    inside = False
    for piece in _PIECE.findall(pattern):
        translated.append(_read(piece, alphabet, inside=inside))
        inside = piece == "[" or (inside and piece != "]")
    return "".join(translated)


def _read(piece: str, alphabet: str, *, inside: bool) -> str:
    """A piece of a pattern, some other `inside` brackets. Raises `KeyError` for an unknown class."""
    if piece == r"\z":
        return r"\Z"
    if piece.startswith(r"\x{"):
        return f"\\U{int(piece[3:-1], 16):08x}"
    if piece.startswith((r"\p{", r"\P{")):
        return _category(piece, alphabet, inside=inside)
    if piece.startswith(r"\u") and len(piece) > len(r"\u"):
        return f"\\U{_paired(int(piece[2:6], 16), int(piece[8:12], 16)):08x}"
    if inside and len(piece) > len(r"\w"):
        return f"{piece[:-1]}\\-"
    return piece


def _paired(high: int, low: int) -> int:
    first_high, first_low, start = _SURROGATE
    return start + ((high - first_high) << 10) + (low - first_low)


def _category(piece: str, alphabet: str, *, inside: bool) -> str:
    name, wanted = piece[3:-1], piece[1] == "p"
    chosen = [f"\\U{ord(each):08x}" for each in alphabet if _belongs(each, name) is wanted]
    listed = "".join(chosen) or _NOBODY
    return listed if inside else f"[{listed}]"


def _belongs(letter: str, name: str) -> bool:
    if name in _OF_ASCII:
        return letter in _OF_ASCII[name]
    if _CATEGORIES.fullmatch(name):
        return unicodedata.category(letter).startswith(name)
    return _OF_ALL[name](letter)
