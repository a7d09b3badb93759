using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>
/// A symmetric kernel h(|n|), n = ..., -1, 0, 1, ..., of two damped cosines, h(n) = sum over i of (Cosine cos(Frequency n) + Sine sin(Frequency n)) exp(-Decay n), scaled to the sum 1.
/// Columns of any length are summed with it at a cost per sample that does not depend on how far it reaches: each damped cosine is a recursion of its own, once down the column and once up.
/// </summary>
/// <remarks>
/// Each recursion is z = p z + x with the complex pole p = exp(-Decay + i Frequency), kept as u = Re z and v = Im z / Im p, so that a step takes three operations. Apart from each other the poles keep their
/// accuracy in single precision however near to 1 they lie; the one recursion of the fourth order that is usually made of them does not (it fails above a reach of some 30 samples).
/// </remarks>
public sealed unsafe class DampedCosines
{
    /// <summary>Floats of state for one column.</summary>
    public const int States = 4;

    private readonly Recursion first, second;
    private readonly float centre;      // what both directions together count twice, minus a half in each

    /// <summary>Prepares the recursions of a kernel.</summary>
    public DampedCosines(DampedCosine first, DampedCosine second)
    {
        this.first = new Recursion(first, 1);
        this.second = new Recursion(second, 1);
        double sum = 2 * (this.first.Sum + this.second.Sum) - first.Cosine - second.Cosine;
        this.first = new Recursion(first, sum);
        this.second = new Recursion(second, sum);
        centre = (float)(-0.5 * (first.Cosine + second.Cosine) / sum);
    }

