"""Every configuration is checked, started, fed by both protocols, and judged by what comes out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest
import trustme
import yaml

from collector.build import MANIFEST, find
from collector.foreign import channel, post, request, span
from collector.otelcol import CONFIG, Collector, total, until, validate
from collector.sink import Sink, attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERATED = ["classify", "redact"]
RUNS = {
    "standalone": ["standalone", *GENERATED],
    "gateway": ["gateway", *GENERATED],
    "sampler": ["sampler"],
    "standalone-tls": ["standalone", *GENERATED, "tls"],
    "gateway-tls": ["gateway", *GENERATED, "tls"],
    "sampler-tls": ["sampler", "tls"],
}
"""By what runs, the files that make it."""
COMPONENTS = {
    "receivers": "receiver",
    "processors": "processor",
    "connectors": "connector",
    "exporters": "exporter",
}
RATE_LIMITED = {
    "http.request.method": "GET",
    "http.response.status_code": 429,
    "server.address": "api.example",
}
"""What a Go or Java service says of a call."""

each_tier = pytest.mark.parametrize("tier", ["standalone", "gateway", "sampler"])


def files(run: str) -> list[Path]:
    """Return the files of a run."""
    return [CONFIG / f"{name}.yaml" for name in RUNS[run]]


def loaded(tier: str) -> dict[str, Any]:
    """Read one of the configurations."""
    document: dict[str, Any] = yaml.safe_load((CONFIG / f"{tier}.yaml").read_text(encoding="utf-8"))
    return document


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Be the backend."""
    with Sink() as running:
        yield running


@pytest.mark.parametrize("run", RUNS)
def test_the_collector_accepts_it(otelcol: Path, run: str) -> None:
    """Every statement, pattern and pipeline is one that the Collector understands."""
    environment = {"ERRKIND_TLS_CERT": "cert.pem", "ERRKIND_TLS_KEY": "key.pem"}

    assert validate(otelcol, files(run), environment) == ""


@each_tier
def test_memory_is_limited_first(tier: str) -> None:
    """Whatever enters a pipeline can be refused before it costs memory."""
    pipelines = loaded(tier)["service"]["pipelines"]

    assert {each["processors"][0] for each in pipelines.values()} == {"memory_limiter"}


@pytest.mark.parametrize("tier", ["standalone", "gateway"])
def test_the_order_is_the_one_that_matters(tier: str) -> None:
    """Classify, redact, cap, count: each needs what the next one takes away."""
    pipeline = loaded(tier)["service"]["pipelines"]["traces"]

    assert pipeline["processors"] == [
        "memory_limiter",
        "transform/errkind_classify",
        "transform/errkind_names",
        "transform/errkind_expose",
        "redaction/errkind_keys",
        "redaction/errkind_values",
        "transform/errkind_cap",
    ]
    assert pipeline["exporters"][0] == "span_metrics"


def test_both_tiers_count_alike() -> None:
    """A dashboard does not ask whether one machine or a fleet has counted."""
    assert (
        loaded("gateway")["connectors"]["span_metrics"] == loaded("standalone")["connectors"]["span_metrics"]
    )


@each_tier
def test_what_waits_for_a_backend_waits_on_disk(tier: str) -> None:
    """Every exporter to another machine keeps its queue in the storage, and never gives up."""
    exporters = loaded(tier)["exporters"]
    remote = {
        name: held for name, held in exporters.items() if name.startswith(("otlp_http", "load_balancing"))
    }

    assert remote
    assert {held["sending_queue"]["storage"] for held in remote.values()} == {"file_storage"}
    assert {held["retry_on_failure"]["max_elapsed_time"] for held in remote.values()} == {"0s"}


@each_tier
def test_addresses_come_from_the_environment_and_stay_on_this_machine(tier: str) -> None:
    """Without a variable nothing listens beyond the machine, and nothing is sent beyond it."""
    text = (CONFIG / f"{tier}.yaml").read_text(encoding="utf-8")
    hosts = set(re.findall(r"ERRKIND_HOST(:-[^}]*)?\}", text))
    endpoints = set(re.findall(r"_ENDPOINT:-(.*?)\}", text))

    assert hosts == {":-localhost"}
    assert {re.sub(r":\d+$", "", each) for each in endpoints} <= {"http://localhost"}


