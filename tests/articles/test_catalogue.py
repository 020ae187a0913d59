"""The articles: complete, short, honest, and safe when a practice writes its own."""

import re
import time as stopwatch
import warnings
from datetime import timedelta
from pathlib import Path

import pytest

from tracker import clock
from tracker.articles import catalogue
from tracker.articles.catalogue import MARKS, article, article_for_chart, articles, fill, refused_articles
from tracker.articles.drawings import drawing_names
from tracker.articles.markdown import why_refused
from tracker.domain.massage_precautions import PRECAUTION_IDS
from tracker.domain.sit_and_reach import DO_NOT_TEST
from tracker.progress import CHARTS

EXPLANATIONS = (
    "what-are-hamstrings",
    "how-hamstrings-tighten",
    "where-is-the-sciatic-nerve",
    "what-causes-sciatica",
    "how-people-recover",
)
HOW_TOS = (
    "when-to-get-help",
    "how-to-rate-pain",
    "what-i-can-do-again",
    "how-to-sit-and-reach",
    "what-the-thresholds-mean",
    "what-about-medicines",
    "why-a-coin",
)
SHIPPED = articles()

FRONT = """---
title: Our opening hours
question: When can I come?
kind: how-to
chart: none
reviewed: 2026-11-23
sources:
  - label: The practice's own view
claims:
  - text: Mornings are quiet.
    mark: practice view
    source: The practice's own view
---
"""


def write(folder: Path, name: str, body: str, front: str = FRONT) -> None:
    (folder / name).write_text(front + "\n" + body + "\n", encoding="utf-8")


def words_of(slug: str) -> str:
    found = article(slug)
    assert found is not None
    return " ".join(found.body.replace("*", "").split()).lower()


def mark_of(slug: str, fragment: str) -> str:
    found = article(slug)
    assert found is not None
    return next(claim.mark for claim in found.claims if fragment in claim.text)


def test_five_explanations_come_first_then_the_how_tos() -> None:
    assert tuple(found.slug for found in SHIPPED) == EXPLANATIONS + HOW_TOS
    assert all(found.kind == "explanation" for found in SHIPPED[:5])
    assert all(found.kind == "how-to" for found in SHIPPED[5:])


@pytest.mark.parametrize("found", SHIPPED, ids=lambda found: found.slug)
def test_every_shipped_article_is_complete_and_short(found: catalogue.Article) -> None:
    assert len(found.body.split()) <= 400
    assert found.reviewed <= clock.today()
    assert found.claims
    assert found.drawings
    assert set(found.drawings) <= set(drawing_names())
    labels = {source.label for source in found.sources}
    assert {claim.source_label for claim in found.claims} <= labels
    assert {claim.mark for claim in found.claims} <= set(MARKS)
    assert labels == {claim.source_label for claim in found.claims}, "a source nothing rests on"


def test_an_article_needs_review_after_eighteen_months() -> None:
    first = SHIPPED[0]
    assert not first.needs_review(first.reviewed + timedelta(days=548))
    assert first.needs_review(first.reviewed + timedelta(days=549))
    for article_to_review in [found.slug for found in SHIPPED if found.needs_review(clock.today())]:
        warnings.warn(f"{article_to_review} was reviewed more than 18 months ago", stacklevel=1)


@pytest.mark.parametrize("found", SHIPPED, ids=lambda found: found.slug)
def test_sentences_are_short_and_speak_to_you(found: catalogue.Article) -> None:
    prose = re.sub(r"[#*>-]|^\d+\.", " ", found.body, flags=re.MULTILINE)
    sentences = [part.split() for part in re.split(r"[.!?:]\s|\n\s*\n|\n", prose) if part.split()]
    assert sum(map(len, sentences)) / len(sentences) <= 12
    assert max(map(len, sentences)) <= 32
    assert re.search(r"\byour?\b", found.body)


@pytest.mark.parametrize("found", SHIPPED, ids=lambda found: found.slug)
def test_no_article_promises_safety_or_quotes_a_p_value(found: catalogue.Article) -> None:
    everything = " ".join((found.body, found.title, *(claim.text for claim in found.claims))).lower()
    for promise in ("you are safe", "you're safe", "nothing to worry", "p-value", "p <", "guarantee"):
        assert promise not in everything


