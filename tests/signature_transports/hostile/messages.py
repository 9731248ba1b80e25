"""Answers that are frame_parts as they should be, and say something else than that a job was created."""

import gzip
from collections.abc import Iterator
from typing import Final

from tests.kits.certificates import NUMBER
from tests.signature_transports.hostile.cases import (
    BODY,
    ERROR,
    GOOD,
    ODD,
    REFUSED,
    UNKNOWN,
    XML,
    Hostile,
    sends,
    sends_and_tears,
)
from tests.signature_transports.servers import answer

URL: Final = f"https://127.0.0.1/api/{NUMBER}/portal/signature-jobs/42/cancel?token=a%2Bb"
PLACES: Final = (
    *("", "/", f"/api/{NUMBER}/portal/signature-jobs", "https://127.0.0.1:1/", "http://127.0.0.1:1/", "//127.0.0.1:1/"),
    *("?again", "file:///etc/passwd", "http://[", "x" * 5_000),
)


def statuses() -> Iterator[Hostile]:
    for status in (*range(200, 212), 226, 250, 299):
        claims = UNKNOWN if status == 204 else ODD
        yield Hostile(name=f"status {status}", claims=claims, behaves=sends(answer(f"{status} Odd", BODY, XML)))
    for status in (*range(400, 419), 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499):
        claims = UNKNOWN if status == 408 else REFUSED
        yield Hostile(name=f"status {status}", claims=claims, behaves=sends(answer(f"{status} No", ERROR, XML)))
        contradiction = answer(f"{status} No", BODY, XML)
        yield Hostile(name=f"status {status} with a job", claims=claims | UNKNOWN, behaves=sends(contradiction))
    for status in (*range(500, 512), 520, 521, 522, 523, 524, 525, 526, 530, 598, 599, 600, 700, 999):
        for body in (ERROR, BODY, b""):
            yield Hostile(
                name=f"status {status} with {len(body)} bytes",
                claims=UNKNOWN,
                behaves=sends(answer(f"{status} No", body, XML)),
            )
    for status in ("503 Busy", "500 No", "429 Slow", "502 No"):
        for after in ("0", "1", "Thu, 01 Jan 1970 00:00:00 GMT"):
            claims = REFUSED if status.startswith("429") else UNKNOWN
            content = answer(status, b"", f"Retry-After: {after}", "Connection: close")
            yield Hostile(name=f"status {status}, again after {after}", claims=claims, behaves=sends(content))


def bodies() -> Iterator[Hostile]:
    text = BODY.decode()
    bodies: dict[str, bytes] = {
        "nothing": b"",
        "white space": b" \r\n" * 30,
        "a page": b"<!DOCTYPE html><html><body>42</body></html>",
        "JSON": b'{"signature-job-id": 42}',
        "a text": b"OK 42",
        "zeros": bytes(300),
        "a PDF": b"%PDF-1.7\n",
        "an archive": b"PK\3\4" + bytes(26),
        "an error": ERROR,
        "another root": text.replace("portal-signature-job-response", "portal-signature-job").encode(),
        "the request": b'<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1"/>',
        "another namespace": text.replace("schema/v1", "schema/v2").encode(),
        "no namespace": text.replace(' xmlns="http://signering.posten.no/schema/v1"', "").encode(),
        "no id": text.replace("signature-job-id", "id").encode(),
        "an empty id": text.replace(">42<", "><").encode(),
        "an id in words": text.replace(">42<", ">forty-two<").encode(),
        "an id with a fraction": text.replace(">42<", ">42.0<").encode(),
        "an id in hexadecimal": text.replace(">42<", ">0x2a<").encode(),
        "an id with underscores": text.replace(">42<", ">4_2<").encode(),
        "an id in other digits": text.replace(">42<", ">\u0664\u0662<").encode(),
        "no URL": text.replace("cancellation-url", "url").encode(),
        "an empty URL": text.replace(URL, "").encode(),
        "two roots": BODY + BODY,
        "a root and more": BODY + b"<more/>",
        "a document type": b"<!DOCTYPE x [<!ENTITY a '42'>]>" + BODY,
        "an external entity": b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + BODY,
        "entities": b"<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>" + text.replace("42", "&b;").encode(),
        "another encoding": b'<?xml version="1.0" encoding="UTF-16"?>' + BODY,
        "UTF-16": text.encode("utf-16"),
        "bad bytes": text.replace("42", "\udcff").encode(errors="surrogateescape"),
        "a control character": text.replace("42", "4\x002").encode(),
        "unclosed": text.replace("</signature-job-id>", "").encode(),
        "deep": b"<a>" * 10_000,
        "large": BODY + b" " * 2_000_000,
        "gzip": gzip.compress(BODY),
    }  # fmt: skip
    for name, body in bodies.items():
        for kind in ("application/xml", "text/html; charset=x"):
            content = answer("200 OK", body, f"Content-Type: {kind}")
            yield Hostile(name=f"the body is {name}, as {kind[:9]}", claims=UNKNOWN, behaves=sends(content))
    for encoding in ("gzip", "GZIP", "deflate", "br", "zstd", "x-unknown", "gzip, gzip", "identity, gzip"):
        for body in (BODY, gzip.compress(BODY)):
            content = answer("200 OK", body, XML, f"Content-Encoding: {encoding}")
            yield Hostile(name=f"encoded as {encoding}, {len(body)} bytes", claims=UNKNOWN, behaves=sends(content))
    bomb = answer("200 OK", gzip.compress(bytes(10**7)), XML, "Content-Encoding: gzip")
    yield Hostile(name="a bomb", claims=UNKNOWN, behaves=sends(bomb))
    for kind in (
        "",
        "text/html",
        "text/plain",
        "application/json",
        "multipart/mixed; boundary=x",
        "application/xml; charset=utf-16",
        "\xff",
    ):
        content = answer("200 OK", BODY, f"Content-Type: {kind}")
        yield Hostile(name=f"a job as {kind!r}", claims=ODD, behaves=sends(content))


