"""Witnesses of three real offices over the real event log: what they cosign, and what they refuse.

  witness_test.py BIN_DIR
"""
import base64
import datetime
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BIN_DIR = sys.argv[1]
PLAN = f"{ROOT}/plans/tiszakecske.textproto"
PACT = "tiszakecske"
ORIGIN = f"paktum/log/{PACT}"
OFFICES = ("pact_office", "government_office", "charity")
PATIENCE_S = 60.0
SEED = int(os.environ.get("PAKTUM_SEED", str(random.SystemRandom().randrange(1 << 32))))

sys.dont_write_bytecode = True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    """Status and body; (0, b"") when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except OSError:
        return 0, b""


def eventually(condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return condition()


class Program:
    """A program of ours; what it writes goes to a file."""

    def __init__(self, command, log):
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as text:
            return text.read()


class Log:
    """An event log on ports of its own."""

    def __init__(self, pact, data):
        self.pact, self.data = pact, data
        self.port, self.hints, self.http = free_port(), free_port(), free_port()
        self.program = None

    def start(self, *more):
        self.program = self.pact.run(
            "event_log", "--data", self.data, "--listen", f"tcp://127.0.0.1:{self.port}",
            "--hints", f"tcp://127.0.0.1:{self.hints}", "--http", f"127.0.0.1:{self.http}",
            "--curve", self.pact.keys("event_log"), *more)
        return self

    def ready(self):
        return get(f"http://127.0.0.1:{self.http}/readyz")[0] == 200

    def file(self, path):
        return get(f"http://127.0.0.1:{self.http}/ledgers/{PACT}/{path}")

    def metric(self, name):
        for line in get(f"http://127.0.0.1:{self.http}/metrics")[1].decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return 0.0


class Office:
    """An office with its witness; `name` is also its key directory."""

    forums = 0

    def __init__(self, pact, name, data=None):
        self.pact, self.name, self.data = pact, name, data or name
        self.port = free_port()
        self.program = None

    def start(self, log, peers=()):
        command = [self.name, "--plan", PLAN, "--data", self.pact.path(self.data), "--keys",
                   self.pact.path("keys"), "--log", f"tcp://127.0.0.1:{log.port}", "--listen",
                   f"127.0.0.1:{self.port}", "--curve", self.pact.keys(self.name), "--vault",
                   f"tcp://127.0.0.1:{self.pact.vault_port}"]
        for peer in peers:
            if peer is not self:
                command += ["--witness-peer", f"{peer.name}=http://127.0.0.1:{peer.port}"]
        self.program = self.pact.run(*command)

    def ready(self):
        return get(f"http://127.0.0.1:{self.port}/readyz")[0] == 200

    def witness(self):
        status, body = get(f"http://127.0.0.1:{self.port}/api/pacts/{PACT}/witness")
        return json.loads(body) if status == 200 else {}

    def alarm(self):
        return self.witness().get("alarm", {}).get("kind")

    def post_forum(self):
        """One event: another day's forum; only the pact office holds them."""
        Office.forums += 1
        held_on = datetime.date(2018, 10, 1) + datetime.timedelta(days=Office.forums)
        body = json.dumps({"held_on": held_on.isoformat(), "participants": 20, "topics": ["x"]}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/pacts/{PACT}/commands/HoldForum", data=body,
            headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()),
                     "Paktum-Actor": str(uuid.uuid4())})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return (refused.code, refused.read())
        except OSError as gone:
            return (0, str(gone))


class Pact:
    """Keys, data and all programs of one test."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="paktum-witness-")
        self.programs = []
        self.vault_port = free_port()
        subprocess.run([f"{BIN_DIR}/paktum", "init", "--dir", self.path("curve"), "--plan", PLAN],
                       check=True, capture_output=True)
        os.makedirs(self.path("keys"))
        self.log = Log(self, self.path("event_log"))
        self.offices = [Office(self, name) for name in OFFICES]

    def path(self, name):
        return f"{self.directory}/{name}"

    def keys(self, name):
        return self.path(f"curve/{name}")

    def run(self, name, *arguments):
        number = len(self.programs)
        program = Program([f"{BIN_DIR}/{name}", *arguments], self.path(f"{name}.{number}.txt"))
        self.programs.append(program)
        return program

    def start(self):
        self.log.start()
        assert eventually(self.log.ready), self.log.program.text()
        self.start_offices()

    def start_offices(self):
        for office in self.offices:
            office.start(self.log, self.offices)
        for office in self.offices:
            assert eventually(office.ready), office.program.text()

    def stop(self):
        for program in self.programs:
            if program.process.poll() is None:
                program.stop()

    def remove(self):
        for program in self.programs:
            if program.process.poll() is None:
                program.kill()
        shutil.rmtree(self.directory)


def size_of(note):
    """The size in a checkpoint's note; 0 for anything else."""
    lines = note.decode().split("\n")
    return int(lines[1]) if len(lines) > 3 and lines[0] == ORIGIN else 0


