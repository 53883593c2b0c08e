"""The Python client, written from docs/formats/, against the real event log.

  python_client_test.py BIN_DIR PEER   PEER = the C++ client of cpp_peer.cc
Needs Debian's python3-zmq, python3-protobuf and protobuf-compiler; the generated modules are made
in a temporary directory.
"""
import glob
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import uuid

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BIN_DIR, PEER = sys.argv[1], sys.argv[2]
PACT = "tiszakecske"
PATIENCE_S = 60.0

sys.dont_write_bytecode = True
GENERATED = tempfile.TemporaryDirectory(prefix="paktum-python-")
subprocess.run(["protoc", f"-I{ROOT}/proto", f"--python_out={GENERATED.name}",
                *glob.glob(f"{ROOT}/proto/**/*.proto", recursive=True)], check=True)
sys.path[:0] = [GENERATED.name, os.path.join(ROOT, "clients", "python")]
import paktum_client as paktum  # noqa: E402
import zmq  # noqa: E402
from paktum.event.v1 import event_pb2  # noqa: E402
from paktum.log.v1 import log_pb2  # noqa: E402
from paktum.wire.v1 import wire_pb2  # noqa: E402


def command(number):
    """The number-th command id."""
    return uuid.UUID(f"0166aa3c-c000-7000-8000-{number:012x}")


def page(name):
    with open(f"{ROOT}/docs/formats/{name}", encoding="utf-8") as text:
        return text.read()


def crc32c(data):
    """CRC-32C (Castagnoli), bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def tree_root(leaves):
    """The root of RFC 9162, 2.1.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree_root(leaves[:half]) + tree_root(leaves[half:])).digest()


class Service:
    """The event_log program, on ports of the system's choice that it keeps over restarts."""

    def __init__(self, data, *flags):
        self._data, self._flags = data, flags
        self.listen = self.hints = "tcp://127.0.0.1:*"
        self.start()

    def start(self):
        """Again when it ends at once: somebody may have the port of its last life for a moment."""
        deadline, said = time.monotonic() + PATIENCE_S, ""
        while time.monotonic() < deadline:
            self.process = subprocess.Popen(
                [f"{BIN_DIR}/event_log", "--data", self._data, "--listen", self.listen,
                 "--hints", self.hints, "--http", "127.0.0.1:0", *self._flags],
                stderr=subprocess.PIPE, text=True)
            for line in self.process.stderr:
                said += line
                if "service.ready" in line:
                    self.listen = re.search(r"listen=(\S+)", line)[1]
                    self.hints = re.search(r"hints=(\S+)", line)[1]
                    self.http = "http://127.0.0.1:" + re.search(r"http_port=(\d+)", line)[1]
                    return
            self.process.wait()
            self.process.stderr.close()
        raise AssertionError("the event log did not get ready: " + said[-2000:])

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait()
        self.process.stderr.close()

    def log(self, **named):
        return paktum.EventLog(self.listen, self.hints, **named)

    def peer(self, *arguments):
        """Lines that the C++ client prints."""
        done = subprocess.run([PEER, self.listen, self.hints, *map(str, arguments)],
                              capture_output=True, text=True, check=True, timeout=PATIENCE_S)
        return done.stdout.split()


class ClientTest(unittest.TestCase):
    def setUp(self):
        self._data = tempfile.TemporaryDirectory(prefix="paktum-log-")
        self.addCleanup(self._data.cleanup)
        self.service = Service(self._data.name + "/log")
        self.addCleanup(lambda: self.service.process.poll() is None and self.service.kill())
        self.log = self.service.log()
        self.addCleanup(self.log.close)

    def append(self, first, last, stream="scheme/S2", log=None):
        for number in range(first, last + 1):
            (log or self.log).append_surely(PACT, command(number), "charity",
                                            [(stream, b"event %d" % number)])

    def take(self, subscription, through):
        """Takes records until position `through`; returns them."""
        records, deadline = [], time.monotonic() + PATIENCE_S
        while subscription.delivered < through and time.monotonic() < deadline:
            records += subscription.next(0.5)
        self.assertEqual(subscription.delivered, through)
        return records


