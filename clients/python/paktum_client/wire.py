"""Requests, replies, streams and hints over ZeroMQ (docs/formats/wire.md).

A Connection and everything made with it belong to one thread.
"""
import collections
import os
import time
from dataclasses import dataclass

import zmq
from paktum.log.v1 import log_pb2
from paktum.wire.v1 import wire_pb2
from zmq.utils.monitor import recv_monitor_message

from . import errors

MESSAGE_BYTES_MAX = 6 * 1024 * 1024
CONNECT_WAIT_S = 1.0
RECONNECT_S = 0.5  # after a handshake that failed

_FAILED = (zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL |
           zmq.EVENT_HANDSHAKE_FAILED_AUTH)


@dataclass(frozen=True)
class CurveKeys:
    """Keys of an encrypted connection, Z85 text of 40 characters each."""
    server_public: bytes
    public: bytes
    secret: bytes

    @classmethod
    def load(cls, directory, server="event_log"):
        """From a key directory as `paktum init` makes it (docs/runbooks/keys.md)."""
        def line(name):
            with open(os.path.join(directory, name), "rb") as file:
                return file.read().strip()
        secret = line("own.key")
        return cls(line(f"servers/{server}.pub"), zmq.curve_public(secret), secret)


def _socket(context, kind, keys):
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES_MAX)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
    socket.setsockopt(zmq.RECONNECT_IVL, 50)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    if keys is not None:
        socket.curve_serverkey = keys.server_public
        socket.curve_publickey = keys.public
        socket.curve_secretkey = keys.secret
    return socket


class Stream:
    """The replies of one streamed request, in order."""

    def __init__(self, connection, request_id):
        self._connection = connection
        self.id = request_id

    def next(self, timeout_s):
        """The next reply's body, or None when none came in time. Raises how the stream ended."""
        reply = self._connection.take(self.id, time.monotonic() + timeout_s)
        if reply is None:
            return None
        if reply.HasField("status") and reply.status.code != 0:
            raise errors.from_status(reply.status)
        if not reply.more:
            raise errors.FailedPrecondition("wire.stream_ended")
        return reply.body

    def forget(self):
        self._connection.forget(self.id)


class Connection:
    """One DEALER socket to one server; connects, and connects again, by itself."""

    def __init__(self, endpoint, keys=None, connect_wait_s=CONNECT_WAIT_S):
        self._connect_wait_s = connect_wait_s
        self._endpoint, self._keys = endpoint, keys
        self._next_id = 1
        self._open = {}  # request id: replies that were not taken; not there = nothing will come
        self._context = zmq.Context()
        self._connect()

    def _connect(self):
        self._reconnect_at = None
        self._socket = _socket(self._context, zmq.DEALER, self._keys)
        self._socket.setsockopt(zmq.IMMEDIATE, 1)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | _FAILED)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._monitor, zmq.POLLIN)
        self._socket.connect(self._endpoint)

    def _disconnect(self):
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)

    def close(self):
        self._disconnect()
        self._context.term()

    def call(self, method, request, timeout_s):
        """Sends a request message and returns the body of its one reply."""
        deadline = time.monotonic() + timeout_s
        request_id = self._send(method, request, deadline, answered=True)
        try:
            reply = self.take(request_id, deadline)
        except errors.Unavailable:
            raise errors.DeadlineExceeded("wire.connection_lost") from None
        finally:
            self.forget(request_id)
        if reply is None:
            raise errors.DeadlineExceeded("wire.deadline")
        if reply.HasField("status") and reply.status.code != 0:
            raise errors.from_status(reply.status)
        return reply.body

    def open_stream(self, method, request, timeout_s):
        deadline = time.monotonic() + timeout_s
        return Stream(self, self._send(method, request, deadline, answered=True))

    def send_one_way(self, method, request):
        """No reply and no promise; lost when there is no connection."""
        try:
            self._send(method, request, time.monotonic() + 10, answered=False, wait=False)
        except errors.Unavailable:
            pass

    def take(self, request_id, deadline):
        """The next reply to a request, or None at the deadline."""
        while True:
            replies = self._open.get(request_id)
            if replies is None:
                raise errors.Unavailable("wire.connection_lost")
            if replies:
                return replies.popleft()
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._pump(left)

    def forget(self, request_id):
        self._open.pop(request_id, None)

    def _send(self, method, request, deadline, answered, wait=True):
        self._pump(0)
        wait_until = min(deadline, time.monotonic() + (self._connect_wait_s if wait else 0))
        while not self._socket.poll(0, zmq.POLLOUT):
            if time.monotonic() >= wait_until:
                raise errors.Unavailable("wire.not_connected")
            self._pump(0.01)
        request_id, self._next_id = self._next_id, self._next_id + 1
        left_ms = int((deadline - time.monotonic()) * 1000)
        frame = wire_pb2.Request(id=request_id, deadline_ms=max(1, left_ms), method=method,
                                 body=request.SerializeToString())
        try:
            self._socket.send(encode_requests([frame]), zmq.DONTWAIT)
        except zmq.Again:
            raise errors.Unavailable("wire.not_connected") from None
        if answered:
            self._open[request_id] = collections.deque()
        return request_id

    def _pump(self, wait_s):
        """Takes what has arrived; waits for something if nothing has."""
        ready = dict(self._poller.poll(max(0, int(wait_s * 1000) + (wait_s > 0))))
        if self._socket in ready:
            self._take_messages()
        if self._monitor in ready:
            self._notice(recv_monitor_message(self._monitor)["event"])
        if self._reconnect_at is not None and time.monotonic() >= self._reconnect_at:
            self._disconnect()
            self._connect()

    def _notice(self, event):
        if event == zmq.EVENT_DISCONNECTED:  # nothing more will come of what was sent
            self._open = {id: replies for id, replies in self._open.items() if replies}
        elif self._reconnect_at is None:  # libzmq does not try again after some refusals
            self._reconnect_at = time.monotonic() + RECONNECT_S

    def _take_messages(self):
        while self._socket.poll(0, zmq.POLLIN):
            for reply in decode_replies(self._socket.recv_multipart()):
                replies = self._open.get(reply.id)
                if replies is not None:
                    replies.append(reply)


def encode_requests(requests):
    """The one frame of a message."""
    return wire_pb2.Requests(requests=requests).SerializeToString()


def decode_replies(frames):
    """The replies in a message, in order."""
    return wire_pb2.Replies.FromString(frames[0]).replies if len(frames) == 1 else []


class Hints:
    """Hints that a ledger has grown. They may be lost: a reason to look, nothing more."""

    def __init__(self, endpoint, keys=None):
        self._context = zmq.Context()
        self._socket = _socket(self._context, zmq.SUB, keys)
        self._socket.subscribe(b"")
        self._socket.connect(endpoint)

    def close(self):
        self._socket.close(0)
        self._context.term()

    def next(self, timeout_s):
        """(pact, head) of the next hint, or None when none came in time."""
        if not self._socket.poll(int(timeout_s * 1000)):
            return None
        frames = self._socket.recv_multipart()
        if len(frames) != 2:
            return None
        return frames[0].decode(), log_pb2.Hint.FromString(frames[1]).head
