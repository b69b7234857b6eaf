"""What a shop of any platform is: orders, apps, what they sent, and faults on request."""

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, get_args

from asyncshop.sandbox.bucket import LeakyBucket
from asyncshop.sandbox.faults import Faults
from asyncshop.sandbox.rendering import PageCache
from asyncshop.sandbox.seeding import Size
from asyncshop.sandbox.store import Store

if TYPE_CHECKING:
    from asyncshop.sandbox.exchanges import Received

_BATCH = 250  # orders made before the loop gets a turn: a few ms


@dataclass(slots=True, eq=False)
class App:
    """An app that the merchant has installed: it has its own bucket."""

    name: str
    id: int
    scopes: tuple[str, ...]
    bucket: LeakyBucket
    access_token: str = field(repr=False)

    def may(self, scope: str) -> bool:
        """Whether the app has been granted the scope; to write includes to read."""
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


@dataclass(frozen=True, slots=True)
class Setting:
    """What the shops of one sandbox have in common; `now` gives seconds since 1970."""

    seed: int
    size: Size
    pages: PageCache
    clock: Callable[[], float]
    now: Callable[[], float]
    kept_requests: int

    def __post_init__(self) -> None:
        if self.size not in get_args(Size):
            raise ValueError(f"no size {self.size!r}; use {' or '.join(get_args(Size))}")


class Generator(Protocol):
    """Makes the index of a shop's orders by seed."""

    def records(self, count: int, now: int) -> Iterator[Any]:
        """Give the index of `count` orders before `now` (seconds since 1970), oldest first."""


class Shop(ABC):
    """A shop. Tests read and move its state directly; clients go through its platform's routes."""

    platform: ClassVar[str]
    host: ClassVar[str]
    scopes: ClassVar[tuple[str, ...]]
    token_prefix: ClassVar[str]
    store: Store[Any]
    generator: Generator

    def __init__(
        self, setting: Setting, installed: MutableMapping[str, tuple[Any, App]], index: int
    ) -> None:
        self.setting = setting
        self.domain = f"sandbox-{index + 1}.{self.host}"
        self.base_url = ""
        self.faults = Faults()
        self.requests: deque[Received] = deque(maxlen=setting.kept_requests)
        self.apps: list[App] = []
        self._installed = installed

    @property
    def app(self) -> App:
        """The app that `access_token` belongs to."""
        return self.apps[0]

    @property
    def access_token(self) -> str:
        """The token of the shop's first app."""
        return self.app.access_token

    @property
    def bucket(self) -> LeakyBucket:
        """The bucket of the shop's first app."""
        return self.app.bucket

    @property
    def orders(self) -> int:
        """How many orders there are, in whatever status."""
        return len(self.store)

    @property
    def key(self) -> bytes:
        """What the shop signs its cursors with."""
        return hashlib.sha256(f"{self.setting.seed}/{self.domain}".encode()).digest()

    @abstractmethod
    def new_bucket(self) -> LeakyBucket:
        """Give an app's bucket, empty."""

    def install(self, name: str, scopes: Iterable[str] | None = None) -> App:
        """Install another app: a second token on this shop, with a bucket of its own.

        `scopes` is what it may do; None: everything.
        """
        granted = self.scopes if scopes is None else tuple(scopes)
        token = self._token(name, 0)
        app = App(name, 755357713 + len(self.apps), granted, self.new_bucket(), token)
        self.apps.append(app)
        self._installed[app.access_token] = self, app
        return app

    def rotate_token(self) -> str:
        """Give the first app a new token; the old one is no longer accepted."""
        del self._installed[self.access_token]
        self.app.access_token = self._token(self.access_token, 1)
        self._installed[self.access_token] = self, self.app
        return self.access_token

    def _token(self, name: str, generation: int) -> str:
        # Made of the seed like everything else, so that a restarted sandbox knows its clients.
        text = f"{self.setting.seed}/{self.domain}/{name}/{generation}"
        return f"{self.token_prefix}{hashlib.sha256(text.encode()).hexdigest()[:32]}"

    def fill_bucket(self, used: float) -> None:
        """Let the bucket hold `used` requests now, as after a rival's burst."""
        self.bucket.fill(used)

    async def populate(self, count: int, now: int) -> None:
        """Let `count` orders have been placed before `now` (seconds since 1970)."""
        records = self.generator.records(count, now)
        while batch := list(islice(records, _BATCH)):
            self.store.add(batch)
            await asyncio.sleep(0)
