"""The platform's refusals, each in the shape in which it comes.

Sources: the documentation's "Shopify API response status and error codes" page
(https://shopify.dev/docs/api/usage/response-codes) and public reports.
"""

from typing import Any

from asyncshop.sandbox import faults
from asyncshop.sandbox.exchanges import Answer, json_answer

PAGINATION_PAGE = "https://shopify.dev/api/usage/pagination-rest"


class RefusedError(Exception):
    """A request that the platform refuses; `answer` is what it says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status, answer.body)
        self.answer = answer


def refusal(status: int, errors: Any) -> RefusedError:
    """Refuse with the usual body: `errors` is a string, a list or an object."""
    return RefusedError(json_answer(status, {"errors": errors}))


def bad_request(field: str, message: str) -> RefusedError:
    """Refuse a parameter: an object of strings."""
    return refusal(400, {field: message})


def invalid(field: str, message: str) -> RefusedError:
    """Refuse a value in a body: an object of lists."""
    return refusal(422, {field: [message]})


def not_found() -> RefusedError:
    """Refuse an unknown route or resource."""
    return refusal(404, "Not Found")


def not_acceptable() -> RefusedError:
    """Refuse another format than JSON, without a word."""
    return RefusedError(Answer(406))


def unauthorized() -> Answer:
    """Refuse a missing or unknown token."""
    message = "[API] Invalid API key or access token (unrecognized login or wrong password)"
    return json_answer(401, {"errors": message})


def scope_missing(scope: str) -> RefusedError:
    """Refuse an app that the merchant has not granted `scope`."""
    return refusal(403, f"[API] This action requires merchant approval for {scope} scope.")


def throttled(retry_after: str | None = "2.0", *, calls_per_second: float = 2) -> Answer:
    """Refuse because the bucket is full; the answer does not tell the bucket's level."""
    answer = json_answer(
        429,
        {
            "errors": f"Exceeded {calls_per_second:g} calls per second for api client. "
            "Reduce request rates to resume uninterrupted service."
        },
    )
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(429, answer.body, headers)


def resource_throttled(retry_after: str = "2.0", *, call_limit: str = "1/40") -> Answer:
    """Refuse because of a resource's own limit, though the bucket is nearly empty."""
    return json_answer(
        429,
        {"errors": "Exceeded order API rate limit, please try again in a minute."},
        retry_after=retry_after,
        x_shopify_shop_api_call_limit=call_limit,
    )


def frozen() -> Answer:
    """Refuse because the shop owes money."""
    return json_answer(402, {"errors": "This shop is currently unavailable"})


def flagged() -> Answer:
    """Refuse because the shop has been flagged, without a word."""
    return Answer(403)


def locked() -> Answer:
    """Refuse because the shop is locked after repeated excess or suspected fraud."""
    return json_answer(423, {"errors": "This shop is unavailable"})


def rejected() -> Answer:
    """Refuse for reasons of security."""
    return json_answer(430, {"errors": ["Shopify Security Rejection"]})


def not_implemented() -> Answer:
    """Refuse what this shop's plan does not have."""
    return json_answer(501, {"errors": "This endpoint is not available on this plan"})


def oauth_error() -> Answer:
    """Refuse as the token endpoint does."""
    return json_answer(
        400,
        {
            "error": "invalid_request",
            "error_description": "The authorization code was not found or was already used.",
        },
    )


server_error = faults.server_error
