"""A state machine: an emulator that is restarted between any two steps behaves like one that runs on."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signature_model import Availability, Document, JobRequest, Signer
from signature_model.api.http import Request, Response
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_signer, parse_direct_status
from signature_model.api.messages.reading import parse_status_change
from signature_transports.clocks import START, ManualClock
from signature_transports.emulator import REJECTS, SIGNS, AlreadyUsed, Emulator, Event, NotPossible, Persona, UnknownJob
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import saved
from tests.signature_transports.emulator.calls import (
    DIRECT_JOBS,
    JOBS,
    ROOT,
    an_emulator,
    creation,
    direct_job_of,
    job_of,
)
from tests.signature_transports.emulator.restarts import Restarting

QUEUES = {None: "", "hr": "?polling_queue=hr", "æ": "?polling_queue=%C3%A6"}
PAPERS = {"one": a_pdf(), "same": a_pdf(), "other": saved()}
DOCUMENTS = [Document(title=name, content=content, href=f"{name}.pdf") for name, content in PAPERS.items()]
ACTIVATIONS = [None, START, START + timedelta(hours=5), datetime(2030, 1, 2)]  # noqa: DTZ001 - such are sent
PEOPLE = [Signer.by_email("quick@example.com"), Signer.by_email("slow@example.com"), Signer.by_mobile("99999999")]
SETTINGS: list[dict[str, Any]] = [
    {},
    {"empty_queue_wait": None, "seed": 7},
    {"long_term_storage": (NUMBER,), "persona": Persona(does=Event.SIGN, after=timedelta(hours=3))},
    {"personas": {"quick@example.com": SIGNS, "99999999": REJECTS}},
]
NUMBERS = st.runner().flatmap(lambda machine: st.sampled_from([*(each.id for each in machine.plain.jobs()), 99]))


class Restarts(RuleBasedStateMachine):
    """Two emulators get the same calls and must give the same responses. One of them is restarted again and again."""

    @initialize(chosen=st.sampled_from(SETTINGS))
    def start(self, chosen: dict[str, Any]) -> None:
        self.folder = TemporaryDirectory()
        self.kept = Restarting(Path(self.folder.name), **chosen)
        self.clock = ManualClock()
        self.plain = an_emulator(self.clock, **chosen)
        self.known: list[str] = []
        self.redirects: list[str] = []

    def teardown(self) -> None:
        self.kept.state.close()
        self.folder.cleanup()

    def ask(self, request: Request) -> Response:
        answer = self.plain.handle(request)
        assert self.kept.emulator.handle(request) == answer
        return answer

    def call(self, method: str, path: str) -> Response:
        return self.ask(Request(method=method, url=path if path.startswith("http") else ROOT + path))

    @rule(
        signers=st.lists(st.builds(replace, st.sampled_from(PEOPLE), order=st.integers(0, 2)), min_size=1, max_size=2),
        documents=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=3, unique_by=lambda each: each.href),
        queue=st.sampled_from(list(QUEUES)),
        activation=st.sampled_from(ACTIVATIONS),
        available=st.sampled_from([None, timedelta(), timedelta(days=1), timedelta(days=10)]),
    )
    def create(
        self,
        signers: list[Signer],
        documents: list[Document],
        queue: str | None,
        activation: datetime | None,
        available: timedelta | None,
    ) -> None:
        availability = Availability(activation_time=activation, available_for=available)
        job = job_of(*signers, documents=documents, availability=availability)
        assert self.ask(creation(job, request=JobRequest(reference="Ærlig", polling_queue=queue))).status == 200

    @rule(count=st.integers(1, 2), queue=st.sampled_from([None, "hr", "æ"]))
    def create_direct(self, count: int, queue: str | None) -> None:
        answer = self.ask(creation(direct_job_of(*["quick@example.com", "slow"][:count], polling=queue)))
        self.redirects += [f"{each.redirect_url}" for each in parse_direct_job(answer.body).signers]

    @rule(number=NUMBERS, place=st.integers(0, 2))
    def redirect(self, number: int, place: int) -> None:
        answer = self.call("POST", f"{DIRECT_JOBS}/{number}/signers/{place}")
        if answer.status == 200:
            self.redirects.append(f"{parse_direct_signer(answer.body).redirect_url}")

    @precondition(lambda self: self.redirects)
    @rule(data=st.data())
    def visit(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.redirects)).rpartition("/")[2]
        assert _visited(self.plain, token) == _visited(self.kept.emulator, token)

    @rule(number=NUMBERS)
    def ask_for_the_status(self, number: int) -> None:
        urls = [
            each.exit_url for job in self.plain.jobs() for each in job.signers if job.id == number and each.exit_url
        ]
        for url in urls or [""]:
            self.call("GET", f"{DIRECT_JOBS}/{number}/status?{urlsplit(url).query}")

    @rule(
        number=NUMBERS,
        place=st.integers(0, 1),
        event=st.sampled_from(["sign", "sign", "sign", "reject", "block", "fail"]),
    )
    def act(self, number: int, place: int, event: str) -> None:
        results = [_result(emulator, number, place, event) for emulator in (self.plain, self.kept.emulator)]
        assert results[0] == results[1]

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        self.call("POST", f"{JOBS}/{number}/cancel")

    @rule(queue=st.sampled_from(list(QUEUES)))
    def poll(self, queue: str | None) -> None:
        answer = self.call("GET", JOBS + QUEUES[queue])
        if answer.status == 200:
            self.known.append(parse_status_change(answer.body).confirmation_url)

    @rule(queue=st.sampled_from(["hr", "æ"]))
    def poll_direct(self, queue: str) -> None:
        answer = self.call("GET", DIRECT_JOBS + QUEUES[queue])
        if answer.status == 200:
            self.known.append(f"{parse_direct_status(answer.body).confirmation_url}")

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        self.call("POST", data.draw(st.sampled_from(self.known)))

    @rule(number=NUMBERS)
    def delete_documents(self, number: int) -> None:
        self.call("DELETE", f"{JOBS}/{number}/documents")

    @rule(number=NUMBERS)
    def fetch(self, number: int) -> None:
        for path in (f"{JOBS}/{number}/pades", f"{JOBS}/{number}/xades/1"):
            self.call("GET", path)
        self.call("GET", f"/{NUMBER}/archive/documents/{number}/pades")

    @rule(seconds=st.sampled_from([0.1, 31, 600, 3_600, 86_400, 41 * 86_400]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.kept.clock.advance(seconds)

    @rule(is_certain=st.sampled_from([False, False, True]))
    def reset(self, is_certain: bool) -> None:  # noqa: FBT001 - drawn
        if is_certain:
            self.plain.reset()
            self.kept.emulator.reset()
            self.known.clear()
            self.redirects.clear()

    @rule()
    def restart(self) -> None:
        self.kept.restart()

    @rule()
    def crash(self) -> None:
        self.kept.crash()

    @invariant()
    def both_hold_the_same(self) -> None:
        kept, plain = self.kept.emulator, self.plain
        assert kept.jobs() == plain.jobs()
        assert kept.queues() == plain.queues()
        assert [kept.documents(job.id) for job in kept.jobs()] == [plain.documents(job.id) for job in plain.jobs()]
        assert self.kept.clock.now() == self.clock.now()


def _visited(emulator: Emulator, token: str) -> object:
    try:
        visit = emulator.visit(token)
    except (AlreadyUsed, UnknownJob) as error:
        return repr(error)
    return visit.job, visit.signer


def _result(emulator: Emulator, number: int, place: int, event: str) -> object:
    try:
        return emulator.act(number, place, event)
    except (NotPossible, UnknownJob) as error:
        return repr(error)


Restarts.TestCase.settings = settings(max_examples=8, stateful_step_count=30)
TestRestarts = Restarts.TestCase
