"""A small application for the tests of serving: it says what it was given, takes its time, or answers at length."""

import json
import time


def application(environ, start_response):
    """`/bytes/N` answers with N bytes, `/sleep/S` after S seconds; anything else with the length of the body and who asked."""
    _, what, number = [*environ["PATH_INFO"].split("/"), ""][:3]
    body = environ["wsgi.input"].read()
    answer = {"length": len(body), "from": environ["REMOTE_ADDR"], "for": environ.get("HTTP_X_FORWARDED_FOR")}
    content = json.dumps(answer).encode()
    if what == "sleep":
        time.sleep(float(number))
    if what == "bytes":
        content = b"x" * int(number)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return [content]
