namespace Fovea.Tensors.Tests.Operations;

/// <summary>What moving operations give for small tensors that can be checked by eye, what they refuse, and what simplification leaves of them.</summary>
public class MovementTests
{
    // 0 1 2 3 / 10 11 12 13 / 20 21 22 23
    static Tensor Table => Tensor.From([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23], [3, 4]);

    [Fact]
    public void SliceCountsUpAndDown()
    {
        Assert.Equal([1f, 2, 11, 12, 21, 22], Table.Slice(1, 1, 2).ToArray());
        Assert.Equal([0f, 2, 10, 12, 20, 22], Table.Slice(-1, 0, 2, step: 2).ToArray());
        Assert.Equal([3f, 1, 13, 11, 23, 21], Table.Slice(1, 3, 2, step: -2).ToArray());
        Assert.Equal([], Table.Slice(0, 3, 0).ToArray());
    }

    [Fact]
    public void IndexerKeepsRangesAndDropsIndices()
    {
        Check([4], [10, 11, 12, 13], Table[1]);
        Check([3], [3, 13, 23], Table[.., ^1]);
        Check([], [22], Table[2, 2]);
        Check([2, 2], [11, 12, 21, 22], Table[1.., 1..3]);
        Check([3, 2], [3, 1, 13, 11, 23, 21], Table[.., (.., -2)]);
        Check([2, 1], [1, 21], Table[(.., 2), (1..2, 5)]);
        Check([0, 4], [], Table[(2..2, -1)]);
        Check([3, 4], Table.ToArray(), Table[..]);
    }

    [Fact]
    public void PadPutsValuesAround()
    {
        Check([2, 4], [9, 1, 2, 9, 9, 3, 4, 9], Tensor.From([1, 2, 3, 4], [2, 2]).Pad(1, 1, 1, value: 9));
        Check([1, 3, 2, 1], [7, 7, 7, 5, 7, 7], Tensor.From([5], [1, 1, 1, 1]).Pad(new Padding(1, 1, 1, 0), value: 7));
    }

    [Fact]
    public void ConcatAndSplitAreOpposite()
    {
        Tensor[] pieces = Table.Split(1, [1, 3]);
        Check([3, 1], [0, 10, 20], pieces[0]);
        Assert.Equal(Table.ToArray(), Tensor.Concat(1, pieces).ToArray());
        Check([2, 4], [20, 21, 22, 23, 0, 1, 2, 3], Tensor.Concat(0, Table.Slice(0, 2, 1), Table.Slice(0, 0, 1)));
        Check([2, 2], [1, 3, 2, 4], Tensor.Stack(1, Tensor.From(1, 2), Tensor.From(3, 4)));
    }

    [Fact]
    public void GatherPicksEntriesAndScatterAddsThem()
    {
        Check([2, 2, 4], [20, 21, 22, 23, 0, 1, 2, 3, 0, 1, 2, 3, 10, 11, 12, 13], Table.Gather(Tensor.From([2, 0, 0, 1], [2, 2])));
        Check([3, 3], [3, 0, 3, 13, 10, 13, 23, 20, 23], Table.Gather(Tensor.From(3, 0, 3), axis: 1));
        Check([4], [10, 11, 12, 13], Table.Gather(1));
        Check([4], [0, 5, 0, 2], Tensor.From(1, 2, 4).ScatterAdd(Tensor.From(1, 3, 1), 4));
        Check([2, 3], [0, 1, 0, 1, 0, 0], Tensor.From(1, 0).OneHot(3));
    }

    // torch.index_select, F.embedding and its gradient, PyTorch 1.13.
    [Fact]
    public void GatherIsPyTorchs()
    {
        Tensor x = Ramp.Image(3, 4), rows = Tensor.From(2, 0, 2);
        Check([3, 4], [-1, -5, 2, -2, -2, 5, 1, -3, -1, -5, 2, -2], x.Gather(rows));
        Check([2, 2, 4], [-1, -5, 2, -2, -2, 5, 1, -3, 4, 0, -4, 3, 4, 0, -4, 3], x.Gather(Tensor.From([2, 0, 1, 1], [2, 2])));
        Check([3, 4], [-2, 3, 1, -1, 0, 0, 0, 0, -4, -1, 2, -2], Gradient.Of(x.Gather(rows), [x], Ramp.Weight(3, 4))[0]);
    }

    [Fact]
    public void RepeatedMovesBecomeOneNode()
    {
        Tensor x = Table;
        Assert.Equal(1, Steps(x.Slice(0, 1, 2).Slice(1, 0, 2, 2).Slice(0, 1, 1)));
        Assert.Equal(1, Steps(x.Flip(0).Flip(0)[1..]));
        Assert.Equal(1, Steps(Tensor.Concat(0, x.Pad(0, 0, 0), x[3..])[1..]));
        Assert.Equal(1, Steps(Tensor.Ones([2, 2]).Slice(0, 0, 1).Flip()));
    }

