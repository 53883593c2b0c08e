"""Statuses as exceptions: one class for each code of docs/formats/wire.md, "Statuses"."""


class LogError(Exception):
    """A call did not end with OK. `reason` is stable; `details` are its named values."""

    code = 10

    def __init__(self, reason, message="", details=None):
        super().__init__(f"{reason}: {message}" if message else reason)
        self.reason = reason
        self.details = dict(details or {})


class InvalidArgument(LogError):
    """The request is wrong: mend it, do not send it again."""
    code = 1


class NotFound(LogError):
    """There is no such thing."""
    code = 2


class FailedPrecondition(LogError):
    """A rule refuses it: show the reason."""
    code = 3


class Aborted(LogError):
    """The state has moved on: load, decide, append again. `details` holds the present versions."""
    code = 4


class ResourceExhausted(LogError):
    """Too much at once; nothing was done: slow down, then try again."""
    code = 5


class Unavailable(LogError):
    """Nothing was done: try again, with pauses."""
    code = 6


class DeadlineExceeded(LogError):
    """The outcome is unknown: try again with the same command id."""
    code = 7


class PermissionDenied(LogError):
    """This client may not do that."""
    code = 8


class DataLoss(LogError):
    """Stored bytes are damaged, or the log has stopped: an operator must act."""
    code = 9


class Internal(LogError):
    """A bug of the service; also every code that this client does not know."""
    code = 10


_BY_CODE = {kind.code: kind for kind in (
    InvalidArgument, NotFound, FailedPrecondition, Aborted, ResourceExhausted, Unavailable,
    DeadlineExceeded, PermissionDenied, DataLoss, Internal)}


def from_status(status):
    """The exception of a paktum.wire.v1.Status that is not OK."""
    kind = _BY_CODE.get(status.code, Internal)
    return kind(status.reason, status.message, {d.key: d.value for d in status.details})
