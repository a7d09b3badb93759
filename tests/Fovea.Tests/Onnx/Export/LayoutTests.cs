using Fovea.Onnx.Export;

namespace Fovea.Tests.Onnx.Export;

public class LayoutTests
{
    static readonly Dim[] Picture = [Dim.Batch, 4, 6, 8];

    [Fact]
    public void FlattenedImageKeepsItsPlaces()
    {
        Layout flat = Layout.Images(Picture).Reshaped([Dim.Batch, 192])!;
        Assert.Equal("(batch, 4*6*8) as [0.0][1.2][1.0][1.1]", flat.ToString());
        Assert.Equal("(batch, 24*8) as [0.0][1.1][1.0]", flat.Grouped(2, 2).ToString());
        Assert.Equal([Dim.Batch, 8, 4, 6], flat.Dims);
        Assert.True(flat.Reshaped(Picture)!.SameAs(Layout.Images(Picture)));
    }

    [Fact]
    public void TransposingTwiceIsNothing()
    {
        Layout images = Layout.Images(Picture);
        Assert.True(images.Transposed([0, 3, 1, 2]).SameAs(Layout.Standard([Dim.Batch, 8, 4, 6])));
        Assert.True(images.Transposed([0, 3, 1, 2]).Transposed([0, 2, 3, 1]).SameAs(images));
    }

    [Fact]
    public void PartsThatCutEachOtherHaveNoCommonOnes()
    {
        Layout a = Layout.Ordered([4, 6], [1, 0]).Reshaped([24])!, b = Layout.Ordered([6, 4], [1, 0]).Reshaped([24])!;
        Assert.Null(Layout.Common(a, b));
        Assert.Equal(2, Layout.Distance(a, b));
    }

    [Fact]
    public void WhatDoesNotFitIsNoView()
    {
        Assert.Null(Layout.Standard([6, 4]).Reshaped([5, 5]));
        Assert.Null(Layout.Standard([Dim.Batch, 6]).Reshaped([6, 6]));
        Assert.NotNull(Layout.Standard([Dim.Batch, 6]).Reshaped([new Dim(6, 0)]));
    }

    [Fact]
    public void StretchedAxesAreNotStored()
    {
        Layout stretched = Layout.Standard([1, 3]).Stretched([Dim.Batch, 3]);
        Assert.False(stretched.Covers(0));
        Assert.Equal([1, 3], stretched.Dims);
        Assert.True(stretched.For([3]).Squeezed().SameAs(Layout.Standard([3])));
    }

    [Fact]
    public void SizesDivide()
    {
        Dim size = new(PerSample: 6, Rest: 12);
        Assert.Equal(new Dim(2, 4), size.Over(3));
        Assert.Equal(6, size.Over(new Dim(1, 2)));
        Assert.Equal(1, size.Over(size));
        Assert.Null(size.Over(5));
        Assert.Null(size.Over(Dim.Batch));
        Assert.Null(((Dim)6).Over(Dim.Batch));
        Assert.Null(((Dim)6).Over(0));
    }
}
