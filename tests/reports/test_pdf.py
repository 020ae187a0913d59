"""The PDF: nothing runs over an edge, everybody's script is legible, and nothing in it runs or leads elsewhere."""

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from tests.reports.on_paper import ARABIC, CHINESE, HEBREW, KOREAN, names_in, outside_the_margins, text_of
from tests.samples import full_only
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.demo import invent_practice
from tracker.domain.client import Role
from tracker.domain.red_flags import RED_FLAGS, RedFlagAnswers
from tracker.errors import TrackerError
from tracker.record import ClientRecord
from tracker.reports import pdf as writer
from tracker.reports.contents import report_of
from tracker.reports.pdf import report_pdf
from tracker.reports.report_request import ReportOrder
from tracker.store.store import Store

Filled = Callable[..., ClientRecord]
LONG = "It eased after the walk, then came back on the stairs and stayed until the evening. "
HOSTILE = (
    '#import "@preview/evil:1.0.0": *', '#read("/etc/passwd")', '#image("http://evil.example/x.png")',
    '#link("http://evil.example")[go]', "$ integral_0^1 $ *b* _i_ `c` <label> @ref // c /* d */",
    "<script>alert(1)</script>", "</svg><script>alert(1)</script>", "javascript:alert(1) http://evil.example/x",
    "](x) \\u{41} \\", '"], "x": ["', "/JavaScript /OpenAction (app.alert(1)) >> endobj", "\u202egnp.exe", "#" * 50,
    "= Heading\n== Another\n- item\n+ item\n/ term: x", "#set page(width: 1pt)", "#panic()", "\ue000\ufdd0\U0001f600",
)  # fmt: skip
# Silent reading of non-fiction by adults: 238 words a minute (Brysbaert 2019).
WORDS_A_MINUTE = 238
FORBIDDEN = {
    "/JavaScript",
    "/JS",
    "/OpenAction",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/URI",
    "/AA",
    "/SubmitForm",
}


def made(record: ClientRecord, **order: object) -> bytes:
    return report_pdf(report_of(record, ReportOrder(**order)))  # type: ignore[arg-type]


