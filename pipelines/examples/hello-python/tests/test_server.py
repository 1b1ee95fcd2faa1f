import json
import threading
import unittest
from http.client import HTTPConnection

from hello import VERSION
from hello.server import make_server


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = make_server()
        self.addCleanup(self.server.server_close)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.shutdown)

    def get(self, path):
        connection = HTTPConnection(*self.server.server_address, timeout=10)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, json.load(response)

    def test_greets(self):
        self.assertEqual(self.get("/greet?name=Ada&language=fr"), (200, {"greeting": "Bonjour, Ada!"}))

    def test_is_healthy(self):
        self.assertEqual(self.get("/healthz"), (200, {"status": "ok", "version": VERSION}))

    def test_refuses_an_unknown_language(self):
        status, body = self.get("/greet?language=xx")
        self.assertEqual((status, body), (400, {"error": "no greeting in 'xx'; there are: de, en, fr"}))

    def test_knows_no_other_path(self):
        self.assertEqual(self.get("/other"), (404, {"error": "nothing at /other"}))


if __name__ == "__main__":
    unittest.main()