class Appending(ClientTest):
    def test_an_append_tells_where_its_events_stand(self):
        events = [("participant/1", b"one"), ("scheme/S2", b"two"), ("participant/1", b"three")]
        answer = self.log.append(PACT, command(1), "charity", events, {"participant/1": 0})
        self.assertEqual((answer.first_position, answer.count, answer.repeated), (1, 3, False))
        records, head = self.log.read(PACT)
        self.assertEqual(head, 3)
        self.assertEqual([(r.position, r.stream, r.version, r.submitted) for r in records],
                         [(1, "participant/1", 1, b"one"), (2, "scheme/S2", 1, b"two"),
                          (3, "participant/1", 2, b"three")])
        for index, record in enumerate(records):
            self.assertEqual((record.command_id, record.append_index, record.append_count,
                              record.member, record.recorded_at_ms),
                             (command(1), index, 3, "charity", answer.recorded_at_ms))
        self.assertEqual([r.content_digest for r in records], [paktum.digest_of(events), b"", b""])

    def test_every_condition_that_fails_is_named_with_the_present_version(self):
        self.append(1, 2, "participant/1")
        with self.assertRaises(paktum.Aborted) as refused:
            self.log.append(PACT, command(9), "charity", [("scheme/S2", b"event")],
                            {"participant/1": 1, "scheme/S2": 0, "body/x": 7})
        self.assertEqual(refused.exception.reason, "append.condition_failed")
        self.assertEqual(refused.exception.details, {"participant/1": "2", "body/x": "0"})
        self.assertEqual(self.log.head(PACT), 2)
        self.log.append(PACT, command(9), "charity", [("scheme/S2", b"event")],
                        {"participant/1": 2, "scheme/S2": 0, "body/x": 0})

    def test_a_command_id_gets_its_first_answer_for_ever(self):
        first = self.log.append(PACT, command(1), "charity", [("a", b"event")], {"a": 0})
        self.append(2, 5, "a")
        self.service.kill()
        self.service.start()
        again = self.log.append_surely(PACT, command(1), "charity", [("a", b"event")], {"a": 0})
        self.assertTrue(again.repeated)
        self.assertEqual((again.first_position, again.count, again.recorded_at_ms),
                         (first.first_position, first.count, first.recorded_at_ms))
        found, digest = self.log.find_command(PACT, command(1))
        self.assertEqual((found, digest), (again, paktum.digest_of([("a", b"event")])))
        with self.assertRaises(paktum.FailedPrecondition) as misuse:
            self.log.append(PACT, command(1), "charity", [("a", b"another event")])
        self.assertEqual(misuse.exception.reason, "append.command_reused")
        self.assertEqual(self.log.head(PACT), 5)

    def test_a_lost_answer_is_found_again_by_its_command_id(self):
        self.append(1, 1)
        self.service.process.send_signal(signal.SIGSTOP)
        try:
            with self.assertRaises(paktum.DeadlineExceeded):
                self.log.append(PACT, command(2), "charity", [("a", b"event")], timeout_s=0.3)
        finally:
            self.service.process.send_signal(signal.SIGCONT)
        answer = self.log.append_surely(PACT, command(2), "charity", [("a", b"event")])
        self.assertEqual((answer.first_position, answer.count), (2, 1))
        self.assertEqual(self.log.head(PACT), 2)

    def test_what_was_surely_not_sent_is_unavailable(self):
        self.append(1, 1)
        self.service.kill()
        with self.assertRaises(paktum.Unavailable):
            for _ in range(2):  # the first one may meet the connection as it breaks
                try:
                    self.log.append(PACT, command(2), "charity", [("a", b"event")])
                except paktum.DeadlineExceeded:
                    pass

    def test_wrong_requests_are_told_apart(self):
        with self.assertRaises(paktum.InvalidArgument) as empty:
            self.log.append(PACT, command(1), "charity", [])
        self.assertEqual(empty.exception.reason, "append.empty")
        with self.assertRaises(paktum.InvalidArgument) as large:
            self.log.append(PACT, command(1), "charity", [("a", bytes(60 * 1024 + 1))])
        self.assertEqual(large.exception.reason, "append.too_large")
        with self.assertRaises(paktum.InvalidArgument) as unknown:
            self.log.connection.call("log.erase", log_pb2.HeadRequest(pact=PACT), 5.0)
        self.assertEqual(unknown.exception.reason, "wire.unknown_method")
        with self.assertRaises(paktum.NotFound) as missing:
            self.log.find_command(PACT, command(1))
        self.assertEqual(missing.exception.reason, "command.unknown")
        self.assertEqual(self.log.head(PACT), 0)


