"""The greeting over HTTP: GET /greet?name=Ada&language=fr, and GET /healthz."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from hello import VERSION
from hello.greeting import UnknownLanguage, greet


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.path == "/healthz":
            self.answer(200, {"status": "ok", "version": VERSION})
        elif url.path == "/greet":
            try:
                self.answer(200, {"greeting": greet(query.get("name", ""), query.get("language", "en"))})
            except UnknownLanguage as error:
                self.answer(400, {"error": str(error)})
        else:
            self.answer(404, {"error": f"nothing at {url.path}"})

    def answer(self, status, body):
        payload = json.dumps(body, ensure_ascii=False).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format, *args):
        """One line a request is the access log's business, not this example's."""


def make_server(host="127.0.0.1", port=0):
    """A server that listens already; port 0 picks a free one."""
    return ThreadingHTTPServer((host, port), Handler)
