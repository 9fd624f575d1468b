"""KMS keys: of the right region, there, usable."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from tapstack.checks.facts.key_places import ALIAS, KEYS, KeyUse, key_named, key_uses, keys_named
from tapstack.checks.facts.references import at, first, known, place, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_KEY = "aws:kms/key:Key"
_REPLICA = "aws:kms/replicaKey:ReplicaKey"
_NAME = re.compile(
    r"(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|alias/[\w/-]+)", re.IGNORECASE
)
_AWS_ALIAS = re.compile(r"(arn:[\w-]+:kms:[^:]*:[^:]*:)?alias/aws/[\w/-]+")


def _meant(view: View, use: KeyUse) -> dict[str, str]:
    """The keys that a use may mean, as messages name them, each with its region.

    An alias that is written out may be that of another key in another region.
    """
    origins = use.value.resource.property_dependencies.get(use.value.input)
    if not origins and str(use.value.value).startswith("alias/"):
        return {}
    named = view.region_named(use.value.value)
    keys = [key for key in keys_named(view, use.value) if key.region and named in (None, key.region)]
    meant = {f"key {key.name} of {key.region}": key.region for key in keys if key.region}
    return meant or ({f"key {use.value.value} of {named}": named} if named else {})


def _waited_for(view: View, use: KeyUse) -> set[str]:
    """In a plan, the regions of keys that no input came from and that are waited for all the same.

    A program that makes a replica's ARN out of the primary's text must say by `depends_on` that the replica
    comes first.
    """
    if not use.value.unknown:
        return set()
    resource = use.value.resource
    explained = {urn for urns in resource.property_dependencies.values() for urn in urns}
    bare = (view.graph.by_urn.get(urn) for urn in resource.dependencies if urn not in explained)
    return {key.region for key in bare if key and key.type == _REPLICA and key.region}


@rule(
    "kms-key-region",
    "refused",
    title="What is encrypted in a region names a key of that region",
    why="A KMS key works only in its own region. The service answers that the key doesn't exist or may "
    "not be "
    "used, and the resource is not made, or its instances never start.",
    source="AWS KMS Developer Guide, Multi-Region keys: KMS keys are Regional; RDS API Reference, "
    "CreateDBInstanceReadReplica, KmsKeyId; CloudTrail User Guide, key and bucket in the same Region",
    aliases=("R1",),
)
def key_region(view: View) -> Iterator[Wrong]:
    """One finding for each key, with all the places that use it from elsewhere."""
    strays: dict[str, list[tuple[KeyUse, str]]] = defaultdict(list)
    for use in sorted(key_uses(view), key=lambda use: len(_meant(view, use))):
        meant = _meant(view, use)
        homes = set(meant.values()) | _waited_for(view, use)
        if use.region and meant and use.region not in homes:
            called = next((one for one in meant if one in strays), next(iter(meant)))
            strays[called].append((use, use.region))
    for called, uses in strays.items():
        used_in = " and ".join(sorted({region for _, region in uses}))
        yield Wrong(
            f"{called} is used in {used_in}",
            f"name a key or a replica key of {used_in}, each in its own region",
            tuple(place(use.value) for use, _ in uses),
        )


@rule(
    "kms-key-exists",
    "refused",
    title="A key that is named exists",
    why="The service looks the key up when the resource is made and refuses a key that isn't there. An ARN "
    "whose region was replaced names a key that does not exist, unless it is multi-Region with a replica.",
    source="AWS KMS Developer Guide, Key identifiers (KeyId); Multi-Region keys: only related multi-Region "
    "keys share a key ID",
)
def key_exists(view: View) -> Iterator[Wrong]:
    """Names that can't be a key's, and ids of our own keys in regions where they are not."""
    homes = _homes(view)
    wrong: dict[str, list[KeyUse]] = defaultdict(list)
    for use in key_uses(view):
        text = use.value.value
        if isinstance(text, str) and known(text) and text and not _may_exist(text, homes):
            wrong[text].append(use)
    for text, uses in wrong.items():
        yield Wrong(
            f"no key is called {text}",
            "name a key by its ARN, its id, or an alias that begins with alias/; take it from the key "
            "resource",
            tuple(place(use.value) for use in uses),
        )


def _homes(view: View) -> dict[str, set[str]]:
    """By key id: the regions in which the graph makes it."""
    homes: dict[str, set[str]] = defaultdict(set)
    for key in view.of(*KEYS):
        if key.id and key.region and known(key.id):
            homes[key.id].add(key.region)
    return homes


def _may_exist(text: str, homes: dict[str, set[str]]) -> bool:
    parts = text.split(":", 5)
    if len(parts) != 6:
        return text in homes or _NAME.fullmatch(text) is not None
    kind, _, name = parts[5].partition("/")
    if parts[2] != "kms" or kind not in {"key", "alias"} or not name:
        return False
    return name not in homes or parts[3] in homes[name]


@rule(
    "kms-key-enabled",
    "refused",
    title="A key that is used is enabled",
    why="KMS answers every use of a disabled key with DisabledException, so nothing can be encrypted "
    "under it.",
    source="AWS KMS Developer Guide, Key states of AWS KMS keys",
)
def key_enabled(view: View) -> Iterator[Wrong]:
    """Uses of keys of the graph that are switched off."""
    yield from _uses_of(
        view,
        lambda key: view.value(key, "isEnabled") is False or view.value(key, "enabled") is False,
        "key {} is disabled (isEnabled: false)",
        "enable the key, or name another",
    )


@rule(
    "kms-key-symmetric",
    "refused",
    title="Data at rest is encrypted under a symmetric encryption key",
    why="Services that encrypt data at rest take symmetric encryption keys only; they refuse asymmetric, "
    "HMAC "
    "and signing keys.",
    source="AWS KMS Developer Guide, Using AWS KMS encryption with AWS services; CloudWatch Logs API "
    "Reference, AssociateKmsKey, kmsKeyId",
)
def key_symmetric(view: View) -> Iterator[Wrong]:
    """Uses of keys of the graph that can't encrypt data keys."""
    yield from _uses_of(
        view,
        _not_for_data,
        "key {} is not a symmetric encryption key",
        "make the key with customerMasterKeySpec SYMMETRIC_DEFAULT and keyUsage ENCRYPT_DECRYPT",
    )


