"""Pulumi's random provider: passwords, strings, ids, UUIDs, numbers, pet names.

Nothing here is random: each value follows from the resource's URN and keepers, so that two runs leave the
same graph. Such a password is good for the embedded AWS and for nothing else.

A password has no `bcryptHash`: the standard library can't make one.
"""

from __future__ import annotations

import base64
import json
import string
import uuid
from random import Random

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
_HOW = ("amber", "brave", "calm", "eager", "fair", "keen", "merry", "neat", "proud", "quick", "sunny", "wise")
_WHO = (
    "badger",
    "crane",
    "eagle",
    "ferret",
    "gecko",
    "heron",
    "ibis",
    "koala",
    "lemur",
    "newt",
    "otter",
    "robin",
)


@realises("random:index/randomPassword:RandomPassword")
def password(call: Call) -> Made:
    """A password; its one output beside the inputs is secret by pulumi_random's own doing."""
    return Made("none", {"result": _text(call)})


@realises("random:index/randomString:RandomString")
def text(call: Call) -> Made:
    """A text of given kinds of characters."""
    result = _text(call)
    return Made(result, {"result": result})


@realises("random:index/randomId:RandomId")
def identifier(call: Call) -> Made:
    """Some bytes, written in four ways; the prefix stands before each."""
    prefix, drawn = call.inputs.get("prefix", ""), _drawn(call).randbytes(int(call.inputs["byteLength"]))
    plain = base64.urlsafe_b64encode(drawn).decode().rstrip("=")
    written = {
        "b64Url": plain,
        "b64Std": base64.b64encode(drawn).decode(),
        "hex": drawn.hex(),
        "dec": str(int.from_bytes(drawn, "big")),
    }
    return Made(plain, {name: f"{prefix}{value}" for name, value in written.items()})


@realises("random:index/randomUuid:RandomUuid")
def unique(call: Call) -> Made:
    """A UUID."""
    result = str(uuid.UUID(bytes=_drawn(call).randbytes(16), version=4))
    return Made(result, {"result": result})


@realises("random:index/randomInteger:RandomInteger")
def number(call: Call) -> Made:
    """A whole number between two others, both included."""
    call.ignore("seed")
    result = _drawn(call).randint(int(call.inputs["min"]), int(call.inputs["max"]))
    return Made(str(result), {"result": result})


@realises("random:index/randomPet:RandomPet")
def pet(call: Call) -> Made:
    """A name to remember, the pet's kind last."""
    given, drawn = call.inputs, _drawn(call)
    words = [drawn.choice(_HOW) for _ in range(int(given.get("length", 2)) - 1)]
    name = given.get("separator", "-").join(
        [*([given["prefix"]] if given.get("prefix") else []), *words, drawn.choice(_WHO)]
    )
    return Made(name, {})


def _drawn(call: Call) -> Random:
    """The generator of one resource. Other keepers give other values, as with the provider."""
    return Random(f"{call.urn} {json.dumps(call.inputs.get('keepers'), sort_keys=True)}")  # noqa: S311


def _text(call: Call) -> str:
    """A text with at least as many characters of each kind as asked for. Raises `RealisationError`."""
    given, drawn, length = call.inputs, _drawn(call), int(call.inputs["length"])
    numeric = given.get("numeric", given.get("number", True))
    kinds = [
        (string.ascii_lowercase, given.get("lower", True), given.get("minLower", 0)),
        (string.ascii_uppercase, given.get("upper", True), given.get("minUpper", 0)),
        (string.digits, numeric, given.get("minNumeric", 0)),
        (given.get("overrideSpecial") or _SPECIAL, given.get("special", True), given.get("minSpecial", 0)),
    ]
    usable = "".join(characters for characters, wanted, _ in kinds if wanted)
    least = [drawn.choice(characters) for characters, _, count in kinds for _ in range(int(count))]
    if len(least) > length or not usable:
        call.refuse(
            f"no text of {length} characters has all that is asked for",
            "raise `length`, ask for fewer, or allow more kinds of characters",
        )
    letters = least + [drawn.choice(usable) for _ in range(length - len(least))]
    drawn.shuffle(letters)
    return "".join(letters)
