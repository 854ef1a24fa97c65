"""county_news: Chinese county-level news as clean JSON Lines."""

__version__ = "0.1.0"
