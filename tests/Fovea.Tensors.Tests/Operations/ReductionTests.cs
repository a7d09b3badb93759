namespace Fovea.Tensors.Tests.Operations;

/// <summary>What the table of cases cannot say about reductions: ties, NaN, extreme values, messages.</summary>
public class ReductionTests
{
    [Fact]
    public void TiesShareTheGradientEvenly()
    {
        Tensor x = Tensor.From([1f, 3, 3, 0, 2, 2, 2, 2], [2, 4]);
        Assert.Equal([0f, 0.5f, 0.5f, 0, 0.25f, 0.25f, 0.25f, 0.25f], Gradient.Of(x.Max([1]), [x])[0].ToArray());
        Assert.Equal([0f, 0, 0, 1, 0.25f, 0.25f, 0.25f, 0.25f], Gradient.Of(x.Min([1]), [x])[0].ToArray());
    }

    public static TheoryData<string> Backends => ["cpu", "reference"];

    static IDisposable On(string backend) => Backend.Use(backend == "cpu" ? Backend.Cpu : Backend.Reference);

    [Theory, MemberData(nameof(Backends))]
    public void NaNIsTheLargestAndTheSmallestAndItsFirstPlaceIsFound(string backend)
    {
        using IDisposable scope = On(backend);
        float[] values = new float[3 * 100];
        (values[40], values[60], values[150]) = (float.NaN, float.NaN, 7);
        Tensor x = Tensor.From(values, [3, 100]);
        Assert.Equal([float.NaN, 7, 0], x.Max([1]).ToArray());
        Assert.Equal([float.NaN, 0, 0], x.Min([1]).ToArray());
        Assert.Equal([40f, 50, 0], x.ArgMax().ToArray());
        Assert.Equal([40f, 0, 0], x.ArgMin().ToArray());
        Assert.Equal([40f, 50, 0], x.Transpose().ArgMax(0).ToArray());
        Assert.Equal(new float[100], Gradient.Of(x.Max([1]), [x])[0].ToArray()[..100]);
    }

    [Theory, MemberData(nameof(Backends))]
    public void InfinitiesDoNotSpoilTheLogarithmOfTheSum(string backend)
    {
        using IDisposable scope = On(backend);
        const float Infinity = float.PositiveInfinity;
        Tensor x = Tensor.From([-Infinity, -Infinity, Infinity, 3, -Infinity, 3, float.NaN, 3], [4, 2]);
        Assert.Equal([-Infinity, Infinity, 3, float.NaN], x.LogSumExp([1]).ToArray());
    }

    [Theory, MemberData(nameof(Backends))]
    public void SoftmaxOfInfinitiesIsWhatItsDocumentationStates(string backend)
    {
        using IDisposable scope = On(backend);
        const float Infinity = float.PositiveInfinity, NaN = float.NaN;
        Tensor x = Tensor.From([-Infinity, -Infinity, Infinity, 3, -Infinity, 3, NaN, 3], [4, 2]);
        foreach (Tensor y in new[] { x.Softmax(), x.Transpose().Softmax(0).Transpose() }) Assert.Equal([NaN, NaN, NaN, NaN, 0, 1, NaN, NaN], y.ToArray());
        foreach (Tensor y in new[] { x.LogSoftmax(), x.Transpose().LogSoftmax(0).Transpose() }) Assert.Equal([NaN, NaN, NaN, NaN, -Infinity, 0, NaN, NaN], y.ToArray());
    }

    [Fact]
    public void SoftmaxIsADistributionHoweverLargeItsArguments()
    {
        Tensor x = Tensor.From([1000f, 1001, 1002, -1000, -1001, -1002], [2, 3]), y = x.Softmax();
        Assert.Equal([1f, 1], y.Sum([1]).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0.66524096f, y.ToArray()[2], 1e-6f);
        Assert.Equal(y.ToArray(), x.LogSoftmax().Exp().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void ListingsShowOneName()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        Assert.Equal("Softmax (2, 3)", x.Softmax().ToString());
        Assert.Equal("LogSoftmax (2, 3)", x.LogSoftmax().ToString());
        Assert.Equal("LogSumExp (2)", x.LogSumExp([1]).ToString());
        Assert.Equal("Variance (2)", x.Variance([1]).ToString());
    }

    [Fact]
    public void MistakesAreReportedOnTheLineOfTheCall()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        Assert.Equal("Max: nothing to choose from along an empty dimension\n  input  (2, 0)", Assert.Throws<ShapeException>(() => { Tensor.Zeros([2, 0]).Max([1]); }).Message);
        Assert.Equal("Min: axis 1 is given twice", Assert.Throws<ShapeException>(() => { x.Min([1, -1]); }).Message);
        Assert.Equal("axis 2 does not exist in shape (2, 3) of rank 2", Assert.Throws<ShapeException>(() => { x.Softmax(2); }).Message);
        Assert.Throws<ShapeException>(() => { Tensor.Zeros([0, 2]).ArgMax(0); });
        Assert.Equal(
            "Variance: 1 elements along the axes, less the correction 1, leave nothing to divide by\n  input  (2, 1)\n  hint: correction: 0 divides by the number of elements",
            Assert.Throws<ShapeException>(() => { Tensor.Zeros([2, 1]).Variance([1]); }).Message);
        Assert.Equal("ArgMax: axis 0 has 16777217 elements; whole numbers are exact up to 16777216\n  input  (16777217)",
            Assert.Throws<ShapeException>(() => { Tensor.Zeros([(1 << 24) + 1]).ArgMax(); }).Message);
        Assert.Equal([1 << 24], Tensor.Zeros([1 << 24, 1 << 24]).ArgMin().Shape);
    }

    [Fact]
    public void VarianceIsThatOfStatistics()
    {
        Tensor x = Tensor.From(2f, 4, 4, 4, 5, 5, 7, 9);
        Assert.Equal(4, x.Variance([], correction: 0).Item(), 1e-6);
        Assert.Equal(32.0 / 7, x.Variance().Item(), 1e-6);
    }
}
