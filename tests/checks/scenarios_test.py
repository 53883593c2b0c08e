"""scripts/scenarios/year_end waits for a pact that is not ready yet and sends nothing meanwhile."""
import http.server
import pathlib
import subprocess
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DASHBOARD = 8080  # without an offset
CHARITY = 8083    # takes the first command of the scenario


class Pact(http.server.BaseHTTPRequestHandler):
    """Stands for a pact that starts: one connection ends without an answer, one answer is 503, then
    it is ready. Its office refuses whatever comes, which ends the scenario."""

    def do_GET(self):
        asked = self.server.seen.count(self.requestline)
        self.server.seen.append(self.requestline)
        if asked:
            self.answer(503 if asked == 1 else 200)

    def do_POST(self):
        self.server.seen.append(self.requestline)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(500)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def listen_at_both():
    """Two servers as far apart as the ports of the dashboard and of the office, with one list."""
    for _ in range(100):
        dashboard = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pact)
        try:
            office = http.server.ThreadingHTTPServer(
                ("127.0.0.1", dashboard.server_port + CHARITY - DASHBOARD), Pact)
        except (OSError, OverflowError):
            dashboard.server_close()
            continue
        dashboard.seen = office.seen = []
        return dashboard, office
    raise RuntimeError("no two free ports")


class YearEnd(unittest.TestCase):
    def test_waits_until_the_pact_is_ready_before_it_sends(self):
        servers = listen_at_both()
        for server in servers:
            self.addCleanup(server.server_close)
            self.addCleanup(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        offset = servers[0].server_port - DASHBOARD
        done = subprocess.run(
            [ROOT / "scripts/scenarios/year_end", "http://127.0.0.1", str(offset)],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(servers[0].seen, ["GET /readyz HTTP/1.1"] * 3 + [
            "POST /api/pacts/tiszakecske/commands/RegisterParticipant HTTP/1.1"], done.stderr)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not as expected: RegisterParticipant: 500", done.stderr)


if __name__ == "__main__":
    unittest.main()
