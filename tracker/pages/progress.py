"""The progress page: the answer in words, then one chart per question on one shared time axis."""

from datetime import date

import streamlit as st

from tracker.articles.catalogue import article_for_chart
from tracker.charts.chart import Chart
from tracker.charts.plotly_figure import PLOTLY_CONFIG, figure
from tracker.charts.svg import render_svg
from tracker.components.drawing import drawing
from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.period import RANGES, Period, named_range
from tracker.pages.learn import show_article
from tracker.pages.links import link
from tracker.pages.plan import show_remarks
from tracker.pages.visit import Visit
from tracker.progress import Progress, progress

FIELD_OF_CHART = {
    "pain_trend": "pain", "flexibility_trend": "flexibility", "massage_sessions": "massage",
}  # fmt: skip
RANGE_NAMES = {"2w": "2 weeks", "3m": "3 months", "1y": "1 year", "all": "All", "own": "Dates"}


def render(visit: Visit) -> None:
    """Show the range picker, the answers and the charts."""
    st.title("Progress", anchor=False)
    show_remarks(visit)
    answer = st.container(key="answer")
    period = _period(visit)
    if period is None:
        return
    shown = progress(visit.record, period, visit.profile.unit)
    if not shown.has_entries:
        _nothing_yet(visit)
        return
    if _is_shared(visit, "pain"):
        _answer(answer, shown)
    if visit.is_read_only:
        answer.caption("Comparisons begin with the first day that is shared.")
    is_interactive = st.toggle("Interactive charts", value=not visit.is_phone, key="interactive")
    st.html('<span class="wide-page"></span>')
    for chart in shown.charts:
        # What is not shared is not "nothing yet": it is not there.
        if not _is_shared(visit, FIELD_OF_CHART.get(chart.chart_id, "pain")):
            continue
        _chart(visit, chart, is_interactive, said=shown.sentences)


def _period(visit: Visit) -> Period | None:
    asked = st.query_params.get("range")
    chosen = st.segmented_control(
        "Which days?", RANGES, default=asked if asked in RANGES else "3m", format_func=RANGE_NAMES.__getitem__,
        key="range", required=True, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    # Streamlit would write the label into the address; the short name survives a change of words.
    st.query_params["range"] = chosen
    if chosen != "own":
        for name in ("from", "to"):
            st.query_params.pop(name, None)
        return named_range(chosen, visit.today, visit.record.first_day())
    first, last = (_day_from_address(name) for name in ("from", "to"))
    usual = named_range("3m", visit.today, None)
    left, right = st.columns(2)
    first = left.date_input(
        "From",
        min(first or usual.first, visit.today),
        EARLIEST_DAY,
        visit.today,
        format="DD/MM/YYYY",
        key="own_from",
    )
    last = right.date_input(
        "To",
        min(last or usual.last, visit.today),
        EARLIEST_DAY,
        visit.today,
        format="DD/MM/YYYY",
        key="own_to",
    )
    if not isinstance(first, date) or not isinstance(last, date) or first > last:
        st.error("The first day must not be after the last.", icon=":material/error:")
        return None
    st.query_params.update({"from": first.isoformat(), "to": last.isoformat()})
    return Period(first, last)


def _day_from_address(name: str) -> date | None:
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None


def _is_shared(visit: Visit, field: str) -> bool:
    return visit.record.scope is None or visit.record.scope.allows(field)


def _nothing_yet(visit: Visit) -> None:
    if visit.is_read_only:
        st.text("There is no entry in what is shared.")
        return
    st.text("Your charts begin with your first check-in. It takes two taps.")
    link("check-in", "Log your first check-in", icon="add_circle")


def _answer(place: st.delta_generator.DeltaGenerator, shown: Progress) -> None:
    for sentence in shown.sentences:
        if sentence:
            place.text(sentence)


def _chart(visit: Visit, chart: Chart, is_interactive: bool, said: tuple[str, ...]) -> None:
    article = article_for_chart(chart.chart_id, visit.settings.articles_folder)
    with st.container(key=f"chart_{chart.chart_id}"):
        st.subheader(chart.title, anchor=False)
        if chart.sentence != " ".join(said):
            st.text(chart.sentence)
        if chart.is_empty:
            beside = st.container()
        else:
            picture, beside = st.columns([5, 3], gap="medium")
            with picture:
                _picture(visit, chart, is_interactive)
                _table(chart)
        if article is not None:
            with beside.expander(article.title, icon=":material/menu_book:", expanded=not visit.is_phone):
                show_article(visit, article, place=f"beside_{chart.chart_id}")


def _picture(visit: Visit, chart: Chart, is_interactive: bool) -> None:
    if is_interactive:
        st.plotly_chart(
            figure(chart, visit.theme), config=PLOTLY_CONFIG, theme=None, key=f"plotly_{chart.chart_id}"
        )
    else:
        width, height = (360, 280) if visit.is_phone else (720, 360)
        svg = render_svg(chart, visit.theme, width, height)
        drawing(svg, alt=chart.alternative_text, key=f"svg_{chart.chart_id}", max_width_px=760)
    if chart.note:
        st.caption(chart.note)


def _table(chart: Chart) -> None:
    if not chart.table.rows:
        return
    with st.expander("As a table", icon=":material/table:"):
        rows = [dict(zip(chart.table.columns, row, strict=True)) for row in chart.table.rows]
        st.dataframe(rows, hide_index=True, key=f"table_{chart.chart_id}")
