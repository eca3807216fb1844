"""What can go wrong for a user, in words a user reads.

Fault
├── Unreadable          a file cannot be read as a report
├── LibraryBusy         another process writes to the library
├── LibraryDamaged      the ledger itself is broken
├── EmbeddingUnavailable  the chosen embedder cannot be loaded or reached
└── NotFound            no such report, passage, outline, part …
"""


class Fault(Exception):
    """Something a user can act on: `message` says what happened, `remedy` what to do, both in Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"

    def __reduce__(self) -> tuple[type["Fault"], tuple[str, str]]:
        # Faults cross process borders (the reading jail), and Exception's own pickling knows one argument only.
        return type(self), (self.message, self.remedy)


class Unreadable(Fault):
    """A file that cannot be read as a report."""


class LibraryBusy(Fault):
    """Another process has the library open for writing."""


class LibraryDamaged(Fault):
    """The ledger cannot be opened or is not whole."""


class EmbeddingUnavailable(Fault):
    """The chosen embedding model cannot be loaded or reached."""


class NotFound(Fault):
    """The thing named by the user does not exist."""
