using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>The finiteness of a product that is larger than its operands: the same as that of its elements.</summary>
public class ProductFiniteTests
{
    const int Terms = 4, Rows = 96, Columns = 130;

    static readonly Function Finite = new(x =>
    {
        Tensor product = x[0].MatMul(x[1], transposeA: true);
        return [product.AllFinite(), product];
    });

    [Theory]
    [InlineData(1f, 1f, 1)]
    [InlineData(float.NaN, 1f, 0)]
    [InlineData(1f, float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 0f, 0)]
    [InlineData(1f, float.NegativeInfinity, 0)]
    [InlineData(1e30f, 1e30f, 0)]           // both finite, their product is not
    [InlineData(-1e30f, 1e30f, 0)]
    [InlineData(1e20f, 3e18f, 1)]           // the bound is not below the limit, the product is
    [InlineData(1e20f, 1e17f, 1)]
    public void IsThatOfItsElements(float left, float right, float expected)
    {
        float[] a = RandomGraph.Values([Terms, Rows], 1), b = RandomGraph.Values([Terms, Columns], 2);
        (a[2 * Rows + 95], b[2 * Columns + 129]) = (left, right);
        Tensor[] outputs = [Tensor.Allocate([]), Tensor.Allocate([Rows, Columns])];
        Finite.Run([Tensor.From(a, [Terms, Rows]), Tensor.From(b, [Terms, Columns])], outputs);
        Assert.Equal(expected, outputs[0].Item());
        Assert.Equal(Array.TrueForAll(outputs[1].ToArray(), float.IsFinite), expected == 1);
    }

    [Fact]
    public void OnlyWhereTheProductIsLarger()
    {
        string Step(int terms) => Finite.Plan([Tensor.Allocate([terms, Rows]), Tensor.Allocate([terms, Columns])]).Single(step => step.Output.Rank == 0).Name;
        Assert.Equal("AllFinite of MatMul", Step(Terms));
        Assert.Equal("AllFinite", Step(400));
    }
}
