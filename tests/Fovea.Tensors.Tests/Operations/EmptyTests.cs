namespace Fovea.Tensors.Tests.Operations;

/// <summary>Tensors without elements: an empty batch goes through every kind of operation and stays empty.</summary>
public class EmptyTests
{
    [Theory]
    [InlineData(0, 4, 3), InlineData(5, 4, 0), InlineData(5, 0, 3), InlineData(0, 0, 0)]
    public void MatrixProducts(int m, int k, int n)
    {
        Tensor y = Tensor.Full([m, k], 2).MatMul(Tensor.Full([k, n], 3));
        Assert.Equal([m, n], y.Shape);
        Assert.All(y.ToArray(), value => Assert.Equal(6f * k, value));
        Tensor rows = Tensor.Full([2, m, k], 1).MatMul(Tensor.Full([k, n], 1));
        Assert.Equal([2, m, n], rows.Shape);
        Assert.All(rows.ToArray(), value => Assert.Equal(k, value));
    }

    [Fact]
    public void AnEmptyBatchOfImages()
    {
        Tensor y = Tensor.Zeros([0, 8, 8, 3]).Conv2d(Tensor.Ones([4, 3, 3, 3]), Tensor.Ones([4]), padding: 1).Relu().MaxPool2d(2).Flatten();
        Assert.Equal([0, 64], y.Shape);
        Assert.Empty(y.ToArray());
        Assert.Equal([0, 5], y.MatMul(Tensor.Ones([64, 5])).Softmax().Shape);
    }

    [Fact]
    public void FlattenFromAnyDimension()
    {
        Tensor x = Tensor.Zeros([2, 3, 4, 5]);
        Assert.Equal([2, 60], x.Flatten().Shape);
        Assert.Equal([120], x.Flatten(0).Shape);
        Assert.Equal([2, 3, 4, 5], x.Flatten(-1).Shape);
        Assert.Equal([2, 3, 20], x.Flatten(2).Shape);
        Assert.Equal([2, 3, 4, 5, 1], x.Flatten(4).Shape);
        Assert.Throws<ShapeException>(() => x.Flatten(5));
    }
}
