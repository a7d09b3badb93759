// Runs every N.onnx in a folder on the inputs in inputs.json, in ONNX Runtime on the CPU, and writes outputs.json: see onnx_operators.py.
const fs = require('fs'), ort = require('onnxruntime-node');
const arrays = {float32: Float32Array, float64: Float64Array, float16: Uint16Array, int64: BigInt64Array, int32: Int32Array, int16: Int16Array, uint16: Uint16Array, uint32: Uint32Array,
  uint64: BigUint64Array, int8: Int8Array, uint8: Uint8Array, bool: Uint8Array};
const bytes = data => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
(async () => {
  const folder = process.argv[2], outputs = [];
  for (const [i, inputs] of JSON.parse(fs.readFileSync(`${folder}/inputs.json`)).entries()) {
    try {
      const session = await ort.InferenceSession.create(`${folder}/${i}.onnx`, {graphOptimizationLevel: 'disabled', logSeverityLevel: 4}), feeds = {}, answer = {};
      for (const [name, {type, dims, data}] of Object.entries(inputs)) {
        const raw = Uint8Array.from(Buffer.from(data, 'base64'));
        feeds[name] = new ort.Tensor(type, new arrays[type](raw.buffer), dims);
      }
      for (const [name, value] of Object.entries(await session.run(feeds))) answer[name] = {type: value.type, dims: value.dims, data: bytes(value.data).toString('base64')};
      outputs.push(answer);
    } catch (error) {
      outputs.push({error: error.message.split('\n')[0]});
    }
  }
  fs.writeFileSync(`${folder}/outputs.json`, JSON.stringify(outputs));
})();
