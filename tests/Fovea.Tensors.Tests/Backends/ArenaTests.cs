namespace Fovea.Tensors.Tests.Backends;

/// <summary>Which runs share memory for their intermediate values, and when it is let go.</summary>
[Collection(Alone.Name)]
public unsafe class ArenaTests
{
    const long Large = 40 << 20;

    public ArenaTests() => Arena.LetGo(long.MaxValue);

    [Fact]
    public void RunsOneAfterTheOtherShareAnArena()
    {
        Arena first = Arena.Borrow(Large);
        first.Return();
        Arena second = Arena.Borrow(Large / 3);
        Assert.Same(first, second);
        second.Return();
        Assert.Equal(Large, Arena.IdleBytes);
    }

    [Fact]
    public void RunsAtTheSameTimeDoNot()
    {
        Arena first = Arena.Borrow(Large), second = Arena.Borrow(Large);
        Assert.True(first.Pointer != second.Pointer);
        first.Return();
        second.Return();
        Assert.Equal(2 * Large, Arena.IdleBytes);
    }

    [Fact]
    public void ASmallRunLeavesALargeArenaToThoseThatNeedIt()
    {
        Arena large = Arena.Borrow(Large);
        large.Return();
        Arena small = Arena.Borrow(Large / 100);
        Assert.NotSame(large, small);
        Assert.Same(large, Arena.Borrow(Large));
    }

    [Fact]
    public void ASmallerArenaMakesWayForALargerOne()
    {
        Arena.Borrow(Large / 2).Return();
        Arena.Borrow(Large / 100).Return();
        Arena.Borrow(Large).Return();
        Assert.Equal(Large + Large / 100, Arena.IdleBytes);
    }

    [Fact]
    public void WhatIsNotNeededForLongIsLetGo()
    {
        Arena.Borrow(Large).Return();
        Arena.LetGo(Environment.TickCount64 + Arena.KeptFor - 1000);
        Assert.Equal(Large, Arena.IdleBytes);
        Arena.LetGo(Environment.TickCount64 + Arena.KeptFor);
        Assert.Equal(0, Arena.IdleBytes);
    }

    [Fact]
    public void FunctionsOfManyShapesShareOneArena()
    {
        Function function = new(x => (x.Softmax() + x.Max()).Softmax());
        for (int rows = 100; rows > 60; rows--) function.Call(Tensor.Ones([rows, 1000]));
        // Two results of a softmax at the same time, and a little scratch.
        Assert.InRange(Arena.IdleBytes, 100 * 1000 * sizeof(float), 3 * 100 * 1000 * sizeof(float));
    }
}
