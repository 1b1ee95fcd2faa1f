"""python3 -m hello: greet once, check oneself, or serve."""

import argparse
import json
import sys
import threading
from urllib.request import urlopen

from hello import VERSION
from hello.greeting import GREETINGS, UnknownLanguage, greet
from hello.server import make_server


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="hello", description="Greets.")
    parser.add_argument("name", nargs="?", default="", help="whom to greet")
    parser.add_argument("--language", default="en", help=", ".join(sorted(GREETINGS)))
    parser.add_argument("--serve", metavar="PORT", type=int, help="serve HTTP on this port instead")
    parser.add_argument("--selftest", action="store_true", help="serve on a free port, ask once, and exit")
    parser.add_argument("--version", action="version", version=f"hello {VERSION}")
    options = parser.parse_args(arguments)
    if options.selftest:
        return selftest()
    if options.serve is not None:
        with make_server("0.0.0.0", options.serve) as server:
            server.serve_forever()
        return 0
    try:
        print(greet(options.name, options.language))
    except UnknownLanguage as error:
        print(f"hello: {error}", file=sys.stderr)
        return 2
    return 0


def selftest():
    with make_server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address
        with urlopen(f"http://{host}:{port}/greet?name=pipeline") as answer:
            greeting = json.load(answer)["greeting"]
        server.shutdown()
    print(f"hello {VERSION} answers: {greeting}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
