namespace Fovea.Compute.Tests;

public unsafe class MatrixProductTests
{
    // A float sum of n terms in any order errs by at most (n - 1) eps times the sum of magnitudes; in lanes and blocks by far less.
    private const double Tolerance = 2e-6;

    public static IEnumerable<object[]> Shapes()
    {
        int[] sizes = [1, 2, 3, 6, 7, 13, 15, 16, 17, 31, 33, 50];
        foreach (int m in sizes)
            foreach (int n in sizes)
                yield return [new MatrixShape(m, n, sizes[(m + 3 * n) % sizes.Length])];
        foreach (MatrixShape s in new MatrixShape[]
                 {
                     new(1, 100, 70), new(2, 37, 129), new(4, 9, 50), new(100, 3, 64), new(70, 1, 40, Batch: 2, StrideA: 2800, StrideB: 40, StrideC: 70), new(0, 5, 5), new(5, 0, 5), new(5, 6, 0), new(0, 0, 0), new(1, 1, 10_000), new(3, 5, 5000), new(6, 25, 9000), new(1, 1000, 300), new(1000, 1, 300),
                     new(128, 120, 400), new(128, 84, 120), new(128, 10, 84), new(400, 120, 128), new(130, 1100, 70), new(500, 530, 600), new(900, 70, 40),
                     new(17, 19, 23, Batch: 3, StrideA: 17 * 23, StrideB: 19 * 23, StrideC: 17 * 19), new(17, 19, 23, Batch: 3, StrideA: 17 * 23, StrideC: 17 * 19),
                     new(64, 64, 64, Batch: 5, StrideB: 64 * 64, StrideC: 64 * 64 + 7), new(4, 4, 3000, Batch: 2, StrideA: 12000, StrideB: 12000, StrideC: 16),
                 })
            yield return [s];
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsThreeLoops(MatrixShape shape)
    {
        foreach (bool ta in new[] { false, true })
            foreach (bool tb in new[] { false, true })
                Check(shape with { TransposeA = ta, TransposeB = tb }, default, withBias: false, withResidual: false);
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    public void AppliesTheEpilogue(Activation activation)
    {
        foreach (MatrixShape s in new MatrixShape[] { new(5, 7, 3), new(33, 47, 600), new(20, 18, 0), new(3, 5, 6000), new(2, 30, 100), new(30, 1, 100), new(16, 16, 40, TransposeB: true, Batch: 2, StrideA: 640, StrideB: 640, StrideC: 256) })
            for (int mask = 0; mask < 4; mask++)
                Check(s, activation, (mask & 1) != 0, (mask & 2) != 0);
    }

    [Fact]
    public void SameBitsForAnyNumberOfThreads()
    {
        foreach (MatrixShape s in new MatrixShape[] { new(200, 300, 400), new(6, 25, 20_000), new(128, 120, 400, TransposeB: true), new(400, 120, 128, TransposeA: true) })
        {
            Floats a = Floats.Random((long)s.M * s.K, 1), b = Floats.Random((long)s.K * s.N, 2);
            Threads.CheckSameBits(() =>
            {
                Floats c = new((long)s.M * s.N);
                Scratch scratch = new(MatrixProduct.ScratchBytes(s));
                MatrixProduct.Run(s, a.Pointer, b.Pointer, c.Pointer, default, scratch.Pointer);
                return c.ToArray();
            }, s.ToString());
        }
    }

    [Fact]
    public void AllocatesNothing()
    {
        foreach (MatrixShape s in new MatrixShape[] { new(3, 4, 5), new(200, 200, 200, TransposeB: true), new(6, 25, 20_000) })
        {
            Floats a = Floats.Random((long)s.M * s.K, 1), b = Floats.Random((long)s.K * s.N, 2), c = new((long)s.M * s.N);
            Scratch scratch = new(MatrixProduct.ScratchBytes(s));
            Threads.CheckNoAllocation(() => MatrixProduct.Run(s, a.Pointer, b.Pointer, c.Pointer, default, scratch.Pointer), s.ToString());
        }
    }

    [Fact]
    public void ActivationsKeepNaNAndSaturate()
    {
        float[] values = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f, 1e-30f, -1e-5f, 100f, -100f, 3e-4f, 5e-4f];
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Floats bias = new(values.Length), c = new(values.Length);
            values.CopyTo(bias.Span);
            MatrixProduct.Run(new MatrixShape(1, values.Length, 0), null, null, c.Pointer, new Epilogue { Bias = bias.Pointer, Activation = activation }, null);
            for (int i = 0; i < values.Length; i++)
            {
                double expected = Apply(activation, values[i]);
                if (double.IsNaN(expected)) Assert.True(float.IsNaN(c[i]), $"{activation}({values[i]}) = {c[i]}");
                else if (double.IsInfinity(expected)) Assert.Equal(expected, c[i]);
                else Assert.InRange(c[i], expected - 5e-7 * Math.Abs(expected) - 1e-37, expected + 5e-7 * Math.Abs(expected) + 1e-37);
            }
        }
    }

    internal static double Apply(Activation activation, double v) => activation switch
    {
        Activation.None => v,
        Activation.Relu => double.IsNaN(v) ? v : Math.Max(v, 0),
        Activation.Tanh => Math.Tanh(v),
        _ => 1 / (1 + Math.Exp(-v)),
    };

    private static void Check(MatrixShape s, Activation activation, bool withBias, bool withResidual)
    {
        long sizeA = (s.Batch - 1) * s.StrideA + (long)s.M * s.K, sizeB = (s.Batch - 1) * s.StrideB + (long)s.K * s.N, sizeC = (s.Batch - 1) * s.StrideC + (long)s.M * s.N;
        Floats a = Floats.Random(sizeA, 1, shift: 1), b = Floats.Random(sizeB, 2, shift: 3), c = new(sizeC, shift: 5);
        Floats bias = Floats.Random(s.N, 3), residual = Floats.Random(sizeC, 4);
        double[] expected = new double[sizeC], magnitude = new double[sizeC];
        for (long i = 0; i < sizeC; i++) (c[i], expected[i]) = (42f, 42);
        for (int batch = 0; batch < s.Batch; batch++)
            for (int i = 0; i < s.M; i++)
                for (int j = 0; j < s.N; j++)
                {
                    double sum = 0, size = 0;
                    for (int p = 0; p < s.K; p++)
                    {
                        double term = (double)a[batch * s.StrideA + (s.TransposeA ? (long)p * s.M + i : (long)i * s.K + p)]
                                      * b[batch * s.StrideB + (s.TransposeB ? (long)j * s.K + p : (long)p * s.N + j)];
                        sum += term;
                        size += Math.Abs(term);
                    }
                    long at = batch * s.StrideC + (long)i * s.N + j;
                    if (withBias) (sum, size) = (sum + bias[j], size + Math.Abs(bias[j]));
                    if (withResidual) (sum, size) = (sum + residual[at], size + Math.Abs(residual[at]));
                    (expected[at], magnitude[at]) = (Apply(activation, sum), size + (activation == Activation.Sigmoid ? 1 : 0));
                }
        Scratch scratch = new(MatrixProduct.ScratchBytes(s));
        Epilogue e = new() { Bias = withBias ? bias.Pointer : null, Residual = withResidual ? residual.Pointer : null, Activation = activation };
        MatrixProduct.Run(s, a.Pointer, b.Pointer, c.Pointer, e, scratch.Pointer);
        scratch.Check();
        c.CheckClose(expected, magnitude, Tolerance, $"{s} {activation} bias {withBias} residual {withResidual}");
    }
}
