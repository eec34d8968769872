"""Draw the demo's pictures in the style of linocut prints."""
