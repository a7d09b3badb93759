using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tensors.Tests.Plans;

/// <summary>
/// Graphs from lists of numbers, one number a node, so that a property that fails shrinks to a short list. All values stay around 1, and all functions are
/// continuous, so that backends can be compared.
/// </summary>
static class RandomGraph
{
    /// <summary>Checks a property over random lists of numbers; the same lists in every run.</summary>
    public static void ForAll(int tests, Action<int[]> property) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(), Shorter), code => { property(code); return true; })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(60).WithReplay(20260713, 7));

    static IEnumerable<int[]> Shorter(int[] code) => Enumerable.Range(0, code.Length).Select(i => (int[])[.. code[..i], .. code[(i + 1)..]]);

    /// <summary>The leaves and, in order, the nodes that the numbers describe; element-wise ones only if asked for.</summary>
    public static List<Tensor> Build(IReadOnlyList<Tensor> leaves, ReadOnlySpan<int> code, bool elementwise)
    {
        List<Tensor> nodes = [.. leaves];
        foreach (int number in code)
        {
            Tensor a = nodes[number / 64 % nodes.Count], b = nodes[number / 64 / 97 % nodes.Count], leaf = leaves[number / 64 % leaves.Count];
            nodes.Add((number % 64 is var kind && elementwise ? kind % 20 : kind) switch
            {
                0 => a.Tanh(),
                1 => a.Sigmoid(),
                2 => -a,
                3 => 0.5 * a.Square(),
                4 => a.Relu(),
                5 => a * 1,
                6 => a + 0.0,
                7 => Fit(a, b) ? a.Abs() / (1 + b.Abs()) : a.Cos(),
                8 => Fit(a, leaf) ? Tensor.Where(leaf > 0, a, -a) : a.Sin(),
                9 => a.LeakyRelu(0.1),
                10 => a.Clamp(-1, 0.5),
                11 or 12 => Fit(a, b) ? 0.5 * (a + b) : a.Sin(),
                13 or 14 => Fit(a, b) ? a * b.Tanh() : a.Elu(),
                15 or 16 => Fit(a, b) ? 0.5 * (a - b) : a.Gelu(),
                17 => Fit(a, b) ? Tensor.Maximum(a, b) : a.Erf(),
                18 => Fit(a, b) ? Tensor.Minimum(a, b) : a.Softplus(),
                19 => (a - 0).Detach(),
                20 or 21 => a.Reshape(-1),
                22 => a.Reshape([1, .. a.Shape]),
                23 => a.Reshape(-1).Reshape(a.Shape),
                24 => a.Shape.Rank > 1 ? a.Transpose() : a.Exp() * 0.2,
                25 => a.Shape.Rank > 0 ? a.Mean([0], keepDims: true) : a,
                26 => a.Shape.Rank > 0 ? a.Mean([-1]) : a,
                27 => a.Shape.Rank > 0 ? a.Max([-1], keepDims: true) : a,
                28 => a.Shape.Rank > 0 ? a.Softmax() : a,
                29 or 30 => a.Shape.Rank == 2 && a.Shape.Count <= 4000 ? a.MatMul(a, transposeB: true).Tanh() : a,
                31 => Fit(a, b) ? a.BroadcastTo(Shape.Broadcast(a.Shape, b.Shape)!) : a,
                _ => Fit(a, b) ? (a + b).Tanh() : a.Tanh(),
            });
        }
        return nodes;

        bool Fit(Tensor a, Tensor b) => Shape.Broadcast(a.Shape, b.Shape) is { Count: < 100_000 };
    }

    /// <summary>Values between -1 and 1, none of them close to 0.</summary>
    public static float[] Values(Shape shape, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)((random.Next(2) * 2 - 1) * (0.05 + 0.95 * random.NextDouble())))];
    }

    public static void AssertClose(float[] exact, float[] value, string what)
    {
        Assert.Equal(exact.Length, value.Length);
        for (int i = 0; i < exact.Length; i++)
            Assert.True(Math.Abs(exact[i] - value[i]) <= 1e-4 * (1 + Math.Abs(exact[i])), $"{what}: element {i} is {value[i]:g9}, the definition gives {exact[i]:g9}");
    }
}
