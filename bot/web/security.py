"""Who is answered: a browser on this machine (or one that knows the token), on a page that came from here."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.addresses import is_address, is_loopback

log = logging.getLogger(__name__)

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "same-origin",  # with less, browsers send forms with the Origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: What is needed to ask for the token.
OPEN = frozenset({"/login", "/static/style.css", "/static/icon.svg", "/static/theme.js"})
#: What browsers call a request of a page of this server, and one of no page at all.
OURS = ("same-origin", "none")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SESSION_SECONDS = 30 * 86400
WRONG_TOKEN_SECONDS = 0.5
#: Tokens that wait to be looked at.
MOST_GUESSES = 20
_SESSION = re.compile(r"(([A-Za-z0-9_-]{32})\.([0-9]{1,12}))\.([0-9a-f]{64})")

#: Who asks; "" only where the token is being asked for.
PERSON = web.RequestKey("person", str)
_FRESH = web.RequestKey("fresh", str)


class Guard:
    """The rules of one address.

    Parameters:
        host, port: what is listened on.
        token: asked for where it is not ""; never stored, and compared in constant time.
        secret: seals cookies together with the token, so that no cookie tells whether a token was guessed.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        host: str,
        port: int,
        token: str = "",
        secret: bytes = b"",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self._key = hmac.digest(secret, token.encode(), "sha256")
        self._clock = clock
        self.port = port
        self.any_address = host in ("0.0.0.0", "::")
        names: tuple[str, ...] = (
            LOOPBACK_NAMES if is_loopback(host) else (f"[{host}]" if ":" in host else host.lower(),)
        )
        if self.any_address:
            names = (*LOOPBACK_NAMES, socket.gethostname().lower())
        self.names = frozenset(names)
        self.cookie = f"cratedigger-{port}"  # cookies are shared by all ports of a host
        self._one_at_a_time = asyncio.Lock()
        self._guesses = 0
        self._closed_until = 0.0

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this server: another name that leads here is somebody rebinding theirs."""
        name, _, port = host.lower().rpartition(":")
        if not port.isdecimal():
            name, port = host.lower(), "80"
        if len(port) > 5 or int(port) != self.port:
            return False
        return name in self.names or (self.any_address and is_address(name))

    def is_ours(self, request: web.Request) -> bool:
        """Whether a request comes from a page of this server, or from no page at all."""
        origin = request.headers.get("Origin")
        if origin is not None:
            return urlsplit(origin).scheme == "http" and origin == f"http://{request.host}"
        # Pictures and sounds are fetched without Origin; opening the page from a link elsewhere is fine.
        return request.headers.get("Sec-Fetch-Site", "none") in OURS or (
            request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        )

    async def knows_token(self, given: str) -> bool:
        """Whether that is the token.

        They are looked at one after the other, and none so soon after a wrong one, so that guessing takes for ever.

        Raises:
            web.HTTPTooManyRequests: too many wait already.
        """
        if self._guesses >= MOST_GUESSES:
            raise web.HTTPTooManyRequests(text="Too many give a token at once. Please try again in a minute.")
        self._guesses += 1
        try:
            async with self._one_at_a_time:
                now = asyncio.get_running_loop().time
                await asyncio.sleep(self._closed_until - now())
                if hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.token.encode()):
                    return True
                # Who does not wait for the answer shortens nothing: it is the next one that is held up.
                self._closed_until = now() + WRONG_TOKEN_SECONDS
                log.warning("somebody tried a wrong token")
                return False
        finally:
            self._guesses -= 1

    def new_session(self) -> str:
        """A cookie that says who somebody is, since when, and that the token was known."""
        session = f"{secrets.token_urlsafe(24)}.{self._clock():.0f}"
        return f"{session}.{self._seal(session)}"

    def person(self, request: web.Request) -> str | None:
        """Who asks, by cookie; None for somebody new."""
        found = _SESSION.fullmatch(request.cookies.get(self.cookie, ""))
        if found is None or not hmac.compare_digest(self._seal(found[1]), found[4]):
            return None
        return found[2] if self._clock() - int(found[3]) < SESSION_SECONDS else None

    def _seal(self, session: str) -> str:
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()

    def give_cookie(self, response: web.StreamResponse, session: str) -> None:
        rules = f"Max-Age={SESSION_SECONDS}; Path=/; HttpOnly; SameSite=Strict"
        # As a header: aiohttp looks at its own cookies before `sign` is called.
        response.headers.add("Set-Cookie", f"{self.cookie}={session}; {rules}")

    @property
    def middleware(self) -> Middleware:
        """Lets through what keeps the rules, and knows who it is from."""

        @web.middleware
        async def let_through(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.knows_host(request.host):
                return refusal(403, "This server does not go by that name.")
            if not self.is_ours(request):
                return refusal(403, "That request comes from a page of somebody else.")
            person = self.person(request)
            if person is None and self.token and request.path not in OPEN:
                if request.path == "/":
                    raise web.HTTPSeeOther("/login")
                return refusal(401, "The token is needed: open the page and give it there.")
            if person is None and not self.token:
                session = self.new_session()
                person = session.partition(".")[0]
                # Behind a link from elsewhere comes no cookie, though the browser may have one.
                if request.headers.get("Sec-Fetch-Site", "none") in OURS:
                    request[_FRESH] = session
            request[PERSON] = person or ""
            return await handler(request)

        return let_through

    async def sign(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the security headers on every response, and the cookie on the first one to somebody new."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Server"] = "Cratedigger"
        if _FRESH in request:
            self.give_cookie(response, request[_FRESH])


def refusal(status: int, sentence: str) -> web.Response:
    """A sentence instead of an answer."""
    return web.json_response({"error": sentence}, status=status)
