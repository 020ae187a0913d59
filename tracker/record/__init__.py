"""The record: the one object that pages, routes and the command line talk to. Every access check is here."""

from tracker.record.client_record import ClientRecord
from tracker.record.imports import ImportReport
from tracker.record.personal import OPERATOR, PERSON, personal_profile, personal_record

__all__ = ["OPERATOR", "PERSON", "ClientRecord", "ImportReport", "personal_profile", "personal_record"]
