import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

balance = 0


class Ledger(BaseHTTPRequestHandler):
    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.answer(200, {"status": "ok"})

    def do_POST(self):
        global balance
        booking = json.loads(self.rfile.read(int(self.headers["content-length"])))
        balance += booking["total"]
        self.answer(201, {"balance": balance})


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ledger).serve_forever()
