"""The platform's refusals, each in the shape in which it comes.

Sources: the Open API's "Order List" page of 2022-01 (its error table) and public reports.
"""

from asyncshop.sandbox import faults
from asyncshop.sandbox.exchanges import Answer, json_answer

_CODES = {
    400: "InvalidArgument",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    415: "UnsupportedMediaType",
    422: "UnprocessableEntity",
    429: "TooManyRequests",
}


class RefusedError(Exception):
    """A request that the platform refuses; each generation says so in its own shape.

    `field` names the member of a body that is wrong, if it is one.
    """

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(status, message, field)
        self.status = status
        self.message = message
        self.field = field

    @property
    def code(self) -> str:
        """What the enveloped generations call it."""
        return _CODES[self.status]


def bad_request(message: str) -> RefusedError:
    """Refuse a parameter."""
    return RefusedError(400, message)


def invalid(field: str, message: str) -> RefusedError:
    """Refuse a value in a body."""
    return RefusedError(422, message, field)


def not_found(what: str = "resource") -> RefusedError:
    """Refuse an unknown route or resource."""
    return RefusedError(404, f"{what} not found")


def unauthorized() -> RefusedError:
    """Refuse a missing or unknown token."""
    return RefusedError(401, "invalid access token")


def scope_missing(scope: str) -> RefusedError:
    """Refuse an app that the merchant has not granted `scope`."""
    return RefusedError(403, f"access scope {scope} is required")


def throttled() -> RefusedError:
    """Refuse because one of the two buckets is full."""
    return RefusedError(429, "too many requests")


# -- answers for `faults.add`: shapes that no route of the sandbox gives by itself ---------------


def too_many_requests(retry_after: str | None = None) -> Answer:
    """Refuse because of the limit, with a Retry-After (seconds) or without."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(429, b'{"errors":["too many requests"]}', headers)


def bad_token() -> Answer:
    """Refuse a token with 400, as some routes do."""
    return json_answer(400, {"error": "invalid access token"})


def store_inactive() -> Answer:
    """Refuse because the store is closed: `error` is a string."""
    return json_answer(400, {"error": "store is not active"})


def integer_code(status: int = 404, code: int = 5, message: str = "order not found") -> Answer:
    """Refuse as the services behind the API do: `code` is a number."""
    return json_answer(status, {"code": code, "message": message, "details": []})


def empty(status: int = 400) -> Answer:
    """Refuse with an empty object."""
    return json_answer(status, {})


def bare_string(status: int = 500, message: str = "StatusInternalServerError") -> Answer:
    """Refuse with a string alone."""
    return json_answer(status, message)


def failed_with_200(code: str = "InternalError", message: str = "please try again") -> Answer:
    """Fail with HTTP 200 and a code other than success."""
    return json_answer(200, {"code": code, "message": message})


server_error = faults.server_error
