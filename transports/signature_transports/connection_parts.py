"""The parts of a connection: check the arguments of ``connect``, and read the files that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypedDict

from signature_model.api.exchange import Manner
from signature_model.api.retries import Retries
from signature_model.api.services import POSTEN, Service
from signature_model.jobs.context import Context, Environment
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_transports.connection_options import CallTimeouts, ConnectionOptions
from signature_transports.http_libraries import LIBRARIES, library_named
from signature_transports.key_files import anchors_from, credentials_from
from signature_transports.settings import SettingsError, environment_named
from signature_transports.shared_limit import limit_of
from signature_transports.tls import client_context, token_context
from signature_transports.token_settings import require_endpoint

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from cryptography.x509 import Certificate

    from signature_model.api.tokens import TokenAuthentication
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.key_files import FilePath


_URL_PARTS: Final = frozenset(":/")


class ConnectArguments(TypedDict, total=False):
    """The keyword arguments of ``connect`` and ``connect_async``. All are optional.

    credentials:
        The enterprise certificate with its key: ``Credentials``, or the path or content of a PKCS#12 or PEM file.
    password:
        The password of that file.
    trust:
        The trust anchors for the server: the path of a PEM or DER file or of a folder of such files, the content of a
        file, or certificates.
    token:
        Authenticate by token instead of the client certificate.
    token_trust:
        The trust anchors for the token endpoint, as ``trust``; by default, public authorities and the host name.
    sender:
        The organisation number for calls that name no sender; by default, the one in the certificate.
    context:
        The facts for the validation of jobs, such as the sender's sector.
    timeouts:
        The time limits of calls.
    proxy:
        The URL of an HTTP proxy. Environment variables such as ``HTTPS_PROXY`` are ignored.
    user_agent:
        A text that is added to the User-Agent.
    transport:
        The HTTP library, ``"requests"``, ``"httpx"`` or ``"httpx2"``; by default, the first that is installed.
    retries:
        How often a call is repeated if that is safe.
    manner:
        The whole call policy. By default, the ``retries`` and a limit on calls that all processes of this user share.
    server_organization:
        The organisation in the certificate of a service with a URL of its own; by default, Posten.
    """

    credentials: Credentials | bytes | FilePath | None
    password: str | bytes | None
    trust: Iterable[Certificate] | bytes | FilePath | None
    token: TokenAuthentication | None
    token_trust: Iterable[Certificate] | bytes | FilePath | None
    sender: str | None
    context: Context | None
    timeouts: CallTimeouts | None
    proxy: str | None
    user_agent: str | None
    transport: str | None
    retries: Retries | None
    manner: Manner | None
    server_organization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionParts:
    """The parts of a blocking or asynchronous connection."""

    service: Service
    http_library: str
    options: ConnectionOptions
    tls: ssl.SSLContext | None
    authentication: TokenAuthentication | None
    token_tls: ssl.SSLContext | None
    context: Context
    known: dict[str, Any]

    @classmethod
    def of(
        cls, environment: str | Service, given: ConnectArguments, libraries: tuple[str, ...] = LIBRARIES
    ) -> ConnectionParts:
        """Check the arguments and read the files."""
        _require_known(given)
        options = ConnectionOptions(
            timeouts=given.get("timeouts") or CallTimeouts(),
            proxy=given.get("proxy"),
            user_agent=given.get("user_agent"),
        )
        service, library = _service(environment), library_named(given.get("transport"), libraries)
        trust, source, authentication = given.get("trust"), given.get("credentials"), given.get("token")
        anchors = None if trust is None else anchors_from(trust)
        credentials = None if source is None else credentials_from(source, given.get("password"), anchors or ())
        return cls(
            service=service,
            http_library=library,
            options=options,
            authentication=authentication,
            token_tls=None if authentication is None else _token_tls(service, authentication, credentials, given),
            tls=_tls(service, credentials, anchors, given),
            context=given.get("context") or Context(),
            known={
                "credentials": credentials,
                "sender": given.get("sender"),
                "manner": given.get("manner") or _manner(service, credentials, given),
            },
        )


def _manner(service: Service, credentials: Credentials | None, given: ConnectArguments) -> Manner:
    number = given.get("sender") or (None if credentials is None else credentials.organization_number)
    return Manner(limit=limit_of(service, number), retries=given.get("retries") or Retries())


def _require_known(given: ConnectArguments) -> None:
    for name in given:
        if name not in ConnectArguments.__annotations__:
            known = ", ".join(ConnectArguments.__annotations__)
            msg = f"unexpected argument {name!r}; the arguments are environment, {known}"
            raise TypeError(msg)
    sender = given.get("sender")
    if sender is not None and not has_nine_digits(sender):
        msg = f"sender must be an organisation number, which has nine digits, not {quoted(sender)}"
        raise ValueError(msg)


def _service(environment: str | Service) -> Service:
    if isinstance(environment, Service):
        return environment
    if "://" in environment:
        return Service(root=environment, environment=Environment.TEST)
    if _URL_PARTS & set(environment):
        msg = f"{{environment}} must be a name or a URL that begins with https:// or http://, not {quoted(environment)}"
        raise SettingsError(msg)
    return environment_named(environment)


def _tls(
    service: Service, credentials: Credentials | None, anchors: tuple[Certificate, ...] | None, given: ConnectArguments
) -> ssl.SSLContext | None:
    """Return the context for the service; None for unencrypted HTTP, which needs no certificates."""
    if service.is_plain:
        return None
    if credentials is None or anchors is None:
        needed = {
            "your certificate with {credentials}": credentials,
            "the trust anchors for the server with {trust}": anchors,
        }
        msg = f"give {', and '.join(words for words, given_ in needed.items() if given_ is None)}"
        raise SettingsError(msg)
    presented = credentials if given.get("token") is None else None
    return client_context(presented, anchors, server_organization=given.get("server_organization") or POSTEN)


def _token_tls(
    service: Service,
    authentication: TokenAuthentication,
    credentials: Credentials | None,
    given: ConnectArguments,
) -> ssl.SSLContext | None:
    """Return the context for the token endpoint; None for unencrypted HTTP."""
    if require_endpoint(authentication, service).startswith("http:"):
        return None
    if credentials is None:
        msg = "give your certificate with {credentials}: it proves who asks for a token"
        raise SettingsError(msg)
    trust = given.get("token_trust")
    anchors = None if trust is None else anchors_from(trust)
    return token_context(credentials, anchors, server_organization=given.get("server_organization") or POSTEN)
