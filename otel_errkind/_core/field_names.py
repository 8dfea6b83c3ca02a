"""What the name of a field says of its value, whoever spells it: `errCode`, `apiErrorMsg`, `IsSuccess`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

APART = "[_. -]?"
_WHOSE = "(?:api|app|biz|business|http|inner|internal|main|req|request|server|service|sub|sys|system)"
_ANSWER = "(?:api|header|op|operation|reply|req|request|res|resp|response|result|ret|return|rslt|rsp|rt|rtn)"
ERROR_WORDS = ("err", "erro", "error", "errors", "exception", "fault")
_ERROR = f"(?:{'|'.join(ERROR_WORDS)})"
CODE_WORD = "(?:category|cd|class|code|codes|group|key|kind|name|no|num|number|type|type_?name)"
TEXT_WORD = (
    "(?:desc|description|detail|details|explanation|info|mensagem|mensaje|message|messages|msg|reason|string"
    "|text|txt)"
)

CODIGO_ERRO = f"codigo{APART}(?:d[eo]{APART})?error?"

_BARE_ERROR_CODE = f"(?:{_ERROR}{APART}{CODE_WORD}|{CODIGO_ERRO})"
_BARE_ERROR_TEXT = f"(?:{_ERROR}{APART}{TEXT_WORD}|mens(?:aje|agem){APART}(?:d[eo]{APART})?error?)"
ERROR_CODE = f"(?:(?:{_WHOSE}{APART})?{_BARE_ERROR_CODE})"
ERROR_TEXT = f"(?:(?:{_WHOSE}{APART})?{_BARE_ERROR_TEXT})"
_SORT = f"(?:(?:auth|reason){APART})?"

ANSWER_CODE = f"(?:(?:{_WHOSE}{APART})?{_ANSWER}{APART}{_SORT}(?:cd|code|no))"
ANSWER_TEXT = (
    f"(?:(?:{_WHOSE}{APART})?{_ANSWER}{APART}{_SORT}(?:desc|description|details|info|message|msg|text))"
)
MESSAGE_CODE = f"(?:(?:message|msg){APART}(?:cd|code|key|no|number))"
MESSAGE_TEXT = (
    f"(?:(?:message|msg){APART}(?:string|text|[0-9])|emsg"
    f"|(?:fail|failed|failure|refusal){APART}(?:desc|description|message|msg|reason)"
    f"|mens(?:aje|agem){APART}\\w{{1,16}}"
    f"|(?:dev|developer|display|friendly|full|long|short|status|user){APART}"
    "(?:desc|description|message|msg))"
)
DENIAL_WORDS = ("ok", "succ", "succeed", "succeeded", "success", "successful")
DENIAL = f"(?:(?:(?:is|was|action|call|{_ANSWER}){APART})?(?:{'|'.join(DENIAL_WORDS)}))"
AFFIRMATION = (
    f"(?:(?:is|had|has|with){APART}"
    "(?:err|error|errored|errors|exception|failed|failure|fault)(?:onprocessing)?)"
)
STATE = (
    f"(?:ack|code|object|outcome|result|response|stat|state|status|type"
    f"|{ANSWER_CODE}|(?:{_WHOSE}{APART})?{_ANSWER}{APART}(?:state|status|type))"
)
OUTCOME = (
    f"(?:(?:{_WHOSE}{APART})?(?:{_ANSWER}{APART})?(?:info|outcome|result|status)|common|head|headers|meta)"
)

KINDS: Mapping[str, re.Pattern[str]] = {
    kind: late(pattern, re.IGNORECASE)
    for kind, pattern in {
        "code": f"{ERROR_CODE}|{ANSWER_CODE}|{MESSAGE_CODE}",
        "text": f"{ERROR_TEXT}|{ANSWER_TEXT}|{MESSAGE_TEXT}",
        "error code": ERROR_CODE,
        "error": f"{ERROR_CODE}|{ERROR_TEXT}",
        "answer": ANSWER_CODE,
        "denial": DENIAL,
        "affirmation": AFFIRMATION,
        "state": STATE,
        "outcome": OUTCOME,
    }.items()
}
_LONGEST = 48


@lru_cache(maxsize=4096)
def is_a(kind: str, name: str) -> bool:
    """Say whether a field of this name is of the kind."""
    return len(name) <= _LONGEST and KINDS[kind].fullmatch(name) is not None


def under(kind: str, fields: Mapping[str, Json]) -> list[Json]:
    """Return the values of all fields whose names are of the kind, in their order."""
    return [value for name, value in fields.items() if is_a(kind, name)]