def test_the_handbook_has_every_variable_with_its_default() -> None:
    """Whoever runs it reads one table: no variable is missing there, and no default is another one."""
    handbook = (CONFIG / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(ERRKIND_\w+)` \|([^|]*)\|", handbook, re.MULTILINE)
    # Where two have another default it is standalone's that counts.
    names = ("sampler", "gateway", *GENERATED, "tls", "standalone")
    text = "".join((CONFIG / f"{name}.yaml").read_text(encoding="utf-8") for name in names)
    found = dict(re.findall(r"\{env:(ERRKIND_\w+)(?::-([^}]*))?\}", text))

    assert {name: default.strip(" `") for name, default in rows} == found | {
        "ERRKIND_SAMPLERS": "one on this machine"
    }


def test_the_manifest_has_what_is_used() -> None:
    """Nothing is built that no configuration names, and the other way round."""
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    configurations = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files("standalone-tls")]
    configurations += [loaded("gateway"), loaded("sampler")]
    used = {
        name.partition("/")[0].replace("_", "") + kind
        for configuration in configurations
        for section, kind in COMPONENTS.items()
        for name in configuration.get(section, {})
    }

    built = {
        each["gomod"].split()[0].rpartition("/")[2] for section in COMPONENTS for each in manifest[section]
    }
    assert built == used
    extensions = {each["gomod"].split()[0].rpartition("/")[2] for each in manifest["extensions"]}
    assert extensions == {"healthcheckextension", "filestorage"}


def test_one_machine_needs_no_settings(otelcol: Path, tmp_path: Path) -> None:
    """What came by both protocols lies in a file, classified and redacted; the counts are there to scrape."""
    often = "yaml:connectors::span_metrics::metrics_flush_interval: 100ms"
    with Collector(otelcol, tmp_path, [*files("standalone"), often]) as collector:
        with channel(collector.grpc) as stub:
            stub.Export(request([span(RATE_LIMITED, description="Authorization: Bearer abc.def")]))
        post(collector.http, request([span({**RATE_LIMITED, "http.response.status_code": 401})]))

        written = tmp_path / ".cache" / "otelcol" / "traces.jsonl"
        until(lambda: written.exists() and len(_spans(written)) == 2, "not every span was written")
        calls = "traces_span_metrics_calls_total"
        until(lambda: total(collector.metrics(), calls) == 2, "not every span was counted")

        spans = _spans(written)
        assert sorted(_attribute(each, "errkind.category") for each in spans) == [
            "rate_limited",
            "unauthorized",
        ]
        assert "abc.def" not in written.read_text(encoding="utf-8")
        labels = {
            "errkind_category": "rate_limited",
            "service_name": "checkout",
            "server_address": "api.example",
        }
        assert total(collector.metrics(), calls, **labels) == 1
        assert "span_name" not in collector.metrics()
        assert total(collector.telemetry(), "otelcol_receiver_accepted_spans(?:_total)?") == 2


def test_exemplars_lead_to_traces(otelcol: Path, tmp_path: Path) -> None:
    """Whoever scrapes in OpenMetrics' format gets the trace behind a count."""
    often = "yaml:connectors::span_metrics::metrics_flush_interval: 100ms"
    sent = span(RATE_LIMITED)
    with Collector(otelcol, tmp_path, [*files("standalone"), often]) as collector:
        post(collector.http, request([sent]))

        until(lambda: "trace_id=" in collector.open_metrics(), "there is no exemplar")

        assert f'trace_id="{sent.trace_id.hex()}"' in collector.open_metrics()


