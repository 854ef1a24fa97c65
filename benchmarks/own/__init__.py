"""The project's own corpus: whole pages of invented articles over every page family and hard case, with gold."""
