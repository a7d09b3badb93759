"""What this library writes as ONNX, against ONNX's own checker and ONNX Runtime. `dotnet run -c Release --project bench/Fovea.Bench -- export FOLDER [MODEL ...]` writes
the files, this script checks all of them: python onnx_export.py FOLDER [MODEL ...]. ONNX Runtime is the one for Node (onnxruntime-node in NODE_PATH).

A line a model: nodes, transposes, weights whose names and shapes are torchvision's, and the largest difference of the outputs, relative to the largest output, for 1, 2 and 5 samples."""
import collections
import glob
import json
import os
import subprocess
import sys
import warnings

import numpy
import onnx

RUN = """
const fs = require('fs'), ort = require('onnxruntime-node');
function read(path) {
  const bytes = fs.readFileSync(path), length = bytes.readUInt16LE(8), header = bytes.toString('latin1', 10, 10 + length);
  const dims = header.match(/'shape': \\(([^)]*)\\)/)[1].split(',').filter(size => size.trim()).map(Number);
  return {dims, data: new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + length, bytes.byteOffset + bytes.length))};
}
(async () => {
  ort.env.logLevel = 'error';
  const base = process.argv[1];
  const session = await ort.InferenceSession.create(base + '.onnx', {intraOpNumThreads: 2, logSeverityLevel: 3});
  const worst = {};
  for (const batch of [1, 2, 5]) {
    if (!fs.existsSync(`${base}.${batch}.input.npy`)) continue;
    const x = read(`${base}.${batch}.input.npy`), y = read(`${base}.${batch}.output.npy`);
    const results = await session.run({[session.inputNames[0]]: new ort.Tensor('float32', x.data, x.dims)}), z = results[session.outputNames[0]];
    if (z.dims.join() !== y.dims.join()) throw new Error(`shape ${z.dims}, expected ${y.dims}`);
    let difference = 0;
    const largest = y.data.reduce((most, value) => Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most, 0);
    for (let i = 0; i < y.data.length; i++) {
      if (Object.is(y.data[i], z.data[i])) continue;
      const distance = Math.abs(y.data[i] - z.data[i]);
      difference = Math.max(difference, Number.isNaN(distance) ? Infinity : distance);
    }
    worst[batch] = Math.min(difference / (largest || 1), 1e9);
  }
  console.log(JSON.stringify(worst));
})().catch(error => { console.error(error.message); process.exit(1); });
"""


def torchvision_weights(name):
    """Names and shapes of the weights of torchvision's network of that name, or None."""
    import torchvision
    if not hasattr(torchvision.models, name):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"init_weights": False} if name == "googlenet" else {}
        state = getattr(torchvision.models, name)(weights=None, **options).state_dict()
    return {key: tuple(value.shape) for key, value in state.items() if not key.endswith("num_batches_tracked") and not key.startswith("aux")}


def check(folder, name):
    path = os.path.join(folder, name + ".onnx")
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:
        return f"{name:22} FAILED the checker: {error}", False
    model = onnx.load(path)
    nodes = collections.Counter(node.op_type for node in model.graph.node)
    stored = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    expected = torchvision_weights(name)
    same = "" if expected is None else f"{sum(stored.get(key) == shape for key, shape in expected.items())}/{len(expected)}"
    run = subprocess.run(["node", "-e", RUN, os.path.join(folder, name)], capture_output=True, text=True)
    if run.returncode != 0:
        return f"{name:22} FAILED {run.stderr.strip()}", False
    worst = json.loads(run.stdout)
    good = len(worst) > 0 and all(value < 1e-4 for value in worst.values())
    figures = " ".join(f"{batch}: {value:.1e}" for batch, value in worst.items())
    return f"{name:22} {sum(nodes.values()):5} nodes {nodes['Transpose']:3} Transpose {nodes['Reshape']:3} Reshape  {same:8} {figures}{'' if good else '  TOO FAR'}", good


folder, names = sys.argv[1], sys.argv[2:]
results = [check(folder, name) for name in names or sorted(os.path.basename(path)[:-5] for path in glob.glob(os.path.join(folder, "*.onnx")))]
for line, _ in results:
    print(line)
sys.exit(0 if all(good for _, good in results) else 1)