class Reading(ClientTest):
    def test_reading_on_from_the_last_record_reaches_the_end(self):
        self.append(1, 25)
        positions, after = [], 0
        while records := self.log.read(PACT, after, max_records=10)[0]:
            self.assertLessEqual(len(records), 10)
            positions += [record.position for record in records]
            after = positions[-1]
        self.assertEqual(positions, list(range(1, 26)))
        self.assertEqual(self.log.read("another-pact"), ([], 0))

    def test_a_stream_is_read_by_its_versions(self):
        for number in range(1, 11):
            self.append(number, number, f"participant/{number % 2}")
        records, head = self.log.read_stream(PACT, "participant/0", after_version=2, max_records=2)
        self.assertEqual(head, 5)
        self.assertEqual([(r.version, r.position) for r in records], [(3, 6), (4, 8)])
        self.assertEqual(self.log.read_stream(PACT, "participant/9"), ([], 0))


class Subscribing(ClientTest):
    def test_catching_up_flows_into_live(self):
        self.append(1, 20)
        subscription = self.log.subscribe(PACT, after=5)
        records = self.take(subscription, 20)
        self.append(21, 30)
        records += self.take(subscription, 30)
        self.assertEqual([r.position for r in records], list(range(6, 31)))
        self.assertEqual(records, self.log.read(PACT, after=5)[0])
        self.assertEqual(subscription.streams_opened, 1)

    def test_no_more_comes_than_credit_was_given(self):
        self.append(1, 30)
        stream = self.log.connection.open_stream(
            "log.subscribe", log_pb2.SubscribeRequest(pact=PACT, credit_records=10), 5.0)
        self.assertEqual(self.count(stream, 10), 10)
        self.log.connection.send_one_way("log.credit", log_pb2.CreditRequest(
            subscription_id=stream.id, credit_records=5))
        self.assertEqual(self.count(stream, 5), 5)

    def count(self, stream, expected):
        """Records that come until a heartbeat says that there is nothing to send."""
        count, heartbeats, deadline = 0, 0, time.monotonic() + PATIENCE_S
        while (count < expected or heartbeats < 1) and time.monotonic() < deadline:
            body = stream.next(1.0)
            batch = log_pb2.SubscriptionBatch.FromString(body or b"")
            count += len(batch.stored)
            heartbeats = 0 if batch.stored or body is None else heartbeats + 1
        return count

    def test_a_small_credit_carries_through_a_long_ledger(self):
        self.append(1, 100)
        records = self.take(self.log.subscribe(PACT, credit_records=3), 100)
        self.assertEqual(len(records), 100)

    def test_nothing_is_lost_or_repeated_over_a_crash(self):
        self.append(1, 50)
        subscription = self.log.subscribe(PACT, credit_records=8)
        records = self.take(subscription, 8)
        for first in (51, 61):
            self.service.kill()
            self.service.start()
            self.append(first, first + 9)
            records += self.take(subscription, first + 9)
        self.assertEqual([r.position for r in records], list(range(1, 71)))
        self.assertGreater(subscription.streams_opened, 1)

    def test_another_ledger_is_noticed(self):
        self.append(1, 3)
        subscription = self.log.subscribe(PACT, after=7)
        with self.assertRaises(paktum.DataLoss) as other:
            subscription.next(PATIENCE_S)
        self.assertEqual(other.exception.reason, "log.other_ledger")

    def test_hints_name_the_new_head(self):
        hints = paktum.Hints(self.service.hints)
        self.addCleanup(hints.close)
        number, hint, deadline = 0, None, time.monotonic() + PATIENCE_S
        while hint is None and time.monotonic() < deadline:  # lost until SUB has connected
            number += 1
            self.append(number, number)
            hint = hints.next(0.2)
        self.assertEqual(hint[0], PACT)
        self.assertTrue(1 <= hint[1] <= number)


