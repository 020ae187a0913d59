"""The second copy of every lasting row, by which damage is noticed: SQLite's own check compares the two.

An index over all columns is kept by SQLite itself, also for who changes the file with another tool, so such a change is
no damage, and a byte that changed by itself is. PostgreSQL has checksums of its pages. Not copied: what lasts for hours
(sessions, codes, guesses), and the audit, whose lines are chained.
"""

SECOND_COPY_STEPS = {
    "0010_second_copy": """
{second_copy}CREATE INDEX client_second_copy ON client (client_id, label, birth_year, sex, unit, language, created_at, version, massage_precautions);
{second_copy}CREATE INDEX check_in_second_copy ON check_in (client_id, on_date, entry_id, at_time, leg_pain_nrs, back_pain_nrs, pain_extent, side, tingling, numbness, weakness, sleep_quality, hours_sitting, minutes_active, exercises_done, is_flare, note, created_at, source, version);
{second_copy}CREATE INDEX sit_and_reach_test_second_copy ON sit_and_reach_test (client_id, on_date, entry_id, at_time, variant, foot_line_cm, trial_1_cm, trial_2_cm, trial_3_cm, sit_and_reach_cm, side, warm_up, skipped_reason, note, created_at, source, version);
{second_copy}CREATE INDEX massage_session_second_copy ON massage_session (client_id, on_date, entry_id, at_time, minutes, areas, pressure, pain_before_nrs, pain_after_nrs, therapist, note, created_at, source, version);
{second_copy}CREATE INDEX entry_history_second_copy ON entry_history (client_id, kind, entry_id, version, change, changed_at, changed_by, entry_json);
{second_copy}CREATE INDEX red_flag_answers_second_copy ON red_flag_answers (client_id, number, answers_id, on_date, answers_json, lifted, created_at);
{second_copy}CREATE INDEX account_second_copy ON account (account_id, username, role, name, password_hash, oidc_issuer, oidc_subject, totp_secret, totp_step, disabled_at, created_at);
{second_copy}CREATE INDEX consent_second_copy ON consent (client_id, given_at, consent_id, text_version, withdrawn_at);
{second_copy}CREATE INDEX share_link_second_copy ON share_link (client_id, share_id, token_hash, label, fields, first_day, last_day, rolling_days, passphrase_hash, view_limit, views, created_at, ends_at, revoked_at, kept_by);
{second_copy}CREATE INDEX home_plan_second_copy ON home_plan (client_id, item_id, exercise_id, hold_s, repetitions, days_a_week, note, written_by, written_at, ended_at);
{second_copy}CREATE INDEX remark_second_copy ON remark (client_id, written_at, remark_id, words, written_by);
{second_copy}CREATE INDEX goal_second_copy ON goal (client_id, version, kind, target, by_date, site, variant, side, is_withdrawn, created_at);
{second_copy}CREATE INDEX calendar_second_copy ON calendar (client_id, calendar_id, at_time, test_weekday, changed_at, token_hash, made_at);
{second_copy}CREATE INDEX planned_massage_second_copy ON planned_massage (client_id, on_date, planned_id, at_time, minutes);
{second_copy}CREATE INDEX record_extract_second_copy ON record_extract (client_id, kind, extract_id, extract_json);
{second_copy}CREATE INDEX entry_original_second_copy ON entry_original (client_id, entry_id, field, value, scale);
""",
}
