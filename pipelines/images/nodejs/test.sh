#!/bin/sh
# A server in Node.js answers a client in Node.js, as nobody, with full Unicode data.
set -eu
docker run --rm --network none "$1" -e '
const http = require("http"), assert = require("assert");
assert.strictEqual(process.getuid(), 65534);
assert.strictEqual(new Intl.NumberFormat("de-DE").format(1234.5), "1.234,5");
const server = http.createServer((request, response) => response.end("hello")).listen(0, "127.0.0.1", () =>
    http.get({ host: "127.0.0.1", port: server.address().port }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk)).on("end", () => {
            assert.strictEqual(text, "hello");
            server.close();
        });
    }));
'
