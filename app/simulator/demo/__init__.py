"""The demo county: Xixia's real townships and villages, with invented people and a few weeks of invented life."""
