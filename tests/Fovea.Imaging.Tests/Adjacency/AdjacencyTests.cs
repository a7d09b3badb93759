namespace Fovea.Imaging.Tests;

public sealed class AdjacencyTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(1.4, 5)]
    [InlineData(1.5, 9)]
    [InlineData(2, 13)]
    [InlineData(2.5, 21)]
    [InlineData(5, 81)] // 3, 4 and 5: exactly on the circle
    public void ARadiusGivesAllDisplacementsWithinIt(double radius, int count)
    {
        Adjacency relation = Adjacency.Radius(radius);
        Assert.Equal(count, relation.Count);
        Assert.All(relation.Displacements, d => Assert.True(d.Dx * d.Dx + d.Dy * d.Dy <= radius * radius));
        Assert.Equal(relation.Displacements.OrderBy(d => d.Dy).ThenBy(d => d.Dx), relation.Displacements);
        Assert.Equal((2 * (int)radius + 1, 2 * (int)radius + 1), (relation.Width, relation.Height));
    }

    [Fact]
    public void ARectangleHasItsCentreAtTheMiddle()
    {
        Assert.Equal([new(-1, -1), new(0, -1), new(1, -1), new(-1, 0), new(0, 0), new(1, 0)], Adjacency.Rectangle(3, 2).Displacements);
        Assert.Equal([new(-2, 0), new(-1, 0), new(0, 0), new(1, 0)], Adjacency.Rectangle(4, 1).Displacements);
    }

    [Fact]
    public void DilationMovesNeighboursAway()
    {
        Adjacency relation = Adjacency.Of(new(0, 0), new(1, 0), new(-1, 2)).Dilated(3, 2);
        Assert.Equal([new(0, 0), new(3, 0), new(-3, 4)], relation.Displacements);
        Assert.Equal((7, 5), (relation.Width, relation.Height));
        Assert.Equal(Adjacency.Rectangle(3, 3).Dilated(6, 2), Adjacency.Rectangle(3, 3).Dilated(3, 1).Dilated(2, 2));
        Assert.Equal(Adjacency.Radius(1), Adjacency.Radius(1).Dilated(1, 1));
    }

    [Fact]
    public void TheCentreCanBeLeftOutAndTheRelationMirrored()
    {
        Assert.Equal([new(0, -1), new(-1, 0), new(1, 0), new(0, 1)], Adjacency.Radius(1).WithoutCentre().Displacements);
        Assert.Equal([new(-1, -2), new(0, 3)], Adjacency.Of(new(1, 2), new(0, -3)).Mirrored().Displacements);
    }

    [Theory]
    [InlineData("radius:1.5")]
    [InlineData("rectangle:5x3")]
    [InlineData("set:0,0;1,0;0,1")]
    [InlineData("rectangle:3x3*2x4")]
    [InlineData("set:0,0;-1,0*3x1")]
    public void TextIsReadAsItIsWritten(string text)
    {
        Adjacency relation = Adjacency.Parse(text);
        Assert.Equal(text, relation.ToString());
        Assert.Equal(relation, Adjacency.Parse(relation.ToString()));
    }

    [Fact]
    public void WhatIsReadIsWhatTheMethodsMake()
    {
        Assert.Equal(Adjacency.Radius(2), Adjacency.Parse("radius:2"));
        Assert.Equal(Adjacency.Rectangle(3, 3).Dilated(2, 2), Adjacency.Parse("rectangle:3x3*2"));
        Adjacency twice = Adjacency.Radius(1).Dilated(2, 1).Dilated(3, 3);
        Assert.Equal(twice, Adjacency.Parse(twice.ToString()));
        Assert.NotEqual(Adjacency.Rectangle(3, 1), Adjacency.Rectangle(1, 3));
        Assert.Equal(Adjacency.Radius(1.4), Adjacency.Radius(1));
        Assert.Equal(Adjacency.Radius(1.4).GetHashCode(), Adjacency.Radius(1).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("circle:3")]
    [InlineData("radius:")]
    [InlineData("radius:-1")]
    [InlineData("radius:NaN")]
    [InlineData("radius:1e9")]
    [InlineData("rectangle:3")]
    [InlineData("rectangle:3x0")]
    [InlineData("rectangle:99999x99999")]
    [InlineData("rectangle:3x3*0")]
    [InlineData("rectangle:3x3*")]
    [InlineData("rectangle:3x3*1x2x3")]
    [InlineData("rectangle:3x3*2147483647")]
    [InlineData("set:")]
    [InlineData("set:1,2;1,2")]
    [InlineData("set:1")]
    [InlineData("set:-2147483648,0")]
    public void WhatMakesNoSenseIsRefused(string text) => Assert.Throws<FoveaException>(() => Adjacency.Parse(text));
}
