"""What pages are made with: languages, catalogues, directions, typesetting, what templates call, where they stand."""
