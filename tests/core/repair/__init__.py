"""Tests of the stage repair."""
