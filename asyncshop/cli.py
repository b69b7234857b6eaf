"""The command line: `asyncshop export` and `asyncshop sandbox`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import warnings
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TextIO

import msgspec

from asyncshop import __version__
from asyncshop.export import CONCURRENCY, Export, Report, open_shops
from asyncshop.export.progress import display
from asyncshop.interpretation import VersionWarning
from asyncshop.manager import SessionManager
from asyncshop.sandbox import Sandbox, serve
from asyncshop.shop import Shop
from asyncshop.shopify.shop import VisibilityWarning

DONE, SOME_FAILED, BAD_INPUT = 0, 1, 2
SIGNALLED = 128
"""Plus the signal's number: how a shell sees that a signal ended a command."""

ORDERS = 500
"""Orders of each shop of `--sandbox`, unless told otherwise."""

_TIME = "ISO 8601 with its offset, such as 2026-01-31T12:00:00+00:00"

FILTERS = {
    "status": "any (the default), or of Shopify open, closed, cancelled; of Shoplazza opened, "
    "placed, finished, cancelled",
    "financial_status": "any, or one of the platform's, such as paid",
    "fulfillment_status": "any, or one of the platform's, such as shipped",
    "created_at_min": f"created at that time or later: {_TIME}",
    "created_at_max": "created at that time or before (default, unless --updated-at-* is given: "
    "when the export of the shop begins)",
    "updated_at_min": "last changed at that time or later",
    "updated_at_max": "last changed at that time or before",
    "processed_at_min": "processed at that time or later",
    "processed_at_max": "processed at that time or before",
    "ids": "only these orders: ids, comma-separated",
    "name": "only the order of this name, such as '#1001'",
    "since_id": "only orders with a higher id",
    "attribution_app_id": "only orders of this app: its id, or 'current'",
    "fields": "only these fields of each order, comma-separated; id is always there",
    "limit": "orders a page, 1 to 250 (the default)",
}
_NO_FILTERS = frozenset({"self", "into", "on_error", "concurrency", "cursor", "page", "page_token"})
"""Arguments of the job and of listings that are none; and where a listing begins, since an export
has every order."""
_NUMBERS = frozenset({"since_id", "limit"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status.

    0: done. 1: some shop failed. 2: bad input, nothing was sent. 130, 143: ended by a signal.

    Raises:
        SystemExit: when the arguments cannot be read (2), and for `--help` and `--version` (0).
    """
    parsed = _parser().parse_args(arguments)
    with _plain_warnings():
        return _until_signalled(parsed.run(parsed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="asyncshop",
        description="Every order of many shops, as fast as the platforms' limits allow.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"asyncshop {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_export(commands.add_parser("export", help=_EXPORT, description=_EXPORT, **_HOW))
    _add_sandbox(commands.add_parser("sandbox", help=_SANDBOX, description=_SANDBOX, **_HOW))
    return parser


_EXPORT = "write every order of many shops into files, one JSON Lines file a shop"
_SANDBOX = "serve shops with invented orders on loopback, as strict as the platforms are"
_HOW: dict[str, Any] = {
    "allow_abbrev": False,
    "formatter_class": argparse.RawDescriptionHelpFormatter,
}

_EXAMPLE = """\
a shops file, in TOML, has for each shop:
  [[shops]]
  domain = "acme.myshopify.com"
  platform = "shopify"
  token_env = "ACME_TOKEN"      # an environment variable; or:
  # token_file = "acme.token"   # a file, beside this one
platform is "shopify" or "shoplazza".

exit status: 0 all shops are written; 1 some shop failed, its file is as it was before;
2 bad input, nothing was sent; 130 and 143 ended by Ctrl-C or SIGTERM.
"""


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_export)
    parser.epilog = _EXAMPLE
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--shops", metavar="FILE", help="the shops file; see below")
    which.add_argument(
        "--sandbox", metavar="N", type=_count(1), help="N shops of an embedded sandbox instead"
    )
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="the folder for DIR/<domain>.jsonl"
    )
    parser.add_argument(
        "--concurrency",
        metavar="N",
        type=_count(1),
        default=CONCURRENCY,
        help="shops that are read at a time (default: %(default)s)",
    )
    parser.add_argument(
        "--rate-share",
        metavar="PART",
        type=float,
        default=1.0,
        help="the part of each shop's rate limit to take, above 0 to 1 (default: all)",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    filters = parser.add_argument_group(
        "filters",
        "Named as the platform names them; one that some shop's platform does not know is refused.",
    )
    for name, text in FILTERS.items():
        kind = _whole_number if name in _NUMBERS else str
        filters.add_argument(_option(name), metavar="X", type=kind, help=text)
    filters.add_argument(
        "--filter",
        metavar="NAME=X",
        type=_name_and_value,
        action="append",
        default=[],
        help="any other filter of the platform, such as placed_at_min=...; the same name again "
        "gives it several values",
    )
    sandbox = parser.add_argument_group("with --sandbox")
    _add_sandbox_options(sandbox, orders=ORDERS)


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_sandbox)
    parser.epilog = (
        "Prints one line of JSON when it is ready: each shop's platform, domain, access_token,\n"
        "base_url and number of orders. Serves until Ctrl-C or SIGTERM."
    )
    parser.add_argument(
        "--shops", metavar="N", type=_count(1), default=1, help="how many shops (default: 1)"
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=_count(0, 65535),
        default=0,
        help="the port on 127.0.0.1 (default: 0, a free one)",
    )
    _add_sandbox_options(parser, orders=1000)


def _add_sandbox_options(parser: argparse._ActionsContainer, *, orders: int) -> None:
    parser.add_argument(
        "--orders", metavar="N", type=_count(0), help=f"orders of each shop (default: {orders})"
    )
    parser.add_argument(
        "--platform",
        metavar="NAME[,NAME...]",
        help="shopify (the default) or shoplazza; several are dealt round the shops in turn",
    )
    parser.add_argument(
        "--plan",
        metavar="PLAN",
        help="of Shopify's shops: standard (the default), advanced, plus or enterprise",
    )
    parser.add_argument(
        "--seed", metavar="N", type=_count(0), help="the same seed, the same orders (default: 1)"
    )
    parser.set_defaults(default_orders=orders)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _count(least: int, most: int | None = None) -> Callable[[str], int]:
    """Read a number within bounds."""
    bounds = f"of {least} or more" if most is None else f"from {least} to {most}"

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least or (most is not None and int(text) > most):
            raise argparse.ArgumentTypeError(f"{text!r}: write a number {bounds}")
        return int(text)

    return read


def _name_and_value(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name.isidentifier() or not value or name in FILTERS or name in _NO_FILTERS:
        hint = f": write {_option(name)}" if name in FILTERS else ", such as customer_id=5"
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=X of a filter{hint}")
    return name, value


def _named(pairs: Sequence[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Put the values of one name together; one alone stays by itself."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: each[0] if len(each) == 1 else each for name, each in values.items()}


def _whole_number(text: str) -> int | str:
    """Read a number; what is none is for the filter's own check, which tells what to write."""
    return int(text) if text.isdecimal() else text


async def _export(given: argparse.Namespace) -> int:
    async with AsyncExitStack() as stack:
        try:
            manager = SessionManager(rate_share=given.rate_share)
            shops = await _shops(given, manager, stack)
            filters = {name: getattr(given, name) for name in FILTERS} | _named(given.filter)
            export = Export(shops, given.out, concurrency=given.concurrency, **filters)
        except (TypeError, ValueError) as error:
            return _refuse("export", str(error))
        await stack.enter_async_context(manager)
        try:
            with display(export.report, sys.stderr) as shown:
                await export.run(on_change=shown.changed)
        except OSError as error:
            return _refuse("export", f"--out {given.out}: {error.strerror}: name a folder")
        except asyncio.CancelledError:
            sys.stderr.write(f"ended early. {export.report}\n")
            raise
    _summarize(export.report, as_json=given.json)
    return SOME_FAILED if export.report.failed else DONE


async def _shops(
    given: argparse.Namespace, manager: SessionManager, stack: AsyncExitStack
) -> list[Shop[Any]]:
    if given.shops is None:
        options = _sandbox_options(given, given.sandbox)
        box = await stack.enter_async_context(Sandbox(**options))
        return [
            manager.shop(
                shop.platform,
                shop.domain,
                access_token=shop.access_token,
                base_url=shop.base_url,
            )
            for shop in box.shops
        ]
    for name in ("orders", "platform", "plan", "seed"):
        if getattr(given, name) is not None:
            raise ValueError(f"--{name} is for --sandbox, and says nothing about real shops")
    return open_shops(given.shops, manager)


def _sandbox_options(given: argparse.Namespace, shops: int) -> dict[str, Any]:
    options = {
        "shops": shops,
        "orders": given.default_orders if given.orders is None else given.orders,
        "platform": None if given.platform is None else _dealt(given.platform.split(","), shops),
        "plan": given.plan,
        "seed": given.seed,
    }
    return {name: value for name, value in options.items() if value is not None}


def _dealt(names: list[str], count: int) -> list[str]:
    """Give one name for each of `count` shops, in turn."""
    return [names[index % len(names)].strip() for index in range(count)]


def _summarize(report: Report, *, as_json: bool) -> None:
    text = msgspec.json.encode(report.as_dict()).decode() if as_json else str(report)
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _sandbox(given: argparse.Namespace) -> int:
    try:
        await serve(port=given.port, **_sandbox_options(given, given.shops))
    except (ValueError, OSError) as error:
        return _refuse("sandbox", str(error))
    return DONE  # pragma: no cover - it serves until it is cancelled


def _refuse(command: str, message: str) -> int:
    sys.stderr.write(f"asyncshop {command}: {message}\n")
    return BAD_INPUT


def _until_signalled(command: Coroutine[Any, Any, int]) -> int:
    """Run a command to its end, or until SIGINT or SIGTERM; everything is cleaned up then."""
    caught: list[int] = []

    async def run() -> int:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs is in a task

        def stop(number: int, _frame: object) -> None:
            caught.append(number)
            loop.call_soon_threadsafe(task.cancel)

        before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            return await command
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        return SIGNALLED + caught[0]


@contextmanager
def _plain_warnings() -> Iterator[None]:
    """Tell warnings as a reader of the command line wants them: without a line of code."""

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        sys.stderr.write(f"warning: {message}\n")

    with warnings.catch_warnings():
        for category in (VersionWarning, VisibilityWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = show
        yield
