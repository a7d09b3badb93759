using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>Chains of element-wise operations as one pass: whatever their shape, they give what the operations give one by one.</summary>
public class ElementwiseProgramTests
{
    public static TheoryData<int> Widths => [1, 2, 3, 7, 8, 9, 31, 1023, 1024, 1025, 16_384, 16_385, 70_001];

    [Theory, MemberData(nameof(Widths))]
    public void SharedIntermediatesAtEveryLength(int length) => Check([[length]], x =>
    {
        Tensor e = x[0].Exp(), s = e + 1;
        return e * s.Log() - (e / s + s.Sqrt()) * x[0];
    });

    public static TheoryData<string> Patterns => [.. Pairs.Select(pair => $"{pair.A} {pair.B} {pair.C}")];

    static readonly (Shape A, Shape B, Shape C)[] Pairs =
    [
        ([], [], []), ([5], [], [1]), ([], [5], [5]), ([3, 4], [4], [3, 1]), ([3, 1], [1, 4], []), ([7, 1, 5], [6, 1], [7, 6, 1]), ([2, 3, 5, 7], [3, 1, 7], [2, 1, 5, 1]),
        ([2, 1, 1, 7], [1, 3, 5, 1], [7]), ([3000, 3], [3], [3000, 1]), ([40, 700], [700], [40, 1]), ([1500, 2], [1500, 1], [1, 2]), ([4, 3000], [3000], [4, 1]), ([1025, 33], [33], [1025, 1]),
        ([2, 9, 9, 64], [64], [2, 1, 1, 64]), ([0, 3], [3], [1, 3]), ([3, 0], [3, 1], [1]), ([1, 1, 1], [1], []), ([5000, 1], [1, 3], [3]), ([17, 1, 1000], [17, 3, 1], [3, 1000]),
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void StretchedOperandsOfEveryPattern(string pattern)
    {
        var (a, b, c) = Pairs.First(pair => $"{pair.A} {pair.B} {pair.C}" == pattern);
        Check([a, b, c], x => (x[0] * x[1] + x[2]).Tanh() * (x[1] - 0.25) + 1.5);
        Check([a, b, c], x => Tensor.Where(x[2] > 0, x[0] + x[1], x[1] * 2));
        Check([a, b, c], x => x[2] * x[1] * x[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(30)]
    public void ManyInputs(int count)
    {
        // More inputs and more steps than one pass takes.
        Shape[] patterns = [[37, 41], [41], [37, 1], []], shapes = [.. Enumerable.Range(0, count).Select(i => patterns[i % 4])];
        Check(shapes, x => x.Select((operand, i) => (operand * (i + 1)).Sin()).Aggregate((a, b) => a + b * 0.5));
    }

    [Fact]
    public void LongChains() => Check([[3, 501]], x =>
    {
        Tensor y = x[0];
        for (int i = 0; i < 60; i++) y = i % 3 == 0 ? y.Tanh() * 1.5 : y + x[0] * (1.0 / (i + 1));
        return y;
    });

    [Fact]
    public void RandomChainsAndShapes()
    {
        Shape[] shapes = [[19, 60], [60], [19, 1], [], [1, 60], [19, 60], [4, 1, 1], [4, 19, 60]];
        RandomGraph.ForAll(150, code => Check(shapes, x => RandomGraph.Build(x, code, elementwise: true)[^1]));
    }

    [Fact]
    public void RandomChainsWithTheirGradients()
    {
        Shape[] shapes = [[5, 60], [60], [5, 1], []];
        RandomGraph.ForAll(60, code => Check(shapes, x => Gradient.Of(RandomGraph.Build(x, code, elementwise: true)[^1], x).Select(gradient => gradient.Sum() * 0.01).Aggregate((a, b) => a + b)));
    }

    static void Check(Shape[] shapes, Func<Tensor[], Tensor> f)
    {
        float[] On(Backend backend)
        {
            using IDisposable scope = Backend.Use(backend);
            return f([.. shapes.Select((shape, i) => Tensor.From(RandomGraph.Values(shape, i), shape))]).ToArray();
        }
        RandomGraph.AssertClose(On(Backend.Reference), On(Backend.Cpu), string.Join(" ", shapes.AsEnumerable()));
    }
}