class Pages(ClientTest):
    """The bytes of the worked examples, sent and received as they stand on the pages."""

    def setUp(self):
        super().setUp()
        self.examples = set(re.findall(r"^([0-9a-f]{12,})$", page("wire.md"), re.M))
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.addCleanup(self.socket.close, 0)
        self.socket.connect(self.service.listen)

    def example(self, beginning):
        """The shortest example that begins so."""
        return min((text for text in self.examples if text.startswith(beginning)), key=len)

    def exchange(self, message):
        """The hexadecimal text of the message that answers."""
        self.socket.send(bytes.fromhex(message))
        self.assertTrue(self.socket.poll(int(PATIENCE_S * 1000)))
        return self.socket.recv().hex()

    def request(self, number, method, body=None):
        return wire_pb2.Requests(requests=[wire_pb2.Request(
            id=number, deadline_ms=5000, method=method,
            body=body.SerializeToString() if body else b"")]).SerializeToString().hex()

    def test_a_head_is_told_in_the_bytes_of_the_page(self):
        self.append(1, 17)
        head = self.example("0a1e0801")
        self.assertEqual(self.exchange(head), self.example("0a0608011a02"))
        both = next(text for text in self.examples if text.startswith(head) and text != head)
        self.socket.send(bytes.fromhex(both))
        replies = {}
        while set(replies) != {1, 2}:
            for reply in wire_pb2.Replies.FromString(self.socket.recv()).replies:
                replies[reply.id] = reply.SerializeToString().hex()
        answered = self.example("0a0208020a06")
        self.assertEqual("0a02" + replies[2] + "0a06" + replies[1], answered)
        self.assertEqual(self.exchange(self.request(2, "log.erase")), self.example("0a340802"))
        subscribe = log_pb2.SubscribeRequest(pact=PACT, after=17)
        self.assertEqual(self.exchange(self.request(3, "log.subscribe", subscribe)),
                         self.example("0a0808031a02"))

    def test_an_append_is_answered_in_the_bytes_of_the_page(self):
        for number in range(1, 17):
            self.log.append_surely("lenti", command(100 + number), "charity",
                                   [("scheme/S2" if number < 3 else "a", b"event")])
        append = self.example("0a6a0802")
        answer = wire_pb2.Replies.FromString(bytes.fromhex(self.exchange(append)))
        appended = log_pb2.AppendReply.FromString(answer.replies[0].body)
        shown = wire_pb2.Replies.FromString(bytes.fromhex(self.example("0a0f0802")))
        appended.recorded_at_ms = 1540454400000  # the page's time
        self.assertEqual(shown.replies[0].body, appended.SerializeToString())
        message = wire_pb2.Requests.FromString(bytes.fromhex(append))
        body = log_pb2.AppendRequest.FromString(message.requests[0].body)
        body.command_id = command(999).bytes
        self.assertEqual(self.exchange(self.request(3, "log.append", body)),
                         self.example("0a560803"))

    def test_a_subscription_speaks_the_bytes_of_the_page(self):
        for number in range(1, 17):
            self.log.append_surely("lenti", command(100 + number), "charity", [("a", b"event")])
        self.socket.send(bytes.fromhex(self.example("0a6a0802")))  # refused: S2 is not at 2
        self.socket.recv()
        subscribe = self.example("0a260804")
        self.assertEqual(self.exchange(subscribe)[:16], "0a0808041a021010")  # head 16, a heartbeat
        self.log.append_surely("lenti", command(1), "government_office", [("scheme/S2", b"event")])
        batch = log_pb2.SubscriptionBatch()
        while not batch.stored:
            reply = wire_pb2.Replies.FromString(self.socket.recv()).replies[0]
            batch = log_pb2.SubscriptionBatch.FromString(reply.body)
        self.assertTrue(reply.id == 4 and reply.more and batch.head == 17)
        shown = wire_pb2.Replies.FromString(bytes.fromhex(self.example("0a560804"))).replies[0]
        stored = log_pb2.SubscriptionBatch.FromString(shown.body).stored[0]
        self.assertIn(stored.hex(), page("storage.md"))
        credit = wire_pb2.Requests.FromString(bytes.fromhex(self.example("0a190805"))).requests[0]
        self.assertEqual(log_pb2.CreditRequest.FromString(credit.body), log_pb2.CreditRequest(
            subscription_id=4, credit_records=1, credit_bytes=len(stored)))
        self.service.process.send_signal(signal.SIGTERM)
        while (last := self.socket.recv().hex()) != self.example("0a2e0804"):
            self.assertTrue(wire_pb2.Replies.FromString(bytes.fromhex(last)).replies[0].more)

    def test_the_checksums_of_the_storage_page_are_those_of_another_implementation(self):
        hexes = dict(re.findall(r"^\| (.*?) \| `([0-9a-f]+)` \|$", page("storage.md"), re.M))
        entries = {name.replace("`", ""): bytes.fromhex(text) for name, text in hexes.items()}
        for family in ("records", "streams", "commands", "tree"):
            key, value = entries[f"{family} key"], entries[f"{family} value"]
            self.assertEqual(value[:4].hex(), f"{crc32c(key + value[4:]):08x}", family)
        stored = entries["stored bytes"]
        self.assertEqual(entries["records value"][4:], stored)
        record = paktum.decode_record(stored)
        self.assertEqual((record.position, record.stream, record.version, record.submitted),
                         (17, "scheme/S2", 3, b"event"))
        self.assertEqual(entries["commands value"][4:],
                         (17).to_bytes(8, "big") + (1).to_bytes(4, "big") +
                         record.recorded_at_ms.to_bytes(8, "big") + record.content_digest)
        self.assertEqual(entries["tree value"][4:],
                         (1).to_bytes(8, "big") + hashlib.sha256(b"\0" + stored).digest())


