"""The event log: append, read, subscribe (docs/formats/wire.md, proto/paktum/log/v1/log.proto)."""
import hashlib
import time
import uuid
from dataclasses import dataclass

from paktum.event.v1 import event_pb2
from paktum.log.v1 import log_pb2

from . import errors, wire

CREDIT_RECORDS, CREDIT_BYTES = 4096, 1 << 20  # what may be on the way to a subscription
SILENCE_S = 4.0  # a stream that says nothing for so long is lost
BEHIND_S = 3.0   # so is one that brings nothing although the ledger is further
PAUSE_S, PAUSE_MAX_S = 0.05, 1.0


@dataclass(frozen=True)
class Appended:
    """The answer to an append, also to a repeated one."""
    first_position: int
    count: int
    recorded_at_ms: int
    repeated: bool


@dataclass(frozen=True)
class Record:
    """A record; `stored` are its bytes as they lie on disk, `submitted` as the member sent them."""
    position: int
    stream: str
    version: int
    recorded_at_ms: int
    command_id: uuid.UUID
    append_index: int
    append_count: int
    member: str
    content_digest: bytes
    submitted: bytes
    stored: bytes
    signer: bytes = b""
    signature: bytes = b""


def decode_record(stored):
    """Reads stored bytes (paktum.event.v1.Record)."""
    try:
        record = event_pb2.Record.FromString(stored)
        return Record(record.position, record.stream, record.version, record.recorded_at_ms,
                      uuid.UUID(bytes=record.command_id), record.append_index,
                      record.append_count, record.member, record.content_digest,
                      record.submitted, stored, record.signer, record.signature)
    except ValueError as error:
        raise errors.DataLoss("record.damaged", str(error)) from error


def digest_of(events):
    """A digest that stands for the events of an append: SHA-256 over streams and bytes."""
    digest = hashlib.sha256()
    for stream, submitted in events:
        for part in (stream.encode(), submitted):
            digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


class EventLog:
    """One event log service. One thread.

    `signer` (signature.Signer) signs every append; a log with rules takes no unsigned ones.
    """

    def __init__(self, endpoint, hints_endpoint=None, keys=None, signer=None):
        self._connection = wire.Connection(endpoint, keys)
        self._signer = signer
        self._hints = wire.Hints(hints_endpoint, keys) if hints_endpoint else None
        self._hinted = {}  # pact: newest head that a hint named

    def close(self):
        self._connection.close()
        if self._hints:
            self._hints.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def append(self, pact, command_id, member, events, conditions=None, digest=None,
               timeout_s=5.0):
        """Appends all events [(stream, bytes)] at adjacent positions, or none.

        `conditions` {stream: version} must all hold (0 = no such stream). The same command id
        always gets the first answer. Raises Aborted when conditions do not hold,
        FailedPrecondition when the id was used for another digest, DeadlineExceeded when the
        outcome is unknown: call again with the same arguments.
        """
        request = log_pb2.AppendRequest(
            pact=pact, command_id=command_id.bytes, member=member,
            content_digest=digest or digest_of(events),
            conditions=[log_pb2.Condition(stream=stream, version=version)
                        for stream, version in (conditions or {}).items()],
            events=[log_pb2.NewEvent(stream=stream, submitted=submitted)
                    for stream, submitted in events])
        if self._signer:
            self._signer.sign_request(request, command_id)
        body = self._connection.call("log.append", request, timeout_s)
        reply = log_pb2.AppendReply.FromString(body)
        return Appended(reply.first_position, reply.count, reply.recorded_at_ms, reply.repeated)

    def append_surely(self, *arguments, timeout_s=60.0, **named):
        """append, again and again with the same command id until its outcome is known."""
        deadline = time.monotonic() + timeout_s
        pause_s = PAUSE_S
        while True:
            try:
                return self.append(*arguments, **named)
            except (errors.Unavailable, errors.ResourceExhausted, errors.DeadlineExceeded):
                if time.monotonic() + pause_s > deadline:
                    raise
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, PAUSE_MAX_S)

    def read(self, pact, after=0, max_records=0, timeout_s=5.0):
        """(records with position > after, head of the ledger); no records = the end is reached."""
        request = log_pb2.ReadRequest(pact=pact, after=after, max_records=max_records)
        return self._records("log.read", request, timeout_s)

    def read_stream(self, pact, stream, after_version=0, max_records=0, timeout_s=5.0):
        """(records with version > after_version, version of the stream)."""
        request = log_pb2.ReadStreamRequest(pact=pact, stream=stream, after_version=after_version,
                                            max_records=max_records)
        return self._records("log.read_stream", request, timeout_s)

    def find_command(self, pact, command_id, timeout_s=5.0):
        """(the append that a command id made, its digest); raises NotFound."""
        request = log_pb2.FindCommandRequest(pact=pact, command_id=command_id.bytes)
        reply = log_pb2.FindCommandReply.FromString(
            self._connection.call("log.find_command", request, timeout_s))
        found = reply.append
        return (Appended(found.first_position, found.count, found.recorded_at_ms, True),
                reply.content_digest)

    def head(self, pact, timeout_s=5.0):
        """Last position of the ledger; 0 when it is empty."""
        request = log_pb2.HeadRequest(pact=pact)
        body = self._connection.call("log.head", request, timeout_s)
        return log_pb2.HeadReply.FromString(body).position

    def subscribe(self, pact, after=0, credit_records=CREDIT_RECORDS, credit_bytes=CREDIT_BYTES):
        """Every record with position > after, now and later."""
        return Subscription(self, pact, after, credit_records, credit_bytes)

    def hinted_head(self, pact):
        """The newest head that a hint has named; 0 when none has."""
        while self._hints and (hint := self._hints.next(0)):
            self._hinted[hint[0]] = hint[1]
        return self._hinted.get(pact, 0)

    @property
    def connection(self):
        return self._connection

    def _records(self, method, request, timeout_s):
        reply = log_pb2.Records.FromString(self._connection.call(method, request, timeout_s))
        return [decode_record(stored) for stored in reply.stored], reply.head


