"""The ledger: the one place that holds what was acknowledged. Everything else can be made again from it."""

from index.ledger.schema import LedgerFault
from index.ledger.store import Change, Entry, Ledger, Row, Space, Taken

__all__ = ["Change", "Entry", "Ledger", "LedgerFault", "Row", "Space", "Taken"]
