using Fovea.Tensors.Tests.Plans;

namespace Fovea.Tensors.Tests.Backends;

/// <summary>Which steps a fused plan has, and that they still compute what was asked for.</summary>
public class CpuFusionTests
{
    static Tensor Values(Shape shape, int seed) => Tensor.From(RandomGraph.Values(shape, seed), shape);

    static string[] Check(Func<Tensor[], Tensor[]> body, params Tensor[] inputs)
    {
        Function function = new(body);
        Tensor[] actual = function.Call(inputs);
        using (Backend.Use(Backend.Reference))
        {
            Tensor[] expected = body([.. inputs.Select(input => Tensor.From(input.ToArray(), input.Shape))]);
            for (int i = 0; i < actual.Length; i++)
            {
                float[] a = actual[i].ToArray(), e = expected[i].ToArray();
                float largest = e.Max(Math.Abs);
                for (int k = 0; k < e.Length; k++) Assert.True(Math.Abs(a[k] - e[k]) <= 1e-5f * largest, $"output {i}, element {k} is {a[k]}, expected {e[k]}");
            }
        }
        return [.. function.Plan(inputs).Select(step => step.Name)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(3001)]
    public void AChainThatIsOnlySummedIsNotStored(int channels) =>
        Assert.Equal(["Subtract Square Sum"], Check(x => [(x[0] - x[1]).Square().Sum([0, 1, 2])], Values([3, 20, 17, channels], 1), Values([channels], 2)));

    [Fact]
    public void WhatIsQuicklyComputedAgainIsNotStored()
    {
        // The centred values are needed three times; each step computes them from x.
        string[] steps = Check(x =>
        {
            Tensor centred = x[0] - x[0].Mean([0, 1]), variance = centred.Square().Mean([0, 1]);
            return [centred * (variance + 1e-3).Rsqrt(), (centred * x[1]).Sum([0, 1])];
        }, Values([30, 21, 48], 3), Values([30, 21, 48], 4));
        Assert.DoesNotContain("Subtract", steps);
        Assert.Contains("Subtract Multiply Sum", steps);
    }

    [Fact]
    public void AnExpensiveResultThatTwoStepsNeedIsComputedOnce()
    {
        string[] steps = Check(x =>
        {
            Tensor bent = x[0].Tanh();
            return [(bent * x[1]).Sum([0]), (bent + x[1]).Square()];
        }, Values([40, 33], 5), Values([40, 33], 6));
        Assert.Single(steps, step => step.Contains("Tanh", StringComparison.Ordinal));
    }

    [Fact]
    public void BiasAndSumJoinAProductWhoseRowsAreABatch() =>
        Assert.Equal(["MatMul + bias + sum"], Check(x => [x[0].MatMul(x[1], transposeB: true) + x[2] + x[3]], Values([3, 5, 20], 9), Values([33, 20], 10), Values([33], 11), Values([3, 5, 33], 12)));

    [Fact]
    public void WhatIsSeenInTwoWaysIsComputedOnce() =>
        Assert.Contains("MatMul + bias + Relu", Check(x =>
        {
            Tensor rows = (x[0].MatMul(x[1]) + x[2]).Relu();
            return [rows.Reshape(2, 6, 9), rows.Reshape(4, 3, 9) * 2];
        }, Values([12, 7], 13), Values([7, 9], 14), Values([9], 15)));

    /// <summary>Batch normalisation with a rectifier reads its input and the gradient of its output twice, stores nothing between, and has kernels of its own.</summary>
    [Theory]
    [InlineData(3, 16)]
    [InlineData(40, 100)]
    public void TheGradientsOfABatchNormalisationAreTwoPasses(int side, int channels)
    {
        static Tensor Normalised(Tensor[] x)
        {
            Tensor moments = x[0].ColumnMoments();
            return ((x[0] - moments[0]) * (x[1] * (moments[1] + 1e-3).Rsqrt()) + x[2]).Relu();
        }
        Tensor[] inputs = [Values([2, side, side, channels], 20), Values([channels], 21), Values([channels], 22), Values([2, side, side, channels], 23)];
        Func<Tensor[], Tensor[]> body = x => [.. Gradient.Of((Normalised(x) * x[3]).Sum(), [x[0], x[1], x[2]])];
        Check(body, inputs);
        PlanStep[] large = [.. new Function(body).Plan(inputs).Where(step => step.Bytes > inputs[0].Shape.Count * sizeof(float))];
        Assert.Equal(["ColumnMoments", "Subtract Multiply Add Relu Greater Where Multiply Sums", "Subtract Multiply Add Relu Greater Where Multiply Multiply Add Add"], large.Select(step => step.Name));
        Assert.All(large[1..], step => Assert.Equal("columns", step.Kernel));
    }

    [Fact]
    public void TwoSumsOfWhichOneNeedsTheOtherStayTwo()
    {
        string[] steps = Check(x =>
        {
            Tensor first = x[0].Sum([0]);
            return [first, (x[0] * first).Sum([0])];
        }, Values([50, 20], 24), Values([20], 25));
        Assert.DoesNotContain(steps, step => step.Contains("Sums", StringComparison.Ordinal));
    }

    [Fact]
    public void SumsOfAValueAndOfItsProductAreOneStep()
    {
        string[] steps = Check(x =>
        {
            Tensor value = x[0].Exp();
            return [(value * x[1]).Sum([0, 1]), value.Sum([0, 1])];
        }, Values([5, 30, 20], 26), Values([5, 30, 20], 27));
        Assert.Contains("Exp Multiply Sums", steps);
    }

    [Fact]
    public void AProfileHasTheStepsOfThePlan()
    {
        Function function = new(x => [(x[0] * x[1]).Exp().Sum()]);
        Tensor[] x = [Values([50, 60], 7), Values([60], 8)];
        function.Call(x);
        using PlanProfile profile = PlanProfile.Begin();
        function.Call(x);
        function.Call(x);
        Assert.Equal(function.Plan(x), profile.Steps.Select(row => row.Step));
        Assert.All(profile.Steps, row => Assert.Equal(2, row.Runs));
        profile.Clear();
        Assert.Empty(profile.Steps);
    }
}
