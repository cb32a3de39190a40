"""Files put into the corpus folder, edited, taken out and put back, and looked at before that."""