class TwoLanguages(ClientTest):
    """What one client appends the other reads, byte for byte."""

    def test_both_append_and_both_read_the_same_bytes(self):
        self.append(1, 10, "scheme/S2")
        self.assertEqual(self.service.peer("append", 11, 20, "scheme/S2"), [])
        self.append(21, 30, "participant/x")
        mine = [record.stored.hex() for record in self.log.read(PACT)[0]]
        self.assertEqual(len(mine), 30)
        self.assertEqual(self.service.peer("read"), mine)
        self.assertEqual(self.service.peer("follow", 30), mine)
        followed = self.take(self.log.subscribe(PACT), 30)
        self.assertEqual([record.stored.hex() for record in followed], mine)
        self.assertEqual([r.version for r in followed], [*range(1, 21), *range(1, 11)])

    def test_the_tree_of_what_was_read_has_the_root_that_verify_tells(self):
        self.append(1, 11)
        stored = [record.stored for record in self.log.read(PACT)[0]]
        self.service.kill(signal.SIGTERM)
        done = subprocess.run([f"{BIN_DIR}/paktum", "verify", "--language", "en",
                               self._data.name + "/log"], capture_output=True, text=True,
                              check=False, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("root " + tree_root(stored).hex(), done.stdout)

    def test_a_command_of_one_is_a_repeat_for_the_other(self):
        self.service.peer("append", 1, 1, "scheme/S2")
        record = self.log.read(PACT)[0][0]
        again = self.log.append(PACT, record.command_id, record.member,
                                [(record.stream, record.submitted)], digest=record.content_digest)
        self.assertTrue(again.repeated)
        self.append(2, 2, "scheme/S2")
        stored = self.log.read(PACT)[0][1].stored.hex()
        self.assertEqual(self.service.peer("repeat", stored), ["repeated", "2"])


class KeyedTest(unittest.TestCase):
    """A log with CURVE keys."""

    def setUp(self):
        self._data = tempfile.TemporaryDirectory(prefix="paktum-log-")
        self.addCleanup(self._data.cleanup)
        self.keys = self._data.name + "/keys"
        os.mkdir(self.keys, mode=0o700)
        self.server_public, secret = zmq.curve_keypair()
        with open(os.open(self.keys + "/own.key", os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secret + b"\n")
        self.known, self.unknown = self.client_keys(), self.client_keys()
        self.admit(self.known)
        self.service = Service(self._data.name + "/log", "--curve", self.keys, "--without-rules")
        self.addCleanup(self.service.kill)

    def client_keys(self):
        public, secret = zmq.curve_keypair()
        return paktum.CurveKeys(self.server_public, public, secret)

    def admit(self, *clients):
        with open(self.keys + "/access.new", "w", encoding="ascii") as file:
            for number, keys in enumerate(clients):
                file.write(f"client{number} {keys.public.decode()} "
                           "event_log.requests event_log.hints\n")
        os.rename(self.keys + "/access.new", self.keys + "/access")

    def log(self, keys):
        log = self.service.log(keys=keys)
        self.addCleanup(log.close)
        return log


class Keys(KeyedTest):
    """Connections with CURVE keys."""

    def test_keys_are_read_from_a_key_directory(self):
        directory = self._data.name + "/client"
        os.makedirs(directory + "/servers")
        for name, key in (("own.key", self.known.secret),
                          ("servers/event_log.pub", self.server_public)):
            with open(f"{directory}/{name}", "wb") as file:
                file.write(key + b"\n")
        self.assertEqual(paktum.CurveKeys.load(directory), self.known)

    def test_a_listed_key_appends_subscribes_and_hears_hints(self):
        log = self.log(self.known)
        log.append_surely(PACT, command(1), "charity", [("a", b"event")])
        subscription, records, deadline = log.subscribe(PACT), [], time.monotonic() + PATIENCE_S
        while not records and time.monotonic() < deadline:
            records = subscription.next(0.5)
        self.assertEqual(records, log.read(PACT)[0])
        hints, number, hint = paktum.Hints(self.service.hints, self.known), 1, None
        self.addCleanup(hints.close)
        while hint is None and time.monotonic() < deadline:
            number += 1
            log.append_surely(PACT, command(number), "charity", [("a", b"event")])
            hint = hints.next(0.2)
        self.assertEqual(hint[0], PACT)

    def test_other_keys_wrong_server_keys_and_plain_clients_get_nothing(self):
        wrong = paktum.CurveKeys(zmq.curve_keypair()[0], self.known.public, self.known.secret)
        for keys in (self.unknown, wrong, None):
            with self.assertRaises(paktum.Unavailable):
                self.log(keys).append(PACT, command(1), "charity", [("a", b"event")])
        self.assertEqual(self.log(self.known).head(PACT), 0)

    def test_a_key_that_is_listed_later_comes_in_without_a_new_client(self):
        log = self.log(self.unknown)
        with self.assertRaises(paktum.Unavailable):
            log.head(PACT)
        self.admit(self.known, self.unknown)
        log.append_surely(PACT, command(1), "charity", [("a", b"event")])
        self.assertEqual(self.log(self.known).head(PACT), 1)


def openssl_signer(seed):
    """A Signer with the key of a seed: Ed25519 of the openssl program (PKCS #8, RFC 8410)."""
    key = tempfile.NamedTemporaryFile(suffix=".der")  # goes away with the signer
    key.write(bytes.fromhex("302e020100300506032b657004220420") + seed)
    key.flush()
    public = subprocess.run(["openssl", "pkey", "-inform", "DER", "-in", key.name, "-pubout",
                             "-outform", "DER"], check=True, capture_output=True).stdout[-32:]

    def sign(message):
        with tempfile.NamedTemporaryFile() as file:
            file.write(message)
            file.flush()
            return subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER",
                                   "-inkey", key.name, "-in", file.name],
                                  check=True, capture_output=True).stdout

    return public, paktum.Signer(public, sign)


