"""The calendar on the account page, and planned massage sessions on the massage page."""

from datetime import time, timedelta

import streamlit as st

from tracker.access.calendar_feed import make_feed, own_calendar
from tracker.access.visit import Visit
from tracker.components.number_field import number_field
from tracker.components.upload import upload_field
from tracker.domain.description import capitalise_first
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.reminders import Reminders
from tracker.exchange.appointments import LONGEST_MESSAGE, appointments_in
from tracker.exchange.calendar import MEDIA_TYPE
from tracker.locales import WEEKDAYS, field_pattern, weekday_and_day
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo
from tracker.places import address_elsewhere

# What is shown once, right after it was made.
_FRESH = "fresh calendar address"
# How many appointments were planned, so that the next fields are empty.
_APPOINTMENTS = "appointments planned"
NO_TEST = "Never"
PLANNED = "planned_massages"
USUAL_TIME = time(17, 0)


def calendar_section(visit: Visit) -> None:
    """Show when the calendar reminds, and how a phone gets at it."""
    st.text(
        "Your phone's calendar can remind you of the check-in, the weekly flexibility test and planned massage sessions. "
        "While a fair try runs, it says what this week or block asks. Nothing of what you logged is in it."
    )
    _reminders(visit)
    if not visit.settings.is_practice:
        st.download_button(
            "Download the calendar",
            lambda: own_calendar(visit.record, visit.settings.practice_time_zone),
            "recovery-tracker.ics",
            MEDIA_TYPE,
            key="calendar_file",
            on_click="ignore",
            icon=":material/download:",
        )
        if not visit.settings.phone_host:
            st.caption(
                "No other device reaches this app: open the file on your phone, or subscribe on this computer."
            )
    _address(visit)


def _reminders(visit: Visit) -> None:
    state = visit.record.calendar.get()
    reminders = state.reminders if state else Reminders()
    options = (*WEEKDAYS, NO_TEST)
    with st.form("reminders", enter_to_submit=False):
        left, right = st.columns(2)
        at_time = left.time_input(
            "Check in at", reminders.at_time, key="reminder_time", step=timedelta(minutes=15)
        )
        index = len(WEEKDAYS) if reminders.test_weekday is None else reminders.test_weekday
        weekday = right.selectbox("Flexibility test on", options, index, key="reminder_weekday")
        if not st.form_submit_button("Save reminders"):
            return

    def keep() -> bool:
        day = None if weekday == NO_TEST else WEEKDAYS.index(weekday)
        visit.record.calendar.set_reminders(Reminders(at_time=at_time, test_weekday=day))
        return True

    if attempt(keep):
        st.toast("Reminders saved.", icon=":material/check:")


def _address(visit: Visit) -> None:
    state = visit.record.calendar.get()
    fresh = st.session_state.get(_FRESH)
    if isinstance(fresh, str):
        st.text(
            "Subscribe to this address in your calendar. It is not shown again, and whoever has it sees the times."
        )
        st.code(fresh, language=None, wrap_lines=True)
    has_address = state is not None and state.made_at is not None
    label = "Make a new address, ending the one before" if has_address else "Make an address to subscribe to"
    if st.button(label, key="calendar_make", icon=":material/calendar_add_on:"):
        token = attempt(lambda: make_feed(visit.record))
        if token is not None:
            st.session_state[_FRESH] = f"{address_elsewhere(visit.settings)}/calendar/{token}.ics"
            st.rerun()

    def end() -> bool:
        visit.record.calendar.end_feed()
        return True

    if (
        has_address
        and st.button("End the address", key="calendar_end", icon=":material/link_off:")
        and attempt(end)
    ):
        st.session_state.pop(_FRESH, None)
        st.rerun()


