"""The words that error codes are made of, whoever spells them: the table behind `words.ruling_of`.

A phrase is words in a row. It may start at any word of a code and its last word may go on ("throttl" meets
"throttled"), unless it ends in "!"; "^" ties it to the start of the code, "$" to its end, ".." lets up to
four words stand between. Of all phrases in a code the highest in the table decides, so a narrow one stands
above the wide one that it escapes. `TooManyRequestsException`, `TOO_MANY_REQUESTS` and `toomanyrequests` are
one phrase.
"""

from __future__ import annotations

from otel_errkind._core.vocabulary import access, amounts, joined, request, service

ROWS = (*joined.ROWS, *amounts.ROWS, *service.ROWS, *access.ROWS, *request.ROWS)
