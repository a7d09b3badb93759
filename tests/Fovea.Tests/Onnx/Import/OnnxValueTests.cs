using Fovea.Onnx;
using Fovea.Tensors;

namespace Fovea.Tests.Onnx;

/// <summary>Values whose axes lie in memory in any order give the same elements as those that lie in the file's order, and move them only where they must.</summary>
public sealed class OnnxValueTests
{
    static readonly int[][] Orders = [[0, 1, 2, 3], [0, 2, 3, 1], [3, 1, 0, 2], [1, 0, 3, 2]];

    /// <summary>0, 1, 2, ... in the file's order, in memory in another.</summary>
    static OnnxValue Ramp(Shape shape, int[] order)
    {
        Tensor logical = Tensor.From(Enumerable.Range(0, (int)shape.Count).Select(i => (float)i).ToArray(), shape);
        return new OnnxValue(Tensor.From(logical.Transpose(order).ToArray(), Shape.Create([.. order.Select(axis => shape[axis])])), OnnxElementType.Float, order);
    }

    static OnnxValue Known(Shape shape) => new([.. Enumerable.Range(0, (int)shape.Count).Select(i => (long)i)], shape);

    /// <summary>Checks an operation in every order, and on known numbers, against the file's order.</summary>
    static void Check(Shape shape, Func<OnnxValue, OnnxValue> operation)
    {
        OnnxValue expected = operation(Ramp(shape, OnnxValue.Ascending(shape.Rank))), known = operation(Known(shape));
        foreach (int[] order in Orders.Where(order => order.Length == shape.Rank))
        {
            OnnxValue actual = operation(Ramp(shape, order));
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Logical.ToArray(), actual.Logical.ToArray());
        }
        Assert.Equal(expected.Shape, known.Shape);
        Assert.Equal(expected.Logical.ToArray(), known.Integers!.Select(value => (float)value));
    }

    [Theory]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 2, 3, 2, 4, 5 })]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 2, 6, 20 })]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 12, 20 })]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 2, 1, 6, 4, 1, 5 })]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 240 })]
    [InlineData(new[] { 2, 6, 4, 5 }, new[] { 4, 3, 4, 5 })]
    [InlineData(new[] { 2, 6, 1, 1 }, new[] { 2, 6 })]
    [InlineData(new[] { 2, 6, 1, 1 }, new[] { 2, 1, 3, 2 })]
    [InlineData(new[] { 1, 6, 4, 1 }, new[] { 24 })]
    [InlineData(new[] { 2, 0, 4, 5 }, new[] { 0, 3 })]
    public void Reshape(int[] from, int[] to) => Check(Shape.Create(from), x => x.Reshape(Shape.Create(to)));

    [Fact]
    public void ReshapeMovesOnlyWhatIsJoined()
    {
        // Channels last, rows and columns joined: nothing moves; channels and rows joined: something must.
        OnnxValue x = Ramp([2, 6, 4, 5], [0, 2, 3, 1]);
        Assert.Equal("Reshape", x.Reshape([2, 6, 20]).Tensor.Operation!.Name);
        Assert.Same(x.Tensor, x.Reshape([2, 6, 20]).Tensor.Operands[0]);
        Assert.Same(x.Tensor, x.Reshape([2, 2, 3, 4, 5]).Tensor.Operands[0]);
        Assert.Equal("Transpose", x.Reshape([2, 24, 5]).Tensor.Operands[0].Operation!.Name);
    }

    [Fact]
    public void TransposedTwiceIsWhereItWas()
    {
        OnnxValue x = Ramp([2, 6, 4, 5], [0, 2, 3, 1]);
        Assert.Same(x.Tensor, x.Transpose([0, 2, 3, 1]).Logical);
        Assert.Same(x.Tensor, x.Transpose([0, 2, 3, 1]).Transpose([0, 3, 1, 2]).ChannelsLast);
    }

    [Fact]
    public void Movement()
    {
        Check([2, 3, 4, 5], x => x.Transpose([3, 0, 2, 1]));
        Check([2, 3, 4, 5], x => x.Slice(2, 1, 2));
        Check([2, 3, 4, 5], x => x.Slice(-1, 4, 3, -2));
        Check([2, 3, 4, 5], x => x.Gather(1, OnnxValue.Of(2L)));
        Check([2, 3, 4, 5], x => x.Gather(3, OnnxValue.Of([4, -5, 4])));
        Check([2, 3, 4, 5], x => x.Gather(2, new OnnxValue([3, 0, 1, 1], [2, 2])));
        Check([2, 3, 1, 5], x => x.Squeeze([]));
        Check([2, 3, 4, 5], x => x.Unsqueeze([-1, 1]));
        Check([2, 1, 4, 5], x => x.BroadcastTo([3, 2, 6, 4, 5]));
        Check([2, 3, 4, 5], x => OnnxValue.Concat(1, [x, x.Slice(1, 0, 2), Known([2, 1, 4, 5])]));
    }

    [Fact]
    public void OperandsOfLowerRankAreStretched()
    {
        foreach (int[] order in Orders)
        {
            OnnxValue x = Ramp([2, 3, 4, 5], order);
            foreach (Shape shape in new Shape[] { [3, 1, 1], [5], [], [4, 5], [1, 3, 1, 5], [2, 1, 1, 1] })
            {
                OnnxValue y = Elementwise.Map([x, Known(shape)], v => v[0] + v[1]);
                Tensor expected = x.Logical + Known(shape).Logical;
                Assert.Equal(expected.ToArray(), y.Logical.ToArray());
            }
        }
    }

    [Fact]
    public void IndicesMayFollowFromTheData()
    {
        foreach (int[] order in Orders)
        {
            OnnxValue x = Ramp([2, 3, 4, 5], order), indices = new(Tensor.From([0f, -1f, 2f, 1f, 1f, 0f], [2, 3]), OnnxElementType.Int64);
            Assert.Equal(x.Logical.Gather(Tensor.From([0f, 3f, 2f, 1f, 1f, 0f], [2, 3]), 2).ToArray(), x.Gather(2, indices).Logical.ToArray());
        }
    }
}
