"""The guards, and for each the test that fails without it.

``python -m tests.guards`` takes every guard out of a scratch copy in turn and runs its test; the test suite only looks
whether the table still fits the code.
"""

from __future__ import annotations

import argparse
import sys

from tests.broken import Break, judge

PROPOSE, APPROVAL, SMTP = (
    "assistant/workflow/propose.py", "assistant/workflow/approval.py", "assistant/channels/smtp.py",
)  # fmt: skip
GATE, MASKING = "assistant/api/gate.py", "assistant/privacy/masking.py"
BITES, VAULT = "tests/privacy/test_guards.py::test_", "tests/privacy/test_vault.py::test_"
APPROVING, SENDING = "tests/workflow/test_approval.py::test_", "tests/workflow/test_delivery.py::test_"
MAILBOX = "tests/channels/test_mailbox.py::test_"
DOORS, MAIL = "tests/api/test_doors.py::test_", "tests/channels/test_smtp_channel.py::test_"

GUARDS = (
    # Nothing personal leaves.
    Break("the complaint is masked before a model reads it", PROPOSE,
          "masked = self.hidden(_whole(complaint), complaint, vault)",
          "masked = MaskedText(_whole(complaint))", BITES + "without_masking_the_recorder_sees_the_values"),
    Break("earlier messages are masked", PROPOSE, "self.hidden(turn.text, complaint, vault)",
          "MaskedText(turn.text)", BITES + "each_further_part_of_a_case_is_masked_by_itself"),
    Break("the agent's note is masked", PROPOSE, "self.hidden(complaint.note, complaint, vault)",
          "MaskedText(complaint.note)", BITES + "each_further_part_of_a_case_is_masked_by_itself"),
    Break("a reviewer's wish is masked", PROPOSE, "self.hidden(case.instruction, complaint, vault)",
          "MaskedText(case.instruction)", BITES + "each_further_part_of_a_case_is_masked_by_itself"),
    Break("a person's own reply is masked before it is searched with", PROPOSE,
          "masked = self.hidden(reply, case.complaint, vault)",
          "masked = MaskedText(reply)", BITES + "a_persons_own_reply_is_masked_before_it_is_searched_with"),
    Break("a recogniser that fails lets nothing out", MASKING,
          '        raise MaskingError(f"{what}; nothing was masked and nothing may leave") from None',
          "        return []", VAULT + "a_recogniser_that_fails_lets_nothing_out"),
    Break("what the recognisers find is weighed against order numbers", MASKING, " or outweighed(reading, found)", "",
          "tests/privacy/test_corpus.py::test_every_goal_of_masking_holds_on_the_corpus"),
    Break("a customer's own placeholders are taken apart", "assistant/privacy/placeholders.py",
          "return text.translate(_ESCAPED)", "return text", BITES + "without_escaping_a_customers_placeholder_resolves"),
    Break("a vault is kept encrypted", "assistant/privacy/sealing.py",
          'AESGCM(_checked(key)).encrypt(nonce, vault.to_json().encode("ascii"), _FORMAT + case.encode())',
          'vault.to_json().encode("ascii") + AESGCM(_checked(key)).encrypt(nonce, b"", b"")',
          VAULT + "a_sealed_vault_shows_nothing_and_opens_with_its_own_key_and_case_only"),
    Break("tracing stays off", "assistant/llm/langchain.py", '                os.environ[name] = "false"',
          "                os.environ.get(name)",
          "tests/llm/test_langchain.py::test_tracing_stays_off_even_where_the_environment_asks_for_it"),
    # Nothing hostile gets in.
    Break("the complaint stands in a fence", "assistant/drafting/writer.py",
          'fence(shortened(masked.complaint.text, kept.longest), mark, "complaint")',
          "shortened(masked.complaint.text, kept.longest)", BITES + "without_the_fence_a_customers_text_stands_open"),
    Break("what a customer wrote is escaped on the page", "assistant/web/rendering.py", "autoescape=True",
          "autoescape=False", "tests/web/test_shown.py::test_what_a_customer_wrote_is_escaped_in_the_queue"),
    Break("a form of another site is refused", GATE, "if method not in SAFE and _foreign(headers):", "if False:",
          DOORS + "a_form_that_began_on_another_site_is_refused"),
    Break("pages have no uploads, files or proxies", GATE,
          'if inner not in ("", *PAGE_PATHS) and not inner.startswith(PAGE_FOLDERS):', "if False:",
          DOORS + "signed_in_the_pages_offer_no_upload_file_proxy_or_api_page"),
    Break("every answer carries its policy", GATE, "headers.setdefault(name, value)", "headers.get(name, value)",
          DOORS + "every_answer_carries_the_headers_that_keep_others_out"),
    Break("a webhook has to be fresh", "assistant/channels/webhooks.py", "if abs(now - int(timestamp)) > FRESH:",
          "if False:", "tests/api/test_complaints.py::test_a_stale_or_future_webhook_is_refused"),
    Break("a subject holds no line break", APPROVAL, "_CONTROLS.search(subject) or ", "",
          APPROVING + "a_subject_that_could_write_headers_is_refused"),
    Break("a mail's headers hold no line break", SMTP, "        if _CONTROL.search(value):", "        if False:",
          MAIL + "nothing_that_could_become_a_header_or_a_second_recipient_is_sent"),
    Break("guessing a password is slowed down", "assistant/access/sessions.py", "if tries <= TRIES and ", "if ",
          "tests/access/test_signing_in.py::"
          "test_the_eleventh_try_is_turned_away_whatever_the_password_and_the_right_one_works_again_later"),
    # Nothing leaves that a person did not approve, and nothing twice.
    Break("a placeholder nobody filled in blocks approval", APPROVAL, "        if left is not None:", "        if False:",
          VAULT + "a_mangled_or_invented_placeholder_blocks_approval"),
    Break("a blocking finding blocks", APPROVAL, "if finding.check not in policy.signable:", "if False:",
          APPROVING + "a_blocking_finding_forbids_approval_whoever_acknowledges_it"),
    Break("a fact without a source is signed off by name", APPROVAL, "if key not in acknowledged:", "if False:",
          APPROVING + "a_fact_without_a_source_goes_out_only_when_each_is_signed_off_by_name"),
    Break("a private text never goes to the public channel", APPROVAL,
          "elif audience not in routes or routes[audience].channel == row.channel:", "elif audience not in routes:",
          APPROVING + "a_private_text_to_a_public_complaint_never_goes_to_the_public_channel"),
    Break("a flagged case needs two people", "assistant/workflow/decide.py", "if row.first_by == person.name:",
          "if False:", APPROVING + "a_flagged_case_needs_two_people_who_approve_the_same_words"),
    Break("only a lead settles an unknown fate", "assistant/workflow/deliver.py",
          "            require(person, Permission.SETTLE)\n", "            pass\n",
          SENDING + "only_a_lead_says_what_became_of_a_text_of_unknown_fate"),
    Break("a line that broke in DATA is uncertain", SMTP,
          'raise UncertainError(f"the line to {self._server.host} broke in DATA"',
          'raise RefusedError(f"the line to {self._server.host} broke in DATA"',
          MAIL + "only_what_broke_in_data_is_uncertain_and_everything_else_may_be_tried_again"),
    Break("a mail the journal knows is not handed over again", SMTP,
          "        if known is not None:\n            return known\n", "",
          MAIL + "the_same_reply_again_leaves_once_even_for_another_process"),
    Break("a server without encryption gets nothing", SMTP, 'if not mail.has_extn("starttls"):', "if False:",
          MAIL + "a_server_elsewhere_that_offers_no_encryption_gets_nothing"),
    Break("what waited when a backup was made is distrusted", "assistant/workflow/recovery.py",
          "return distrust(store)", "return 0",
          "tests/store/test_backup.py::"
          "test_what_waited_when_the_backup_was_made_is_not_sent_after_restoring_until_somebody_knows"),
    Break("a restored text is out of reach before anybody sees it", "assistant/bootstrap.py",
          "replace=replace, finish=doubt)", "replace=replace)",
          "tests/cli/test_keeping.py::test_a_text_that_waited_is_never_there_to_be_sent_once_it_is_restored"),
    Break("a restored step is handed to nobody", "assistant/store/doubting.py",
          "    connection.execute(update(steps)", "    _ = (update(steps)", "tests/workflow/test_steps.py::"
          "test_a_step_that_was_leaving_when_the_backup_was_made_is_a_task_after_restoring_and_handed_to_nobody"),
    # Mail comes in once, and from whom it says.
    Break("a stranger goes on with nobody's case", "assistant/workflow/correspondence.py",
          "return address is not None and address.lower() in", "return True or (address or '') in",
          MAILBOX + "somebody_else_who_knows_of_a_conversation_begins_one_of_their_own"),
    Break("what no person wrote opens no case", "assistant/workflow/correspondence.py",
          "return _rested(store, arrival, letter) or _taken(", "return _taken(",
          MAILBOX + "an_absence_note_or_a_newsletter_opens_nothing_and_stands_with_the_case_it_answers"),
    Break("of several workers one fetches", "assistant/store/duties.py", "return not held and (", "return (",
          MAILBOX + "of_two_workers_one_fetches_and_the_other_takes_over_when_it_is_dead"),
    Break("a try at a mail is counted before it is opened", "assistant/workflow/tries.py",
          "        self.left[name], self.opened = before + 1, name\n", "        self.opened = name\n",
          MAILBOX + "a_mail_over_which_the_program_ends_is_put_aside_after_three_times_and_the_rest_goes_on"),
    Break("a mail over which the program ended is not opened at the desk", "assistant/workflow/delivered.py",
          "if why not in UNOPENED:", "if True:", "tests/api/test_office.py::"
          "test_a_mail_over_which_the_program_ended_is_never_opened_at_the_desk_and_given_to_a_worker_again"),
    Break("a customer is given no mail that somebody else wrote", "assistant/workflow/access_request.py",
          '"text": read.text if theirs else None', '"text": read.text', "tests/cli/test_privacy_duties.py::"
          "test_a_customer_is_given_what_they_sent_and_nobody_took_in_with_the_reason"),
    Break("a mailbox without encryption hears no password", "assistant/channels/imap.py",
          'if "STARTTLS" not in client.capabilities:', "if False:",
          MAILBOX + "a_server_elsewhere_that_offers_no_encryption_hears_no_password"),
    # What happened can be proved, and what must go is gone.
    Break("a changed line of the audit log is found", "assistant/store/audit.py",
          "if seal(previous, row.seq, row.at, row.actor, row.event, row.case_id, row.details) != row.hash:", "if False:",
          "tests/store/test_audit_chain.py::test_one_changed_character_anywhere_is_found"),
    Break("a case that is held back is not erased", "assistant/workflow/erasure.py",
          "        _refuse_held(tx, case_ids)\n    lines", "    lines",
          "tests/workflow/test_erasure.py::"
          "test_a_case_that_is_held_back_is_not_erased_and_neither_are_those_asked_for_with_it"),
    Break("an erased delivery that comes again brings nothing back", "assistant/store/erasing.py",
          "    bury(tx, case_id)\n", "", "tests/api/test_deliveries.py::"
          "test_an_erased_delivery_that_comes_again_brings_nothing_back_while_its_signature_holds"),
    Break("a mail is noted before it leaves", "assistant/workflow/disclosure.py",
          "number = _note(store, reply.complaint, leaving)", "number = None", "tests/workflow/test_disclosures.py::"
          "test_a_mail_the_server_certainly_did_not_take_has_not_left"),
    Break("a password that is soon guessed is refused", "assistant/access/passwords.py", "    if way is not None:",
          "    if way is None:", "tests/access/test_guessing.py::"
          "test_a_password_people_choose_first_is_refused_and_told_why"),
)  # fmt: skip


def main() -> None:
    """Take each guard away and run its test; exit code 1 if a guard can go unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="the name of one guard; may be given again")
    told = parser.parse_args()
    sys.exit(1 if judge(GUARDS, {}, told.only) else 0)


if __name__ == "__main__":
    main()