def header_fields() -> Iterator[Hostile]:
    fields: dict[str, bytes] = {
        "a long one": b"X: " + b"x" * 60_000,
        "a very long one": b"X: " + b"x" * 200_000,
        "fifty": b"\r\n".join(b"X-%d: y" % each for each in range(50)),
        "a thousand": b"\r\n".join(b"X-%d: y" % each for each in range(1_000)),
        "no colon": b"nonsense",
        "no name": b": x",
        "a folded one": b"X: a\r\n b\r\n\tc",
        "a blank before the colon": b"X : y",
        "a name with a blank": b"X Y: z",
        "a zero": b"X: \0",
        "a bare CR": b"X: a\rHTTP/1.1 500 No",
        "a bare LF": b"X: a\nY: b",
        "bad bytes": b"X: \xff\xfe",
        "a Location": b"Location: https://127.0.0.1:1/",
        "a cookie": b"Set-Cookie: a=b; Domain=example.com",
        "Connection: close": b"Connection: close",
        "a strange Connection": b"Connection: keep-alive, close, upgrade",
        "an upgrade": b"Upgrade: h2c\r\nConnection: Upgrade",
        "a refresh": b"Refresh: 0; url=/",
        "an Alt-Svc": b'Alt-Svc: h3=":443"',
    }
    for name, field in fields.items():
        content = b"HTTP/1.1 200 OK\r\n" + field + b"\r\n" + GOOD.partition(b"\r\n")[2]
        yield Hostile(name=f"header fields: {name}", claims=ODD, behaves=sends_and_tears(content))
        refused = b"HTTP/1.1 500 No\r\n" + field + b"\r\n" + GOOD.partition(b"\r\n")[2]
        yield Hostile(name=f"header fields: {name}, 500", claims=UNKNOWN, behaves=sends_and_tears(refused))


def redirects() -> Iterator[Hostile]:
    for status in (300, 301, 302, 303, 304, 305, 306, 307, 308, 399):
        for place in PLACES if status in {302, 307} else PLACES[2:4]:
            content = answer(f"{status} Elsewhere", BODY, XML, f"Location: {place}")
            yield Hostile(name=f"status {status} to {place[:40]!r}", claims=UNKNOWN, behaves=sends(content))
        content = answer(f"{status} Elsewhere", BODY, XML)
        yield Hostile(name=f"status {status} to nowhere", claims=UNKNOWN, behaves=sends(content))


def challenges() -> Iterator[Hostile]:
    for challenge in (
        'Basic realm="x"',
        'Digest realm="x", nonce="y", qop="auth"',
        "Negotiate",
        "NTLM",
        "Bearer",
        "",
        "x" * 9_000,
    ):
        content = answer("401 Unauthorized", ERROR, XML, f"WWW-Authenticate: {challenge}")
        yield Hostile(name=f"a challenge {challenge[:8]!r}", claims=REFUSED, behaves=sends(content))
        content = answer("407 Proxy", ERROR, XML, f"Proxy-Authenticate: {challenge}")
        yield Hostile(name=f"a proxy's challenge {challenge[:8]!r}", claims=REFUSED, behaves=sends(content))
    blocked = answer("429 Slow down", b"", "DoSFilter: delayed", "Retry-After: 0")
    yield Hostile(name="too many calls", claims=REFUSED, behaves=sends(blocked))
