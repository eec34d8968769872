"""Demo comments."""
