using static Fovea.Tensors.Tests.Operations.Ramp;

namespace Fovea.Tensors.Tests.Operations;

/// <summary>Pooling against PyTorch and by hand, what adjacencies are, and what pooling refuses.</summary>
public class PoolingTests
{
    // F.max_pool2d, PyTorch 1.13.
    [Fact]
    public void MaximumIsPyTorchs()
    {
        AssertEqual([1, 3, 3, 1], [5, 5, 4, 4, 5, 3, 4, 5, 5], Image(1, 5, 5, 1).MaxPool2d(3, stride: 2, padding: 1));
        AssertEqual([1, 4, 4, 1], [5, 2, -2, 5, 1, 4, 5, 1, 3, 5, 2, 3, 5, 2, -2, 5], Image(1, 5, 5, 1).MaxPool2d(2, stride: 1, padding: 1, dilation: 3));
        // All values are negative: padding is absent, not zero.
        AssertEqual([1, 4, 4, 1], [-12, -5, -5, -9, -12, -5, -5, -9, -13, -6, -6, -10, -14, -7, -7, -11], (Image(1, 3, 3, 1) - 10).MaxPool2d(2, stride: 1, padding: 1));
    }

    // F.max_pool2d and backward, PyTorch 1.13.
    [Fact]
    public void GradientGoesToTheFirstMaximum()
    {
        Tensor x = Tensor.From([1, 1, 0, 1, 1, 1, 0, 2, 2], [1, 3, 3, 1]);
        AssertEqual([1, 3, 3, 1], [1, 10, 0, 0, 0, 0, 0, 1100, 0], Gradient.Of(x.MaxPool2d(2, stride: 1), [x], Tensor.From([1, 10, 100, 1000], [1, 2, 2, 1]))[0]);
        AssertEqual([1, 3, 3, 1], [0, 0, 0, 0, 0, 0, 0, 1, 0], Gradient.Of(x.GlobalMaxPool2d(), [x])[0]);
        AssertEqual([1, 1, 1, 1], [2], x.GlobalMaxPool2d());
        AssertEqual([1, 1, 1, 1], [1], x.GlobalAvgPool2d());
    }

    // F.avg_pool2d with count_include_pad=True and False, PyTorch 1.13.
    [Fact]
    public void AverageIsPyTorchs()
    {
        AssertEqual([1, 2, 2, 1], [7 / 9.0, 2 / 9.0, 4 / 9.0, -4 / 9.0], Image(1, 4, 4, 1).AvgPool2d(3, stride: 2, padding: 1, floor: true));
        AssertEqual([1, 2, 2, 1], [1.75, 1 / 3.0, 2 / 3.0, -4 / 9.0], Image(1, 4, 4, 1).AvgPool2d(3, stride: 2, padding: 1, countPadding: false, floor: true));
        AssertEqual([1, 2, 2, 1], [7, 2, 4, -4], Image(1, 4, 4, 1).SumPool2d(3, stride: 2, padding: 1, floor: true));
    }

    // Each window of F.adaptive_avg_pool2d sees rows floor(i H / out) to ceil((i + 1) H / out); here by hand.
    [Fact]
    public void AdaptiveWindowsAreThoseOfPyTorch()
    {
        Tensor x = Tensor.From([0, 1, 2, 3, 4], [1, 5, 1, 1]);
        AssertEqual([1, 3, 1, 1], [0.5, 2, 3.5], x.AdaptiveAvgPool2d(3, 1));
        AssertEqual([1, 3, 1, 1], [1, 3, 4], x.AdaptiveMaxPool2d(3, 1));
        AssertEqual([1, 7, 1, 1], [0, 0.5, 1.5, 2, 2.5, 3.5, 4], x.AdaptiveAvgPool2d(7, 1));
        AssertEqual([1, 7, 1, 1], [0, 1, 2, 2, 3, 4, 4], x.AdaptiveMaxPool2d(7, 1));
        AssertEqual([1, 2, 3, 1], [7, 7, 7, 7, 7, 7], Tensor.Full([1, 1, 1, 1], 7).AdaptiveAvgPool2d(2, 3));
        // A tie goes to the first in reading order; where windows overlap, gradients add up.
        Tensor tied = Tensor.From([1, 2, 0, 2, 2], [1, 5, 1, 1]);
        AssertEqual([1, 5, 1, 1], [0, 11, 0, 100, 0], Gradient.Of(tied.AdaptiveMaxPool2d(3, 1), [tied], Tensor.From([1, 10, 100], [1, 3, 1, 1]))[0]);
    }

    [Fact]
    public void WhatLiesOutsideAnAdaptiveWindowDoesNotReachIt()
    {
        Tensor x = Tensor.From([float.NaN, 1, 2, 3, float.PositiveInfinity], [1, 5, 1, 1]);
        Assert.Equal([float.NaN, 2, float.PositiveInfinity], x.AdaptiveAvgPool2d(3, 1).ToArray());
        Assert.Equal([float.NaN, 3, float.PositiveInfinity], x.AdaptiveMaxPool2d(3, 1).ToArray());
    }

    [Fact]
    public void AdaptivePoolingToItsOwnSizeIsNothing()
    {
        Tensor x = Image(1, 6, 6, 2);
        Assert.Equal(x.ToArray(), x.AdaptiveAvgPool2d(6, 6).ToArray());
        Graph graph = GraphBuilder.Simplify(Graph.Of([x.AdaptiveMaxPool2d(6, 6)], [], []));
        Assert.DoesNotContain(graph.Nodes, node => node.Operation is not null);
    }