def planned_massages(visit: Visit) -> None:
    """Show the massage sessions to come, and let the client plan another."""
    coming = [massage for massage in visit.record.planned_massages.all() if massage.on_date >= visit.today]
    show_undo(visit, PLANNED)
    with st.expander("Planned massage sessions", expanded=bool(coming), icon=":material/calendar_month:"):
        for planned_massage in coming:
            _planned(visit, planned_massage)
        with st.form("plan_massage", enter_to_submit=False, clear_on_submit=True):
            day = st.date_input(
                "Day",
                visit.today + timedelta(days=7),
                min_value=visit.today,
                format=field_pattern(),
                key="planned_day",
            )
            left, right = st.columns(2)
            at_time = left.time_input("Time", USUAL_TIME, key="planned_time", step=timedelta(minutes=15))
            with right:
                minutes = number_field(
                    "Minutes", 1, 240, None, 5, key="planned_minutes", placeholder="optional", begin=45
                )
            pressed = st.form_submit_button("Plan it")
        _appointment(visit)
        st.caption("They show up in your calendar, if you use the reminders on the account page.")

    def plan() -> PlannedMassage:
        planned = PlannedMassage(on_date=day, at_time=at_time, minutes=minutes)
        visit.record.planned_massages.add(planned)
        return planned

    planned = attempt(plan) if pressed else None
    if planned is not None:
        planned_id = planned.planned_id
        offer_undo(
            PLANNED,
            f"Planned: {_in_words(planned)}.",
            lambda visit: visit.record.planned_massages.remove(planned_id),
        )
        st.rerun()


def _appointment(visit: Visit) -> None:
    """Plan what a practice's message or calendar file says; what was pasted stays until it is planned."""
    number = st.session_state.get(_APPOINTMENTS, 0)
    text = st.text_area(
        "Or paste the message about your appointment", key=f"appointment_{number}", max_chars=LONGEST_MESSAGE
    )
    st.text("Or choose the calendar file (.ics) that came with it:")
    file = upload_field("Calendar file", ["ics"], key=f"appointment_file_{number}")

    def plan() -> bool:
        written = file.getvalue().decode("utf-8-sig", "replace") if file else text
        stored = visit.record.planned_massages.all()
        coming, gone = appointments_in(written, stored)
        ids = [appointment.planned_id for appointment in coming]
        gone_ids = [appointment.planned_id for appointment in gone]
        # One that moved goes back to where it was.
        before = tuple(massage for massage in stored if massage.planned_id in {*ids, *gone_ids})
        visit.record.planned_massages.replace(coming, instead_of=gone_ids)
        changes = {"Planned": coming, "Removed, as it is no longer in the file": gone}
        offer_undo(
            PLANNED,
            " ".join(
                f"{what}: {'; '.join(map(_in_words, massages))}."
                for what, massages in changes.items()
                if massages
            ),
            lambda visit: visit.record.planned_massages.replace(before, instead_of=ids),
        )
        return True

    if st.button("Plan the appointment", key="plan_appointment") and attempt(plan):
        st.session_state[_APPOINTMENTS] = number + 1
        st.rerun()


def _planned(visit: Visit, planned_massage: PlannedMassage) -> None:
    with st.container(
        key=f"planned_{planned_massage.planned_id}", horizontal=True, vertical_alignment="center"
    ):
        st.text(capitalise_first(_in_words(planned_massage)))

        def drop() -> bool:
            visit.record.planned_massages.remove(planned_massage.planned_id)
            return True

        if st.button("Remove", key=f"drop_{planned_massage.planned_id}", icon=":material/close:") and attempt(
            drop
        ):
            offer_undo(
                PLANNED,
                f"Removed: {_in_words(planned_massage)}.",
                lambda visit: visit.record.planned_massages.add(planned_massage),
            )
            st.rerun()


def _in_words(planned_massage: PlannedMassage) -> str:
    length = f", {planned_massage.minutes} minutes" if planned_massage.minutes else ""
    return (
        f"{weekday_and_day(planned_massage.on_date, with_year=True)}, {planned_massage.at_time:%H:%M}{length}"
    )
