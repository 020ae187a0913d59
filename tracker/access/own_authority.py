"""Certificates for phones at home: an authority of this installation's own, and the server's certificate by it.

The authority may vouch for addresses of private networks and names ending in .local alone, so that its key, if it
leaks, opens nobody's bank.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tracker import clock
from tracker.errors import TrackerError, cause_of
from tracker.exchange.atomic_file import write_file
from tracker.settings import HOME_NETWORKS

AUTHORITY, AUTHORITY_KEY, SERVER, SERVER_KEY = (
    "authority.pem",
    "authority-key.pem",
    "server.pem",
    "server-key.pem",
)
# Phones refuse a server's certificate of more than 825 days, by whatever authority (support.apple.com/103769).
SERVER_DAYS, AUTHORITY_DAYS = 397, 3650
AUTHORITY_NAME, SERVER_NAME = "Recovery Tracker at home", "Recovery Tracker"


def certificate_for(folder: Path, host: str) -> tuple[Path, Path]:
    """Return the files of the server's certificate and key for an address or name, made anew at every start.

    The authority is made when it is absent. Raises TrackerError where they cannot be kept.
    """
    now = clock.utc_now()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority, key = _authority(folder, now)
    except (OSError, ValueError) as error:
        why = cause_of(error) if isinstance(error, OSError) else "what is there is no certificate"
        raise TrackerError(f"The certificate in {folder} cannot be used: {why}.") from error
    own_key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(SERVER_NAME, authority.subject, own_key, now, SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_file(folder / SERVER, _pem(made))
    write_file(folder / SERVER_KEY, _key_pem(own_key))
    return folder / SERVER, folder / SERVER_KEY


def authority_file(folder: Path) -> bytes:
    """Return the authority's certificate as phones take it (DER); raises TrackerError."""
    try:
        return x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes()).public_bytes(
            serialization.Encoding.DER
        )
    except (OSError, ValueError) as error:
        raise TrackerError("There is no certificate to install here.") from error


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of the authority's certificate as phones show it; raises TrackerError."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(authority_file(folder))
    return digest.finalize().hex(" ").upper()


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if not (folder / AUTHORITY_KEY).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        private = [x509.IPAddress(ip_network(network)) for network in HOME_NETWORKS]
        made = (
            _begun(AUTHORITY_NAME, name, key, now, AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.NameConstraints([*private, x509.DNSName("local")], None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        write_file(folder / AUTHORITY, _pem(made))
        write_file(folder / AUTHORITY_KEY, _key_pem(key))
    loaded = serialization.load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise ValueError  # noqa: TRY004  a file of another kind, said as such
    return x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes()), loaded


def _begun(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day of grace: two machines' clocks need not agree.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days - 1))
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