def test_a_view_of_the_practice_is_never_marked_as_research() -> None:
    for found in SHIPPED:
        for claim in found.claims:
            assert (claim.mark == "practice view") == (claim.source_label == "The practice's own view")
            assert (claim.mark == "practice view") == claim.text.startswith("The practice believes that ")


def test_each_chart_has_its_article() -> None:
    beside = {chart: article_for_chart(chart) for chart in CHARTS}
    assert {chart: found.slug if found else None for chart, found in beside.items()} == {
        "pain_trend": "what-causes-sciatica",
        "activities": "what-i-can-do-again",
        "associations": "what-causes-sciatica",
        "change_card": "what-the-thresholds-mean",
        "goal": "what-the-thresholds-mean",
        "flexibility_trend": "what-are-hamstrings",
        "massage_response": "how-hamstrings-tighten",
        "reach_response": "how-hamstrings-tighten",
        "massage_sessions": "how-hamstrings-tighten",
        "pain_extent": "where-is-the-sciatic-nerve",
        "symptom_tingling": "where-is-the-sciatic-nerve",
        "symptom_numbness": "where-is-the-sciatic-nerve",
        "symptom_weakness": "where-is-the-sciatic-nerve",
        "symptom_sleep_quality": "how-people-recover",
        "flares": "how-people-recover",
        "adherence": "how-people-recover",
        "fair_try": "why-a-coin",
    }
    assert article_for_chart("no_such_chart") is None


def test_the_hamstrings_article_names_the_muscles_and_admits_what_is_not_shown() -> None:
    text = words_of("what-are-hamstrings")
    for fact in ("biceps femoris", "semitendinosus", "semimembranosus", "sit bone", "tingling or numbness"):
        assert fact in text
    assert "research has not shown that tight hamstrings cause sciatica" in text
    assert mark_of("what-are-hamstrings", "three muscles") == "well supported"
    assert mark_of("what-are-hamstrings", "overlooked") == "practice view"
    assert mark_of("what-are-hamstrings", "found no such link") == "weak or mixed"


def test_the_tightening_article_does_not_hide_what_speaks_against_massage() -> None:
    text = words_of("how-hamstrings-tighten")
    for fact in (
        "long sitting",
        "runners and cyclists",
        "posture",
        "do not use massage for sciatica",
        "nice",
    ):
        assert fact in text
    assert "no research that shows massage takes pressure off a nerve" in text
    assert mark_of("how-hamstrings-tighten", "sitting is linked") == "partly supported"
    assert mark_of("how-hamstrings-tighten", "blood flow") == "weak or mixed"


def test_the_nerve_article_follows_the_nerve_to_the_foot() -> None:
    text = words_of("where-is-the-sciatic-nerve")
    places = [text.index(place) for place in ("lower back", "buttock", "thigh", "knee", "calf", "foot")]
    assert places == sorted(places)
    assert "longest" in text
    assert "centralising" in text


def test_the_causes_article_puts_the_disc_first_and_names_the_three_ways_as_the_practices() -> None:
    text = words_of("what-causes-sciatica")
    assert text.index("slipped disc") < text.index("three ways the practice names")
    for way in ("flattens the curve", "mobility", "tight muscles can press"):
        assert way in text
    assert mark_of("what-causes-sciatica", "tilt the pelvis") == "weak or mixed"
    assert mark_of("what-causes-sciatica", "limit bending") == "partly supported"
    assert mark_of("what-causes-sciatica", "aggravate an irritated nerve") == "practice view"


def test_the_recovery_article_tells_course_evidence_and_invitation() -> None:
    text = words_of("how-people-recover")
    for fact in (
        "4 to 6 weeks",
        "58 had mild",
        "13 had strong",
        "55 in 100",
        "another back-pain episode",
        "guidelines disagree",
    ):
        assert fact in text
    assert text.endswith("[book a massage session]({booking_url}).")
    assert "ask a doctor before a massage" in text[: text.index("[book a massage session]")]
    assert mark_of("how-people-recover", "4 to 6 weeks") == "partly supported"
    assert mark_of("how-people-recover", "Trials of physiotherapy") == "weak or mixed"
    assert mark_of("how-people-recover", "WHO") == "weak or mixed"


