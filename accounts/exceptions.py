class Refusal(Exception):
    """Raised if an action is refused; `message` tells the reader or editor why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
