using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Tests.Data;

namespace Fovea.Tests.Onnx;

/// <summary>Every operator that is imported, in every way in which exporters write it, against ONNX Runtime.</summary>
public sealed class OperatorTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. OperatorPack.Cases.Keys];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void GivesWhatOnnxRuntimeGives(string name)
    {
        OperatorCase row = OperatorPack.Cases[name];
        IReadOnlyDictionary<string, Tensor> outputs = Load(row).Forward(row.Inputs);
        Tensor.Compute([.. outputs.Values]);
        foreach (var (output, expected) in row.Outputs)
        {
            Assert.Equal(expected.Shape, outputs[output].Shape);
            float[] own = outputs[output].ToArray(), judge = expected.ToArray();
            double scale = Math.Max(1, judge.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
            for (int i = 0; i < own.Length; i++)
            {
                bool same = float.IsNaN(judge[i]) ? float.IsNaN(own[i]) : own[i] == judge[i] || Math.Abs(own[i] - judge[i]) <= row.Tolerance * scale;
                Assert.True(same, $"{output}[{i}] is {own[i]:g9}, ONNX Runtime gives {judge[i]:g9}");
            }
        }
    }

    OnnxModel Load(OperatorCase row) => OnnxModel.Load(folder.Write("case.onnx", row.Model));
}
