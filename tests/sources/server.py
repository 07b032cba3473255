"""A local server that stands in for live sources, with every fault they are known for.

What it answers is built from the documented form of each service and from figures that the store
holds; what has to be there beside them is made up and named so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Reply:
    """One answer; `cut` ends it halfway, `slow` sends it byte by byte with a pause between."""

    body: bytes
    status: int = 200
    type: str = "application/xml"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    slow: float = 0.0
    sized: bool = True  # whether Content-Length is sent; else the end of the connection is the end


Answering = Callable[[str, dict[str, str]], Reply]


class Server:
    """Serves `answering`; `faults` are given first, one a request whose path holds their name."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.faults: list[tuple[str, Reply]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def fail(self, reply: Reply, path: str = "", times: int = 1) -> None:
        self.faults += [(path, reply)] * times

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.asked.append((parts.path, query))
        fault = next((each for each in self.faults if each[0] in parts.path), None)
        if fault is not None:
            self.faults.remove(fault)
        reply = fault[1] if fault else self.answering(parts.path, query)
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.type)
        if reply.sized:
            handler.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.cut or not reply.sized:
            handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            if reply.slow:
                for i in range(len(reply.body)):
                    handler.wfile.write(reply.body[i : i + 1])
                    handler.wfile.flush()
                    time.sleep(reply.slow)
            else:
                size = len(reply.body) // 2 if reply.cut else len(reply.body)
                handler.wfile.write(reply.body[:size])
        except OSError:  # the client has had enough, which is what such a test is about
            handler.close_connection = True
        if reply.cut or not reply.sized:
            handler.close_connection = True
