"""The learn page: the articles, and the exercise library with its hold timer, and what it leaves out after a nerve sign."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.articles.catalogue import Article, article, articles, fill, refused_articles
from tracker.articles.drawings import drawing as drawing_svg
from tracker.articles.drawings import drawing_alt
from tracker.articles.exercises import ExerciseText, exercise_texts
from tracker.components.drawing import drawing
from tracker.components.hold_timer import hold_timer
from tracker.components.plain_words import alert
from tracker.domain.check_in import CheckIn
from tracker.domain.description import lower_first
from tracker.domain.guidance import CAREFUL_DAYS, HAMSTRING_STRETCHES, NERVE_SLIDER, careful_since
from tracker.domain.period import latest_days, named_range
from tracker.locales import day_words
from tracker.pages.links import link
from tracker.pages.plan import show_plan
from tracker.pages.stop import stretching_waits
from tracker.progress import MORE, evidence, question_of_chart

SECTIONS = {"explanation": "What is going on", "how-to": "How to"}
PROVOKED, SHOWN_ALL_THE_SAME = "stretch_provoked", "stretches_all_the_same"


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


def show_article(visit: Visit, article: Article, place: str) -> None:
    """Show an article's text, drawings, how sure each claim is, and its sources."""
    for name in article.drawings:
        _picture(name, place)
    st.markdown(fill(article.body, visit.settings.emergency_number, visit.booking_url))
    if article.claims:
        st.markdown("**How sure is this?**")
        st.markdown(
            "\n".join(
                f"- {claim.text} *{claim.mark.capitalize()}* ({claim.source_label})"
                for claim in article.claims
            )
        )
    if article.sources:
        with st.container(key=f"sources_{place}_{article.slug}"):
            st.caption(
                "Sources: "
                + "; ".join(
                    f"[{source.label}]({source.link})" if source.link else source.label
                    for source in article.sources
                )
            )
    st.caption(f"Reviewed {day_words(article.reviewed)}. General information, not advice about you.")


def own_answer(visit: Visit, article: Article) -> None:
    """Show what the reader's own record says to the question of the article's first chart, with the way there."""
    chart_id = next(iter(article.charts), "")
    question = question_of_chart(chart_id)
    if question is None:
        return
    period = named_range("3m", visit.today, None)
    answer = question.answer(evidence(visit.record, period, visit.profile.unit))
    chart = answer.chart(chart_id)
    if chart is None or chart.is_empty:
        return
    with st.container(key="own_answer", border=True, gap="small"):
        st.caption(f"In your record: {lower_first(chart.title)}")
        is_first = question.charts[0] == chart_id
        # What must be known beside an answer stands beside it here, too.
        st.text(answer.sentence if is_first else chart.sentence)
        address = {"question": question.question_id} if question.question_id in MORE else None
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
        for listed in every:
            if listed.kind == kind:
                _entrance(listed.slug, listed.title, listed.question)
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
    for exercise in exercises_for_now(visit, exercise_texts()):
        with st.expander(exercise.name):
            _exercise(exercise)


def _exercise(exercise: ExerciseText) -> None:
    _picture(exercise.drawing, "exercise")
    st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(exercise.how, start=1)))
    st.warning(
        "**Stop if**\n" + "\n".join(f"- {sign}" for sign in exercise.stop_if), icon=":material/front_hand:"
    )
    st.caption(dose_in_words(exercise))
    st.markdown(exercise.body)
    if exercise.hold_s and exercise.repetitions:
        times = exercise.repetitions * (2 if exercise.each_side else 1)
        hold_timer(
            exercise.name, key=f"timer_{exercise.exercise_id}", hold_s=exercise.hold_s, repetitions=times
        )
    ask_whether_provoked(exercise)


def dose_in_words(exercise: ExerciseText) -> str:
    """Return how much of an exercise: hold, repetitions, minutes, days a week, and how sure that is."""
    parts = []
    if exercise.minutes:
        parts.append(f"{exercise.minutes} minutes")
    if exercise.hold_s:
        parts.append(f"hold {exercise.hold_s} seconds")
    if exercise.repetitions:
        parts.append(f"{exercise.repetitions} times" + (" each side" if exercise.each_side else ""))
    parts.append(f"{exercise.days_a_week} days a week")
    return f"{', '.join(parts).capitalize()}. Evidence: {exercise.mark}."


def exercises_for_now(visit: Visit, library: tuple[ExerciseText, ...]) -> tuple[ExerciseText, ...]:
    """Return the library, or, with a nerve sign, say so and return it with the slider first and no hamstring stretch."""
    reason = _reason_to_spare_the_nerve(visit)
    if reason is None or st.session_state.get(SHOWN_ALL_THE_SAME):
        return library
    with st.container(key="nerve_advice", border=True):
        st.subheader("For now: movements that are kind to the nerve", anchor=False)
        st.text(reason)
        st.text(
            "Tingling, or pain below the knee, can mean that a stretch pulls on the nerve rather than on the muscle. "
            "The hamstring stretches are left out for now. Keep to small, smooth movements that bring nothing on, and "
            "to short walks. If it lasts, spreads, or your leg gets weak or numb, have it looked at."
        )
        link("check-in", "Note it in a check-in", icon="add_circle")
        link("warning-signs", "Look at the warning signs", icon="health_and_safety")
        if st.button("It has settled: show the stretches again", type="tertiary", key="stretches_again"):
            st.session_state.pop(PROVOKED, None)
            st.session_state[SHOWN_ALL_THE_SAME] = True
            st.rerun()
    without_stretches = [exercise for exercise in library if exercise.exercise_id not in HAMSTRING_STRETCHES]
    return tuple(sorted(without_stretches, key=lambda exercise: exercise.exercise_id != NERVE_SLIDER))


def ask_whether_provoked(exercise: ExerciseText) -> None:
    """Offer the answer that a stretch brought on a nerve sign."""
    if exercise.kind == "stretch" and st.button(
        "This brought on tingling or pain below the knee",
        key=f"provoked_{exercise.exercise_id}",
        icon=":material/back_hand:",
    ):
        st.session_state[PROVOKED] = exercise.name
        st.session_state.pop(SHOWN_ALL_THE_SAME, None)
        st.rerun()


def _reason_to_spare_the_nerve(visit: Visit) -> str | None:
    if name := st.session_state.get(PROVOKED):
        return f"{name} brought on tingling or pain below the knee."
    check_ins = visit.record.entries.of(CheckIn, latest_days(CAREFUL_DAYS, visit.today))
    day = careful_since(check_ins, visit.today)
    if day is None:
        return None
    return f"On {day_words(day)} you noted a hamstring stretch, and tingling or pain below the knee."
