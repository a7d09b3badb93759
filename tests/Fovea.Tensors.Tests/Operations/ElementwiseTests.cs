namespace Fovea.Tensors.Tests.Operations;

/// <summary>What the table of cases cannot say: accuracy in units of the last place, NaN and infinities, ties, borders, messages.</summary>
public class ElementwiseTests
{
    static readonly float[] Special =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, 1e-42f, -1e-42f, 1e-30f, 1, -1, 0.5f, -0.5f, 2.5f, -2.5f, 3, -3, 20, -20, 89, -89, 104, -104,
        1e30f, -1e30f, float.MaxValue, float.MinValue,
    ];

    static readonly Dictionary<string, Func<Tensor, Tensor>> Unaries = new()
    {
        ["Abs"] = x => x.Abs(), ["Acos"] = x => x.Acos(), ["Acosh"] = x => x.Acosh(), ["Asin"] = x => x.Asin(), ["Asinh"] = x => x.Asinh(), ["Atan"] = x => x.Atan(), ["Atanh"] = x => x.Atanh(),
        ["Celu"] = x => x.Celu(0.5), ["Cosh"] = x => x.Cosh(), ["HardSigmoid"] = x => x.HardSigmoid(), ["HardSwish"] = x => x.HardSwish(), ["IsNaN"] = x => x.IsNaN(), ["IsInfinity"] = x => x.IsInfinity(),
        ["IsInfinity, plus"] = x => x.IsInfinity(negative: false), ["IsInfinity, minus"] = x => x.IsInfinity(positive: false), ["Selu"] = x => x.Selu(), ["Shrink"] = x => x.Shrink(), ["Sinh"] = x => x.Sinh(),
        ["Softsign"] = x => x.Softsign(), ["Tan"] = x => x.Tan(), ["ThresholdedRelu"] = x => x.ThresholdedRelu(), ["PRelu"] = x => x.PRelu(0.25), ["Ceiling"] = x => x.Ceiling(), ["Clamp"] = x => x.Clamp(-1, 2), ["Cos"] = x => x.Cos(), ["Elu"] = x => x.Elu(0.5), ["Erf"] = x => x.Erf(),
        ["Exp"] = x => x.Exp(), ["Floor"] = x => x.Floor(), ["Gelu"] = x => x.Gelu(), ["IsFinite"] = x => x.IsFinite(), ["LeakyRelu"] = x => x.LeakyRelu(0.1),
        ["LeakyRelu of slope 0"] = x => x.LeakyRelu(0), ["Log"] = x => x.Log(), ["LogicalNot"] = x => x.LogicalNot(), ["Negate"] = x => -x, ["Pow 0.75"] = x => x.Pow(0.75),
        ["Reciprocal"] = x => x.Reciprocal(), ["Relu"] = x => x.Relu(), ["Round"] = x => x.Round(), ["Rsqrt"] = x => x.Rsqrt(), ["Sigmoid"] = x => x.Sigmoid(), ["Sign"] = x => x.Sign(),
        ["Sin"] = x => x.Sin(), ["Softplus"] = x => x.Softplus(), ["Sqrt"] = x => x.Sqrt(), ["Square"] = x => x.Square(), ["Tanh"] = x => x.Tanh(),
    };

    static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Binaries = new()
    {
        ["Add"] = (a, b) => a + b, ["Divide"] = (a, b) => a / b, ["EqualTo"] = (a, b) => a.EqualTo(b), ["Greater"] = (a, b) => a > b, ["GreaterEqual"] = (a, b) => a >= b,
        ["Less"] = (a, b) => a < b, ["LessEqual"] = (a, b) => a <= b, ["Maximum"] = Tensor.Maximum, ["Minimum"] = Tensor.Minimum, ["Multiply"] = (a, b) => a * b,
        ["LogicalAnd"] = (a, b) => a.LogicalAnd(b), ["LogicalOr"] = (a, b) => a.LogicalOr(b), ["LogicalXor"] = (a, b) => a.LogicalXor(b), ["Modulo"] = (a, b) => a.Modulo(b), ["Remainder"] = (a, b) => a % b,
        ["NotEqualTo"] = (a, b) => a.NotEqualTo(b), ["Pow"] = (a, b) => a.Pow(b), ["Subtract"] = (a, b) => a - b, ["Where"] = (a, b) => Tensor.Where(a, b, 7),
    };

    public static TheoryData<string> UnaryNames => [.. Unaries.Keys];

    public static TheoryData<string> BinaryNames => [.. Binaries.Keys];

    [Theory, MemberData(nameof(UnaryNames))]
    public void NaNAndInfinitiesAreThoseOfTheDefinition(string name) =>
        // Far below 0 Gelu is exact to 1e-7 in absolute terms, not in relative ones.
        CheckSpecial(x => Unaries[name](x[0]), [Special], name == "Gelu" ? 1e-7 : 1.2e-38);

    [Theory, MemberData(nameof(BinaryNames))]
    public void NaNAndInfinitiesOfPairsAreThoseOfTheDefinition(string name)
    {
        float[] a = [.. from x in Special from y in Special select x], b = [.. from x in Special from y in Special select y];
        CheckSpecial(x => Binaries[name](x[0], x[1]), [a, b], 1.2e-38);
    }

    [Theory]
    [InlineData("Acos", -1, 1, 3)]
    [InlineData("Acosh", 1, 3, 3)]
    [InlineData("Acosh", 3, 10000, 3)]
    [InlineData("Asin", -1, 1, 3)]
    [InlineData("Asin", -0.001, 0.001, 1)]
    [InlineData("Asinh", -2, 2, 4)]
    [InlineData("Asinh", -10000, 10000, 3)]
    [InlineData("Asinh", -0.001, 0.001, 1)]
    [InlineData("Atan", -5, 5, 3)]
    [InlineData("Atan", -0.001, 0.001, 1)]
    [InlineData("Atanh", -1, 1, 4)]
    [InlineData("Atanh", -0.001, 0.001, 1)]
    [InlineData("Cosh", -88, 88, 5)]
    [InlineData("Sinh", -88, 88, 5)]
    [InlineData("Sinh", -2, 2, 4)]
    [InlineData("Sinh", -0.001, 0.001, 1)]
    [InlineData("Tan", -100, 100, 3)]
    [InlineData("Cos", -100, 100, 1)]
    [InlineData("Elu", -100, 3, 3)]
    [InlineData("Elu", -0.5, 0.5, 3)]
    [InlineData("Elu", -0.001, 0.001, 1)]
    [InlineData("Erf", -5, 5, 2)]
    [InlineData("Erf", -1, 1, 2)]
    [InlineData("Erf", -0.001, 0.001, 2)]
    [InlineData("Exp", -87, 88, 2)]
    [InlineData("Gelu", -1, 10, 4)]
    [InlineData("Log", 1e-30, 10, 2)]
    [InlineData("Pow 0.75", 0, 1000, 1)]
    [InlineData("Rsqrt", 1e-30, 1000, 2)]
    [InlineData("Sigmoid", -80, 80, 5)]
    [InlineData("Sin", -100, 100, 1)]
    [InlineData("Softplus", -80, 80, 4)]
    [InlineData("Tanh", -10, 10, 3)]
    [InlineData("Tanh", -0.01, 0.01, 2)]
    public void ErrorStaysWithinUnitsOfTheLastPlace(string name, double from, double to, double limit)
    {
        Random random = new(5);
        float[] x = [.. Enumerable.Range(0, 50_000).Select(_ => (float)(from + random.NextDouble() * (to - from)))];
        double[] exact = Compute(Backend.Reference, operands => Unaries[name](operands[0]), [x]), fast = Compute(Backend.Cpu, operands => Unaries[name](operands[0]), [x]);
        int worst = Enumerable.Range(0, x.Length).MaxBy(i => Error(exact[i], fast[i]));
        Assert.True(Error(exact[worst], fast[worst]) <= limit, $"{name}({x[worst]:g9}) = {fast[worst]:g9}, the definition gives {exact[worst]:g12}: {Error(exact[worst], fast[worst]):f2} ulp");
    }

    [Fact]
    public void RoundArgumentsGiveRoundResults()
    {
        Tensor zero = Tensor.Allocate([19]);
        float[] zeros = new float[19], ones = [.. zeros.Select(_ => 1f)], halves = [.. zeros.Select(_ => 0.5f)];
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { x => x.Tanh(), x => x.Erf(), x => x.Gelu(), x => x.Elu(), x => x.Sin(), x => (x + 1).Log() }) Assert.Equal(zeros, f(zero).ToArray());
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { x => x.Exp(), x => x.Cos(), x => (x + 1).Rsqrt() }) Assert.Equal(ones, f(zero).ToArray());
        Assert.Equal(halves, zero.Sigmoid().ToArray());
    }

    [Theory]
    [InlineData(0.1, 0.1124629160182848922)]
    [InlineData(0.5, 0.5204998778130465377)]
    [InlineData(1, 0.8427007929497148693)]
    [InlineData(2, 0.9953222650189527342)]
    [InlineData(3, 0.9999779095030014146)]
    [InlineData(4.5, 0.9999999998033839559)]
    [InlineData(7, 1)]
    public void ErfIsThatOfTheTables(double x, double erf)
    {
        Assert.Equal(erf, ErfOp.Erf(x), 2e-15);
        Assert.Equal(-erf, ErfOp.Erf(-x), 2e-15);
    }

    [Fact]
    public void BothFormsOfTheLeakyUnitAreOneFunction()
    {
        Tensor x = Tensor.From([-3f, -0.5f, 0, 0.25f, 4], [5]);
        foreach (double slope in new[] { 0, 0.01, 0.1, 0.5, 1 })
        {
            Tensor first = slope * x + (1 - slope) * Tensor.Maximum(0, x), second = Tensor.Maximum(slope * x, x);
            Assert.Equal(first.ToArray(), x.LeakyRelu(slope).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(second.ToArray(), x.LeakyRelu(slope).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void TiesShareTheGradient()
    {
        Tensor a = Tensor.From(1f, 2, 3), b = Tensor.From(1f, 3, 2);
        foreach (var (f, gradientA, gradientB) in new (Tensor, float[], float[])[]
        {
            (Tensor.Maximum(a, b), [0.5f, 0, 1], [0.5f, 1, 0]), (Tensor.Minimum(a, b), [0.5f, 1, 0], [0.5f, 0, 1]),
        })
        {
            Tensor[] gradients = Gradient.Of(f, [a, b]);
            Assert.Equal(gradientA, gradients[0].ToArray());
            Assert.Equal(gradientB, gradients[1].ToArray());
        }
    }

    [Fact]
    public void GradientsAtBordersAreThoseThatTheDocumentationStates()
    {
        float[] At(Func<Tensor, Tensor> f, params float[] values)
        {
            Tensor x = Tensor.From(values);
            return Gradient.Of(f(x), [x])[0].ToArray();
        }
        Assert.Equal([0f, 1, 1, 1, 0], At(x => x.Clamp(-1, 1), -1.5f, -1, 0, 1, 1.5f));
        Assert.Equal([0f], At(x => x.Abs(), 0));
        Assert.Equal([0f], At(x => x.Relu(), 0));
        Assert.Equal([0.125f], At(x => x.LeakyRelu(0.125), 0));
        Assert.Equal([0.5f], At(x => x.Elu(0.5), 0));
        Assert.Equal([float.PositiveInfinity], At(x => x.Sqrt(), 0));
        Assert.Equal([0f], At(x => x.Pow(2), 0));
        Assert.Equal([0f, 0], At(x => x.Pow(0), 0, 3));
        Assert.Equal([0f, 0], At(x => x.Round(), 0.2f, 3));
    }

    [Fact]
    public void PowersOfZeroHaveFiniteGradients()
    {
        Tensor a = Tensor.From(0f, 0, 0), b = Tensor.From(0f, 1, 2);
        Tensor[] gradients = Gradient.Of(a.Pow(b), [a, b]);
        Assert.Equal([0f, 1, 0], gradients[0].ToArray());
        Assert.Equal([0f, 0, 0], gradients[1].ToArray());
    }

    [Fact]
    public void DetachedTensorsAreConstants()
    {
        Tensor x = Tensor.From(2f, 3);
        Assert.Equal([4f, 9], (x.Detach() * x).ToArray());
        Assert.Equal([2f, 3], Gradient.Of(x.Detach() * x, [x])[0].ToArray());
        Assert.Equal([0f, 0], Gradient.Of(x.Detach(), [x])[0].ToArray());
    }

    [Fact]
    public void PowerPicksTheExactOperation()
    {
        Tensor x = Tensor.From(2f, 3);
        Assert.IsType<SquareOp>(x.Pow(2).Operation);
        Assert.IsType<SqrtOp>(x.Pow(0.5).Operation);
        Assert.IsType<RsqrtOp>(x.Pow(-0.5).Operation);
        Assert.IsType<ReciprocalOp>(x.Pow(-1).Operation);
        Assert.IsType<PowOp>(x.Pow(0.75).Operation);
        Assert.Same(x, x.Pow(1));
    }

    [Fact]
    public void ShapesThatDoNotFitAreReportedOnTheLineOfTheCall()
    {
        Tensor a = Tensor.Zeros([2, 3]), b = Tensor.Zeros([4]);
        Assert.Equal(
            "Maximum: the operands' shapes do not fit each other\n  left   (2, 3)\n  right  (4)\n  hint: sizes must be equal, or 1 to be stretched; shapes are compared from the last dimension",
            Assert.Throws<ShapeException>(() => { Tensor.Maximum(a, b); }).Message);
        foreach (Func<Tensor, Tensor, Tensor> f in Binaries.Values) Assert.Throws<ShapeException>(() => { f(a, b); });
    }

    [Fact]
    public void OptionsOutsideTheirRangeAreReportedOnTheLineOfTheCall()
    {
        Tensor x = Tensor.Zeros([2]);
        Assert.Equal("Clamp: min 2 is not below max 1", Assert.Throws<FoveaException>(() => { x.Clamp(2, 1); }).Message);
        Assert.Equal("LeakyRelu: the slope must be a number from 0 on, got -0.5", Assert.Throws<FoveaException>(() => { x.LeakyRelu(-0.5); }).Message);
        Assert.Equal("Elu: alpha must be a number from 0 on, got NaN", Assert.Throws<FoveaException>(() => { x.Elu(double.NaN); }).Message);
        Assert.Throws<FoveaException>(() => { x.Clamp(double.NaN, 1); });
        Assert.Throws<FoveaException>(() => { x.LeakyRelu(double.PositiveInfinity); });
    }

    static void CheckSpecial(Func<Tensor[], Tensor> f, float[][] x, double absolute)
    {
        // Rotated, so that every value stands in every lane and in the remainder.
        for (int shift = 0; shift < 9; shift++)
        {
            float[][] rotated = [.. x.Select(values => (float[])[.. values[shift..], .. values[..shift]])];
            double[] exact = Compute(Backend.Reference, f, rotated), fast = Compute(Backend.Cpu, f, rotated);
            for (int i = 0; i < exact.Length; i++)
            {
                // Results below the smallest normal number, 1.2e-38, may be rounded to 0.
                bool same = Error(exact[i], fast[i]) <= 8 || Math.Abs(exact[i] - fast[i]) < absolute;
                Assert.True(same, $"({string.Join(", ", rotated.Select(values => values[i]))}) gives {fast[i]:g9}, the definition {exact[i]:g9}");
            }
        }
    }

    /// <summary>The distance from the exact value in units of the last place of its single-precision form.</summary>
    static double Error(double exact, double value)
    {
        float rounded = (float)exact;
        if (float.IsNaN(rounded)) return double.IsNaN(value) ? 0 : double.PositiveInfinity;
        if (rounded == value) return 0;
        if (!double.IsFinite(value) || !float.IsFinite(rounded)) return double.PositiveInfinity;
        float magnitude = Math.Abs(rounded);
        return Math.Abs(exact - value) / (magnitude == float.MaxValue ? magnitude - MathF.BitDecrement(magnitude) : MathF.BitIncrement(magnitude) - magnitude);
    }

    static double[] Compute(Backend backend, Func<Tensor[], Tensor> f, float[][] x)
    {
        using IDisposable scope = Backend.Use(backend);
        Tensor y = f([.. x.Select(values => Tensor.From(values, [values.Length]))]);
        double[] result = new double[y.Shape.Count];
        y.CopyTo(result);
        return result;
    }
}
