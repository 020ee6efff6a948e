"""Ed25519 signatures: optional; who has a public key on record must sign (extra ``qinwu[signatures]``)."""

import base64
import binascii
from pathlib import Path
from types import ModuleType
from typing import Protocol

from ...models.errors import InputError
from ...models.text import Text


class Signer(Protocol):
    """Signs entries of the log for one user."""

    public_key: str

    def sign(self, entry_hash: str) -> str:
        """Return the signature of an entry's hash, base64."""


class PemSigner:
    """A private key from a PEM file, as ``openssl genpkey -algorithm ed25519`` writes it."""

    def __init__(self, path: Path) -> None:
        serialization, ed25519 = _library()
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(Text(f"无法读取密钥 {path}: {error}", f"cannot read the key {path}: {error}")) from error
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise InputError(Text(f"{path} 不是 Ed25519 密钥", f"{path} is not an Ed25519 key"))
        self._key = key
        encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        self.public_key = base64.b64encode(key.public_key().public_bytes(encoding, form)).decode()

    def sign(self, entry_hash: str) -> str:
        """Return the signature of an entry's hash, base64."""
        return base64.b64encode(self._key.sign(bytes.fromhex(entry_hash))).decode()


def signed_by(public_key: str, entry_hash: str, signature: str) -> bool:
    """Whether ``signature`` is that of ``entry_hash`` by the owner of ``public_key`` (base64 of the PEM's body)."""
    serialization, ed25519 = _library()
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra

    try:
        key = serialization.load_der_public_key(base64.b64decode(public_key, validate=True))
        if not isinstance(key, ed25519.Ed25519PublicKey):
            return False
        key.verify(base64.b64decode(signature, validate=True), bytes.fromhex(entry_hash))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise InputError(
            Text("签名需要: pip install 'qinwu[signatures]'", "signatures need: pip install 'qinwu[signatures]'")
        ) from error
    return serialization, ed25519