def _not_for_data(key: Resource) -> bool:
    spec, usage = key.inputs.get("customerMasterKeySpec"), key.inputs.get("keyUsage")
    return any(
        isinstance(value, str) and known(value) and value != good
        for value, good in ((spec, "SYMMETRIC_DEFAULT"), (usage, "ENCRYPT_DECRYPT"))
    )


def _uses_of(view: View, bad: Callable[[Resource], bool], message: str, mend: str) -> Iterator[Wrong]:
    """One finding for each bad key, with the places that encrypt under it."""
    uses: dict[str, list[KeyUse]] = defaultdict(list)
    for use in key_uses(view):
        key = key_named(view, use)
        if key and use.value.resource.type != ALIAS and bad(key):
            uses[said(key)].append(use)
    for key_said, several in uses.items():
        yield Wrong(message.format(key_said), mend, tuple(place(use.value) for use in several))


@rule(
    "kms-replica-primary",
    "refused",
    title="A replica key has a multi-Region primary in another region",
    why="KMS replicates only multi-Region primary keys, into regions that have no related key yet.",
    source="AWS KMS API Reference, ReplicateKey",
    aliases=("R1",),
)
def replica_primary(view: View) -> Iterator[Wrong]:
    """Replicas whose primary is a plain key, or lives in the same region."""
    for replica in view.of(_REPLICA):
        primary = first(view, replica, "primaryKeyArn", _KEY)
        if primary is None:
            continue
        if view.value(primary, "multiRegion") in (None, False):
            message, mend = (
                f"{said(primary)} is no multi-Region key",
                "make the primary with multiRegion: true",
            )
        elif primary.region and primary.region == replica.region:
            message, mend = (
                f"{said(primary)} is in the replica's region",
                "make the replica in another region",
            )
        else:
            continue
        yield Wrong(
            f"replica key {replica.name} can't be made: {message}", mend, (at(replica, "primaryKeyArn"),)
        )


@rule(
    "kms-key-outside",
    "advice",
    title="Keys that are named are made in the same stack",
    why="A key that is only a text may be missing, disabled or of another account. AWS finds out when the "
    "resource is made.",
    source="AWS KMS Developer Guide, Key identifiers (KeyId)",
)
def key_outside(view: View) -> Iterator[Wrong]:
    """Keys that are written as a text which nothing in the graph explains."""
    outside: dict[str, list[KeyUse]] = defaultdict(list)
    for use in key_uses(view):
        text = use.value.value
        if not isinstance(text, str) or not known(text) or _AWS_ALIAS.fullmatch(text):
            continue
        origins = use.value.resource.property_dependencies.get(use.value.input)
        if text and not origins and not keys_named(view, use.value):
            outside[text].append(use)
    for text, uses in outside.items():
        yield Wrong(
            f"nothing in this stack makes key {text}",
            "take the key from its resource, or look it up with aws.kms.get_key",
            tuple(place(use.value) for use in uses),
        )


@rule(
    "kms-rotation",
    "advice",
    title="Symmetric keys rotate by themselves",
    why="Rotation limits how much data one key material protects, and costs no change to what uses the key.",
    source="AWS KMS Developer Guide, Rotate AWS KMS keys; CIS AWS Foundations Benchmark, 3.6",
)
def rotation(view: View) -> Iterator[Wrong]:
    """Keys of AWS's own material without rotation."""
    for key in view.of(_KEY):
        spec = text_of(view, key, "customerMasterKeySpec") or "SYMMETRIC_DEFAULT"
        turning = view.value(key, "enableKeyRotation")
        if spec == "SYMMETRIC_DEFAULT" and turning in (None, False) and not _store(view, key):
            yield Wrong(f"key {said(key)} is never rotated", "set enableKeyRotation: true", (at(key),))


def _store(view: View, key: Resource) -> bool:
    return any(view.value(key, path) is not None for path in ("customKeyStoreId", "xksKeyId"))
