#!/bin/sh
# The interpreter starts as nobody, knows the authorities of TLS, and makes virtual environments; pip stays outside.
set -eu
docker run --rm --network none "$1" -c '
import getpass, json, os, sqlite3, ssl, sys
assert sys.version_info[:2] == (3, 11), sys.version
assert os.getuid() == 65534, os.getuid()
assert len(ssl.create_default_context().get_ca_certs()) > 100
'
docker run --rm --network none --entrypoint sh "$1" -c '
python3 -m venv --without-pip /tmp/venv && /tmp/venv/bin/python -c "import sys; assert sys.prefix == \"/tmp/venv\""'
if docker run --rm --network none "$1" -c 'import pip' 2>/dev/null; then
    echo "pip does not belong here" >&2
    exit 1
fi
