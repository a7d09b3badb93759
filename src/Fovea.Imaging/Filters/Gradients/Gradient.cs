using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>The steps that all gradient filters share: two derivatives, each a product of a derivative and a smoothing, and what is made of them.</summary>
internal static unsafe class Gradient
{
    /// <summary>The steps of a gradient filter.</summary>
    /// <param name="input">What comes in.</param>
    /// <param name="derivative">The weights along the derivative.</param>
    /// <param name="smooth">The weights across it.</param>
    /// <param name="output">What comes out.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="scale">What both derivatives are multiplied by.</param>
    public static IEnumerable<RowStage> Steps<T>(ImageKind input, double[] derivative, double[] smooth, GradientOutput output, Border border, double scale = 1)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        int size = Math.Max(derivative.Length, smooth.Length);
        if (output is GradientOutput.X or GradientOutput.Y)
        {
            (double[] down, double[] along) = output == GradientOutput.X ? (smooth, derivative) : (derivative, smooth);
            double[] weights = [.. from a in down from b in along select a * b];
            return Correlation.Steps<T>(input, new Kernel(down.Length, along.Length, weights, scale), RowWindow.Centred(down.Length, along.Length), border, ResultDepth.Float);
        }
        double[] derived = [.. Widened(derivative, size).Select(weight => weight * scale)], smoothed = Widened(smooth, size);
        Combination combination = output switch { GradientOutput.Magnitude => new Magnitude(), GradientOutput.Direction => new Direction(), _ => new Components() };
        return [.. Correlation.ToFloat<T>(input), new TermsStage(input with { Depth = PixelDepth.Float32 }, RowWindow.Centred(size, size), Correlation.InSamples<T>(border),
            [new Term(smoothed, derived), new Term(derived, smoothed)], combination)];
    }

    /// <summary>The same where the type of the samples is known only at run time.</summary>
    public static IEnumerable<RowStage> StepsFor(ImageKind input, double[] derivative, double[] smooth, GradientOutput output, Border border, double scale) => input.Depth switch
    {
        PixelDepth.UInt8 => Steps<byte>(input, derivative, smooth, output, border, scale),
        PixelDepth.UInt16 => Steps<ushort>(input, derivative, smooth, output, border, scale),
        _ => Steps<float>(input, derivative, smooth, output, border, scale),
    };

    private static double[] Widened(double[] weights, int size) => [.. new double[(size - weights.Length) / 2], .. weights, .. new double[(size - weights.Length) / 2]];

    private sealed class Magnitude : Combination
    {
        public override ImageKind Output(ImageKind sized) => sized;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float** sums, float* centre, byte* result, int count)
        {
            float* dx = sums[0], dy = sums[1], to = (float*)result;
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.Load(dx + i), y = Vector.Load(dy + i);
                Vector.SquareRoot(x * x + y * y).Store(to + i);
            }
            for (; i < count; i++) to[i] = MathF.Sqrt(dx[i] * dx[i] + dy[i] * dy[i]);
        }
    }

    private sealed class Direction : Combination
    {
        public override ImageKind Output(ImageKind sized) => sized;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float** sums, float* centre, byte* result, int count)
        {
            Span<float> angles = new(result, count);
            TensorPrimitives.Atan2(new ReadOnlySpan<float>(sums[1], count), new ReadOnlySpan<float>(sums[0], count), angles);
            TensorPrimitives.Multiply(angles, 180 / MathF.PI, angles);
            for (int i = 0; i < angles.Length; i++)
            {
                if (angles[i] < 0) angles[i] += 360;
                if (angles[i] >= 360 || angles[i] == 0) angles[i] = 0; // an angle just below 0 is rounded to 360; -0 is 0
            }
        }
    }

    private sealed class Components : Combination
    {
        public override ImageKind Output(ImageKind sized) => sized with { Channels = checked(2 * sized.Channels) };

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float** sums, float* centre, byte* result, int count)
        {
            float* dx = sums[0], dy = sums[1], to = (float*)result;
            int i = 0;
            // Twice each place of the right derivative, then of the lower one, in turn.
            Vector256<int> twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3), odd = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1);
            if (Vector256.IsHardwareAccelerated)
                for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Vector256<float> x = Vector256.Load(dx + i), y = Vector256.Load(dy + i);
                    Vector256.ConditionalSelect(odd.AsSingle(), Vector256.Shuffle(y, twice), Vector256.Shuffle(x, twice)).Store(to + 2 * i);
                    Vector256<int> upper = twice + Vector256.Create(4);
                    Vector256.ConditionalSelect(odd.AsSingle(), Vector256.Shuffle(y, upper), Vector256.Shuffle(x, upper)).Store(to + 2 * i + Vector256<float>.Count);
                }
            for (; i < count; i++)
            {
                to[2 * i] = dx[i];
                to[2 * i + 1] = dy[i];
            }
        }
    }
}
