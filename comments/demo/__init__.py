"""What readers say in the demo."""
