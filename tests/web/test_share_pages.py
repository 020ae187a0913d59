"""Share links in a browser: looking spends nothing, every no is the same, and a last view is won once."""

import hashlib
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import escape

import pytest

from tests.practice import PASSWORD, client_account, shared
from tests.set_clock import SetClock
from tracker import clock
from tracker.access import sharing
from tracker.access.accounts import erase
from tracker.access.sharing import holder_of, revoke, withdraw_consent
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import BACK_FILLED_AFTER_DAYS
from tracker.domain.home_plan import PlanItem
from tracker.domain.massage_session import MassageSession
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.share_link import FIELDS, ShareLink
from tracker.exchange.sample_entries import sample_entries
from tracker.locales import short_day_and_year
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web.shared_view import WIDTHS

CANARY = "canary <script>alert(1)</script>"


def filled(store: Store, username: str = "ann", days: int = 180) -> ClientRecord:
    account = client_account(store, username)
    record = ClientRecord(store, actor_of(account), account.account_id)
    record.imports.bring_in(sample_entries(11, days, clock.today() - timedelta(days=1)))
    return record


def test_previews_spend_nothing_and_tell_nothing(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    share, token = shared(practice, ann, view_limit=1, label="For Robin")
    for method in ("GET", "HEAD") * 10:
        answer = browser().request(method, f"/s/{token}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert not {"ann", "Ann", "Robin", share.share_id} & set(answer.text.replace('"', " ").split())
    assert practice.shares.get(share.share_id).views == 0
    assert browser().post(f"/s/{token}").headers["location"] == "/shared"
    assert practice.shares.get(share.share_id).views == 1
    assert browser().post(f"/s/{token}").status_code == 404


# What servers, proxies and frameworks each have an answer of their own for.
ODD = (
    "%00", "x%00", "x%2F..%2Fy", "%2e%2e", "..%2f..%2fetc", "%5c%5chost%5cx", "x%0d%0ay: z", "%ff%fe", "C:%5cx", "%2F", "x%2F",
    "x/y", "x/", "%F0%9F%98%80", "x" * 3_000, "opened%00", "%252e", ";x=1", "a%20b", "~", "-", "'%22", "x%3Fy", "%EF%BC%8F",
)  # fmt: skip


def test_every_link_that_does_not_open_gives_the_same_bytes(practice: Store, browser, monkeypatch) -> None:
    monkeypatch.setattr(sharing, "GUESSES_PER_ADDRESS", 10_000)
    ann = client_account(practice, "ann")
    tokens = {"unknown": "x" * 43, "tampered": "", "odd": "%00%ff"} | dict(zip(ODD, ODD, strict=True))
    revoked, tokens["revoked"] = shared(practice, ann)
    revoke(practice, actor_of(ann), ann.account_id, revoked.share_id)
    _, tokens["used up"] = shared(practice, ann, view_limit=1)
    browser().post(f"/s/{tokens['used up']}")
    _, live = shared(practice, ann)
    tokens["tampered"] = live[:-1] + ("A" if live[-1] != "A" else "B")
    other = client_account(practice, "bob")
    _, tokens["withdrawn"] = shared(practice, other)
    withdraw_consent(practice, actor_of(other), other.account_id)
    third = client_account(practice, "cleo")
    _, tokens["erased"] = shared(practice, third)
    erase(practice, actor_of(third), third.account_id)
    made = sharing.make_share(practice, actor_of(ann), ShareLink(client_id=ann.account_id), "a secret river")
    answers = [browser().post(f"/s/{made.token}", data={"passphrase": "wrong"})]
    answers += [browser().request(how, f"/s/{token}") for token in tokens.values() for how in ("GET", "POST")]
    now = clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(days=7, seconds=1))
    answers += [browser().request(how, f"/s/{live}") for how in ("GET", "POST")]
    answers.append(browser().get("/shared"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({hashlib.sha256(answer.content).hexdigest() for answer in answers}) == 1
    named = [sorted((n, v) for n, v in answer.headers.items()) for answer in answers]
    assert all(one == named[0] for one in named)


def test_of_a_hundred_at_once_one_opens_a_link_of_one_view(practice: Store, browser) -> None:
    share, token = shared(practice, client_account(practice, "ann"), view_limit=1)
    crowd = [browser() for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(lambda n: crowd[n % 10].post(f"/s/{token}").status_code, range(100)))
    assert codes.count(303) == 1
    assert practice.shares.get(share.share_id).views == 1


def test_guessing_links_is_stopped(practice: Store, browser) -> None:
    _, token = shared(practice, client_account(practice, "ann"))
    guesser = browser()
    for number in range(sharing.GUESSES_PER_ADDRESS):
        guesser.get(f"/s/{number:043}")
    assert guesser.get(f"/s/{token}").status_code == 404


def test_a_passphrase_is_asked_for(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    made = sharing.make_share(practice, actor_of(ann), ShareLink(client_id=ann.account_id), "a secret river")
    assert 'name="passphrase"' in browser().get(f"/s/{made.token}").text
    assert browser().post(f"/s/{made.token}", data={"passphrase": "a secret river"}).status_code == 303
    codes = [browser().post(f"/s/{made.token}", data={"passphrase": "wrong"}).status_code for _ in range(12)]
    assert codes == [404] * 12
    right = browser().post(f"/s/{made.token}", data={"passphrase": "a secret river"})
    assert right.status_code == 404, "guessing was stopped"


def test_the_tokens_path_is_followed_by_nothing(practice: Store, browser) -> None:
    _, token = shared(practice, client_account(practice, "ann"))
    holder = browser()
    holder.post(f"/s/{token}")
    page = holder.get("/shared")
    assert token not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert browser().get("/s/opened").headers["location"] == "/shared"


def test_the_page_puts_warning_signs_first_and_is_small(practice: Store, browser) -> None:
    record = filled(practice, days=730)
    record.warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
    _, token = shared(practice, practice.accounts.named("ann"))
    holder = browser()
    holder.post(f"/s/{token}")
    page = holder.get("/shared").text
    assert len(page.encode()) < 100_000
    assert page.index("hard to start to pee") < page.index("Leg pain averages") < page.index("<svg")
    assert page.count('class="plot"') == 3
    assert page.count("<svg") == 3 * len(WIDTHS)
    assert holder.get("/shared", headers={"user-agent": "Mozilla/5.0 (Android 14) Mobile"}).text == page
    assert "Ostelo 2008" in page
    assert "filled in more than a day later" in page


def test_what_is_not_shared_is_not_there_and_nothing_false_is_said_of_it(practice: Store, browser) -> None:
    record = filled(practice)
    record.entries.add(CheckIn(leg_pain_nrs=7, note=CANARY))
    record.entries.add(MassageSession(minutes=33, therapist="Robin Q", note=CANARY))
    record.warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
    ann = practice.accounts.named("ann")
    seen = {}
    for fields in (("pain",), ("flexibility",), ("massage",), ("pain", "symptoms"), FIELDS):
        _, token = shared(practice, ann, fields=fields)
        holder = browser()
        holder.post(f"/s/{token}")
        seen[fields] = holder.get("/shared").text
    for fields, page in seen.items():
        assert ("Am I getting better?" in page) is ("pain" in fields)
        assert ("Am I more flexible?" in page) is ("flexibility" in fields)
        assert ("Robin Q" in page) is ("massage" in fields)
        assert ("hard to start to pee" in page) is ("symptoms" in fields)
        assert ("canary" in page) is ("notes" in fields)
        assert "No leg pain is logged" not in page
        assert "<script>alert" not in page


def test_days_that_are_not_shared_are_not_there(practice: Store, browser) -> None:
    record = filled(practice)
    _, token = shared(practice, practice.accounts.named("ann"), rolling_days=30)
    holder = browser()
    holder.post(f"/s/{token}")
    page = holder.get("/shared").text
    first = clock.today() - timedelta(days=29)
    assert f"Only days from {first.day} {first:%B %Y} are shared" in page
    earlier = [e for e in record.entries.all((MassageSession.kind,)) if e.on_date < first]
    assert earlier
    assert not any(f"{e.on_date.day} {e.on_date:%b %Y}" in page for e in earlier)


def test_an_empty_share_and_a_late_entry(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    _, token = shared(practice, ann)
    holder = browser()
    holder.post(f"/s/{token}")
    assert "No check-in, test or massage session is logged in what is shared." in holder.get("/shared").text
    record = ClientRecord(practice, actor_of(ann), ann.account_id)
    day = clock.today() - timedelta(days=BACK_FILLED_AFTER_DAYS + 1)
    record.entries.add(CheckIn(on_date=day, leg_pain_nrs=3))
    assert "1 day filled in more than a day later, from memory" in holder.get("/shared").text
    record.imports.bring_in(
        [CheckIn(on_date=day - timedelta(days=ago), leg_pain_nrs=3, source="bearable") for ago in (8, 9, 10)]
    )
    page = holder.get("/shared").text
    assert "1 day filled in more than a day later, from memory" in page
    assert "It is not known when 3 days that came from a file were written down." in page
    assert f"No check-in: {short_day_and_year(day - timedelta(days=7))} to " in page


def test_every_look_is_in_the_audit(practice: Store, browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = client_account(practice, "ann")
    share, token = shared(practice, ann)
    holder = browser()
    holder.post(f"/s/{token}")
    now = clock.utc_now()
    for minutes in range(5):
        monkeypatch.setattr(clock, "utc_now", lambda at=now + timedelta(minutes=minutes, seconds=minutes): at)
        # However often within a minute: who holds a link would else write as much as they like.
        for _ in range(3):
            holder.get("/shared")
    holder.get("/export/csv")
    lines = [
        line.action for line in practice.audit.of_client(ann.account_id) if line.detail == share.share_id
    ]
    assert lines.count("record opened") == 5
    assert "share opened" in lines
    exported = [line for line in practice.audit.of_client(ann.account_id) if line.action == "record exported"]
    assert [(line.actor_id, line.actor_role) for line in exported] == [(share.share_id, "holder")]


def test_revoking_reaches_the_page_the_file_and_the_question_whether_it_may_stay(practice, browser) -> None:
    ann = client_account(practice, "ann")
    share, token = shared(practice, ann)
    holder = browser()
    holder.post(f"/s/{token}")
    paths = ("/shared", "/shared/live", "/export/csv", f"/shared?share={share.share_id}")
    assert [holder.get(path).status_code for path in paths] == [200, 204, 200, 200]
    revoke(practice, actor_of(ann), ann.account_id, share.share_id)
    assert [holder.get(path).status_code for path in paths] == [404, 404, 401, 404]


def test_a_therapist_keeps_a_link_and_the_client_ends_it(practice: Store, browser, monkeypatch) -> None:
    ann = client_account(practice, "ann")
    sign_up(practice, "tess", PASSWORD, "therapist")
    sign_up(practice, "robin", PASSWORD, "therapist")
    share, token = shared(practice, ann)
    tess = browser()
    tess.post(f"/s/{token}")
    assert tess.post("/shared/keep").headers["location"] == "/sign-in"
    signed_in = tess.post("/sign-in", data={"username": "tess", "password": PASSWORD})
    assert signed_in.headers["location"] == "/shared"
    assert "Keep in my caseload" in tess.get("/shared").text
    assert tess.post("/shared/keep").status_code == 303
    kept = f"/shared?share={share.share_id}"
    assert "Give this client back" in tess.get(kept).text
    now = clock.utc_now()
    robin = browser("robin")
    assert robin.get(kept).status_code == 404
    assert robin.get(f"/export/csv?share={share.share_id}").status_code == 403
    robin.post(f"/s/{token}")
    assert robin.post("/shared/keep").status_code == 404, "one therapist keeps it already"
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(days=40))
    again = browser("tess")
    assert again.get(kept).status_code == 200, "kept, it outlives its days"
    revoke(practice, actor_of(ann), ann.account_id, share.share_id)
    assert again.get(kept).status_code == 404
    assert again.get(f"/export/csv?share={share.share_id}").status_code == 403


def test_a_page_of_one_link_stays_of_it_when_another_is_opened_in_the_same_browser(practice, browser) -> None:
    """Two tabs, one cookie: neither a file nor a place in the caseload is another client's than the page says."""
    ann, bob = client_account(practice, "ann"), client_account(practice, "bob")
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    (share, token), (other, other_token) = shared(practice, ann), shared(practice, bob)
    for looking in (browser(), browser("tess")):
        looking.post(f"/s/{token}")
        page = looking.get("/shared").text
        looking.post(f"/s/{other_token}")
        assert looking.get(f"/shared?share={other.share_id}").status_code == 200
        of_page = re.search(r'data-share="([^"]+)"', page)[1]
        assert of_page == share.share_id
        assert looking.get(f"/shared/live?share={of_page}").status_code == 404
        files = re.findall(r'href="(/(?:report|export)[^"]*)"', page)
        assert len(files) == 3
        assert {looking.get(file).status_code for file in files} <= {401, 403, 404}
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert looking.post("/shared/keep", data=fields).status_code == 404
    assert practice.shares.kept_by(tess.account_id) == ()


def test_a_client_who_opens_a_link_stays_signed_in_and_cannot_keep_it(practice: Store, browser) -> None:
    ann, bob = client_account(practice, "ann"), client_account(practice, "bob")
    share, token = shared(practice, ann)
    both = browser("bob")
    both.post(f"/s/{token}")
    page = both.get("/shared").text
    assert "Sign out of your own account" in page
    assert "Keep in my caseload" not in page
    assert both.post("/shared/keep").status_code == 403
    assert both.get("/_stcore/told").json()["x-app-uid"] == [bob.account_id]
    assert both.get(f"/export/csv?share={share.share_id}").status_code == 200


def test_a_file_is_named_by_its_day_alone(practice: Store, browser) -> None:
    filled(practice)
    answer = browser("ann").get("/export/csv?share=")
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="recovery-tracker-{clock.today().isoformat()}.zip"'
    )
    assert browser("ann").get("/export/exe").status_code == 404


def test_a_link_gives_no_archive_but_fhir_of_what_it_names(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    _, token = shared(practice, ann)
    holder = browser()
    holder.post(f"/s/{token}")
    refused = holder.get("/export/archive")
    assert refused.status_code == 403
    assert "Only the person whose record it is" in refused.text
    assert holder.get("/export/fhir").headers["content-type"] == "application/fhir+json"
    own = browser("ann").get("/export/archive")
    assert own.json()["format"] == "recovery-tracker-archive"
    assert own.headers["content-disposition"].endswith('.json"')
    exported = [line for line in practice.audit.of_client(ann.account_id) if line.action == "record exported"]
    assert [line.detail for line in exported] == ["archive", "fhir"], (
        "latest first, and no line for a refusal"
    )


def test_a_therapist_and_an_owner_have_no_record_of_their_own(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    share, _ = shared(practice, ann)
    for role in ("therapist", "owner"):
        sign_up(practice, f"some-{role}", PASSWORD, role)
        who = browser(f"some-{role}")
        assert who.get("/export/csv").status_code == 404
        assert who.get(f"/export/csv?share={share.share_id}").status_code == 403
        assert who.get("/export/csv?share=unknown").status_code == 403


def test_holding_ends_where_it_would_have_ended_also_when_kept(practice: Store, browser, monkeypatch) -> None:
    ann = client_account(practice, "ann")
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    share, token = shared(practice, ann)
    holder = browser()
    holder.post(f"/s/{token}")
    sharing.keep_share(practice, tess, share)
    assert holder_of(share).role == "holder"
    now = clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(days=7, seconds=1))
    assert holder.get("/shared").status_code == 404


def test_a_guest_whose_link_ended_reads_that_and_not_that_they_were_signed_out(
    practice: Store, browser
) -> None:
    ann = client_account(practice, "ann")
    link, token = shared(practice, ann)
    guest = browser()
    guest.post(f"/s/{token}")
    assert guest.get("/progress").status_code == 200
    revoke(practice, actor_of(ann), ann.account_id, link.share_id)
    assert guest.get("/session").status_code == 401
    for why in ("", "?why=ended"):
        text = guest.get(f"/sign-in{why}").text
        assert "This link has ended" in text
        assert "signed out" not in text


def test_who_opened_a_link_and_keeps_it_looks_as_its_keeper_until_they_give_the_client_back(
    practice: Store, browser
) -> None:
    ann = client_account(practice, "ann")
    robin = sign_up(practice, "robin", PASSWORD, "therapist")
    share, token = shared(practice, ann)
    therapist = browser("robin")
    therapist.post(f"/s/{token}")
    therapist.post("/shared/keep")
    page = f"/shared?share={share.share_id}"
    assert "Nothing is on it yet." in therapist.get(page).text
    kept = practice.shares.get(share.share_id)
    record = ClientRecord(practice, actor_of(robin), ann.account_id, share=kept)
    record.home_plan.add(PlanItem(own_words="A swim", written_by=""))
    record.remarks.add("Well done.")
    own = ClientRecord(practice, actor_of(ann), ann.account_id)
    own.remarks.reply(own.remarks.all()[0].remark_id, CANARY)
    seen = therapist.get(page).text
    assert "A swim, every day" in seen
    assert escape(CANARY) in seen
    assert CANARY not in seen
    assert (
        therapist.post("/shared/let-go", data={"share": share.share_id}).headers["location"]
        == "/clients?given-back=1"
    )
    assert therapist.get(page).status_code == 404, "nor by the link that this browser had opened"
    assert therapist.get("/shared").status_code == 404
    stranger = browser()
    stranger.post(f"/s/{token}")
    assert "A swim" not in stranger.get("/shared").text, "who merely holds a link sees no plan"


def test_nobody_gives_back_what_another_keeps(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    for name in ("robin", "tess"):
        sign_up(practice, name, PASSWORD, "therapist")
    share, token = shared(practice, ann)
    robin, tess = browser("robin"), browser("tess")
    robin.post(f"/s/{token}")
    robin.post("/shared/keep")
    for other in (tess, browser("ann"), browser()):
        other.post("/shared/let-go", data={"share": share.share_id})
    found = practice.shares.get(share.share_id)
    assert found is not None
    assert found.kept_by is not None


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "UTC", "Etc/GMT-14"])
@pytest.mark.parametrize("practices_zone", ["UTC", "Pacific/Auckland"])
def test_a_readers_cookie_moves_no_day_into_the_latest_days(
    day: SetClock, practice: Store, browser, monkeypatch: pytest.MonkeyPatch, practices_zone: str, zone: str
) -> None:
    monkeypatch.setenv("TRACKER_TIME_ZONE", practices_zone)
    ann = client_account(practice, "ann")
    day.set(day.day + timedelta(days=1), hour=11)
    clock.use_zone(practices_zone)
    today = clock.today()
    record = ClientRecord(practice, actor_of(ann), ann.account_id)
    for ago in range(3):
        record.entries.add(CheckIn(on_date=today - timedelta(days=ago), leg_pain_nrs=ago))
    _, token = shared(practice, ann, rolling_days=1)
    holder = browser()
    holder.post(f"/s/{token}")
    holder.cookies.set("tracker-zone", zone)
    with zipfile.ZipFile(io.BytesIO(holder.get("/export/csv").content)) as files:
        lines = files.read("check-in.csv").decode().splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == [today.isoformat()]
