"""The learn page: the articles, and the exercise library with its hold timer."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.articles.catalogue import Article, article, articles, fill, refused_articles
from tracker.articles.drawings import drawing as drawing_svg
from tracker.articles.drawings import drawing_alt
from tracker.articles.exercises import ExerciseText, exercise_texts
from tracker.components.drawing import drawing
from tracker.components.hold_timer import hold_timer
from tracker.components.plain_words import alert
from tracker.domain.period import named_range
from tracker.locales import day_words
from tracker.pages.links import link
from tracker.pages.nerve_advice import ask_whether_provoked, exercises_for_now
from tracker.pages.plan import show_plan
from tracker.pages.stop import stretching_waits
from tracker.progress import MORE, chart_of, evidence, question_of_chart

SECTIONS = {"explanation": "What is going on", "how-to": "How to"}


def render(visit: Visit) -> None:
    """Show one article of the address, or the list of all."""
    slug = st.query_params.get("article", "")
    if slug == "exercises":
        _back()
        _exercises(visit)
        return
    chosen = article(slug, visit.settings.articles_folder) if slug else None
    if chosen is not None:
        _back()
        st.title(chosen.title, anchor=False)
        own_answer(visit, chosen)
        show_article(visit, chosen, place="page")
        return
    _contents(visit)


def show_article(visit: Visit, shown: Article, place: str) -> None:
    """Show an article's text, drawings, how sure each claim is, and its sources."""
    for name in shown.drawings:
        _picture(name, place)
    st.markdown(fill(shown.body, visit.settings.emergency_number, visit.booking_url))
    if shown.claims:
        st.markdown("**How sure is this?**")
        st.markdown(
            "\n".join(
                f"- {claim.text} *{claim.mark.capitalize()}* ({claim.source_label})" for claim in shown.claims
            )
        )
    if shown.sources:
        with st.container(key=f"sources_{place}_{shown.slug}"):
            st.caption(
                "Sources: "
                + "; ".join(
                    f"[{source.label}]({source.link})" if source.link else source.label
                    for source in shown.sources
                )
            )
    st.caption(f"Reviewed {day_words(shown.reviewed)}. General information, not advice about you.")


def own_answer(visit: Visit, shown: Article) -> None:
    """Show what the reader's own record says to the question of the article's first chart, with the way there."""
    if not shown.charts:
        return
    chart_id = shown.charts[0]
    period = named_range("3m", visit.today, None)
    chart = chart_of(evidence(visit.record, period, visit.profile.unit), chart_id)
    if chart is None or chart.is_empty:
        return
    question = question_of_chart(chart_id)
    with st.container(key="own_answer", border=True, gap="small"):
        st.caption(f"In your record: {chart.title[0].lower()}{chart.title[1:]}")
        st.text(chart.sentence)
        address = {"question": question.question_id} if question and question.question_id in MORE else None
        link("progress", "See the chart", icon="trending_up", address=address)


def _picture(name: str, place: str) -> None:
    drawing(drawing_svg(name), alt=drawing_alt(name), key=f"{place}_{name}", max_width_px=460)


def _back() -> None:
    if st.button("All articles", icon=":material/arrow_back:", type="tertiary"):
        del st.query_params["article"]
        st.rerun()


def _contents(visit: Visit) -> None:
    st.title("Learn", anchor=False)
    every = articles(visit.settings.articles_folder)
    for kind, heading in SECTIONS.items():
        st.subheader(heading, anchor=False)
        for found in every:
            if found.kind == kind:
                _entrance(found.slug, found.title, found.question)
    st.subheader("Do", anchor=False)
    _entrance("exercises", "Exercises", "Stretches and strengthening, with a timer for the holds")
    for sentence in refused_articles(visit.settings.articles_folder):
        alert("warning", sentence)


def _entrance(slug: str, title: str, question: str) -> None:
    with st.container(key=f"entrance_{slug}", border=True, gap="small"):
        if st.button(
            title, key=f"open_{slug}", type="tertiary", icon=":material/chevron_right:", icon_position="right"
        ):
            st.query_params["article"] = slug
            st.rerun()
        st.caption(question)


def _exercises(visit: Visit) -> None:
    st.title("Exercises", anchor=False)
    if visit.has_record and not visit.is_read_only and stretching_waits(visit):
        return
    if visit.has_record:
        show_plan(visit)
    st.text("Go to a slight pull, never to pain. Stop when something tingles, shoots or goes numb.")
    for shown in exercises_for_now(visit, exercise_texts()):
        with st.expander(shown.name):
            _exercise(shown)


def _exercise(shown: ExerciseText) -> None:
    _picture(shown.drawing, "exercise")
    st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(shown.how, start=1)))
    st.warning(
        "**Stop if**\n" + "\n".join(f"- {sign}" for sign in shown.stop_if), icon=":material/front_hand:"
    )
    st.caption(dose_in_words(shown))
    st.markdown(shown.body)
    if shown.hold_s and shown.repetitions:
        times = shown.repetitions * (2 if shown.each_side else 1)
        hold_timer(shown.name, key=f"timer_{shown.exercise_id}", hold_s=shown.hold_s, repetitions=times)
    ask_whether_provoked(shown)


def dose_in_words(shown: ExerciseText) -> str:
    """Return how much of an exercise: hold, repetitions, minutes, days a week, and how sure that is."""
    parts = []
    if shown.minutes:
        parts.append(f"{shown.minutes} minutes")
    if shown.hold_s:
        parts.append(f"hold {shown.hold_s} seconds")
    if shown.repetitions:
        parts.append(f"{shown.repetitions} times" + (" each side" if shown.each_side else ""))
    parts.append(f"{shown.days_a_week} days a week")
    return f"{', '.join(parts).capitalize()}. Evidence: {shown.mark}."
