namespace Fovea.Tensors.Tests;

/// <summary>Functions: traced once for each combination of shapes, outputs written, updates all together, mistakes reported.</summary>
public class FunctionTests
{
    [Fact]
    public void TheBodyIsTracedOnceForEachCombinationOfShapes()
    {
        int traced = 0;
        Function function = new(x =>
        {
            traced++;
            return [x[0] * 2 + x[1]];
        });
        Tensor two = Tensor.From(1f, 2), three = Tensor.From(1f, 2, 3), one = Tensor.From(10f);
        Assert.Equal([12f, 14], function.Call(two, one)[0].ToArray());
        Assert.Equal([12f, 14], function.Call(two, one)[0].ToArray());
        Assert.Equal(1, traced);
        Assert.Equal([12f, 14, 16], function.Call(three, one)[0].ToArray());
        Assert.Equal([21f, 22], function.Call(one, two)[0].ToArray());
        Assert.Equal(3, traced);
        function.Call(two, one);
        Assert.Equal(3, traced);
        using (Backend.Use(Backend.Reference)) Assert.Equal([12f, 14], function.Call(two, one)[0].ToArray());
        Assert.Equal(4, traced);
    }

    [Fact]
    public void PrepareTracesWithoutRunning()
    {
        Variable count = new([]);
        Function function = new(x =>
        {
            count.Assign(count + 1);
            return [x.Aggregate((a, b) => a + b), x[0].Sum()];
        });
        Assert.Equal([[3], []], function.Prepare(Tensor.Zeros([3])));
        Assert.Equal(0, count.Item());
    }

    [Fact]
    public void OutputsAreWrittenInPlace()
    {
        Function function = new(x => [x[0].Square(), x[0], x[0].Reshape(1, 2), x[0].Sum()]);
        Tensor x = Tensor.Allocate([2]);
        Tensor[] outputs = [Tensor.Allocate([2]), Tensor.Allocate([2]), Tensor.Allocate([1, 2]), Tensor.Allocate([])];
        for (int i = 1; i < 4; i++)
        {
            x.Write([i, 2f * i]);
            function.Run([x], outputs);
            Assert.Equal([i * i, 4f * i * i], outputs[0].ToArray());
            Assert.Equal([i, 2f * i], outputs[1].ToArray());
            Assert.Equal([i, 2f * i], outputs[2].ToArray());
            Assert.Equal(3 * i, outputs[3].Item());
        }
    }

    [Fact]
    public void EarlierResultsOfCallStay()
    {
        Function function = new(x => x * 2);
        Tensor first = function.Call(Tensor.From(1f))[0], second = function.Call(Tensor.From(5f))[0];
        Assert.Equal((2, 10), (first.Item(), second.Item()));
    }

    [Fact]
    public void UpdatesHappenTogetherAtTheEnd()
    {
        Variable a = new([1f], [1]), b = new([10f], [1]);
        Function function = new(x =>
        {
            a.Assign(b + x[0]);
            // Still the old a.
            b.Assign(a * 2);
            return [a + b];
        });
        Assert.Equal(11, function.Call(Tensor.From(0.5f))[0].Item());
        Assert.Equal((10.5f, 2f), (a.Item(), b.Item()));
        Assert.Equal(12.5f, function.Call(Tensor.From(1f))[0].Item());
        Assert.Equal((3f, 21f), (a.Item(), b.Item()));
    }

    [Fact]
    public void VariablesAreReadAtEveryRunAndConstantsKeepTheirTensor()
    {
        Variable weight = new([2f], [1]);
        Tensor constant = Tensor.From(100f);
        Function function = new(x => x * weight + constant);
        Assert.Equal(106, function.Call(Tensor.From(3f))[0].Item());
        weight.Assign(Tensor.From(5f));
        constant.Write([200f]);
        Assert.Equal(215, function.Call(Tensor.From(3f))[0].Item());
    }

    [Fact]
    public void InputsMayBeLazyOrGivenTwice()
    {
        Function function = new(x => [x[0] - x[1]]);
        Tensor x = Tensor.From(4f, 9).Sqrt();
        Assert.Equal([0f, 0], function.Call(x, x)[0].ToArray());
        Assert.Equal([1f, 2], function.Call(x, Tensor.Ones([2]))[0].ToArray());
    }

