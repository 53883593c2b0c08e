"""A client of Paktum's event log; see clients/python/README.md."""
from .errors import (Aborted, DataLoss, DeadlineExceeded, FailedPrecondition, Internal,
                     InvalidArgument, LogError, NotFound, PermissionDenied, ResourceExhausted,
                     Unavailable)
from .log import Appended, EventLog, Record, Subscription, decode_record, digest_of
from .signature import Signer, signer_of, statement, statement_of
from .wire import Connection, CurveKeys, Hints

__all__ = ["Aborted", "Appended", "Connection", "CurveKeys", "DataLoss", "DeadlineExceeded",
           "EventLog", "FailedPrecondition", "Hints", "Internal", "InvalidArgument", "LogError",
           "NotFound", "PermissionDenied", "Record", "ResourceExhausted", "Signer", "Subscription",
           "Unavailable", "decode_record", "digest_of", "signer_of", "statement", "statement_of"]
