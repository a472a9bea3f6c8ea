"""Reads policy files: docs/formats.md."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .canonical_json import canonical_json
from .decoders import Aim, ArgMax, Control, Decoder, DrivingLaw, GroupedArgMax, ScaledBox, Turn
from .encoders import Encoder, Image, OneHot, Vector
from .network import Layer, Network


class PolicyFileError(ValueError):
    """A file is not a whole and consistent policy that can be used here."""


Parts = tuple[Encoder, Network, Decoder, dict[str, Any]]
"""What a policy is made of, and what else its file says."""


def read_policy(path: str | os.PathLike[str]) -> Parts:
    """Reads a policy file.

    Raises:
        OSError: The file cannot be read.
        PolicyFileError: It is not a policy of a version that is known here, or not a whole one.
    """
    with open(path, encoding="utf8") as file:
        text = file.read()
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("format") != "aann-gym/policy":
            raise PolicyFileError('expected "format": "aann-gym/policy"')
        read = _READERS.get(content.get("version", 0))
        if read is None:
            versions = ", ".join(map(str, _READERS))
            raise PolicyFileError(f"expected version {versions}, got {content.get('version')}")
        return read(content)
    except KeyError as error:
        raise PolicyFileError(f"{os.fspath(path)}: expected a whole policy, got one without {error}") from None
    except (TypeError, ValueError, binascii.Error) as error:
        raise PolicyFileError(f"{os.fspath(path)}: expected a usable policy, got one that is not: {error}") from None


def _read_version_1(content: dict[str, Any]) -> Parts:
    network = _network(content, hashlib.sha256())
    encoder = Image(network.height, network.width, network.channels)
    return encoder, network, _decoder(content.get("encoding"), network), _about(content)


def _read_version_2(content: dict[str, Any]) -> Parts:
    """In version 2 the hash is taken of the settings too, and the encoder is named."""
    settings = {key: content[key] for key in _HASHED if key in content}
    network = _network(content, hashlib.sha256(canonical_json(settings).encode()))
    observation = content.get("observation")
    encoder = Image(network.height, network.width, network.channels) if observation is None else _encoder(observation)
    return encoder, network, _decoder(content.get("action"), network), _about(content)


_HASHED = ("task", "env", "sparsity", "observation", "action", "architecture")

_READERS: dict[int, Callable[[dict[str, Any]], Parts]] = {1: _read_version_1, 2: _read_version_2}


def _about(content: dict[str, Any]) -> dict[str, Any]:
    keys = ("version", "task", "env", "sparsity", "sha256", "provenance")
    return {key: content[key] for key in keys if key in content}


def _encoder(settings: dict[str, Any]) -> Encoder:
    kind = settings["kind"]
    if kind == "image":
        contrast = settings.get("contrast")
        return Image(
            settings["height"],
            settings["width"],
            settings["channels"],
            settings.get("grayscale", False),
            (contrast["rows"], contrast["gain"]) if contrast else None,
        )
    if kind == "vector":
        low, high = np.array(settings["low"], np.float64), np.array(settings["high"], np.float64)
        if low.shape != high.shape or not np.all(low < high):
            raise PolicyFileError("expected each range of observation to begin below its end")
        return Vector(low, high, settings.get("bias", False))
    if kind == "one-hot":
        return OneHot(tuple(settings["counts"]), tuple(settings["starts"]))
    raise PolicyFileError(f"expected the observation encoder image, vector or one-hot, got {kind}")


def _decoder(settings: dict[str, Any] | None, network: Network) -> Decoder:
    """What the outputs mean. Classes, where the file does not say."""
    if settings is None:
        return ArgMax()
    kind, divisor = settings["kind"], settings.get("outputDivisor", network.plain_output_divisor)
    if kind == "argmax":
        return ArgMax(settings["start"], settings["actions"])
    if kind == "multi-discrete":
        return GroupedArgMax(tuple(settings["counts"]), tuple(settings["starts"]))
    if kind == "box":
        return ScaledBox(np.array(settings["low"], np.float64), np.array(settings["high"], np.float64), divisor)
    if kind == "control":
        return Control(divisor, settings["deadBand"], settings["maxBrake"])
    if settings.get("motion") == "true":
        raise PolicyFileError("it is told the car's true speed and yaw rate, which no observation holds")
    if kind == "aim":
        return Aim(divisor, settings["slowest"], settings["fastest"], _law(settings["law"]))
    if kind == "turn":
        law = _law(settings["law"])
        return Turn(divisor, settings["turn"], settings["speed"], settings.get("slowing", 0), law)
    raise PolicyFileError(f"expected outputs of a known kind, got {kind}")


def _law(law: dict[str, Any]) -> DrivingLaw:
    return DrivingLaw(law["yawDamping"], law["gas"], law["gasEasing"], law["brake"], law["brakeLimit"])


def _network(content: dict[str, Any], digest: Any) -> Network:
    """The network; refused when its weights, added to what the digest has taken already, have another hash."""
    architecture = content["architecture"]
    plan, image = architecture["layers"], architecture["input"]
    layers, limit, largest = [], 255, 255
    for index, layer in enumerate(plan):
        weights = _unpacked(content["weights"][layer["name"]], _shape(layer), layer["name"])
        digest.update(weights.tobytes())
        fan_in = int(np.count_nonzero(weights.reshape(len(weights), -1), axis=1).max(initial=0))
        if largest * fan_in >= 2**53:
            raise PolicyFileError(f"layer {layer['name']} may give sums beyond 2^53")
        is_last = index == len(plan) - 1
        if not is_last:
            limit *= layer["divisor"]
        pool = layer.get("pool")
        layers.append(
            Layer(
                weights,
                None if is_last else limit,
                layer.get("stride", 1),
                layer.get("padding", 0),
                (pool["size"], pool["stride"]) if pool else None,
            )
        )
        largest = min(limit, largest * fan_in)
    if digest.hexdigest() != content["sha256"]:
        raise PolicyFileError("it does not have the hash that it names: it has been changed or cut off")
    crop = image["crop"]
    return Network(
        image["height"],
        image["width"],
        image["channels"],
        (crop["row"], crop["column"], crop["height"], crop["width"]) if crop else None,
        image["centred"],
        tuple(layers),
    )


def _shape(layer: dict[str, Any]) -> tuple[int, ...]:
    kernel = (layer["kernel"], layer["kernel"]) if layer["kind"] == "conv" else ()
    return (layer["out"], layer["in"], *kernel)


def _unpacked(packed: str, shape: tuple[int, ...], name: str) -> npt.NDArray[np.int8]:
    """Weights from two bits each, least significant first: 00 is 0, 01 is +1, 10 is -1."""
    data = np.frombuffer(base64.b64decode(packed, validate=True), np.uint8)
    count = int(np.prod(shape, dtype=np.int64))
    codes = ((data[:, np.newaxis] >> np.array([0, 2, 4, 6], np.uint8)) & 3).reshape(-1)
    if len(data) != -(-count // 4) or np.any(codes == 3) or np.any(codes[count:]):
        raise PolicyFileError(f"expected {count} packed weights of layer {name}")
    weights: npt.NDArray[np.int8] = np.array([0, 1, -1, 0], np.int8)[codes[:count]].reshape(shape)
    return weights
