"""Deployment and JSON (``qinwu.deployment/1``, docs/deployment.schema.json): equal deployments are equal bytes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..models.city import City
from ..models.deployment import Deployment
from ..models.errors import InputError
from ..models.text import Text
from .duty_rows import fault
from .plain import UnreadableError, from_plain, to_plain
from .register.canonical import canonical_lines, digest_bytes

FORMAT = "qinwu.deployment/1"
_SEE_SCHEMA = Text("格式见 docs/deployment.schema.json", "see docs/deployment.schema.json")


def deployment_document(deployment: Deployment) -> dict[str, Any]:
    """Return the deployment as plain JSON values; the fields are those of ``models.deployment``."""
    return {"format": FORMAT, **to_plain(deployment)}


def part_of_deployment(city: City, deployment: Deployment, unit: str) -> Deployment:
    """Return what concerns the places of one filing unit; the stages' proof and the saving speak of the whole."""

    def own(place_id: str) -> bool:
        return city.has_place(place_id) and city.org.brigade_of(city.place(place_id).unit_id) == unit

    return replace(
        deployment,
        chains=[chain for chain in deployment.chains if own(chain.key.place_id)],
        needs=[need for need in deployment.needs if own(need.place_id)],
        seats=[seat for seat in deployment.seats if city.org.brigade_of(seat.unit_id) == unit],
        bases=[base for base in deployment.bases if city.org.brigade_of(base.unit_id) == unit],
        lines=[line for line in deployment.lines if own(line.place_id)],
        gaps=[gap for gap in deployment.gaps if own(gap.place_id)],
        staffing=[row for row in deployment.staffing if city.org.brigade_of(row.unit_id) == unit],
        highways=(),
        covers=(),
        laws=(),
        saving=None,
    )


def deployment_to_json(deployment: Deployment) -> bytes:
    """Return the canonical bytes of a deployment: keys sorted, one entry of a list a line, UTF-8."""
    return canonical_lines(deployment_document(deployment))


def deployment_hash(deployment: Deployment) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return digest_bytes(deployment_to_json(deployment))


def deployment_from_json(data: bytes, *, file: str) -> Deployment:
    """
    Read a deployment from JSON.

    Raises
    ------
    InputError
        If it is not JSON, of another format, or a part of it is not understood; names the part.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        message = Text("不是有效的 JSON 文件", "this is not a JSON file")
        advice = Text(str(error)[:120], str(error)[:120])
        raise InputError.of([fault(message, advice, file=file, row=getattr(error, "lineno", None))]) from error
    return deployment_of(document, file=file)


def deployment_of(document: object, *, file: str) -> Deployment:
    """
    Read a deployment from JSON values, as ``deployment_document`` gives them.

    Raises
    ------
    InputError
        If it is of another format, or a part of it is not understood; names the part.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format", "") if isinstance(document, dict) else type(document).__name__
        message = Text("不是部署文件", "this is not a deployment file")
        advice = Text(f"format 应为 {FORMAT}", f"its format must be {FORMAT}")
        raise InputError.of([fault(message, advice, file=file, row=None, field="format", value=found)])
    try:
        return from_plain(Deployment, {key: value for key, value in document.items() if key != "format"}, "deployment")
    except UnreadableError as error:
        message = Text(f"{error.path} 看不懂: {error.asked}", f"{error.path} is not understood: {error.asked}")
        raise InputError.of(
            [fault(message, _SEE_SCHEMA, file=file, row=None, field=error.path, value=str(error.value)[:60])]
        ) from error


def read_deployment(path: Path) -> Deployment:
    """
    Read a deployment file.

    Raises
    ------
    InputError
        As ``deployment_from_json``; or if there is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = Text("无法读取该文件", "the file cannot be read")
        why = error.strerror or str(error)
        raise InputError.of([fault(message, Text(why, why), file=str(path), row=None)]) from error
    return deployment_from_json(data, file=path.name)
