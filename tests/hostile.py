"""Bodies of 64 KiB made to upset a parser or a pattern."""

from otel_errkind._core.document import LONGEST_BODY

HOSTILE = {
    "opened": b"{" * LONGEST_BODY,
    "nested": b'{"error":' * 8000,
    "nested lists": b"[" * LONGEST_BODY,
    "digits": b"1" * LONGEST_BODY,
    "tags": b"<Code " * 11000,
    "open code": b"<Code>" + b" " * LONGEST_BODY,
    "prefixes": b"<a:Code " * 8000,
    "titles": b"<html><title " * 5000,
    "entities": b"<!DOCTYPE x [<!ENTITY a '" + b"&a;" * 20000,
    "cdata": b"<Error><Code><![CDATA[" * 3000,
    "capitals": b"A_" * (LONGEST_BODY // 2),
    "capitals and lines": b"A_B " * (LONGEST_BODY // 4),
    "spaces": b" " * LONGEST_BODY,
    "event lines": b"data: {\n" * 8000,
    "event errors": b'data: "error"\n' * 4600,
    "event objects": b'data: {"error":null}\n' * 3200,
    "event names": b"event: error\n" * 5000,
    "lines of JSON": b'{"a":1}\n' * 8000,
    "quotes": b'"' * LONGEST_BODY,
    "CSV": b'"{""' * (LONGEST_BODY // 4),
    "promise": b'{"error":"' + b"retry in 1 m " * 5000 + b'"}',
    "phrase": b'{"error":"' + b"not found in " * 5000 + b'"}',
    "upstream": b"upstream connect error " * 2800,
    "commas": b'{"error":"' + b"a," * 30000 + b'"}',
    "code": b'{"code":"' + b"to" * 64 + b'"}',
}
