"""Measurements: quality against pinned floors (``gate``), and cost (``cost``)."""
