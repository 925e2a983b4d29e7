"""The state classifier: which US state issued the plate, or "other"."""