    [Fact]
    public void OutputsMayBeConstantsAndInputsUnused() =>
        Assert.Equal([3f, 3], new Function(x => [Tensor.Full([2], 3)]).Call(Tensor.From(1f))[0].ToArray());

    [Fact]
    public void AVariableIsAssignedOnce()
    {
        Variable weight = new([2], "conv1.weight");
        Function function = new(x =>
        {
            weight.Assign(x[0]);
            weight.Assign(x[0] * 2);
            return [];
        });
        Tensor x = Tensor.From(1f, 2);
        Assert.Equal("conv1.weight (2): a variable can be assigned once in a function\n  hint: Update goes on from the value assigned before", Assert.Throws<FoveaException>(() => { function.Call(x); }).Message);
        // The failed trace leaves nothing behind: this happens at once.
        weight.Assign(x);
        Assert.Equal([1f, 2], weight.ToArray());
    }

    [Fact]
    public void UpdatesFollowOneAnotherInAFunctionAsTheyDoElsewhere()
    {
        Variable inside = new([2f, 3], [2]), outside = new([2f, 3], [2]);
        void Change(Variable variable, Tensor x)
        {
            variable.Update(value => value * 2 + x);
            variable.Update(value => value.Square());
        }
        Tensor x = Tensor.From(1f, -1);
        Function function = new(inputs =>
        {
            Change(inside, inputs[0]);
            return [inside + 0];
        });
        Assert.Equal([2f, 3], function.Call(x)[0].ToArray());
        Change(outside, x);
        Assert.Equal([25f, 25], outside.ToArray());
        Assert.Equal([25f, 25], inside.ToArray());
        function.Call(x);
        Change(outside, x);
        Assert.Equal(outside.ToArray(), inside.ToArray());
    }

    [Fact]
    public void AnUpdateGoesOnFromWhatAnAssignmentLeavesBehind()
    {
        Variable variable = new([5f], [1]);
        Function function = new(x =>
        {
            variable.Assign(x[0]);
            Variable.AssignOnlyIf(x[0].Sum() > 0);
            variable.Update(value => value + 10);
            return [];
        });
        function.Call(Tensor.From(1f));
        Assert.Equal([11f], variable.ToArray());
        // The assignment is held back, the update after it is not.
        function.Call(Tensor.From(-1f));
        Assert.Equal([21f], variable.ToArray());
    }

