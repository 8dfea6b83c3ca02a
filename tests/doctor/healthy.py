"""What is known of an environment in which nothing is wrong, to be changed at one place."""

from __future__ import annotations

from otel_errkind._doctor.facts import (
    Client,
    Copy,
    Exporter,
    Exporters,
    Findings,
    Instrumentor,
    Loader,
    Package,
    Plugin,
    Process,
    Provider,
    Setting,
)

CLIENT = Client(
    name="httpx",
    version="0.28.1",
    path="/site/httpx/__init__.py",
    accepted="httpx>=0.25",
    is_accepted=True,
    ours="errkind-httpx",
    theirs="httpx",
    theirs_from="opentelemetry-instrumentation-httpx",
    hooks=(),
)
OURS = Instrumentor(
    name="errkind-httpx",
    distribution="otel-errkind 1.0",
    status="loads",
    required=None,
    found=None,
    is_loaded=None,
)
THEIRS = Instrumentor(
    name="httpx",
    distribution="opentelemetry-instrumentation-httpx 0.66b1",
    status="loads",
    required=None,
    found=None,
    is_loaded=None,
)
PROCESS = Process(
    way="described", interpreter="/bin/python", python="3.11.7", is_instrumented=False, ignores_path=False
)
PACKAGE = Package(version="1.0", path="/site/otel_errkind", copies=(Copy(version="1.0", path="/site"),))
LOADER = Loader(
    distro_asked=None,
    distros=(Plugin(name="distro", distribution="opentelemetry-distro 0.66b1", is_chosen=True),),
    configurator_asked=None,
    configurators=(Plugin(name="configurator", distribution="opentelemetry-distro 0.66b1", is_chosen=True),),
    disabled=(),
    instrumentors=(OURS, THEIRS),
    configuration_file=None,
)
PROVIDER = Provider(name=None, is_disabled=False, is_concurrent=False, takes_processors=False, fault=None)
OTLP = Exporter(
    name="otlp",
    component="otlp_proto_grpc",
    is_installed=True,
    protocol="grpc",
    endpoint="http://localhost:4317",
    headers=0,
)
TRACES = Exporters(
    signal="traces",
    variable="OTEL_TRACES_EXPORTER",
    named=(OTLP,),
    installed=("console", "otlp_proto_grpc", "otlp_proto_http"),
)
METRICS = Exporters(
    signal="metrics",
    variable="OTEL_METRICS_EXPORTER",
    named=(OTLP,),
    installed=("console", "otlp_proto_grpc", "otlp_proto_http"),
)
SETTING = Setting(
    name="body_limit",
    variable="OTEL_PYTHON_ERRKIND_BODY_LIMIT",
    value="1024",
    source="default",
    clients=("httpx", "httpx2", "aiohttp"),
)
HEALTHY = Findings(
    process=PROCESS,
    package=PACKAGE,
    clients=(CLIENT,),
    loader=LOADER,
    provider=PROVIDER,
    exporters=(TRACES, METRICS),
    settings=(SETTING,),
    refused=(),
    unknown_variables=(),
    rules=(),
)
