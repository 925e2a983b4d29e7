"""Sets to measure on, drawn by code and with fonts that no training uses: plates of the home region, and personalised plates."""