    [Fact]
    public void WhatDoesNotExistIsAnError()
    {
        AssertMessage("""
            Slice: axis 1 has 4 elements, 3 from element 2 on do not exist
              input  (3, 4)
            """, () => Table.Slice(1, 2, 3));
        AssertMessage("""
            Slice: range 2..9 does not fit: axis 1 has 4 elements
              input  (3, 4)
            """, () => Table[.., 2..9]);
        AssertMessage("""
            Concat: all sizes but that of axis 0 must be equal
              first     (3, 4)
              number 1  (4, 3)
            """, () => Tensor.Concat(0, Table, Table.Transpose()));
        Assert.Throws<ShapeException>(() => Table.Slice(1, 1, 3, step: -1));
        Assert.Throws<ShapeException>(() => Table.Slice(1, 0, 2, step: 0));
        Assert.Throws<ShapeException>(() => Table.Slice(1, -1, 1));
        Assert.Throws<ShapeException>(() => Table.Slice(2, 0, 1));
        Assert.Throws<ShapeException>(() => Table[3]);
        Assert.Throws<ShapeException>(() => Table[-1]);
        Assert.Throws<ShapeException>(() => Table[^4]);
        Assert.Throws<ShapeException>(() => Table[.., .., ..]);
        Assert.Throws<ShapeException>(() => Table[(.., 0)]);
        Assert.Throws<ShapeException>(() => Table.Pad(0, -1, 0));
        Assert.Throws<ShapeException>(() => Table.Pad(1));
        Assert.Throws<ShapeException>(() => Table.Pad([1], [1]));
        Assert.Throws<ShapeException>(() => Table.Split(0, [1, 1]));
        Assert.Throws<ShapeException>(() => Table.Split(0, [4, -1]));
        Assert.Throws<ShapeException>(() => Table.Split(1, 3));
        Assert.Throws<ShapeException>(() => Tensor.Concat(0));
        Assert.Throws<ShapeException>(() => Tensor.Concat(0, Table, Table[0]));
        Assert.Throws<ShapeException>(() => Tensor.Stack(0, Table, Table[1..]));
        Assert.Throws<ShapeException>(() => Table.Squeeze(0));
        Assert.Throws<ShapeException>(() => Table.Unsqueeze(4));
        Assert.Throws<ShapeException>(() => Table.Flip(0, -2));
        Assert.Throws<ShapeException>(() => Table.OneHot(0));
        Assert.Throws<ShapeException>(() => Table.Gather(0, axis: 2));
        Assert.Throws<ShapeException>(() => Table.ScatterAdd(Tensor.From(0, 1), 4));
        Assert.Throws<ShapeException>(() => Tensor.Arange(-1));
    }

    [Theory]
    [InlineData(3, "Gather: index 3 at position 1 does not exist; there are 3, counted from 0")]
    [InlineData(-1, "Gather: index -1 at position 1 does not exist; there are 3, counted from 0")]
    [InlineData(0.5, "Gather: index 0.5 at position 1 is no whole number")]
    [InlineData(double.NaN, "Gather: index NaN at position 1 is no whole number")]
    [InlineData(double.PositiveInfinity, "Gather: index Infinity at position 1 does not exist; there are 3, counted from 0")]
    public void AnIndexOutsideIsNamedWhenItIsRead(double index, string message)
    {
        foreach (Backend backend in new[] { Backend.Cpu, Backend.Reference })
        {
            using IDisposable scope = Backend.Use(backend);
            Tensor picked = Table.Gather(Tensor.From([2, index], [2]));
            Assert.Equal(message, Assert.Throws<FoveaException>(() => picked.ToArray()).Message);
            Assert.Throws<FoveaException>(() => Tensor.From(1, 2).ScatterAdd(Tensor.From([2, index], [2]), 3).ToArray());
            Assert.Throws<FoveaException>(() => Tensor.From([2, index], [2]).OneHot(3).ToArray());
        }
    }

    static int Steps(Tensor tensor)
    {
        List<Tensor> leaves = [];
        return GraphBuilder.Simplify(Graph.Of([tensor], [], leaves)).Nodes.Count(node => node.Operation is { IsView: false });
    }

    static void Check(Shape shape, float[] values, Tensor tensor)
    {
        Assert.Equal(shape, tensor.Shape);
        Assert.Equal(values, tensor.ToArray());
    }

    static void AssertMessage(string message, Func<object> call) => Assert.Equal(message, Assert.Throws<ShapeException>(call).Message);
}
