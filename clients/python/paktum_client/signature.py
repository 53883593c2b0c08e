"""Signatures of appends (docs/formats/signature.md)."""
import hashlib

DOMAIN = b"paktum/append/v1"


def _short(part):
    return bytes([len(part)]) + part


def statement(pact, command_id, member, digest, events):
    """The bytes that a member signs for an append of [(stream, bytes)]."""
    parts = [DOMAIN, _short(pact.encode()), command_id.bytes, _short(member.encode()),
             _short(digest), len(events).to_bytes(4, "big")]
    for stream, submitted in events:
        parts += [_short(stream.encode()), hashlib.sha256(submitted).digest()]
    return b"".join(parts)


def statement_of(pact, records):
    """The same, from the records of a whole append, in order."""
    first = records[0]
    return statement(pact, first.command_id, first.member, first.content_digest,
                     [(record.stream, record.submitted) for record in records])


def signer_of(public_key):
    """The id of a signing key: 8 bytes."""
    return hashlib.sha256(public_key).digest()[:8]


class Signer:
    """Signs appends: `sign` makes the 64 bytes of Ed25519 (RFC 8032) over a message, e.g.

        key = nacl.signing.SigningKey(bytes.fromhex(open("sign.key").read()))   # python3-nacl
        Signer(bytes(key.verify_key), lambda message: key.sign(message).signature)
    """

    def __init__(self, public_key, sign):
        self.signer, self._sign = signer_of(public_key), sign

    def sign_request(self, request, command_id):
        """Fills in signer and signature of a paktum.log.v1.AppendRequest."""
        request.signer = self.signer
        request.signature = self._sign(statement(
            request.pact, command_id, request.member, request.content_digest,
            [(event.stream, event.submitted) for event in request.events]))