    [Fact]
    public void AnUpdateToAnotherShapeIsRefused()
    {
        Variable weight = new([2], "conv1.weight");
        Function function = new(x =>
        {
            weight.Update(_ => x[0]);
            return [];
        });
        Assert.StartsWith("Update: the value's shape is not the variable's", Assert.Throws<ShapeException>(() => { function.Call(Tensor.Zeros([3])); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AValueOfAnotherShapeIsRefused()
    {
        Variable weight = new([2], "conv1.weight");
        Assert.Equal("Assign: the value's shape is not the variable's\n  variable  (2)   conv1.weight\n  value     (3)",
            Assert.Throws<ShapeException>(() => weight.Assign(Tensor.Zeros([3]))).Message);
    }

    [Fact]
    public void PlaceholdersHaveNoValues()
    {
        foreach (Func<Tensor, Tensor> body in new Func<Tensor, Tensor>[] { x => x * x.ToArray()[0], x => x * x.Sum().Item(), x => x.Sum().ToArray()[0] })
            Assert.Equal("this tensor is a placeholder of a function that is being compiled: it has a shape but no values yet",
                Assert.Throws<InvalidOperationException>(() => { new Function(body).Call(Tensor.From(1f)); }).Message);
    }

    [Fact]
    public void OutputsThatDoNotFitAreRefused()
    {
        Function function = new(x => x * 2);
        Tensor x = Tensor.From(1f, 2), fits = Tensor.Allocate([2]), wrong = Tensor.Allocate([3]);
        Assert.Equal("Function: output 0 has another shape\n  computed  (2)\n  given     (3)", Assert.Throws<ShapeException>(() => function.Run([x], [wrong])).Message);
        Assert.Throws<ArgumentException>(() => function.Run([x], [fits, fits]));
    }

    [Fact]
    public void AnOutputCannotLieWhereAnInputOrAVariableLies()
    {
        Variable weight = new([1f, 2], [2]);
        Function function = new(x => [x[0].Softmax() + weight, x[0] * 2]);
        Tensor x = Tensor.From(1f, 2), y = Tensor.Allocate([2]);
        Assert.Equal("Function: output 0 is also read by the function; its result would overwrite what is still to be read\n  hint: give a tensor of its own, from Tensor.Allocate",
            Assert.Throws<FoveaException>(() => function.Run([x], [x, y])).Message);
        Assert.Throws<FoveaException>(() => function.Run([x], [y, weight]));
        Assert.Equal("Function: outputs 0 and 1 are the same tensor", Assert.Throws<FoveaException>(() => function.Run([x], [y, y])).Message);
    }

    [Fact]
    public void AnInputCannotBeAVariableThatTheFunctionAssigns()
    {
        Variable weight = new([1f, 2], [2]), copy = new([2]);
        Function function = new(x =>
        {
            weight.Assign(weight * 2);
            copy.Assign(x[0] + 1);
            return [];
        });
        Assert.StartsWith("Function: input 0 is a variable that the function assigns;", Assert.Throws<FoveaException>(() => { function.Call(weight); }).Message);
        function.Call(Tensor.From(5f, 6));
        Assert.Equal([2f, 4], weight.ToArray());
        Assert.Equal([6f, 7], copy.ToArray());
    }

    [Fact]
    public void FunctionsMayBeCalledFromSeveralThreads()
    {
        Function function = new(x => x.Square().Sum());
        Parallel.For(0, 200, i =>
        {
            float[] values = [.. Enumerable.Repeat(2f, 1 + i % 13)];
            Assert.Equal(4 * values.Length, function.Call(Tensor.From(values))[0].Item());
        });
    }

    [Fact]
    public void WhatTheBodyDependsOnDecidesWhichPlanRuns()
    {
        int factor = 2, traced = 0;
        Function f = new(x =>
        {
            traced++;
            int now = factor;
            Function.DependsOn(() => factor == now);
            return x * now;
        });
        Tensor three = Tensor.From(3f);
        Assert.Equal(6, f.Call(three)[0].Item());
        factor = 5;
        Assert.Equal(15, f.Call(three)[0].Item());
        factor = 2;
        Assert.Equal(6, f.Call(three)[0].Item());
        Assert.Equal(2, traced);
    }

    [Fact]
    public void AFunctionInsideAFunctionBecomesPartOfIt()
    {
        Function square = new(x => x * x);
        Function f = new(x => square.Call(x + 1)[0] * 2);
        Assert.Equal([18f, 50f], f.Call(Tensor.From(2f, 4f))[0].ToArray());
    }

    [Fact]
    public void PlansOfEverNewShapesAreNotAllKept()
    {
        int traced = 0;
        Function f = new(x =>
        {
            traced++;
            return x + 1;
        });
        for (int n = 1; n <= 100; n++) f.Call(Tensor.Zeros([n]));
        f.Call(Tensor.Zeros([100]));
        Assert.Equal(100, traced);
        f.Call(Tensor.Zeros([1]));
        Assert.Equal(101, traced);
    }

    [Fact]
    public void ARunThatEndsInAnErrorHasChangedNoVariable()
    {
        Variable a = new([1f, 2f], [2]), b = new([1f, 2f], [2]);
        Tensor indices = Tensor.From(0f, 7f);
        Function f = new(_ =>
        {
            a.Assign(a + 1);
            b.Assign(b.Gather(indices));
            return [];
        });
        Assert.Throws<FoveaException>(() => f.Call());
        Assert.Equal([1f, 2f], a.ToArray());
        Assert.Equal([1f, 2f], b.ToArray());
    }

    [Fact]
    public void ADetachedValueKeepsNothingAlive()
    {
        Tensor total = Tensor.Zeros([1000]);
        List<WeakReference> batches = [];
        for (int i = 0; i < 20; i++) Carry();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(Enumerable.Range(1, 20).Sum(), total.ToArray()[0]);
        Assert.True(batches.Count(batch => batch.IsAlive) <= 1, "batches of earlier rounds are still alive");

        void Carry()
        {
            Tensor batch = Tensor.Full([1000], batches.Count + 1) * Tensor.Ones([1000]);
            batches.Add(new WeakReference(batch));
            total = (total + batch).Detach();
            total.ToArray();
        }
    }
}
