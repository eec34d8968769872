"""The double on a socket: the API under /v1/, and the pages that people see."""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from tests.stripe_double import routes
from tests.stripe_double.errors import StripeError
from tests.stripe_double.form_encoding import decode
from tests.stripe_double.idempotency import Answer
from tests.stripe_double.pages import Page, visit
from tests.stripe_double.parameter_types import check

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble


class Server(ThreadingHTTPServer):
    """One server for one double, on a free port of the loopback."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, double: "StripeDouble") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.double = double


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer's head and body leave at once
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `double.requests` instead."""

    def do_GET(self) -> None:
        self.respond("")

    def do_DELETE(self) -> None:
        self.respond("")

    def do_POST(self) -> None:
        self.respond(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def respond(self, body: str) -> None:
        address = urlsplit(self.path)
        if address.path.startswith("/v1/"):
            self.respond_to_program(address.path, body or address.query)
        else:
            self.respond_to_person(address.path, address.query, body)

    def respond_to_program(self, path: str, encoded: str) -> None:
        double = self.server.double
        double.wait()
        if double.down:
            self.send(
                503,
                dumped({"error": {"type": "api_error", "message": "The service is unavailable."}}),
            )
            return
        request = {"id": f"req_{secrets.token_hex(7)}", "key": self.headers.get("Idempotency-Key")}
        more = {"Request-Id": str(request["id"])}
        try:
            (status, answer), replayed = self.answer_of(path, encoded, request)
        except StripeError as problem:
            status, answer, replayed = problem.status, dumped(problem.body), False
        if replayed:
            more["Idempotent-Replayed"] = "true"
        double.note(
            self.command,
            path,
            encoded,
            status=status,
            version=self.headers.get("Stripe-Version"),
            **request,
        )
        if double.take_lost_answer():
            self.close_connection = True
            return
        self.send(status, answer, more=more)

    def answer_of(self, path: str, encoded: str, request: dict[str, Any]) -> tuple[Answer, bool]:
        self.check_key()
        key = request["key"] if self.command == "POST" else None
        if key is None:
            return self.work(path, encoded, request), False
        keys = self.server.double.keys
        done = keys.begin(key, path, encoded)
        if done:
            return done, True
        try:
            answer = self.work(path, encoded, request)
        except BaseException:
            keys.forget(key)
            raise
        keys.finish(key, answer)
        return answer, False

    def check_key(self) -> None:
        value = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not value:
            raise StripeError("You did not provide an API key.", status=401)
        if value != self.server.double.key:
            text = f"{value[:8]}{'*' * 8}{value[-4:]}"
            raise StripeError(f"Invalid API Key provided: {text}", status=401)

    def work(self, path: str, encoded: str, request: dict[str, Any]) -> Answer:
        """The answer of the route; what was wrong with the parameters is raised, what went wrong
        later is answered.
        """
        if (version := self.headers.get("Stripe-Version")) not in (None, stripe.api_version):
            raise StripeError(f"The tests' Stripe speaks {stripe.api_version} only, not {version}.")
        route, names = routes.find(self.command, path)
        params = check(decode(encoded), route.kind)
        double = self.server.double
        with double.store.lock:
            double.store.request = request
            try:
                return 200, dumped(route.answer(double.store, path, params, names))
            except StripeError as problem:
                return problem.status, dumped(problem.body)
            finally:
                double.store.request = {}

    def respond_to_person(self, path: str, query: str, body: str) -> None:
        double = self.server.double
        if double.down:
            self.send(503, b"Unavailable", kind="text/plain")
            return
        with double.store.lock:
            page = visit(double.store, self.command, path, dict(parse_qsl(body or query)))
        self.show(page)

    def show(self, page: Page) -> None:
        more = {"Location": page.location} if page.location else {}
        self.send(page.status, page.html.encode(), kind="text/html; charset=utf-8", more=more)

    def send(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "application/json",
        more: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def dumped(target: Any) -> bytes:
    return json.dumps(target, indent=1).encode()


def pause(seconds: float) -> None:
    """Real waiting, even where a test has stopped time."""
    threading.Event().wait(seconds)
