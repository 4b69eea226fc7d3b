"""Heads of all approaches: learned for a build and for each split, or taken over; votes as judged pairs."""