def standards(pdf: bytes) -> tuple[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as told:
        return f"{told.get('pdfaid:part')}{told.get('pdfaid:conformance')}", str(told.get("pdfuaid:part"))


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("sessions", [0, 500, *full_only(1, 60)])
def test_nothing_runs_over_an_edge_however_many_massage_sessions(
    massaged: Filled, sessions: int, is_full: bool
) -> None:
    pdf = made(massaged(sessions), is_full=is_full)
    assert outside_the_margins(pdf) == []
    pages = len(pypdfium2.PdfDocument(pdf))
    assert pages == 1 if not is_full else pages > 1
    assert text_of(pdf).count("45 minutes, lower back") == (sessions if is_full else min(sessions, 2))


@pytest.mark.parametrize(
    "words", [LONG * 24, "x" * 2000, "ก" * 2000, "文" * 2000, "ש" * 2000], ids=["long", "x", "th", "zh", "he"]
)
@pytest.mark.parametrize("paper", ["a4", *full_only("letter")])
def test_a_note_of_2000_characters_stays_on_the_page(massaged: Filled, words: str, paper: str) -> None:
    pdf = made(massaged(2, words[:2000], days=3), is_full=True, paper=paper)
    assert outside_the_margins(pdf) == []
    first = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert tuple(map(round, first)) == {"a4": (595, 842), "letter": (612, 792)}[paper]
    assert words.strip()[:18] in text_of(pdf)


def test_a_long_note_leaves_a_sheet_one_sheet(massaged: Filled) -> None:
    pdf = made(massaged(4, (LONG * 24)[:2000]), since=clock.today() - timedelta(days=30))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert text_of(pdf).count("(whole in the full report)") == 2


def test_the_sheets_of_the_demo_are_one_sheet_each(store: Store) -> None:
    invent_practice(store)
    for account in store.accounts.all():
        if account.role == Role.CLIENT:
            record = ClientRecord(store, actor_of(account), account.account_id)
            assert len(pypdfium2.PdfDocument(made(record))) == 1, account.name


def test_an_empty_record_is_a_sheet_that_says_so(record: ClientRecord) -> None:
    for is_full in (False, True):
        pdf = made(record, is_full=is_full)
        assert outside_the_margins(pdf) == []
        assert "No check-in, test or massage session is logged in these days." in text_of(pdf)


@pytest.mark.parametrize(
    "words", [ARABIC, HEBREW, CHINESE, KOREAN, "Ђорђе Ὀδυσσεύς Nguyễn", "😀 👍🏽", "देवनागरी தமிழ் ไทย"]
)
def test_any_script_is_drawn_with_our_own_fonts(
    massaged: Filled, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_attempts", lambda kept=writer._attempts: kept()[:2])
    record = massaged(2, words)
    profile = record.profile.get()
    record.profile.edit(replace(profile, label=words, version=0), profile.version)
    pdf = made(record, is_full=True, questions=words)
    assert standards(pdf) == ("2A", "1")
    assert outside_the_margins(pdf) == []
    if words in (CHINESE, KOREAN):
        assert text_of(pdf).count(words) > 40


def test_a_character_that_no_font_has_costs_the_marks_and_not_the_words(massaged: Filled) -> None:
    pdf = made(massaged(1, "before \U000130e7 after"), is_full=True)
    assert "before" in text_of(pdf)
    assert "after" in text_of(pdf)


@pytest.mark.parametrize("is_full", [False, True])
def test_it_is_tagged_archivable_and_has_an_outline(year: ClientRecord, is_full: bool) -> None:
    pdf = made(year, is_full=is_full)
    assert standards(pdf) == ("2A", "1")
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    under = [
        item.title
        for part in reader.outline
        if isinstance(part, list)
        for item in part
        if not isinstance(item, list)
    ]
    assert titles == ["Full report" if is_full else "Visit summary"]
    assert under[0] == "Warning signs"
    assert {"/Table", "/TH", "/TD", "/Figure", "/H1", "/H2", "/Alt"} <= names_in(pdf)
    assert all(font.startswith("/") and "+" in font for page in reader.pages for font in _fonts(page))


def _fonts(page: object) -> list[str]:
    return [str(font["/BaseFont"]) for font in page["/Resources"].get("/Font", {}).values()]  # type: ignore[index]


def test_every_chart_has_its_alternative_text(year: ClientRecord) -> None:
    report = report_of(year, ReportOrder())
    assert report.chart is not None
    with pikepdf.open(io.BytesIO(report_pdf(report))) as opened:
        told = [
            str(one["/Alt"])
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
    assert report.chart.alternative_text in told


def test_the_text_reads_in_order_with_warning_signs_first(year: ClientRecord) -> None:
    text = text_of(made(year, questions="May I run again?"))
    parts = (
        "Visit summary", "Since the last massage session", "Warning signs", "What the client wants to ask",
        "May I run again?", "At a glance", "Last entry:", "Next massage session:", "Figures", "Ostelo 2008",
        "The answer, in the words the client reads", "Leg pain averages", "In these days:", "Am I getting better?",
        "Latest massage sessions", "In the days after a massage", "What this rests on", "Self-reported",
    )  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_what_stands_above_the_answer_is_read_in_a_minute(year: ClientRecord) -> None:
    report = report_of(year, ReportOrder())
    pdf = report_pdf(report)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    above, _, _ = text_of(pdf).partition("The answer, in the words the client reads")
    assert all(words in " ".join(above.split()) for _, words in report.glance)
    assert len(above.split()) <= WORDS_A_MINUTE


def test_a_report_that_ends_in_the_past_says_nothing_of_now(year: ClientRecord) -> None:
    report = report_of(year, ReportOrder(until=clock.today() - timedelta(days=30)))
    assert report.glance == ()
    assert "At a glance" not in text_of(report_pdf(report))


def test_every_warning_sign_and_many_questions_still_fit_on_paper(
    year: ClientRecord, massaged: Filled
) -> None:
    record = massaged(3)
    record.warning_signs.answer(RedFlagAnswers(answers={flag.flag_id: "yes" for flag in RED_FLAGS}))
    asked = "\n".join(f"{number} {LONG}"[:80] for number in range(12))
    pdf = made(record, questions=asked)
    assert outside_the_margins(pdf) == []
    assert len(pypdfium2.PdfDocument(pdf)) <= 2
    assert all(flag.question.split("?")[0][:30] in text_of(pdf) for flag in RED_FLAGS)


def test_hostile_words_are_words(massaged: Filled, record: ClientRecord) -> None:
    for number, words in enumerate(HOSTILE):
        massaged(1, words, days=1)
        profile = record.profile.get()
        record.profile.edit(replace(profile, label=words[:80], version=0), profile.version)
        pdf = made(record, is_full=number % 2 == 0, questions=words)
        assert names_in(pdf) & FORBIDDEN == set(), words
        assert "root:" not in text_of(pdf)
    text = text_of(made(record, is_full=True))
    assert '#read("/etc/passwd")' in text
    assert "#link(" in text


def test_qpdf_finds_nothing_wrong(year: ClientRecord, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(made(year, is_full=True))
    with pikepdf.open(file) as opened:
        assert opened.check_pdf_syntax() == []
    if qpdf := shutil.which("qpdf"):
        done = subprocess.run([qpdf, "--check", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_same_report_is_the_same_file(year: ClientRecord) -> None:
    report = report_of(year, ReportOrder(is_full=True))
    assert report_pdf(report) == report_pdf(report)


def test_a_template_that_fails_is_one_sentence(year: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_files", lambda report: {"main.typ": b"#panic()"})
    with pytest.raises(TrackerError, match="The PDF could not be made"):
        made(year)
