"""The schema of what a profile gained later: the reasons to ask a doctor before a massage, as a JSON list."""

PROFILE_STEPS = {
    "0007_massage_precautions": """
ALTER TABLE client ADD COLUMN massage_precautions text;
""",
}
