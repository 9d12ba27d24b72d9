"""A real IMAP server on loopback, in a thread of its own, with folders that tests put mail into."""

from __future__ import annotations

import asyncio
import imaplib
import socket
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from urllib.parse import quote

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "destek", "gizli şifre"


class Post:
    """One folder as whoever delivers to it, or reads it in another program, sees it."""

    def __init__(self, port: int, folder: str) -> None:
        self.url = f"imap://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}/{quote(folder)}"  # as the setting takes it
        self.port, self._folder = port, f'"{folder}"'
        with self._signed_in() as client:
            assert client.create(self._folder)[0] == "OK"

    def deliver(self, *mails: bytes, seen: bool = False) -> None:
        with self._signed_in() as client:
            for mail in mails:
                assert client.append(self._folder, r"(\Seen)" if seen else "", "", mail)[0] == "OK"

    def read_everything(self) -> None:
        """Somebody opens every mail in another program."""
        with self._signed_in() as client:
            client.select(self._folder)
            client.store("1:*", "+FLAGS", r"(\Seen)")

    def unread(self) -> int:
        with self._signed_in() as client:
            client.select(self._folder)
            return len(client.uid("SEARCH", "UNSEEN")[1][0].split())

    def begin_anew(self) -> None:
        """The folder is made again, empty and with another numbering, as on a server that was restored."""
        with self._signed_in() as client:
            assert client.delete(self._folder)[0] == "OK"
            assert client.create(self._folder)[0] == "OK"

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            client.logout()


@contextmanager
def mailbox_server() -> Iterator[int]:
    """A server for as long as the block lasts; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    loop = asyncio.new_event_loop()
    ready, stop = threading.Event(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(port, ready, stop),), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        with suppress(RuntimeError):
            loop.close()


async def _serve(port: int, ready: threading.Event, stop: asyncio.Event) -> None:
    parser = ArgumentParser()
    IMAPService.add_arguments(parser)
    DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    told = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "dict",
        "--demo-user",
        USER,
        "--demo-password",
        PASSWORD,
    ]
    args = parser.parse_args(told)
    args.passlib_cfg, args.debug = None, False
    # Its own hash takes half a second a sign-in, on purpose.
    backend, config = await DictBackend.init(args, hash_context=BuiltinHash(rounds=1))
    config.apply_context()
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        ready.set()
        await stop.wait()
