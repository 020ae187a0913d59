"""The sender: what is due is sent once, at the person's time, whichever server sends it and whatever happens to it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest

from tests.mail_server import MailServer
from tests.reminding.conftest import ADDRESS, choose, utc
from tests.waiting import wait_until
from tracker import clock
from tracker.access.sharing import end_what_was_shared
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.notice import CHECK_IN, RECAP, SESSION, TEST
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import InvalidEntry
from tracker.record import PERSON, ClientRecord
from tracker.reminding import sender
from tracker.reminding.sender import Sender
from tracker.settings import PROJECT, Settings, read_settings
from tracker.store.store import Store, open_store

# A Tuesday in winter; Berlin is an hour ahead.
NOON = utc(2026, 12, 1, 12, 0)
EVENING = utc(2026, 12, 1, 19, 0)
MINUTE = timedelta(minutes=1)


def tick(store: Store, settings: Settings) -> int:
    """What the sender does in a minute; return how many it sent or was refused."""
    sending = Sender(store, lambda: settings)
    claims = sending.claim_due()
    for claim in claims:
        sending.deliver(claim, is_last=True)
    return len(claims)


def titles(mailbox: MailServer) -> list[str]:
    return [str(mail["subject"]) for mail in mailbox.mails]


def outcomes(record: ClientRecord) -> list[tuple[str, str, str | None]]:
    return [(notice.kind, notice.state, notice.refusal) for notice in record.notices.latest()]


@contextmanager
def served_at(instant: datetime, database: Path, smtp: str) -> Iterator[subprocess.Popen[bytes]]:
    """The sender as a process of its own, at an instant, until it is killed."""
    command = [sys.executable, "-m", "tests.reminding.serve_at", instant.isoformat()]
    environment = {**os.environ, "TRACKER_DATABASE": str(database), "TRACKER_SMTP": smtp}
    with subprocess.Popen(command, cwd=PROJECT, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


class TestWhen:
    def test_at_the_persons_time_once_a_day(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        for instant, sent in ((NOON, 0), (EVENING - MINUTE, 0), (EVENING, 1), (EVENING + MINUTE, 1)):
            set_clock(instant)
            tick(store, settings)
            assert len(mailbox.mails) == sent, instant
        set_clock(EVENING + timedelta(days=1))
        tick(store, settings)
        assert titles(mailbox) == ["Your daily check-in is open"] * 2
        assert mailbox.recipients == [ADDRESS] * 2
        assert outcomes(record) == [(CHECK_IN, "accepted", None)] * 2

    def test_everything_is_off_until_it_is_chosen(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        record.notices.begin_place(ADDRESS, "c" * 64)
        with pytest.raises(InvalidEntry):
            record.notices.choose((CHECK_IN,))
        record.notices.confirm_place("c" * 64)
        set_clock(EVENING + timedelta(days=1))
        assert tick(store, settings) == 0

    @pytest.mark.parametrize(
        ("back", "sent"),
        [
            (EVENING + timedelta(hours=3), 1),  # the same day, at 23:00
            (utc(2026, 12, 1, 22, 59), 1),
            (utc(2026, 12, 1, 23, 1), 0),  # past midnight in Berlin
            (utc(2026, 12, 4, 12, 0), 0),
        ],
    )
    def test_after_the_server_was_down_those_of_the_same_day_come_once(
        self, store, record, settings, mailbox, set_clock, back: datetime, sent: int
    ) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(back)
        assert tick(store, settings) == sent
        assert tick(store, settings) == 0
        assert record.notices.choice().next_at > back

    @pytest.mark.parametrize(("late", "sent"), [(timedelta(minutes=9), 1), (timedelta(minutes=11), 0)])
    def test_over_midnight_some_minutes_are_no_other_day(
        self, store, record, settings, mailbox, set_clock, late: timedelta, sent: int
    ) -> None:
        set_clock(NOON)
        record.calendar.set_reminders(Reminders(at_time=time(23, 55)))
        choose(record, CHECK_IN)
        moment = record.notices.choice().next_at
        set_clock(moment + late)
        assert tick(store, settings) == sent
        if sent:
            assert record.notices.latest()[0].on_date == date(2026, 12, 1)
            # And the next day has its own.
            set_clock(record.notices.choice().next_at)
            assert tick(store, settings) == 1

    @pytest.mark.parametrize(
        ("zone", "at_time", "after", "moments"),
        [
            # Clocks go forward over 02:30 on 29 March, so it is 03:30 that day.
            ("Europe/Berlin", time(2, 30), utc(2026, 3, 28, 12), ["2026-03-29T01:30", "2026-03-30T00:30", "2026-03-31T00:30"]),
            # Back on 25 October: 02:30 is twice, and the first counts.
            ("Europe/Berlin", time(2, 30), utc(2026, 10, 24, 12), ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]),
            ("Pacific/Auckland", time(20, 0), utc(2028, 2, 28, 6), ["2028-02-28T07:00", "2028-02-29T07:00", "2028-03-01T07:00"]),
            ("America/New_York", time(20, 0), utc(2028, 2, 28, 6), ["2028-02-29T01:00", "2028-03-01T01:00", "2028-03-02T01:00"]),
            ("Pacific/Apia", time(20, 0), utc(2011, 12, 29, 12), ["2011-12-30T06:00", "2011-12-31T06:00", "2012-01-01T06:00"]),
            ("", time(0, 0), utc(2026, 12, 31, 23, 59), None),
        ],
    )  # fmt: skip
    def test_the_next_moment_over_changes_of_the_clock(
        self, zone: str, at_time: time, after: datetime, moments: list[str] | None
    ) -> None:
        found = []
        for _ in range(3):
            after = clock.next_at(at_time, zone, after)
            found.append(after)
        assert all(0 < (later - sooner).total_seconds() <= 25 * 3600 for sooner, later in pairwise(found))
        if moments is not None:
            assert [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}" for moment in found] == moments
        else:
            assert {moment.astimezone().time() for moment in found} == {at_time}

    @pytest.mark.parametrize(
        "day", [date(2028, 2, 28), date(2026, 3, 28), date(2026, 10, 24), date(2026, 12, 30)]
    )
    def test_each_day_has_one_over_leap_days_changes_and_years(
        self, store, record, settings, mailbox, set_clock, day: date
    ) -> None:
        start = datetime.combine(day, time(12), UTC)
        set_clock(start)
        choose(record, CHECK_IN)
        for minutes in range(0, 4 * 24 * 60, 30):
            set_clock(start + minutes * MINUTE)
            tick(store, settings)
        assert [notice.on_date for notice in record.notices.latest()] == [
            day + timedelta(days=n) for n in (3, 2, 1, 0)
        ]

    def test_another_time_counts_from_then_on_and_never_twice_a_day(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        assert tick(store, settings) == 1
        record.calendar.set_reminders(Reminders(at_time=time(21, 0)))
        set_clock(EVENING + timedelta(hours=1))
        assert tick(store, settings) == 0
        assert record.notices.choice().next_at == utc(2026, 12, 2, 20, 0)


class TestWhich:
    def test_a_check_in_made_before_silences_it(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        record.entries.add(CheckIn(leg_pain_nrs=3, on_date=date(2026, 12, 1)))
        set_clock(EVENING)
        assert tick(store, settings) == 0
        set_clock(EVENING + timedelta(days=1))
        assert tick(store, settings) == 1

    def test_a_check_in_is_of_the_persons_day(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(utc(2026, 12, 1, 6, 59))  # in Auckland 19:59 of the same day
        choose(record, CHECK_IN, zone="Pacific/Auckland")
        record.entries.add(CheckIn(leg_pain_nrs=3))
        assert record.entries.all()[0].on_date == date(2026, 12, 1)
        set_clock(utc(2026, 12, 1, 7, 0))
        assert tick(store, settings) == 0

    def test_the_weekly_test_comes_on_its_day_unless_one_was_made(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        set_clock(NOON)
        record.calendar.set_reminders(Reminders(test_weekday=2))
        choose(record, TEST)
        sent = []
        for days in range(30):
            set_clock(EVENING + timedelta(days=days))
            if tick(store, settings):
                sent.append((EVENING + timedelta(days=days)).date())
            if days == 13:  # a Monday
                record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,)))
        assert [day.weekday() for day in sent] == [2] * 4
        assert date(2026, 12, 16) not in sent

    def test_no_test_is_asked_for_while_a_warning_sign_stands(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        set_clock(NOON)
        record.calendar.set_reminders(Reminders(test_weekday=1))
        choose(record, TEST)
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=date(2026, 12, 1)))
        set_clock(EVENING)
        assert tick(store, settings) == 0

    def test_the_day_before_a_session(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, SESSION)
        record.planned_massages.add(PlannedMassage(on_date=date(2026, 12, 3), at_time=time(17)))
        for days in range(4):
            set_clock(EVENING + timedelta(days=days))
            tick(store, settings)
        assert [notice.on_date for notice in record.notices.latest()] == [date(2026, 12, 2)]
        assert titles(mailbox) == ["You have an appointment tomorrow"]

    def test_sundays_recap_speaks_of_a_change_and_is_silent_without_one(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        set_clock(utc(2026, 12, 6, 12))
        choose(record, RECAP)
        logged = {
            date(2026, 11, 30),
            date(2026, 12, 2),
            date(2026, 12, 7),
            date(2026, 12, 9),
            date(2026, 12, 11),
        }
        for sunday, sent in ((date(2026, 12, 6), 1), (date(2026, 12, 13), 2), (date(2026, 12, 20), 2)):
            for day in sorted(logged):
                if day <= sunday:
                    logged.remove(day)
                    set_clock(datetime.combine(sunday, time(12), UTC))
                    record.entries.add(CheckIn(leg_pain_nrs=3, on_date=day))
            for hour in range(-12, 24, 12):
                set_clock(datetime.combine(sunday, time(19), UTC) + timedelta(hours=hour))
                tick(store, settings)
            assert len(mailbox.mails) == sent, sunday
        text = mailbox.mails[1].get_content()
        assert text.startswith(
            "You logged on 3 of the last 7 days, and on 2 of the 7 days before. All of it is on your progress page."
            " Have a look when it suits you.\n"
        )

    def test_a_recap_tells_of_news_when_an_answer_changed(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        first = date(2026, 11, 1)
        set_clock(utc(2026, 11, 29, 12))
        choose(record, RECAP)
        for days in range(29):
            pain = 8 if days < 15 else 1
            record.entries.add(
                CheckIn(leg_pain_nrs=pain, back_pain_nrs=pain, on_date=first + timedelta(days=days))
            )
        set_clock(utc(2026, 11, 29, 19))
        tick(store, settings)
        assert "There is news on your progress page." in mailbox.mails[0].get_content()

    def test_a_week_like_the_one_before_is_no_news(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(utc(2026, 11, 29, 12))
        choose(record, RECAP)
        for days in range(60):
            record.entries.add(
                CheckIn(leg_pain_nrs=4, back_pain_nrs=4, on_date=date(2026, 11, 29) - timedelta(days=days))
            )
        set_clock(utc(2026, 11, 29, 19))
        assert tick(store, settings) == 0


class TestOnce:
    def test_many_servers_at_once_send_one(
        self, store, record, settings, mailbox, set_clock, up_to_date, tmp_path
    ) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        stores = [open_store(tmp_path / "tracker.db") for _ in range(6)]
        together = Barrier(len(stores))

        def serve(own: Store) -> int:
            together.wait()
            return tick(own, settings)

        with ThreadPoolExecutor(len(stores)) as pool:
            assert sorted(pool.map(serve, stores)) == [0, 0, 0, 0, 0, 1]
        assert len(mailbox.mails) == 1
        for own in stores:
            own.driver.close()

    def test_many_servers_on_postgresql_send_one_for_each_of_many_clients(
        self, postgres, settings, mailbox, set_clock
    ) -> None:
        url = postgres.database()
        stores = [open_store(url) for _ in range(3)]
        set_clock(NOON)
        for name in ("ana", "ben", "cleo"):
            stores[0].clients.add(Client(client_id=name))
            stores[0].consents.give(name, name, "2026-11", NOON)
            choose(
                ClientRecord(stores[0], Actor(name, Role.CLIENT), name), CHECK_IN, place=f"{name}@example.org"
            )
        set_clock(EVENING)
        together = Barrier(len(stores))

        def serve(own: Store) -> int:
            together.wait()
            return tick(own, settings)

        with ThreadPoolExecutor(len(stores)) as pool:
            assert sum(pool.map(serve, stores)) == 3
        assert sorted(mailbox.recipients) == ["ana@example.org", "ben@example.org", "cleo@example.org"]
        for own in stores:
            own.driver.close()
        postgres.drop(url)

    def test_a_server_killed_between_claim_and_sending_leaves_it_unsent(
        self, store, record, settings, mailbox, set_clock, silent_port, tmp_path
    ) -> None:
        """Whether it arrived nobody can know then: it is said, and not sent twice."""
        database = tmp_path / "tracker.db"
        set_clock(NOON)
        choose(record, CHECK_IN)
        with served_at(EVENING, database, smtp=f"smtp://127.0.0.1:{silent_port}") as killed:
            wait_until(lambda: bool(record.notices.latest()), "nothing was claimed")
            killed.kill()
        later = ClientRecord(store, Actor("ben", Role.CLIENT), "ben")
        store.clients.add(Client(client_id="ben"))
        store.consents.give("ben", "ben", "2026-11", NOON)
        choose(later, CHECK_IN, place="ben@example.org")
        with served_at(EVENING + MINUTE, database, smtp=settings.smtp):
            wait_until(lambda: outcomes(later) == [(CHECK_IN, "accepted", None)], "Ben's never came")
        assert mailbox.recipients == ["ben@example.org"]
        assert outcomes(record) == [(CHECK_IN, "claimed", None)]
        with served_at(EVENING + timedelta(days=1), database, smtp=settings.smtp):
            wait_until(lambda: mailbox.recipients.count(ADDRESS) == 1, "the next day's never came")

    def test_what_was_turned_off_while_it_waited_is_not_sent(
        self, store, record, settings, mailbox, set_clock
    ) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        sending = Sender(store, lambda: settings)
        (claim,) = sending.claim_due()
        record.notices.choose(())
        assert sending.deliver(claim, is_last=False)
        assert mailbox.mails == []
        assert outcomes(record) == [(CHECK_IN, "refused", "It was turned off.")]

    def test_what_waited_ten_minutes_is_not_sent(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        sending = Sender(store, lambda: settings)
        (claim,) = sending.claim_due()
        set_clock(EVENING + timedelta(minutes=10, seconds=1))
        sending.deliver(claim, is_last=False)
        assert mailbox.mails == []
        assert outcomes(record)[0][1:] == ("refused", "It was more than 10 minutes late.")

    def test_one_client_whose_record_fails_holds_up_nobody(
        self, store, record, settings, mailbox, set_clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        with monkeypatch.context() as broken:
            broken.setattr(sender, "due_texts", lambda *_: 1 / 0)
            assert tick(store, settings) == 0
        assert tick(store, settings) == 1


class TestRunning:
    def run(self, store: Store, settings: Settings, is_over, what: str) -> None:
        async def for_a_while() -> None:
            running = asyncio.create_task(Sender(store, lambda: settings).run())
            try:
                await asyncio.to_thread(wait_until, is_over, what)
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

        # In a thread of its own: the browser's tests leave a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, for_a_while()).result()

    def test_it_is_sent_again_where_it_is_sure_that_it_did_not_arrive(
        self, store, record, settings, mailbox, set_clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sender, "AGAIN_AFTER_SECONDS", (0.01, 0.01, 0.01))
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        mailbox.answers["RCPT"] = "451 try again later"

        def has_come() -> bool:
            if mailbox.tries >= 2:
                mailbox.answers.clear()
            return bool(record.notices.latest() and record.notices.latest()[0].state == "accepted")

        self.run(store, settings, has_come, "no mail came")
        assert len(mailbox.mails) == 1

    def test_a_server_that_hangs_holds_up_no_other(
        self, store, record, settings, receivers, silent_port, set_clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ten clients' mail server says nothing, and the eleventh has a service."""
        monkeypatch.setenv("TRACKER_SMTP", f"smtp://127.0.0.1:{silent_port}")
        receiver = receivers()
        set_clock(NOON)
        names = [f"client{number:02}" for number in range(11)]
        for name in names:
            store.clients.add(Client(client_id=name))
            store.consents.give(name, name, "2026-11", NOON)
            place = receiver.place if name == names[-1] else f"{name}@example.org"
            choose(ClientRecord(store, Actor(name, Role.CLIENT), name), CHECK_IN, place=place)
        set_clock(EVENING)
        came: list[int] = []
        monkeypatch.setattr("tracker.reminding.mail.SECONDS", 3.0)

        def has_come() -> bool:
            if receiver.posts and not came:
                came.append(store.read("SELECT count(*) FROM notice WHERE state = 'claimed'")[1][0][0])
            return bool(came)

        self.run(store, read_settings(), has_come, "the service's never came")
        # It came while the mail server still kept its four waiting.
        assert came[0] >= 4


class TestEnds:
    def test_it_ends_with_what_was_shared(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        end_what_was_shared(store, PERSON, record.client_id)
        assert record.notices.choice() is None
        set_clock(EVENING)
        assert tick(store, settings) == 0

    def test_nothing_goes_to_who_has_not_consented(self, store, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        store.clients.add(Client(client_id="ana"))
        choose(ClientRecord(store, Actor("ana", Role.CLIENT), "ana"), CHECK_IN)
        set_clock(EVENING)
        assert tick(store, settings) == 0
        assert mailbox.mails == []

    def test_an_erased_record_leaves_nothing(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        tick(store, settings)
        record.erase()
        for table in ("notice", "notice_choice"):
            assert store.read(f"SELECT count(*) FROM {table}")[1] == [(0,)]

    def test_old_ones_are_forgotten(self, store, record, settings, mailbox, set_clock) -> None:
        set_clock(NOON)
        choose(record, CHECK_IN)
        set_clock(EVENING)
        tick(store, settings)
        set_clock(EVENING + timedelta(days=91))
        tick(store, settings)
        assert len(record.notices.latest()) == 1
