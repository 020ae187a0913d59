"""One question on the progress page: the answer in words, its chart, the chart as a table, and the article beside it."""

from datetime import date

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from tracker.articles.catalogue import Article, article_for_chart
from tracker.charts.chart import Chart
from tracker.charts.plotly_figure import PLOTLY_CONFIG, figure
from tracker.charts.svg import fitting_height, render_svg
from tracker.components.drawing import drawing
from tracker.locales import MOMENT, short_pattern
from tracker.pages.learn import show_article
from tracker.pages.visit import Visit
from tracker.progress import Answer

WIDE, SMALL, PHONE = 720, 480, 360


def answer_section(visit: Visit, answer: Answer, is_interactive: bool, said: tuple[str, ...]) -> None:
    """Show an answer; what `said` holds stands above already. Without anything to draw it is its words only."""
    sentence = "" if answer.sentence == " ".join(said) else answer.sentence
    drawn = [chart for chart in answer.charts if not chart.is_empty]
    is_small = len(answer.charts) > 2
    if not (drawn or sentence or answer.items or is_small):
        return
    with st.container(key=f"answer_{answer.question}"):
        st.subheader(answer.title, anchor=False)
        for words in (sentence, *answer.items):
            if words:
                st.text(words)
        if is_small:
            _small_multiples(visit, answer.charts, is_interactive)
        elif drawn:
            _beside_article(visit, drawn, is_interactive)
        elif answer.charts:
            _article(visit, answer.charts[0], expanded=False)


def _beside_article(visit: Visit, charts: list[Chart], is_interactive: bool) -> None:
    pictures, beside = st.columns([5, 3], gap="medium")
    with pictures:
        for number, chart in enumerate(charts):
            if number:
                st.markdown(f"**{chart.title}**")
                st.text(chart.sentence)
            _picture(visit, chart, is_interactive, WIDE)
            if chart.note:
                st.caption(chart.note)
            _table(chart)
    with beside:
        _article(visit, charts[0], expanded=not visit.is_phone)


def _small_multiples(visit: Visit, charts: tuple[Chart, ...], is_interactive: bool) -> None:
    for start in range(0, len(charts), 2):
        for place, chart in zip(st.columns(2, gap="medium"), charts[start : start + 2], strict=False):
            with place:
                st.markdown(f"**{chart.title}**")
                st.text(chart.sentence)
                if not chart.is_empty:
                    _picture(visit, chart, is_interactive, SMALL)
                    _table(chart)
    if notes := [chart.note for chart in charts if chart.note]:
        st.caption(notes[0])
    _article(visit, charts[0], expanded=False)


def _article(visit: Visit, chart: Chart, expanded: bool) -> None:
    article: Article | None = article_for_chart(chart.chart_id, visit.settings.articles_folder)
    if article is not None:
        with st.expander(article.title, icon=":material/menu_book:", expanded=expanded):
            show_article(visit, article, place=f"beside_{chart.chart_id}")


def _picture(visit: Visit, chart: Chart, is_interactive: bool, wide: int) -> None:
    if is_interactive:
        st.plotly_chart(
            figure(chart, visit.theme), config=PLOTLY_CONFIG, theme=None, key=f"plotly_{chart.chart_id}"
        )
    else:
        _tappable(visit, chart, PHONE if visit.is_phone else wide)


@st.fragment
def _tappable(visit: Visit, chart: Chart, width: int) -> None:
    # Plotly is a megabyte of script: it comes for the one chart that is tapped, and the page stays as it is.
    if st.session_state.get(f"tapped_{chart.chart_id}"):
        _picture(visit, chart, True, width)
        return
    svg = render_svg(chart, visit.theme, width, fitting_height(chart, width))
    key = f"svg_{chart.chart_id}"
    if drawing(svg, alt=chart.alternative_text, key=key, max_width_px=760, offer="Point at the values"):
        st.session_state[f"tapped_{chart.chart_id}"] = True
        st.rerun(scope="fragment")


def _formats(chart: Chart) -> dict[str, ColumnConfig]:
    by_day = st.column_config.DateColumn(format=short_pattern(MOMENT))
    # Numbers follow the same browser that the locale was asked from.
    by_number = st.column_config.NumberColumn(format="localized")
    formats: dict[str, ColumnConfig] = {}
    for name, *cells in zip(chart.table.columns, *chart.table.rows, strict=True):
        if any(isinstance(cell, date) for cell in cells):
            formats[str(name)] = by_day
        elif any(isinstance(cell, float) for cell in cells):
            formats[str(name)] = by_number
    return formats


def _table(chart: Chart) -> None:
    if chart.is_empty:
        return
    # Made only when it is opened: most visits look at no table, and each costs as much as its chart.
    folded = st.expander(
        "As a table", icon=":material/table:", key=f"as_table_{chart.chart_id}", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        rows = [dict(zip(chart.table.columns, row, strict=True)) for row in chart.table.rows]
        st.dataframe(rows, hide_index=True, column_config=_formats(chart), key=f"table_{chart.chart_id}")
