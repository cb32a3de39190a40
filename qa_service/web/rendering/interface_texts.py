"""Texts of the interface that scripts put into the page, by the names they use; the catalogues translate them."""

from qa_service.web.rendering.catalogues import N_

SCRIPTED = {
    "searching": N_("Searching the articles…"),
    "stopped": N_("Stopped. Your question is in the box."),
    "offline": N_("No connection to the server. Your question is kept in the box; try again when it is back."),
    "failed": N_("The server's reply made no sense. Your question is kept in the box."),
    "longest": N_("The question can't be longer; what is beyond was cut off."),
    "editing": N_("You are editing your last question; Esc to leave it."),
    "loading": N_("Loading…"),
    "no_passage": N_("The text could not be loaded."),
    "copied": N_("Copied."),
    "not_copied": N_("The browser refused to copy."),
    "thanks": N_("Thank you, your opinion arrived."),
    "no_thanks": N_("Your opinion did not arrive."),
    "delete": N_("Delete"),
    "no_history": N_("No conversation is kept."),
    "ask": N_("Ask"),
    "stop": N_("Stop"),
    "sources": N_("Sources"),
    "both_again": N_("Show both again"),
    "neither": N_("Neither of them"),
    "this_one": N_("This one answers"),
    "completions_shown": N_("Suggested questions; arrow down to choose."),
}
"""On the chat page."""

MANAGED = {
    "manage_reading": N_("Reading…"),
    "manage_ready": N_("Ready"),
    "manage_added": N_("Added, being indexed"),
    "manage_served": N_("Answers come from it"),
    "manage_rejected": N_("Can't be read"),
    "manage_failed": N_("Could not be sent"),
    "manage_sentences": N_("Sentences:"),
    "manage_left_out": N_("Never cited:"),
    "manage_remove": N_("Remove"),
    "manage_no_problems": N_("Nothing is wrong with the files."),
    "manage_restore": N_("Put back"),
    "manage_indexing": N_("The changes are being indexed…"),
    "manage_current": N_("All changes are in the answers."),
    "manage_ended": N_("The session has ended. Load the page again and sign in."),
    "manage_edit": N_("Edit the metadata"),
    "manage_save": N_("Save"),
    "manage_title": N_("Title"),
    "manage_publisher": N_("Publisher"),
    "manage_source_url": N_("Address of the original"),
    "manage_golden_right": N_("All of them go right."),
    "manage_instead": N_("Instead came:"),
    "manage_expected": N_("Expected:"),
    "manage_not_kept": N_("Questions are not kept (QA_LOG_QUESTIONS=0)."),
    "manage_none": N_("None."),
    "manage_date": N_("Date"),
    "manage_author": N_("Author"),
    "manage_line": N_("line"),
}
"""On the maintainer's page."""