@each_tier
def test_both_protocols_lead_to_the_backend(otelcol: Path, sink: Sink, tmp_path: Path, tier: str) -> None:
    """Spans reach the backend by gRPC and by HTTP, from each of the three."""
    backend = {
        "ERRKIND_TRACES_ENDPOINT": sink.url,
        "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
        "ERRKIND_DECISION_WAIT": "1s",
    }
    with Collector(otelcol, tmp_path / "sampler", files("sampler"), backend) as sampler:
        resolver = {"ERRKIND_SAMPLERS": f"{{static: {{hostnames: ['{sampler.grpc}']}}}}"}
        with Collector(otelcol, tmp_path / "first", files(tier), backend | resolver) as collector:
            held = {"errkind.category": "timeout"}
            with channel(collector.grpc) as stub:
                stub.Export(request([span(held)]))
            post(collector.http, request([span(held)]))

            until(lambda: len(sink.spans()) == 2, "not every span arrived")

    categories = [attributes(list(each.attributes))["errkind.category"] for each in sink.spans()]
    assert categories == ["timeout", "timeout"]


def test_receivers_speak_tls(otelcol: Path, sink: Sink, tmp_path: Path) -> None:
    """With certificates the receivers take only senders that their authority knows."""
    authority = trustme.CA()
    paths = {"CERT": tmp_path / "cert.pem", "KEY": tmp_path / "key.pem", "CLIENT_CA": tmp_path / "ca.pem"}
    certificate = authority.issue_cert("localhost")
    certificate.cert_chain_pems[0].write_to_path(paths["CERT"])
    certificate.private_key_pem.write_to_path(paths["KEY"])
    authority.cert_pem.write_to_path(paths["CLIENT_CA"])
    environment = {
        "ERRKIND_TRACES_ENDPOINT": sink.url,
        "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
    } | {f"ERRKIND_TLS_{name}": str(path) for name, path in paths.items()}
    known = authority.issue_cert("client")
    credentials = grpc.ssl_channel_credentials(
        authority.cert_pem.bytes(), known.private_key_pem.bytes(), known.cert_chain_pems[0].bytes()
    )
    with Collector(otelcol, tmp_path / "run", files("standalone-tls"), environment) as collector:
        target = collector.grpc.replace("127.0.0.1", "localhost")
        with channel(target, credentials) as stub:
            stub.Export(request([span()]), timeout=10)
        with channel(collector.grpc) as stub, pytest.raises(grpc.RpcError):
            stub.Export(request([span()]), timeout=2)
        with pytest.raises(OSError, match=r"."):
            post(collector.http, request([span()]))

        until(lambda: len(sink.spans()) == 1, "the span that was sent by TLS did not arrive")


def test_a_queue_that_is_full_refuses(otelcol: Path, tmp_path: Path) -> None:
    """What cannot be kept is not acknowledged: the SDK holds it and sends it again."""
    environment = {
        "ERRKIND_TRACES_ENDPOINT": "http://127.0.0.1:9",
        "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
        "ERRKIND_QUEUE_BYTES": "20000",
    }
    small = "yaml:exporters::otlp_http/traces::sending_queue::batch: null"
    with Collector(otelcol, tmp_path, [*files("standalone"), small], environment) as collector:
        post(collector.http, request([span({"body": "x" * 10_000})]))

        with pytest.raises(OSError, match="503"):
            post(collector.http, request([span({"body": "x" * 1000}) for _ in range(20)]))


def test_a_named_collector_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has built one elsewhere names it."""
    monkeypatch.setenv("ERRKIND_OTELCOL", "/opt/otelcol")

    assert find() == Path("/opt/otelcol")


def _spans(written: Path) -> list[dict[str, Any]]:
    """Read the spans that the file exporter has written."""
    return [
        each
        for line in written.read_text(encoding="utf-8").splitlines()
        for resource in json.loads(line)["resourceSpans"]
        for scope in resource["scopeSpans"]
        for each in scope["spans"]
    ]


def _attribute(written: dict[str, Any], key: str) -> str:
    """Return an attribute of a span in OTLP's JSON."""
    return next(str(each["value"]["stringValue"]) for each in written["attributes"] if each["key"] == key)
