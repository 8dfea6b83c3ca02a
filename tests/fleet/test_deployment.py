"""What starts the fleet in containers: valid, and made of the files that the other tests run."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from collector.otelcol import CONFIG
from fleet import binaries, yaml_files
from fleet.binaries import MissingError
from fleet.conftest import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

CLUSTER = "1.33"
"""The version of Kubernetes whose schemas are asked."""
FOLDER = CONFIG / "kubernetes"
DOCUMENTS: list[tuple[str, dict[str, Any]]] = [
    (path.name, document)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "instrumentation.yaml"
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
MANIFESTS = [pytest.param(document, id=f"{name}: {document['kind']}") for name, document in DOCUMENTS]
COMPOSE = yaml_files.read(CONFIG / "compose.yaml")


def faults(document: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Return what a document has that its JSON schema forbids."""
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [error.message for error in validator.iter_errors(document)]


def test_compose() -> None:
    """The file is valid by the schema of the Compose specification."""
    try:
        schema = binaries.module_folder(binaries.COMPOSE) / "schema" / "compose-spec.json"
    except MissingError as error:
        needed(error)

    assert faults(COMPOSE, json.loads(schema.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_mounted_files_are_there(name: str) -> None:
    """Each service gets files of this folder, whose names its command says."""
    service = COMPOSE["services"][name]
    mounts = dict(volume.split(":")[:2] for volume in service["volumes"] if volume.startswith("./"))

    files = [text.partition("=")[2] for text in service.get("command", ()) if "config" in text]
    inside = [file for file in files for target in mounts.values() if file.startswith(target)]

    assert all((CONFIG / source).exists() for source in mounts)
    assert inside == files


def test_images_are_pinned_and_ports_are_local() -> None:
    """No image is whatever is newest, and no port is open to the network."""
    services = COMPOSE["services"].values()

    assert all(re.search(r":v?\d+\.\d+\.\d+$", service["image"]) for service in services)
    assert all(port.startswith("127.0.0.1:") for service in services for port in service["ports"])


def test_one_version_of_the_collector() -> None:
    """Containers run the version of which the tests build theirs."""
    version = yaml_files.read(CONFIG / "builder.yaml")["dist"]["version"]
    texts = [path.read_text(encoding="utf-8") for path in (CONFIG / "compose.yaml", *FOLDER.glob("*.yaml"))]

    images = {found for text in texts for found in re.findall(r"opentelemetry-collector-contrib:(\S+)", text)}

    assert images == {version}


def test_names_in_the_containers_are_those_of_the_files() -> None:
    """Prometheus and Grafana find the others by the names of their services."""
    targets = [
        address.partition(":")[0]
        for file in ("collectors.yaml", "collectors-internal.yaml")
        for group in yaml_files.read(CONFIG / "prometheus" / "targets" / file)
        for address in group["targets"]
    ]
    urls = COMPOSE["services"]["grafana"]["environment"]
    named = re.findall(r"http://(\w+):", " ".join(map(str, urls.values())))

    assert {*targets, *named} <= COMPOSE["services"].keys()


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_manifests(manifest: dict[str, Any]) -> None:
    """Each is valid by the schemas of Kubernetes, without a field that they do not know."""
    validated_by = kubernetes_validate.validate(manifest, CLUSTER, strict=True)  # raises at the first fault

    assert validated_by == CLUSTER


@cache
def assembled() -> list[dict[str, Any]]:
    """Return what kustomize makes of the folder."""
    program = binaries.from_module(binaries.KUSTOMIZE)
    result = subprocess.run(  # noqa: S603 - our own arguments
        [str(program), "build", str(CONFIG)], capture_output=True, text=True, check=True
    )
    return list(yaml.safe_load_all(result.stdout))


@pytest.fixture
def cluster() -> list[dict[str, Any]]:
    """Return what a cluster would get."""
    try:
        return assembled()
    except MissingError as error:
        needed(error)
        return []


def test_kustomization(cluster: list[dict[str, Any]]) -> None:
    """What a cluster gets is valid, in one namespace, and holds the configurations of this folder."""
    for document in cluster:
        kubernetes_validate.validate(document, CLUSTER, strict=True)
    maps = [document["data"] for document in cluster if document["kind"] == "ConfigMap"]

    assert {document["metadata"]["namespace"] for document in cluster} == {"errkind"}
    assert {name: text for data in maps for name, text in data.items()} == {
        name: (CONFIG / name).read_text(encoding="utf-8")
        for name in ("gateway.yaml", "classify.yaml", "redact.yaml", "sampler.yaml")
    }


def test_a_configuration_that_changes_restarts_its_pods(cluster: list[dict[str, Any]]) -> None:
    """The volumes name the configuration by its hash."""
    maps = {document["metadata"]["name"] for document in cluster if document["kind"] == "ConfigMap"}

    mounted = {
        volume["configMap"]["name"]
        for document in cluster
        if document["kind"] in {"Deployment", "StatefulSet"}
        for volume in document["spec"]["template"]["spec"]["volumes"]
        if "configMap" in volume
    }

    assert mounted == maps
    assert all(re.search(r"-[a-z0-9]{10}$", name) for name in maps)


def _commands() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Yield how each Collector is started: where, with which arguments and variables."""
    service = COMPOSE["services"]["otel-collector"]
    yield "compose", service["command"], service["environment"]
    for _, manifest in DOCUMENTS:
        if manifest["kind"] in {"Deployment", "StatefulSet"}:
            [container] = manifest["spec"]["template"]["spec"]["containers"]
            variables = {pair["name"]: pair["value"] for pair in container["env"]}
            yield manifest["metadata"]["name"], container["args"], variables


COMMANDS = [pytest.param(arguments, variables, id=name) for name, arguments, variables in _commands()]


@pytest.mark.parametrize(("arguments", "variables"), COMMANDS)
def test_the_collector_accepts_what_it_is_started_with(
    arguments: list[str], variables: dict[str, str]
) -> None:
    """The configurations are valid with the variables of the containers, and know each of them."""
    files = [CONFIG / argument.rpartition("/")[2] for argument in arguments]
    texts = "".join(file.read_text(encoding="utf-8") for file in files)
    try:
        program = binaries.otelcol()
    except MissingError as error:
        needed(error)

    result = subprocess.run(  # noqa: S603 - our own arguments
        [str(program), "validate", *(f"--config={file}" for file in files)],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert all(f"env:{name}:" in texts for name in variables if name != "GOMEMLIMIT")


def test_the_operators_resource() -> None:
    """The resource is valid by the operator's own definition, and has no field that the operator ignores."""
    try:
        bases = binaries.module_folder(binaries.OPERATOR) / "config" / "crd" / "bases"
    except MissingError as error:
        needed(error)
    definition = yaml_files.read(bases / "opentelemetry.io_instrumentations.yaml")
    [version] = definition["spec"]["versions"]

    schema = _closed(version["schema"]["openAPIV3Schema"])
    assert faults(yaml_files.read(FOLDER / "instrumentation.yaml"), schema) == []


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Forbid the fields that a schema does not name; a cluster drops them silently."""
    named = {name: _closed(each) for name, each in schema.get("properties", {}).items()}
    items = {"items": _closed(schema["items"])} if "items" in schema else {}
    closing = {"properties": named, "additionalProperties": False} if named else {}
    return {**schema, **items, **closing}


def test_instrumentation() -> None:
    """Pods send to the gateways' Service, by the protocol of the port."""
    resource = yaml_files.read(FOLDER / "instrumentation.yaml")
    environment = {pair["name"]: pair["value"] for pair in resource["spec"]["python"]["env"]}

    assert resource["spec"]["exporter"]["endpoint"] == "http://errkind-gateway.errkind:4318"
    assert environment["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf"
