"""Property tests of everything that parses strangers' input.

They ask the same questions in every run. FUZZ=20 asks twenty times as many, and others each time
(CONTRIBUTING.md).
"""
