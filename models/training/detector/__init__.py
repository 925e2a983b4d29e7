"""Plate detector: scene compositor, network, training, evaluation and export.

Run the modules from ``models/training``, for example ``python3 -m detector.train --help``.
"""