class Subscription:
    """Records in order, never a gap, never a repeat, whatever becomes of the connection."""

    def __init__(self, log, pact, after, credit_records, credit_bytes):
        self._log, self._pact = log, pact
        self._credit_records, self._credit_bytes = credit_records, credit_bytes
        self.delivered = after
        self.head = 0
        self.streams_opened = 0
        self._stream = None
        self._opened_after = after
        self._taken_records = self._taken_bytes = 0  # given out, and no credit was sent for them
        self._heard_at = 0.0
        self._behind_since = None
        self._pause_s, self._retry_at = PAUSE_S, 0.0

    def __iter__(self):
        while True:
            yield from self.next(1.0)

    def next(self, timeout_s):
        """The records that have come, or [] when none came in time.

        Calling it says that the records given out before have been taken: that earns the sender
        new credit. Raises DataLoss "record.damaged" before a damaged record, "log.other_ledger"
        when this is not the ledger that was followed.
        """
        deadline = time.monotonic() + timeout_s
        self._give_credit()
        while True:
            records = self._listen(deadline)
            if records or time.monotonic() >= deadline:
                return records

    def close(self):
        if self._stream is None:
            return
        self._log.connection.send_one_way(
            "log.unsubscribe", log_pb2.UnsubscribeRequest(subscription_id=self._stream.id))
        self._stream.forget()
        self._stream = None

    def _listen(self, deadline):
        try:
            if self._stream is None and not self._open(deadline):
                return []
            body = self._stream.next(max(0.0, min(deadline - time.monotonic(), 0.5)))
        except (errors.DataLoss, errors.InvalidArgument, errors.PermissionDenied):
            self._drop()
            raise
        except errors.LogError:
            self._drop()
            return []
        records = []
        if body is not None:
            records = self._deliver(log_pb2.SubscriptionBatch.FromString(body))
        self._watch(bool(records))
        return records

    def _open(self, deadline):
        wait_s = self._retry_at - time.monotonic()
        if wait_s > 0:
            time.sleep(max(0.0, min(wait_s, deadline - time.monotonic())))
            if time.monotonic() < self._retry_at:
                return False
        request = log_pb2.SubscribeRequest(pact=self._pact, after=self.delivered,
                                           credit_records=self._credit_records,
                                           credit_bytes=self._credit_bytes)
        self._stream = self._log.connection.open_stream("log.subscribe", request, 10.0)
        self.streams_opened += 1
        self._taken_records = self._taken_bytes = 0
        self._opened_after = self.delivered
        self._heard_at, self._behind_since = time.monotonic(), None
        return True

    def _drop(self):
        self.close()
        self._retry_at = time.monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, PAUSE_MAX_S)

    def _deliver(self, batch):
        self._heard_at = time.monotonic()
        self._pause_s = PAUSE_S
        self.head = batch.head
        if batch.head < self._opened_after:
            self._drop()
            raise errors.DataLoss("log.other_ledger", "it ends before what was delivered of it")
        if batch.head < self.delivered:  # out of order
            self._drop()
            return []
        records = []
        for stored in batch.stored:
            record = decode_record(stored)
            if record.position != self.delivered + 1:
                self._drop()
                break
            self.delivered = record.position
            records.append(record)
        self._taken_records += len(records)
        self._taken_bytes += sum(len(record.stored) for record in records)
        return records

    def _watch(self, got_records):
        """Drops a stream that has fallen silent, or brings nothing although there is more."""
        now = time.monotonic()
        known = max(self.head, self._log.hinted_head(self._pact))
        if got_records or known <= self.delivered:
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = now
        lost = now - self._heard_at > SILENCE_S
        lost = lost or (self._behind_since is not None and now - self._behind_since > BEHIND_S)
        if self._stream is not None and lost:
            self._drop()

    def _give_credit(self):
        if self._stream is None or (2 * self._taken_records < self._credit_records and
                                    2 * self._taken_bytes < self._credit_bytes):
            return
        self._log.connection.send_one_way("log.credit", log_pb2.CreditRequest(
            subscription_id=self._stream.id, credit_records=self._taken_records,
            credit_bytes=self._taken_bytes))
        self._taken_records = self._taken_bytes = 0
