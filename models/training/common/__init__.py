"""What every training programme shares: data folder, alphabet, plate crop, checkpoints."""