class Signatures(KeyedTest):
    """Appends that are signed, at a log with rules."""

    def test_the_example_of_the_page(self):
        text = page("signature.md")
        events = [("participant/1", b"one"), ("body/forum", b"two")]
        statement = paktum.statement("lenti", uuid.UUID("0197c1f0-0000-7000-8000-000000000001"),
                                     "charity", b"digest", events)
        example = text.split("```")[1]
        lines = [line for line in example.splitlines() if line and not line.startswith(" ")]
        body, rest = lines[:-3], example[example.index("public key"):]
        written = "".join(re.match(r"[0-9a-f ]+?(?=   |$)", line)[0] for line in body)
        self.assertEqual(statement.hex(), written.replace(" ", ""))
        public, signer = openssl_signer(b"\x11" * 32)
        request = log_pb2.AppendRequest(pact="lenti", member="charity", content_digest=b"digest")
        for stream, submitted in events:
            request.events.add(stream=stream, submitted=submitted)
        signer.sign_request(request, uuid.UUID("0197c1f0-0000-7000-8000-000000000001"))
        shown = re.findall(r"\b[0-9a-f]{16,64}\b", rest)
        self.assertEqual([public.hex(), request.signer.hex(), request.signature.hex()],
                         [shown[0], shown[1], shown[2] + shown[3]])

    def test_a_signed_append_is_taken_and_proved_by_its_record(self):
        public, signer = openssl_signer(b"\x22" * 32)
        with open(self.keys + "/rules.textproto", "w", encoding="ascii") as file:
            file.write('members { name: "client0" pacts: "*" may_read: "*" '
                       'may_append: "paktum.service.v1.*" '
                       f'signing_keys {{ public_key: "{public.hex()}" }} }}')
        service = Service(self._data.name + "/log_with_rules", "--curve", self.keys)
        self.addCleanup(service.kill)
        event = event_pb2.Event(actor="clerk")
        event.first_interview_held.SetInParent()
        events = [("participant/1", event.SerializeToString())]
        with service.log(keys=self.known) as log:
            with self.assertRaises(paktum.PermissionDenied):
                log.append(PACT, command(1), "client0", events)
        with paktum.EventLog(service.listen, keys=self.known, signer=signer) as log:
            log.append_surely(PACT, command(1), "client0", events)
            with self.assertRaises(paktum.PermissionDenied):
                log.append(PACT, command(2), "charity", events)
            records = log.read(PACT)[0]
        self.assertEqual(len(records), 1)
        self.assertEqual(records[0].signer, paktum.signer_of(public))
        signed = log_pb2.AppendRequest(pact=PACT, member="client0",
                                       content_digest=records[0].content_digest)
        signed.events.add(stream=records[0].stream, submitted=records[0].submitted)
        signer.sign_request(signed, command(1))  # Ed25519 signs the same twice
        self.assertEqual(records[0].signature, signed.signature)
        self.assertEqual(paktum.statement_of(PACT, records),
                         paktum.statement(PACT, command(1), "client0",
                                          records[0].content_digest, events))


