"""The pages of a PDF: glyphs by position to paragraphs in reading order."""
