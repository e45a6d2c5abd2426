"""Policies to start from: three presets with their questions, and five worked examples."""
