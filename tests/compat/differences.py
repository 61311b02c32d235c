"""Where Millrace means to differ from Label Studio 1.23.2. The only list: the comparison reads it, an entry that no
longer occurs fails, and each has its row in docs/compatibility.md."""

from comparison import Deliberate

ERRORS = [
    Deliberate("Errors", "Bad input that Label Studio answers with 500", "*", "status", "500*", "4*"),
    Deliberate("Errors", "Unknown objects and paths", "*", "type", "text/html", "application/json"),
]

DELIBERATE = [*ERRORS]
