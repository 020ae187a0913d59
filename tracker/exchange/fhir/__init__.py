"""FHIR R4 (4.0.1): a record as a Bundle that electronic health records can read."""