    /// <summary>Lets the states see rows, in their order, and makes no sums.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from a row to the next; negative where they are seen from the last one up.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="state">The states, each <paramref name="columns"/> long.</param>
    /// <param name="columns">The number of columns.</param>
    public void Advance(float* rows, nint stride, long count, float* state, int columns)
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>, None>(rows, stride, count, state, null, 0, columns);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>, None>(rows, stride, count, state, null, 0, columns);
        else Run<Lanes128, Vector128<float>, None>(rows, stride, count, state, null, 0, columns);
    }

    /// <summary>
    /// The sums over each row and those that were seen before it. What a first call makes downwards and a second one, with <paramref name="adds"/>, upwards, is the whole sum.
    /// </summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from a row to the next; negative where they are seen from the last one up.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="state">The states, each <paramref name="columns"/> long; they go on.</param>
    /// <param name="results">Where the first row's sums go.</param>
    /// <param name="resultStride">Floats from a row of sums to the next.</param>
    /// <param name="adds">Whether they are added to what is there.</param>
    /// <param name="columns">The number of columns.</param>
    public void Sum(float* rows, nint stride, long count, float* state, float* results, nint resultStride, bool adds, int columns)
    {
        if (adds) Sum<Added>(rows, stride, count, state, results, resultStride, columns);
        else Sum<Stored>(rows, stride, count, state, results, resultStride, columns);
    }

    /// <summary>The states after a row has been seen for ever.</summary>
    public void Settle(float* row, float* state, int columns)
    {
        for (int x = 0; x < columns; x++)
            for (int i = 0; i < 2; i++)
            {
                Recursion one = i == 0 ? first : second;
                state[(2 * i) * (long)columns + x] = (float)(row[x] * one.SettledReal);
                state[(2 * i + 1) * (long)columns + x] = (float)(row[x] * one.SettledImaginary);
            }
    }

    /// <summary>The states after rows have been seen over and over again, of those after they have been seen once from zero.</summary>
    /// <param name="period">The number of rows.</param>
    /// <param name="state">The states, each <paramref name="columns"/> long.</param>
    /// <param name="columns">The number of columns.</param>
    public void Repeat(long period, float* state, int columns)
    {
        for (int i = 0; i < 2; i++)
        {
            Recursion one = i == 0 ? first : second;
            Complex factor = 1 / (1 - Complex.Pow(one.Pole, period));
            float* real = state + 2 * i * (long)columns, imaginary = real + columns;
            for (int x = 0; x < columns; x++)
            {
                Complex z = new Complex(real[x], imaginary[x] * one.Pole.Imaginary) * factor;
                (real[x], imaginary[x]) = ((float)z.Real, (float)(z.Imaginary / one.Pole.Imaginary));
            }
        }
    }

    private void Sum<TStore>(float* rows, nint stride, long count, float* state, float* results, nint resultStride, int columns) where TStore : IStore
    {
        if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>, TStore>(rows, stride, count, state, results, resultStride, columns);
        else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>, TStore>(rows, stride, count, state, results, resultStride, columns);
        else Run<Lanes128, Vector128<float>, TStore>(rows, stride, count, state, results, resultStride, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<L, V, TStore>(float* rows, nint stride, long count, float* state, float* results, nint resultStride, int columns) where L : ILanes<V> where V : struct where TStore : IStore
    {
        V turn0 = L.Broadcast(first.Turn), fall0 = L.Broadcast(first.Fall), real0 = L.Broadcast(first.Real), imaginary0 = L.Broadcast(first.Imaginary);
        V turn1 = L.Broadcast(second.Turn), fall1 = L.Broadcast(second.Fall), real1 = L.Broadcast(second.Real), imaginary1 = L.Broadcast(second.Imaginary);
        V middle = L.Broadcast(centre);
        float* u0 = state, v0 = u0 + columns, u1 = v0 + columns, v1 = u1 + columns;
        int x = 0;
        for (; x <= columns - 2 * L.Width; x += 2 * L.Width)
        {
            int y = x + L.Width;
            V p0 = L.Load(u0 + x), q0 = L.Load(v0 + x), p1 = L.Load(u1 + x), q1 = L.Load(v1 + x);
            V r0 = L.Load(u0 + y), s0 = L.Load(v0 + y), r1 = L.Load(u1 + y), s1 = L.Load(v1 + y);
            float* from = rows + x, to = results + x;
            for (long i = 0; i < count; i++, from += stride, to += resultStride)
            {
                V a = L.Load(from), b = L.Load(from + L.Width);
                V next = L.Fma(turn0, p0, L.Fma(fall0, q0, a));
                q0 = L.Fma(turn0, q0, p0);
                p0 = next;
                next = L.Fma(turn1, p1, L.Fma(fall1, q1, a));
                q1 = L.Fma(turn1, q1, p1);
                p1 = next;
                next = L.Fma(turn0, r0, L.Fma(fall0, s0, b));
                s0 = L.Fma(turn0, s0, r0);
                r0 = next;
                next = L.Fma(turn1, r1, L.Fma(fall1, s1, b));
                s1 = L.Fma(turn1, s1, r1);
                r1 = next;
                if (!TStore.Stores) continue;
                a = L.Fma(real0, p0, L.Fma(imaginary0, q0, L.Multiply(middle, a)));
                b = L.Fma(real0, r0, L.Fma(imaginary0, s0, L.Multiply(middle, b)));
                if (TStore.Adds) (a, b) = (L.Add(a, L.Load(to)), L.Add(b, L.Load(to + L.Width)));
                L.Store(to, L.Fma(real1, p1, L.Fma(imaginary1, q1, a)));
                L.Store(to + L.Width, L.Fma(real1, r1, L.Fma(imaginary1, s1, b)));
            }
            L.Store(u0 + x, p0);
            L.Store(v0 + x, q0);
            L.Store(u1 + x, p1);
            L.Store(v1 + x, q1);
            L.Store(u0 + y, r0);
            L.Store(v0 + y, s0);
            L.Store(u1 + y, r1);
            L.Store(v1 + y, s1);
        }
        for (; x < columns; x += L.Width)
        {
            int n = Math.Min(L.Width, columns - x);
            V p0 = L.LoadFirst(u0 + x, n), q0 = L.LoadFirst(v0 + x, n), p1 = L.LoadFirst(u1 + x, n), q1 = L.LoadFirst(v1 + x, n);
            float* from = rows + x, to = results + x;
            for (long i = 0; i < count; i++, from += stride, to += resultStride)
            {
                V a = n == L.Width ? L.Load(from) : L.LoadFirst(from, n);
                V next = L.Fma(turn0, p0, L.Fma(fall0, q0, a));
                q0 = L.Fma(turn0, q0, p0);
                p0 = next;
                next = L.Fma(turn1, p1, L.Fma(fall1, q1, a));
                q1 = L.Fma(turn1, q1, p1);
                p1 = next;
                if (!TStore.Stores) continue;
                a = L.Fma(real0, p0, L.Fma(imaginary0, q0, L.Multiply(middle, a)));
                if (TStore.Adds) a = L.Add(a, n == L.Width ? L.Load(to) : L.LoadFirst(to, n));
                a = L.Fma(real1, p1, L.Fma(imaginary1, q1, a));
                if (n == L.Width) L.Store(to, a);
                else L.StoreFirst(to, a, n);
            }
            L.StoreFirst(u0 + x, p0, n);
            L.StoreFirst(v0 + x, q0, n);
            L.StoreFirst(u1 + x, p1, n);
            L.StoreFirst(v1 + x, q1, n);
        }
    }

    /// <summary>What becomes of a sum.</summary>
    private interface IStore
    {
        static abstract bool Stores { get; }
        static abstract bool Adds { get; }
    }

    private readonly struct None : IStore
    {
        public static bool Stores => false;
        public static bool Adds => false;
    }

    private readonly struct Stored : IStore
    {
        public static bool Stores => true;
        public static bool Adds => false;
    }

    private readonly struct Added : IStore
    {
        public static bool Stores => true;
        public static bool Adds => true;
    }

    /// <summary>One damped cosine as a recursion: u = Turn u + Fall v + x, v = u before + Turn v, and its part of the sum is Real u + Imaginary v.</summary>
    private readonly struct Recursion
    {
        public readonly float Turn, Fall, Real, Imaginary;

        public Recursion(DampedCosine one, double scale)
        {
            double radius = Math.Exp(-one.Decay), sine = radius * Math.Sin(one.Frequency);
            (Turn, Fall) = ((float)(radius * Math.Cos(one.Frequency)), (float)(-sine * sine));
            (Real, Imaginary) = ((float)(one.Cosine / scale), (float)(one.Sine * sine / scale));
            // Of the recursion as its rounded coefficients make it, so that the sum of the kernel is 1 all the same.
            Pole = new Complex(Turn, Math.Sqrt(-(double)Fall));
            double distance = (1.0 - Turn) * (1.0 - Turn) - Fall;
            (SettledReal, SettledImaginary) = ((1.0 - Turn) / distance, 1 / distance);
            Sum = Real * SettledReal + Imaginary * SettledImaginary;
        }

        public Complex Pole { get; }

        /// <summary>u and v after ones have been seen for ever.</summary>
        public double SettledReal { get; }

        public double SettledImaginary { get; }

        /// <summary>The sum of the kernel from 0 on.</summary>
        public double Sum { get; }
    }
}

/// <summary>(Cosine cos(Frequency n) + Sine sin(Frequency n)) exp(-Decay n).</summary>
public readonly record struct DampedCosine(double Cosine, double Sine, double Frequency, double Decay);