class Observing(ClientTest):
    """What the event log counts, seen over HTTP."""

    def scrape(self):
        with urllib.request.urlopen(self.service.http + "/metrics", timeout=10) as answer:
            text = answer.read().decode()
        return {name: float(value) for name, value in re.findall(r"^(\w\S*) (\S+)$", text, re.M)}

    def test_the_metrics_tell_what_was_done(self):
        self.append(1, 20)
        self.append(7, 7)  # a repeat
        for number in (31, 32, 33):
            with self.assertRaises(paktum.Aborted):
                self.log.append(PACT, command(number), "charity", [("a", b"x")], {"a": 5})
        with self.assertRaises(paktum.InvalidArgument):
            self.log.append(PACT, command(34), "charity", [])
        subscription = self.log.subscribe(PACT, credit_records=4)
        subscription.next(PATIENCE_S)
        found = self.scrape()
        for name, value in {
                'paktum_log_appends_total{code="ok"}': 21,
                'paktum_log_appends_total{code="aborted"}': 3,
                'paktum_log_refusals_total{code="aborted",reason="append.condition_failed"}': 3,
                'paktum_log_refusals_total{code="invalid_argument",reason="append.empty"}': 1,
                'paktum_log_refusals_total{code="aborted",reason="other"}': 0,
                "paktum_log_events_total": 20,
                "paktum_log_batch_appends_sum": 20,
                "paktum_log_batch_events_sum": 20,
                "paktum_log_write_seconds_count": found["paktum_log_batch_appends_count"],
                "paktum_log_append_seconds_count": 25,
                "paktum_log_subscriptions": 1,
                "paktum_log_records_sent_total": 4,
                "paktum_log_subscription_lag_max": 16,
                "paktum_log_subscription_lag_sum": 16,
                "paktum_log_appends_waiting": 0,
                "paktum_log_healthy": 1,
                "paktum_wire_connections": 1,
                "paktum_wire_cut_off_total": 0}.items():
            self.assertEqual(found.get(name), value, name)
        self.assertGreater(found["paktum_log_storage_bytes"], 1000)
        self.assertGreater(found["paktum_log_write_seconds_sum"], 0)
        # Every write has a sync of its own, which is a part of its time.
        self.assertGreaterEqual(found["paktum_log_sync_seconds_count"],
                                found["paktum_log_write_seconds_count"])
        self.assertGreater(found["paktum_log_sync_seconds_sum"], 0)
        self.assertFalse([name for name in found if PACT in name])

    def test_health_is_told_over_http(self):
        for path in ("/healthz", "/readyz"):
            with urllib.request.urlopen(self.service.http + path, timeout=10) as answer:
                self.assertEqual(answer.status, 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
