namespace Fovea.Tensors.Tests;

/// <summary>When the first values of a variable are made, and when they are not.</summary>
public class VariableTests
{
    sealed class Counted(Shape shape)
    {
        int made;

        public int Made => Volatile.Read(ref made);

        public Variable Make() => new(shape, values =>
        {
            Interlocked.Increment(ref made);
            for (int i = 0; i < values.Length; i++) values[i] = 0.1f * i;
        });
    }

    static float[] First(int count) => [.. Enumerable.Range(0, count).Select(i => 0.1f * i)];

    [Fact]
    public void FirstValuesAreMadeOnceWhenTheyAreRead()
    {
        Counted counted = new([2, 3]);
        Variable variable = counted.Make();
        Tensor y = variable.Reshape(6) * 2;
        Assert.Equal(0, counted.Made);
        Assert.Equal(First(6).Select(value => value * 2), y.ToArray());
        Assert.Equal(First(6), variable.ToArray());
        Assert.Equal(1, counted.Made);
    }

    [Fact]
    public void FirstValuesAreMadeWhenAFunctionRuns()
    {
        Counted counted = new([4]);
        Variable variable = counted.Make();
        Function step = new(x =>
        {
            variable.Assign(variable + x[0]);
            return [variable * 2];
        });
        step.Prepare(Tensor.Ones([4]));
        Assert.Equal(0, counted.Made);
        Assert.Equal(First(4).Select(value => value * 2), step.Call(Tensor.Ones([4]))[0].ToArray());
        Assert.Equal(First(4).Select(value => value + 1), variable.ToArray());
        Assert.Equal(1, counted.Made);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsWrittenFirstMakesThemNeedless(bool inDoubles)
    {
        foreach (Backend backend in new[] { Backend.Cpu, Backend.Reference })
        {
            using IDisposable scope = Backend.Use(backend);
            Counted counted = new([3]);
            Variable variable = counted.Make();
            if (inDoubles) variable.Write([1.0, 2, 3]);
            else variable.Write([1f, 2, 3]);
            Assert.Equal([1f, 2, 3], variable.ToArray());
            Assert.Throws<ShapeException>(() => counted.Make().Write([1f]));
            Assert.Equal(0, counted.Made);
        }
    }

    [Fact]
    public void DoublesThatAreWrittenFirstStayDoublesOnTheReferenceBackend()
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        Variable variable = new([1], values => values.Clear());
        variable.Write([1 / 3.0]);
        double[] read = new double[1];
        variable.CopyTo(read);
        Assert.Equal(1 / 3.0, read[0]);
    }

    [Fact]
    public void BothBackendsBeginWithTheSameNumbers()
    {
        double[] values = new double[5];
        using (Backend.Use(Backend.Reference)) new Counted([5]).Make().CopyTo(values);
        Assert.Equal(First(5).Select(value => (double)value), values);
        // Made on one, used on the other.
        Variable variable = new Counted([5]).Make();
        using (Backend.Use(Backend.Reference)) Assert.Equal(First(5).Select(value => value + 1), (variable + 1).ToArray());
        Assert.Equal(First(5), variable.ToArray());
    }

    [Fact]
    public void ThreadsThatReadFirstSeeTheSameValues()
    {
        for (int round = 0; round < 20; round++)
        {
            Counted counted = new([1000]);
            Variable variable = counted.Make();
            float[][] seen = new float[8][];
            using Barrier barrier = new(seen.Length);
            Thread[] threads = [.. seen.Select((_, i) => new Thread(() =>
            {
                barrier.SignalAndWait();
                seen[i] = i % 2 == 0 ? variable.ToArray() : (variable * 1).ToArray();
            }))];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            Assert.All(seen, values => Assert.Equal(First(1000), values));
            Assert.Equal(1, counted.Made);
        }
    }

    [Fact]
    public void FirstValuesThatFailAreMadeAgain()
    {
        bool fails = true;
        Variable variable = new([1], values => values[0] = fails ? throw new FoveaException("not now") : 3);
        Assert.Throws<FoveaException>(() => variable.ToArray());
        fails = false;
        Assert.Equal([3f], variable.ToArray());
    }

    [Fact]
    public void AVariableOfZerosTakesNoMemoryUntilItIsRead()
    {
        // 4 TB together.
        Variable[] variables = [.. Enumerable.Range(0, 1000).Select(_ => new Variable([1 << 15, 1 << 15]))];
        Assert.Equal(1L << 30, variables[^1].Shape.Count);
        Assert.Equal([0f, 0], new Variable([2]).ToArray());
    }

    [Fact]
    public void WhatNoMachineCanHoldIsAnErrorWhenItIsNeeded()
    {
        Assert.Contains(" GiB are needed in one block", Assert.Throws<FoveaException>(() => { new Variable([1 << 20, 1 << 20])[0, 0].Item(); }).Message, StringComparison.Ordinal);
        Assert.Contains("more than any machine can hold", Assert.Throws<FoveaException>(() => { (new Variable([1 << 30, 1 << 30]) + 1).Sum().Item(); }).Message, StringComparison.Ordinal);
        Assert.Contains("an array holds at most", Assert.Throws<ShapeException>(() => { Tensor.Zeros([1 << 16, 1 << 16]).ToArray(); }).Message, StringComparison.Ordinal);
        using IDisposable scope = Backend.Use(Backend.Reference);
        Assert.Contains("double precision", Assert.Throws<FoveaException>(() => { (new Variable([1 << 20, 1 << 20]) + 1).Sum().Item(); }).Message, StringComparison.Ordinal);
    }
}
