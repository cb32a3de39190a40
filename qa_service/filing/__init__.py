"""Adding, previewing, editing, removing and restoring files of the corpus folder."""
