"""Every program that serves HTTP takes a certificate, and without one stays on this machine.

  tls_test.py BIN_DIR
"""
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BIN_DIR = sys.argv[1]
PLAN = f"{ROOT}/plans/tiszakecske.textproto"
PATIENCE_S = 60.0
NOWHERE = "tcp://127.0.0.1:1"
OFFICES = ("pact_office", "government_office", "charity")
PROGRAMS = ("event_log", "vault", "indicators", "schedule", "registers", "dashboard", *OFFICES)

sys.dont_write_bytecode = True


def eventually(condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return condition()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TlsTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="paktum-tls-")
        self.certificate = f"{self.directory}/cert.pem"
        self.key = f"{self.directory}/key.pem"
        self.make_certificate()
        self.running = []

    def tearDown(self):
        for process, _ in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process, _ in self.running:
            process.wait(timeout=PATIENCE_S)
        shutil.rmtree(self.directory)

    def make_certificate(self):
        """Another certificate and key, in the place of those before."""
        fresh = [f"{self.directory}/fresh.cert", f"{self.directory}/fresh.key"]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=paktum", "-addext",
             "subjectAltName=IP:127.0.0.1", "-out", fresh[0], "-keyout", fresh[1]],
            check=True, stderr=subprocess.DEVNULL)
        os.chmod(fresh[1], 0o600)
        os.replace(fresh[1], self.key)
        os.replace(fresh[0], self.certificate)

    def command(self, program, address):
        """The program with all that it needs but the certificate; its peers are away."""
        data = f"{self.directory}/{program}"
        common = [f"{BIN_DIR}/{program}"]
        if program == "event_log":
            return [*common, "--data", data, "--listen", "tcp://127.0.0.1:0", "--hints",
                    "tcp://127.0.0.1:0", "--http", address]
        common += ["--plan", PLAN, "--log", NOWHERE]
        if program == "vault":
            return [*common, "--data", data, "--listen", "tcp://127.0.0.1:0", "--http", address]
        if program == "dashboard":
            return [*common, "--hints", NOWHERE, "--indicators", NOWHERE, "--schedule", NOWHERE,
                    "--listen", address]
        if program in OFFICES:
            return [*common, "--data", data, "--keys", f"{self.directory}/keys", "--listen", address]
        return [*common, "--data", data, "--hints", NOWHERE, "--listen", "tcp://127.0.0.1:0",
                "--http", address]

    def tls(self):
        return ["--tls-certificate", self.certificate, "--tls-key", self.key]

    def refused(self, command):
        """What a program says that does not start because of its configuration."""
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr.decode()

    def start(self, program, *more):
        """Starts it with the certificate; the port of its HTTP, and what it writes."""
        port = free_port()
        log = f"{self.directory}/{program}.txt"
        with open(log, "wb") as out:
            process = subprocess.Popen(
                [*self.command(program, f"127.0.0.1:{port}"), *self.tls(), *more], stdout=out,
                stderr=out)
        self.running.append((process, log))

        def output():
            with open(log, encoding="utf-8", errors="replace") as text:
                return text.read()
        return port, output

    def get(self, url):
        """Status over a connection of its own; 0 when nobody answers, or nobody trusted."""
        trusted = ssl.create_default_context(cafile=self.certificate)
        try:
            with urllib.request.urlopen(url, timeout=5, context=trusted) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0

    def test_every_program_names_the_two_flags(self):
        for program in PROGRAMS:
            text = subprocess.run([f"{BIN_DIR}/{program}", "--help"], capture_output=True,
                                  check=True).stdout.decode()
            for flag in ("--tls-certificate", "--tls-key"):
                self.assertIn(flag, text, program)

    def test_without_a_certificate_every_program_stays_on_this_machine(self):
        for program in PROGRAMS:
            self.assertIn("http.address_not_loopback",
                          self.refused(self.command(program, "0.0.0.0:0")), program)

    def test_half_of_the_files_is_a_configuration_error(self):
        for program in PROGRAMS:
            command = [*self.command(program, "127.0.0.1:0"), "--tls-certificate", self.certificate]
            self.assertIn("tls.incomplete", self.refused(command), program)

    def test_with_a_certificate_every_program_speaks_https_and_nothing_else(self):
        for program in PROGRAMS:
            port, output = self.start(program)
            self.assertTrue(eventually(lambda: self.get(f"https://127.0.0.1:{port}/healthz") == 200),
                            f"{program}: {output()}")
            self.assertEqual(self.get(f"http://127.0.0.1:{port}/healthz"), 0, program)

    def test_a_certificate_is_exchanged_while_the_program_runs(self):
        for program in ("event_log", "indicators", "charity", "dashboard"):
            port, output = self.start(program)
            shown = lambda: self.get(f"https://127.0.0.1:{port}/healthz") == 200
            self.assertTrue(eventually(shown), f"{program}: {output()}")
            self.make_certificate()
            self.assertTrue(eventually(shown), f"{program}: {output()}")
            self.assertIn("tls.changed", output(), program)
            shutil.copy(self.certificate, f"{self.directory}/good.pem")
            with open(f"{self.directory}/broken.pem", "w", encoding="ascii") as broken:
                broken.write("no certificate\n")
            os.replace(f"{self.directory}/broken.pem", self.certificate)
            good = ssl.create_default_context(cafile=f"{self.directory}/good.pem")

            def told():
                with urllib.request.urlopen(f"https://127.0.0.1:{port}/healthz", timeout=5,
                                            context=good) as answer:
                    self.assertEqual(answer.status, 200, program)
                return "tls.not_taken" in output()
            self.assertTrue(eventually(told), f"{program}: {output()}")
            self.make_certificate()

    def test_the_records_of_the_log_stay_on_this_machine_with_a_certificate_too(self):
        command = [*self.command("event_log", "0.0.0.0:0"), *self.tls(), "--serve-entries"]
        self.assertIn("config.entries_not_loopback", self.refused(command))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
