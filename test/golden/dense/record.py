"""Records a small dense network of PyTorch's, its state dict and ONNX model, and what it makes of some images.

    python record.py        # torch 2.15.0, safetensors 0.8.0, onnx 1.23.2, onnxscript 0.7.2
"""

import json
import pathlib

import onnx
import torch
from safetensors.torch import save_file
from torch import nn

folder = pathlib.Path(__file__).parent


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(1, 3, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.Hardtanh()
        )
        self.last = nn.Linear(27, 4, bias=False)

    def forward(self, x):
        return self.last(self.layer1(x).flatten(1))


torch.manual_seed(3)
net = Small().eval()
images = torch.randint(0, 256, (20, 1, 6, 6))
# 2p - 255 in units of 1/255: what `centred` says in an architecture.
outputs = net((2 * images - 255) / 255)
save_file(net.state_dict(), folder / "small.safetensors")
example = (torch.zeros(1, 1, 6, 6),)
torch.onnx.export(net, example, folder / "small.onnx", dynamo=True, external_data=False)
torch.onnx.export(net, example, folder / "small-torchscript.onnx", dynamo=False)
for path in folder.glob("*.onnx"):
    model = onnx.load(path)
    for node in model.graph.node:
        # Stack traces, which name folders.
        del node.metadata_props[:]
    onnx.save(model, path)
answers = {"images": images.flatten(1).tolist(), "outputs": outputs.tolist()}
(folder / "small.json").write_text(json.dumps(answers) + "\n")