def test_an_article_that_names_the_signs_leads_to_them() -> None:
    named = [line for found in SHIPPED for line in found.body.splitlines() if "When to get help" in line]
    in_text = [line for line in named if not line.startswith("#")]
    assert len(in_text) == 7
    assert all("[When to get help](/warning-signs)" in line for line in in_text)


def test_red_flags_come_in_three_tiers_with_the_emergency_ones_first() -> None:
    text = words_of("when-to-get-help")
    tiers = [
        text.index(tier) for tier in ("{emergency_number} now", "get seen today", "see a doctor within days")
    ]
    assert tiers == sorted(tiers)
    emergency = text[tiers[0] : tiers[1]]
    for sign in (
        "genitals", "inner thighs", "pee", "poo", "erection", "both legs", "weakness or numbness", "short of breath",
        "chest pain", "cold",
    ):  # fmt: skip
        assert sign in emergency
    for sign in ("fever", "drops", "fall or crash", "calf or thigh", "blood clot"):
        assert sign in text[tiers[1] : tiers[2]]
    for sign in ("cancer", "losing weight", "under 20", "not better"):
        assert sign in text[tiers[2] :]
    assert "does not mean that nothing is wrong" in text
    assert "does not alert your therapist" in text


def test_every_reason_to_ask_before_a_massage_is_in_the_article_too() -> None:
    text = words_of("when-to-get-help")
    listed = text[text.index("ask a doctor before a massage") : text.index("please know")]
    words = {
        "blood_thinners": "blood thinners", "clot": "blood clot", "pregnancy": "pregnant", "bones": "brittle bones",
        "skin": "infected skin", "cancer": "cancer", "surgery": "operation",
    }  # fmt: skip
    assert set(words) == set(PRECAUTION_IDS)
    assert [word for word in words.values() if word not in listed] == []


def test_the_reach_article_gives_every_protocol_its_foot_line() -> None:
    text = words_of("how-to-sit-and-reach")
    for protocol, line in (
        ("csep", "26 cm"),
        ("president", "23 cm"),
        ("eurofit", "15 cm"),
        ("ymca", "38.1 cm"),
    ):
        assert line in text[text.index(protocol) : text.index(protocol) + 130]
    for rest in ("modified", "back-saver", "chair", "4 cm", "osteoporosis"):
        assert rest in text
    found = article("how-to-sit-and-reach")
    assert found is not None
    assert len(found.drawings) == 8
    assert found.body.replace("**", "").strip().startswith(DO_NOT_TEST)


def test_the_thresholds_article_states_both_halves_of_the_rule() -> None:
    text = words_of("what-the-thresholds-mean")
    for fact in (
        "2 points",
        "30 per cent",
        "14 days",
        "at least 7 days",
        "the first comparison",
        "4 cm",
        "below 3",
    ):
        assert fact in text


def test_placeholders_are_filled() -> None:
    found = article("how-people-recover")
    assert found is not None
    filled = fill(found.body, emergency_number="112", booking_url="https://practice.example/book (new)")
    assert "call 112 now" in filled
    assert "[Book a massage session](https://practice.example/book%20%28new%29)" in filled
    assert "{" not in filled


def test_without_a_booking_address_the_invitation_goes_and_nothing_else() -> None:
    found = article("how-people-recover")
    assert found is not None
    filled = fill(found.body, emergency_number="999")
    assert "Book a massage session" not in filled
    assert "{" not in filled
    assert "stops your normal day" in filled


