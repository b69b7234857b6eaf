"""Every error that asyncshop raises.

The tree of them::

    AsyncShopError
    ├── APIError                    the platform answered with an error
    │   ├── AuthenticationError     401
    │   ├── PaymentRequiredError    402
    │   ├── PermissionDeniedError   403
    │   ├── NotFoundError           404
    │   ├── ValidationError         422
    │   ├── ShopLockedError         423
    │   ├── RateLimitError          429, or a wait that would be too long
    │   └── ServerError             5xx
    ├── TransportError              no whole answer came
    │   └── RequestTimeout          none came in time
    ├── OutcomeUnknownError         a write may or may not have been carried out
    ├── DecodeError                 an answer is not what its type says
    ├── PagingError                 a listing cannot go on, or gave an order twice
    ├── VersionError                another API version answered (with `strict_version=True`)
    └── StreamError                 some shops of a stream failed (also an `ExceptionGroup`)

All of them can be pickled, and none holds a token or an exception of the HTTP library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

__all__ = [
    "APIError",
    "AsyncShopError",
    "AuthenticationError",
    "DecodeError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PagingError",
    "PaymentRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestTimeout",
    "ServerError",
    "ShopLockedError",
    "StreamError",
    "TransportError",
    "ValidationError",
    "VersionError",
    "api_error_class",
]


class AsyncShopError(Exception):
    """What every error of this library is.

    `shop` is the domain, `method` and `url` tell the request (neither ever holds a token),
    `request_id` is the platform's name for it, `tries` how often it was sent. What is not known
    is None.
    """

    advice: ClassVar[str] = ""

    shop: str | None
    method: str | None
    url: str | None
    request_id: str | None
    tries: int

    def __init__(
        self,
        message: str,
        *,
        shop: str | None = None,
        method: str | None = None,
        url: str | None = None,
        request_id: str | None = None,
        tries: int = 1,
    ) -> None:
        super().__init__(message)
        self.shop = shop
        self.method = method
        self.url = url
        self.request_id = request_id
        self.tries = tries

    @property
    def message(self) -> str:
        """What happened, without where."""
        return str(self.args[0])

    def __str__(self) -> str:
        request = f"{self.method} {self.url}" if self.method else ""
        where = ": ".join(part for part in (self.shop, request) if part)
        what = f"{where}: {self.message}" if where else self.message
        details = [f"request id {self.request_id}"] if self.request_id else []
        details += [f"after {self.tries} tries"] if self.tries > 1 else []
        return what + (f" ({', '.join(details)})" if details else "") + self._hint()

    def _hint(self) -> str:
        return f". {self.advice}" if self.advice else ""

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(cls: type[AsyncShopError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class APIError(AsyncShopError):
    """The platform answered with an error.

    `status` is the HTTP status, `code` the platform's own code where it gives one, `messages` its
    words one by one, `body` the answer's bytes.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        messages: Sequence[str] = (),
        body: bytes = b"",
        **where: Any,
    ) -> None:
        super().__init__(message, **where)
        self.status = status
        self.code = code
        self.messages = tuple(messages)
        self.body = body


class AuthenticationError(APIError):
    """401: the token is wrong, revoked or expired."""

    advice = "Check the shop's access token: it may belong to another shop, or be revoked"


class PaymentRequiredError(APIError):
    """402: the shop is frozen."""

    advice = "The shop is frozen until its owner pays the platform"


class PermissionDeniedError(APIError):
    """403: the token lacks an access scope, or the shop is flagged."""

    advice = "Grant the app the access scope that this call needs"


class NotFoundError(APIError):
    """404: no such resource in this shop (or none that this token may see)."""


class ValidationError(APIError):
    """422: the platform understood the request and refused what it says."""


class ShopLockedError(APIError):
    """423: the shop is locked."""

    advice = "The shop is locked: its owner must turn to the platform's support"


class RateLimitError(APIError):
    """429, or a wait that would be too long, of a request that was not sent.

    `code` tells those: `"max_wait"` where the limit's wait would be longer than `max_wait`, and
    `"pause"` where the platform asks for a pause longer than `retry.total`.
    `retry_after` is in seconds: how long to wait before asking again.
    """

    def __init__(self, message: str, *, retry_after: float, status: int = 429, **rest: Any) -> None:
        super().__init__(message, status=status, **rest)
        self.retry_after = retry_after

    def _hint(self) -> str:
        return f". Ask again in {self.retry_after:.1f} s"


class ServerError(APIError):
    """5xx: the platform failed."""


class TransportError(AsyncShopError):
    """No whole answer came: the connection could not be made, or broke."""


class RequestTimeout(TransportError):  # noqa: N818 - the public contract's name
    """No whole answer came in time."""

    advice = "Allow more with timeout=, or ask for smaller pages with limit="


class OutcomeUnknownError(AsyncShopError):
    """A write was sent and no answer tells whether it was carried out; it was not sent again.

    `error` is what happened: an `APIError` or a `TransportError`.
    """

    advice = "Look at the shop before you send it again"

    def __init__(self, message: str, *, error: AsyncShopError, **where: Any) -> None:
        super().__init__(message, **where)
        self.error = error


class DecodeError(AsyncShopError):
    """An answer, or one order of it, is not what its type says.

    `order_id` is the order's id where it could be read, `path` the place in it (`$.closed_at`),
    `body` the bytes of the order or of the whole answer (they hold customers' data). Of an order
    in a listing `url` is the first page's, whichever page it came in.
    """

    def __init__(
        self,
        message: str,
        *,
        order_id: int | str | None = None,
        path: str | None = None,
        body: bytes = b"",
        **where: Any,
    ) -> None:
        super().__init__(message, **where)
        self.order_id = order_id
        self.path = path
        self.body = body


class PagingError(AsyncShopError):
    """A listing's cursor came twice or cannot be read, or an order came twice in an export."""

    advice = "The listing is incomplete: start it again"


class VersionError(AsyncShopError):
    """Another API version answered than the one asked for, and `strict_version` is on."""

    advice = "Ask for a version that the platform still serves, with api_version="


class StreamError(AsyncShopError, ExceptionGroup[AsyncShopError]):
    """Some shops of a stream failed; the others were read to their end.

    `exceptions` has each shop's error, and each error its `shop`.
    """

    if TYPE_CHECKING:

        @property
        def exceptions(self) -> tuple[AsyncShopError, ...]:
            """Give each shop's error; no group stands among them."""

    def __new__(cls, message: str, exceptions: Sequence[AsyncShopError]) -> Self:
        """Make the group of what failed."""
        return super().__new__(cls, message, exceptions)

    def __init__(self, message: str, exceptions: Sequence[AsyncShopError]) -> None:
        AsyncShopError.__init__(self, message)
        self.args = (message, exceptions)

    def __str__(self) -> str:
        return "\n  ".join([self.message, *map(str, self.exceptions)])

    def derive(self, excs: Sequence[AsyncShopError]) -> StreamError:  # type: ignore[override] # a part of it holds the same kind
        """Make a group of the same kind, for `split` and `except*`."""
        return StreamError(self.message, excs)


_BY_STATUS: dict[int, type[APIError]] = {
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    422: ValidationError,
    423: ShopLockedError,
}


def api_error_class(status: int) -> type[APIError]:
    """Give the error class of an HTTP status, other than 429, which needs its wait."""
    server = APIError if not 500 <= status < 600 else ServerError
    return _BY_STATUS.get(status, server)
