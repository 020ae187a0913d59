"""The Plotly figure: private, quiet, lean, and a hover that lends no day the value of another."""

import json
from dataclasses import replace

import plotly.graph_objects as go

from tests import invented_answers as invented
from tests.invented_records import daily, day, massages, pain_chart
from tracker import clock
from tracker.charts.axes import Numbered
from tracker.charts.plotly.figure import PLOTLY_CONFIG, figure
from tracker.charts.theme import THEMES
from tracker.domain.period import Period, named_range
from tracker.exchange.sample import fill
from tracker.progress import QUESTIONS, evidence
from tracker.record import ClientRecord
from tracker.store.store import Store

MONTH = Period(day(0), day(29))


def content(chart, theme="light"):
    return json.loads(figure(chart, theme).to_json())


def test_nothing_offers_to_send_the_chart_away_or_catches_a_scrolling_thumb() -> None:
    assert PLOTLY_CONFIG["showSendToCloud"] is False
    assert PLOTLY_CONFIG["displaylogo"] is False
    assert PLOTLY_CONFIG["displayModeBar"] is False
    assert PLOTLY_CONFIG["scrollZoom"] is False
    layout = content(pain_chart(daily({0: 3}), MONTH))["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]


def test_the_axis_is_the_period_and_pain_is_always_zero_to_ten() -> None:
    layout = content(pain_chart(daily({5: 3}), MONTH))["layout"]
    assert layout["xaxis"]["range"] == ["2025-12-31T12:00", "2026-01-30T12:00"]
    assert layout["yaxis"]["tickvals"] == [0, 2, 4, 6, 8, 10]
    assert layout["yaxis"]["range"][1] == 10
    assert layout["xaxis"]["showspikes"]


def test_one_trace_speaks_for_each_day_and_all_others_are_silent() -> None:
    chart = pain_chart(daily({0: 3, 2: 5}, {1: 4}), MONTH, massages({"on_date": "2026-01-03", "minutes": 45}))
    traces = content(chart)["data"]
    speaking = [trace for trace in traces if trace.get("hoverinfo") != "skip"]
    assert len(speaking) == 1
    assert dict(zip(speaking[0]["x"], speaking[0]["text"], strict=True)) == {
        "2026-01-01": "Leg pain 3",
        "2026-01-02": "Back pain 4",
        "2026-01-03": "Leg pain 5<br>Massage session: 45 minutes",
    }


def test_words_of_the_chart_are_never_markup() -> None:
    chart = pain_chart(daily({0: 3}), MONTH, massages({"on_date": "2026-01-03", "minutes": 45}))
    evil = type(chart.marks[0])("massage", "<b>x</b>", (day(2),), ("<a href='x'>y</a>",))
    text = json.dumps(content(type(chart)(**{**vars(chart), "marks": (evil,)})))
    assert "<a href" not in text
    assert "<b>x" not in text


def test_an_empty_chart_is_its_sentence() -> None:
    chart = pain_chart(daily({}), MONTH)
    found = content(chart)
    assert found["data"] == []
    assert found["layout"]["annotations"][0]["text"] == chart.sentence


def test_each_theme_has_its_own_colours() -> None:
    chart = pain_chart(daily({0: 3}), MONTH)
    for name, theme in THEMES.items():
        layout = content(chart, name)["layout"]
        assert layout["paper_bgcolor"] == theme.surface
        assert layout["font"]["color"] == theme.ink


def test_ten_years_stay_lean() -> None:
    values = {number: (number * 7) % 11 for number in range(3650)}
    chart = pain_chart(daily(values, values), Period(day(0), day(3649)))
    assert len(figure(chart).to_json()) < 160_000


def test_what_is_sent_unchecked_would_pass_plotlys_check(store: Store, record: ClientRecord) -> None:
    fill(store, clients=1, years=0.5, seed=11)
    shown = evidence(record, named_range("3m", clock.today(), None), "cm")
    charts = [chart for question in QUESTIONS for chart in question.answer(shown).charts]
    assert len(charts) > 10
    for chart in charts:
        ready = figure(chart, "dark").to_dict()
        checked = go.Figure(**ready).to_dict()
        assert [len(trace) for trace in checked["data"]] == [len(trace) for trace in ready["data"]]


def test_many_numbered_pairs_are_named_every_fifth_time_and_lie_flat() -> None:
    few = figure(invented.fair_try_of_massage()).to_dict()["layout"]["xaxis"]
    assert few["ticktext"] == ["all", "1", "2", "3", "4", "5", "6", "7", "8"]
    long = replace(invented.fair_try_of_massage(), x_axis=Numbered(0, 20, "Week"))
    axis = figure(long).to_dict()["layout"]["xaxis"]
    assert (axis["tickvals"], axis["ticktext"]) == ([0, 5, 10, 15, 20], ["all", "5", "10", "15", "20"])
    assert axis["tickangle"] == 0
