"""Plate renderer: serials by state grammar, drawn on official artwork or on invented designs."""
