"""Faults to order: refusals, cut connections, broken bodies, slow answers - for the next calls of a method."""

from dataclasses import dataclass
from typing import Any

from tests.auxil.botapi_http import Response, json_response

Json = dict[str, Any]

FOREVER = 10**9
EVERY_METHOD = "*"
SENTENCES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
}
GATEWAY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(slots=True)
class Fault:
    """One fault: for whom, how often still, what comes back instead, and whether the call is carried out."""

    method: str
    times: int
    response: Response
    carried_out: bool = False
    chat: int | None = None

    def fits(self, method: str, params: Json) -> bool:
        """Whether this fault is for this call."""
        is_for_method = self.method in (EVERY_METHOD, method.lower())
        return self.times > 0 and is_for_method and self.chat in (None, params.get("chat_id"))


class Faults:
    """The faults still to come, the first ordered first, and the delays in force."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._delays: dict[str, float] = {}

    def add(self, fault: Fault) -> None:
        """Orders one more fault."""
        fault.method = fault.method.lower()
        self._coming.append(fault)

    def take(self, method: str, params: Json) -> Fault | None:
        """The fault for this call, used up by one; None where the call goes well."""
        fault = next((one for one in self._coming if one.fits(method, params)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def set_delay(self, method: str, seconds: float) -> None:
        """Holds every answer of a method (or "*") back for `seconds`; 0 ends it."""
        self._delays[method.lower()] = seconds

    def delay(self, method: str) -> float:
        """How many seconds the answer of this call is held back."""
        return self._delays.get(method.lower(), self._delays.get(EVERY_METHOD, 0.0))

    def clear(self) -> None:
        """All is well again."""
        self._coming.clear()
        self._delays.clear()


def refusal(status: int, retry_after: int | None, description: str | None) -> Response:
    """The response of a failed call, worded as Telegram words it; 502 is its proxy's HTML page."""
    if status == 502:
        return Response(502, GATEWAY_PAGE, "text/html")
    wait = 1 if status == 429 and retry_after is None else retry_after
    sentence = description or SENTENCES[status].format(retry_after=wait)
    content: Json = {"ok": False, "error_code": status, "description": sentence}
    if wait is not None:
        content["parameters"] = {"retry_after": wait}
    return json_response(status, content)
