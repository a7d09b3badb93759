using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>What a precision promises, and that it holds from the next call on.</summary>
public class PrecisionTests
{
    static readonly Shape Images = [1, 24, 24, 64], Kernels = [64, 3, 3, 64];

    [Fact]
    public void ExactTakesNoWinogradAndKeepsItsBound()
    {
        float[] x = RandomGraph.Values(Images, 1), w = RandomGraph.Values(Kernels, 2);
        Tensor[] inputs = [Tensor.From(x, Images), Tensor.From(w, Kernels)];
        Function convolution = new(t => [t[0].Conv2d(t[1], padding: 1)]);
        string Kernel() => convolution.Plan(inputs)[^1].Kernel;
        float[] fast = convolution.Call(inputs)[0].ToArray(), exact;
        Assert.Equal("winograd", Kernel());
        using (Backend.Use(Precision.Exact))
        {
            Assert.Equal("window", Kernel());
            exact = convolution.Call(inputs)[0].ToArray();
        }
        Assert.Equal("winograd", Kernel());

        double[] Reference(float[] a, float[] b)
        {
            using IDisposable scope = Backend.Use(Backend.Reference);
            Tensor result = Tensor.From(a, Images).Conv2d(Tensor.From(b, Kernels), padding: 1);
            double[] values = new double[result.Shape.Count];
            result.CopyTo(values.AsSpan());
            return values;
        }
        double[] expected = Reference(x, w), magnitude = Reference(Array.ConvertAll(x, Math.Abs), Array.ConvertAll(w, Math.Abs));
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(exact[i] - expected[i]) <= 1e-6 * magnitude[i], $"exact: element {i} is {exact[i]}, expected {expected[i]}");
            Assert.True(Math.Abs(fast[i] - expected[i]) <= 1e-5 * largest, $"fast: element {i} is {fast[i]}, expected {expected[i]}");
        }
    }

    [Fact]
    public void ItIsThisThreadsOnly()
    {
        using IDisposable scope = Backend.Use(Precision.Exact);
        Precision elsewhere = Precision.Exact;
        Thread other = new(() => elsewhere = Backend.Precision);
        other.Start();
        other.Join();
        Assert.Equal((Precision.Exact, Precision.Fast), (Backend.Precision, elsewhere));
    }
}