def root_of(hashes):
    """The root of RFC 9162, 2.1.1, of leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\1" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


class WitnessTest(unittest.TestCase):
    def setUp(self):
        self.pact = Pact()
        self.addCleanup(self.pact.remove)
        self.pact.start()
        self.pact_office = self.pact.offices[0]
        self.posted = 0  # through it

    def post(self, number, office=None):
        for _ in range(number):
            # 202: it waits in the outbox while the log comes back.
            self.assertIn((office or self.pact_office).post_forum(), (201, 202))
            self.posted += office is None

    def witnessed(self, log=None):
        return size_of((log or self.pact.log).file("checkpoint")[1])

    def newest(self):
        return size_of(self.pact.log.file("checkpoint/newest")[1])

    def await_witnesses(self):
        """Until every witness has cosigned all that was posted."""
        self.assertTrue(eventually(lambda: self.witnessed() == self.posted), self.witnessed())
        self.assertTrue(eventually(lambda: all(
            office.witness().get("size") == self.posted for office in self.pact.offices)))

    def assert_alarms(self, offices, kinds):
        for office in offices:
            kind = eventually(office.alarm)
            self.assertIn(kind, kinds, office.name + "\n" + office.program.text()[-2000:])
            metrics = get(f"http://127.0.0.1:{office.port}/metrics")[1].decode()
            self.assertIn("\npaktum_witness_alarms 1\n", metrics)
            health = json.loads(get(f"http://127.0.0.1:{office.port}/healthz")[1])
            self.assertEqual(health["details"]["witness_alarms"], 1)
            self.assertIn("witness.alarm ", office.program.text())
            alarm = office.witness()["alarm"]
            self.assertGreater(size_of(alarm["known"].encode()), 0)
            self.assertGreater(size_of(alarm["shown"].encode()), 0)

    def test_three_witnesses_cosign_while_commands_come_in(self):
        self.post(12)
        self.await_witnesses()
        self.assertEqual(self.witnessed(), 12)
        self.assertTrue(eventually(
            lambda: self.pact.log.file("checkpoint")[1].count(b"\n\xe2\x80\x94 ") == 4))
        note = self.pact.log.file("checkpoint")[1].decode()
        for office in OFFICES:
            self.assertIn(f"\u2014 paktum/witness/{office} ", note)
        # The tiles are those of the checkpoint.
        status, tile = self.pact.log.file("tile/0/000.p/12")
        self.assertEqual((status, len(tile)), (200, 12 * 32))
        root = root_of([tile[i:i + 32] for i in range(0, len(tile), 32)])
        self.assertEqual(base64.b64encode(root).decode(), note.split("\n")[2])
        self.assertEqual(self.pact.log.file("tile/entries/000.p/12")[0], 404)
        for office in self.pact.offices:
            path = hashlib.sha256(ORIGIN.encode()).hexdigest()
            shown = get(f"http://127.0.0.1:{office.port}/witness/{path}/checkpoint")
            self.assertEqual(size_of(shown[1]), 12)

    def test_nothing_alarms_when_log_and_offices_are_killed_at_any_moment(self):
        dice = random.Random(SEED)
        for _ in range(6):
            self.post(dice.randrange(1, 4))
            time.sleep(dice.random() * 0.5)
            if dice.random() < 0.5:
                self.pact.log.program.kill()
                self.pact.log.start()
                self.assertTrue(eventually(self.pact.log.ready), self.pact.log.program.text())
            else:
                office = dice.choice(self.pact.offices)
                office.program.kill()
                office.start(self.pact.log, self.pact.offices)
                self.assertTrue(eventually(office.ready), office.program.text())
        self.await_witnesses()
        for office in self.pact.offices:
            self.assertEqual(office.witness()["state"], "cosigning")

    def test_a_log_that_was_rolled_back_to_a_backup_alarms_every_office(self):
        self.post(3)
        self.await_witnesses()
        self.pact.stop()
        shutil.copytree(self.pact.log.data, self.pact.path("backup"))
        self.pact.start()
        self.post(2)
        self.await_witnesses()
        self.pact.stop()
        shutil.rmtree(self.pact.log.data)
        shutil.copytree(self.pact.path("backup"), self.pact.log.data)
        self.pact.start()
        self.assert_alarms(self.pact.offices, ("rolled_back",))
        # It stays, also when the log has grown past what was seen.
        self.post(4)
        self.pact.stop()
        self.pact.start()
        self.assert_alarms_stand()

    def assert_alarms_stand(self):
        for office in self.pact.offices:
            self.assertEqual(eventually(office.alarm), "rolled_back")

    def test_a_history_that_was_rewritten_is_refused_by_the_log_and_alarms_every_office(self):
        self.post(3)
        self.await_witnesses()
        self.pact.stop()
        shutil.copytree(self.pact.log.data, self.pact.path("event_log_b"))
        self.pact.start()
        self.post(1)
        self.await_witnesses()
        self.pact.stop()
        # Another fourth record, and a fifth.
        other = Log(self.pact, self.pact.path("event_log_b")).start()
        writer = Office(self.pact, "pact_office", data="writer")
        writer.start(other)
        self.assertTrue(eventually(writer.ready))
        self.post(2, writer)
        self.pact.stop()
        shutil.rmtree(f"{other.data}/checkpoints")
        shutil.copytree(f"{self.pact.log.data}/checkpoints", f"{other.data}/checkpoints")
        shutil.rmtree(self.pact.log.data)
        shutil.copytree(other.data, self.pact.log.data)
        self.pact.log.start()
        self.assertEqual(self.pact.log.program.process.wait(PATIENCE_S), 1)
        self.assertIn("checkpoint.contradicted", self.pact.log.program.text())
        # Who runs the log may take that memory away, but not that of the witnesses.
        shutil.rmtree(f"{self.pact.log.data}/checkpoints")
        self.pact.start()
        self.assert_alarms(self.pact.offices, ("rewritten",))

    def test_a_fork_that_is_shown_to_one_office_is_found_by_comparing(self):
        self.post(3)
        self.await_witnesses()
        self.pact.stop()
        shutil.copytree(self.pact.log.data, self.pact.path("event_log_b"))
        other = Log(self.pact, self.pact.path("event_log_b")).start()
        self.pact.log.start()
        writer = Office(self.pact, "pact_office", data="writer")
        writer.start(other)
        charity = self.pact.offices[2]
        for office in self.pact.offices:
            office.start(other if office is charity else self.pact.log, self.pact.offices)
        for office in [writer, *self.pact.offices]:
            self.assertTrue(eventually(office.ready), office.program.text())
        self.post(1, writer)
        self.post(1)
        self.assert_alarms(self.pact.offices, ("forked", "split_view"))
        sources = {office.witness()["alarm"]["source"] for office in self.pact.offices}
        self.assertNotIn("log", sources)

    def test_a_witness_that_the_log_does_not_know_does_not_count(self):
        self.pact.stop()
        os.remove(f"{self.pact.keys('event_log')}/witnesses/charity.pub")
        self.pact.start()
        self.post(2)
        self.assertTrue(eventually(lambda: self.witnessed() == 2))
        self.assertTrue(eventually(
            lambda: self.pact.log.metric("paktum_log_cosignatures_refused_total") > 0))
        self.assertNotIn(b"paktum/witness/charity", self.pact.log.file("checkpoint")[1])

    def test_one_office_alone_does_not_make_a_checkpoint_witnessed(self):
        for office in self.pact.offices[1:]:
            office.program.stop()
        self.post(2)
        self.assertTrue(eventually(lambda: self.pact_office.witness().get("size") == 2))
        self.assertEqual(self.pact.log.file("checkpoint")[0], 404)
        self.assertEqual(self.newest(), 2)

    def test_an_office_with_a_damaged_witness_state_does_not_start(self):
        self.post(2)
        self.await_witnesses()
        self.pact.stop()
        path = self.pact.path(f"charity/witness/{PACT}.checkpoint")
        with open(path, encoding="utf-8") as file:
            note = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(note.replace("\n2\n", "\n1\n"))
        self.pact.log.start()
        charity = self.pact.offices[2]
        charity.start(self.pact.log)
        self.assertEqual(charity.program.process.wait(PATIENCE_S), 1)
        self.assertIn("witness.state_damaged", charity.program.text())


if __name__ == "__main__":
    print(f"PAKTUM_SEED={SEED}", file=sys.stderr)
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