    [Fact]
    public void NotANumberIsTheMaximum()
    {
        foreach (Backend backend in new[] { Backend.Cpu, Backend.Reference })
        {
            using IDisposable scope = Backend.Use(backend);
            Tensor x = Tensor.From([1, float.NaN, 3, 4, 5, 6], [1, 2, 3, 1]);
            Assert.Equal([float.NaN, float.NaN], x.MaxPool2d(2, stride: 1).ToArray());
            Assert.Equal([float.NaN, float.NaN], x.MinPool2d(2, stride: 1).ToArray());
            Assert.Equal([0f, 2, 0, 0, 0, 0], Gradient.Of(x.MaxPool2d(2, stride: 1), [x])[0].ToArray());
        }
    }

    [Fact]
    public void AdjacencyStandsAtThePixel()
    {
        // One bright pixel in row 2, column 3 of a 5x7 image spreads over all pixels to which it is adjacent: the opposite displacements.
        float[] pixels = new float[35];
        pixels[2 * 7 + 3] = 1;
        Tensor x = Tensor.From(pixels, [1, 5, 7, 1]);
        foreach (Adjacency adjacency in new[] { Adjacency.Disk(1), Adjacency.Disk(2), Adjacency.Rectangle(2, 3), Adjacency.Of((0, 1), (0, 0), (-2, -2)), Adjacency.Rectangle(3, 3).Dilated(2, 1) })
        {
            float[] spread = x.MaxPool2d(adjacency).ToArray();
            for (int i = 0; i < 35; i++) Assert.Equal(adjacency.Contains((2 - i / 7, 3 - i % 7)) ? 1 : 0, spread[i]);
            Assert.Equal(spread, x.SumPool2d(adjacency).ToArray());
        }
        Assert.Equal([1, 3, 3, 1], x.AvgPool2d(Adjacency.Disk(1.5), stride: (2, 3)).Shape);
        Assert.Equal([1, 3, 5, 1], x.AvgPool2d(Adjacency.Disk(1.5), padding: Padding.None).Shape);
        Assert.Equal([1, 3, 3, 1], x.AvgPool2d(Adjacency.Disk(1.5), stride: (2, 3), padding: Padding.Same).Shape);
    }

    [Fact]
    public void RectangleAsAdjacencyIsAWindow()
    {
        Tensor x = Image(2, 7, 7, 3);
        Assert.Equal(x.MaxPool2d(3, stride: 2, padding: 1).ToArray(), x.MaxPool2d(Adjacency.Rectangle(3, 3), stride: 2).ToArray());
        Assert.Equal(x.AvgPool2d(3, stride: 1, padding: 1).ToArray(), x.AvgPool2d(Adjacency.Rectangle(3, 3)).ToArray());
        Assert.Equal(x.MinPool2d(4, stride: 1, padding: Padding.Same).ToArray(), x.MinPool2d(Adjacency.Rectangle(4, 4)).ToArray());
        Assert.Equal(x.SumPool2d((2, 3), stride: 1, padding: 2).ToArray(), x.SumPool2d(Adjacency.Rectangle(2, 3), padding: 2).ToArray());
    }

    [Fact]
    public void WhatCannotBePooledIsAnError()
    {
        Tensor x = Tensor.Zeros([1, 7, 7, 3]);
        Assert.Equal("""
            MaxPool2d: the window does not tile the rows: (7 - 3 + 0) / 3 + 1 = 2.33
              input  (1, 7, 7, 3)   (N, H, W, C), window 3, stride 3, padding 0
              hint: change the padding, or pass floor: true to leave out the rest
            """, Assert.Throws<ShapeException>(() => x.MaxPool2d(3)).Message);
        Assert.Equal("""
            MinPool2d: the window at row 0, column 0 of the output would hold padding only
              input  (1, 7, 7, 3)   (N, H, W, C)
              hint: use less padding than the window is large, or an adjacency that holds the pixel itself
            """, Assert.Throws<ShapeException>(() => x.MinPool2d(3, stride: 1, padding: 3)).Message);
        // Every second pixel of the window misses the one row there is.
        Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 1, 7, 3]).MaxPool2d((2, 1), stride: 1, padding: (1, 0), dilation: (2, 1)));
        Assert.Throws<ShapeException>(() => x.MaxPool2d(Adjacency.Of((1, 0))));
        Assert.Throws<ShapeException>(() => x.AvgPool2d(2, stride: 1, padding: 2, countPadding: false));
        Assert.Equal(0, x.AvgPool2d(2, stride: 1, padding: 2)[0, 0, 0, 0].Item());
        Assert.Throws<ShapeException>(() => x.SumPool2d(8));
        Assert.Throws<ShapeException>(() => x.SumPool2d(0));
        Assert.Throws<ShapeException>(() => x.SumPool2d(2, stride: 0));
        Assert.Throws<ShapeException>(() => x.SumPool2d(2, padding: -2));
        Assert.Throws<ShapeException>(() => x.SumPool2d(2, dilation: int.MaxValue));
        Assert.Throws<ShapeException>(() => x.SumPool2d(60000, padding: 60000));
        Assert.Throws<ShapeException>(() => x.MaxPool2d(Adjacency.Disk(1), stride: 0));
        Assert.Throws<ShapeException>(() => x[0].MaxPool2d(Adjacency.Disk(1)));
        Assert.Throws<ShapeException>(() => x[0].MaxPool2d(2));
        Assert.Throws<ShapeException>(() => x[0].GlobalAvgPool2d());
        Assert.Throws<ShapeException>(() => x[0].AdaptiveAvgPool2d(1, 1));
        Assert.Throws<ShapeException>(() => x.AdaptiveAvgPool2d(0, 1));
        Assert.Throws<ShapeException>(() => x.AdaptiveMaxPool2d(1, -1));
        Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 0, 7, 3]).GlobalMaxPool2d());
        Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 0, 7, 3]).MaxPool2d(Adjacency.Disk(1)));
    }
}