def test_a_practice_replaces_in_place_and_adds_at_the_end(tmp_path: Path) -> None:
    write(tmp_path, "how-to-rate-pain.md", "Use our card.")
    write(tmp_path, "opening-hours.md", "We open at **eight**. See [our site](https://practice.example).")
    found = articles(tmp_path)
    slugs = [each.slug for each in found]
    assert slugs == [*EXPLANATIONS, *HOW_TOS, "opening-hours"]
    replaced = article("how-to-rate-pain", tmp_path)
    assert replaced is not None
    assert replaced.body == "Use our card."
    assert refused_articles(tmp_path) == ()
    assert article("opening-hours") is None


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("Hello <b>there</b>", "raw HTML"),
        ("<script>alert(1)</script>", "raw HTML"),
        ("Text\n\n<!-- note -->\n\nmore", "raw HTML"),
        ("![a photo](https://elsewhere.example/photo.png)", "image"),
        ("![a photo](photo.png)", "image"),
        ("[click](javascript:alert(1))", "javascript:"),
        ("[click](data:text/html;base64,AAAA)", "data:"),
        ("[click](http://plain.example)", "http://"),
        ("[click](//other.example/page)", "//other.example"),
        ("[click](/\\other.example)", "other.example"),
        ("<http://plain.example>", "http://"),
        ("[click][there]\n\n[there]: JAVASCRIPT:alert(1)", "JAVASCRIPT:"),
        ("- a list\n  - [deep](vbscript:x)", "vbscript:"),
        ("Go to http://plain.example today", "http:"),
    ],
)
def test_unsafe_markdown_is_refused_with_the_file_and_the_reason(
    tmp_path: Path, body: str, complaint: str
) -> None:
    write(tmp_path, "ours.md", body)
    (sentence,) = refused_articles(tmp_path)
    assert sentence.startswith("ours.md ")
    assert complaint in sentence
    assert "\n" not in sentence
    assert articles(tmp_path) == SHIPPED


def test_pages_of_the_app_and_booking_may_be_linked(tmp_path: Path) -> None:
    write(tmp_path, "ours.md", "[Learn](/learn), [below](#more), [book]({booking_url}), <https://a.example>.")
    assert refused_articles(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("title: Our opening hours\n", "", "'title'"),
        ("kind: how-to", "kind: advert", "kind: advert"),
        ("chart: none\n", "", "'chart'"),
        ("chart: none", "chart: pain_trend, tax_chart", "tax_chart"),
        ("reviewed: 2026-11-23", "reviewed: last week", "'reviewed'"),
        ("mark: practice view", "mark: proven", "proven"),
        ("    source: The practice's own view", "    source: A friend", "A friend"),
        ("  - label: The practice's own view\n", "", "sources"),
        ("- label: The practice's own view", "- label: X\n    link: http://x.example", "https://"),
        ("kind: how-to", "kind: how-to\ndrawings: [teapot]", "teapot"),
        ("title: Our", "title: [Our", "YAML"),
    ],
)
def test_incomplete_front_matter_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in FRONT
    write(tmp_path, "ours.md", "Some text.", FRONT.replace(old, new, 1))
    (sentence,) = refused_articles(tmp_path)
    assert sentence.startswith("ours.md")
    assert complaint in sentence


def test_odd_files_never_take_the_shipped_articles_down(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("How to write articles", encoding="utf-8")
    (tmp_path / "latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\ntext")
    (tmp_path / "bare.md").write_text("No front matter here.", encoding="utf-8")
    (tmp_path / "list.md").write_text("---\n- a\n- b\n---\ntext", encoding="utf-8")
    (tmp_path / "empty.md").write_text(FRONT, encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    write(tmp_path, "good.md", "Good text.")
    assert len(refused_articles(tmp_path)) == 6
    assert [found.slug for found in articles(tmp_path)][-1] == "good"


def test_a_missing_folder_is_said_and_the_shipped_articles_stay(tmp_path: Path) -> None:
    (sentence,) = refused_articles(tmp_path / "nowhere")
    assert "nowhere" in sentence
    assert articles(tmp_path / "nowhere") == SHIPPED
    assert refused_articles(None) == ()


@pytest.mark.parametrize("unit", ["a.", "a-", "a+", "a:", "javascript", "://", "`a.", "a\n"])
def test_how_long_an_article_is_does_not_multiply_what_checking_it_costs(unit: str) -> None:
    begun = stopwatch.process_time()
    why_refused("word " + unit * (200_000 // len(unit)))
    # Of the processor's time: a fraction of a second, and minutes where it grows with the square.
    assert stopwatch.process_time() - begun < 20


def test_who_was_asked_what_much_better_is_had_lasting_pain_of_any_kind() -> None:
    of_salaffi = [slug for slug in EXPLANATIONS + HOW_TOS if "much better" in words_of(slug)]
    assert of_salaffi == ["what-i-can-do-again", "what-the-thresholds-mean"]
    for slug in of_salaffi:
        assert re.search(r"people with lasting pain\b[^.]*\bmuch better", words_of(slug)), slug
