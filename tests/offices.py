"""A running server with accounts, for tests of several people on one server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from fakes_chat import drafting_tools, running
from visiting import Site

from assistant.accounts import Accounts
from assistant.app.desk import desk_of
from assistant.app.desk.work import Seat, Work
from assistant.app.library import Library
from assistant.app.profile import profile_of
from assistant.desk import Draft

EXAMPLES = ("2025-vice-mayor-livelihood", "2025-justice-chief")
PASSWORD = "好记的一句话很长"
DUTY = "problems/4"
NAMES = ("甲", "乙", "丙")


class Office:
    """A running server with accounts, and each account's browser."""

    def __init__(self, port: int, library: Library, accounts: Accounts) -> None:
        self.port = port
        self.accounts = accounts
        self.work: Work = desk_of(library)
        self.sites = {name: Site(port, library, accounts.enter(name)) for name in NAMES}

    def client(self, **given: dict[str, str]) -> httpx.Client:
        """A browser that has not logged in."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20, **given)

    def draft(self, owner: str, secret: str) -> Draft:
        """A draft with the secret in its title, facts, profile and text."""
        profile = profile_of(f"{secret}副市长", "individual", "city", f"{secret}市政府", ["教育"])
        draft = self.work.start(owner, profile, "2025", f"2025年3月{secret}到学校7次")
        draft = self.work.save(Seat(draft.id, DUTY, "t", draft.revision, owner), f"{secret}一是担当不够。")
        return self.work.change(
            Seat(draft.id, DUTY, "t", draft.revision, owner), lambda one: replace(one, title=f"{secret}的材料")
        )


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """The server over a library in this folder, with an account for every name."""
    accounts = Accounts.open(folder)
    for name in NAMES:
        accounts.add(name, PASSWORD)
    with running(folder, drafting_tools, *EXAMPLES, accounts=accounts) as (port, library):
        office = Office(port, library, accounts)
        yield office
        for site in office.sites.values():
            site.http.close()
    accounts.close()


def log_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    """What the door answers to a name and a password."""
    return client.post("/login", data={"name": name, "password": password})
