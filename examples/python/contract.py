"""The contracts of Trilha as Python classes, made at run time from their descriptor image: no code is generated."""

import subprocess
from pathlib import Path

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = Path(__file__).resolve().parents[2]
IMAGE = Path(__file__).resolve().parent / "trilha.binpb"


class ContractError(Exception):
    """The image can be neither read nor made."""


def read_image(path=None):
    """Bytes of the descriptor image; made from protos/ when no path is given and the one at hand is missing or older."""
    try:
        if path is not None:
            return Path(path).read_bytes()
        newest = max(proto.stat().st_mtime for proto in (ROOT / "protos").rglob("*.proto"))
        if not IMAGE.exists() or IMAGE.stat().st_mtime < newest:
            _build_image()
        return IMAGE.read_bytes()
    except OSError as error:
        raise ContractError(str(error)) from error


def _build_image():
    buf = ROOT / "node_modules" / ".bin" / "buf"
    command = [str(buf), "build", "-o", str(IMAGE), "--as-file-descriptor-set"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ContractError(f"{error}: run npm ci in {ROOT} first") from error
    if done.returncode != 0:
        raise ContractError(f"{done.stderr.strip()}: run npx nx run proto-gen:generate in {ROOT} first")


class Contract:
    """Messages by their full name, and stubs of services."""

    def __init__(self, image):
        files = descriptor_pb2.FileDescriptorSet.FromString(image)
        self._pool = descriptor_pool.DescriptorPool()
        # The image has every file after those that it imports.
        for file in files.file:
            self._pool.Add(file)
        self._services = {
            f"{file.package}.{service.name}": service for file in files.file for service in file.service
        }

    def message(self, name):
        """The class of a message such as trilha.ingestion.v1.ClientData."""
        descriptor = self._pool.FindMessageTypeByName(name)
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(self._pool).GetPrototype(descriptor)

    def stub(self, service, channel):
        """An object with one callable a method, as generated stubs have them."""
        stub = type("Stub", (), {})()
        for method in self._services[service].method:
            kinds = {
                (False, False): channel.unary_unary,
                (False, True): channel.unary_stream,
                (True, False): channel.stream_unary,
                (True, True): channel.stream_stream,
            }
            call = kinds[(method.client_streaming, method.server_streaming)](
                f"/{service}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=self.message(method.output_type.lstrip(".")).FromString,
            )
            setattr(stub, method.name, call)
        return stub


def open_channel(server, ca_file):
    """In the clear, or by TLS with the certificates of an authority."""
    if ca_file is None:
        return grpc.insecure_channel(server)
    return grpc.secure_channel(server, grpc.ssl_channel_credentials(Path(ca_file).read_bytes()))
