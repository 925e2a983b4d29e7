"""The reader: plate crop to character log-probabilities (CTC)."""
