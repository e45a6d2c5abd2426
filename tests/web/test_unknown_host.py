"""Whoever asks for a host that is not ours is told so in a sentence, and leaves one quiet line."""

import logging
from typing import Any

import pytest
from django.test import Client


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "<script>", "a b"])
def test_a_host_that_is_not_ours_is_refused_without_a_stack_trace(host: str, caplog: Any) -> None:
    caplog.set_level(logging.INFO)
    answer = Client().get("/healthz", headers={"host": host})
    page = answer.content.decode()
    assert answer.status_code == 400 and "MAKEGOOD_HOSTS" in page and host not in page and answer["X-Request-ID"]
    assert [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR] == []


def test_it_is_one_line_of_the_log(caplog: Any) -> None:
    logging.getLogger("makegood").propagate = True
    caplog.set_level(logging.INFO, "makegood.request")
    Client().get("/desk/", headers={"host": "evil.example"})
    (line,) = caplog.records
    assert (line.levelno, line.status, line.refusal) == (logging.INFO, 400, "host_unknown")
