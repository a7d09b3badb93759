using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Insight;

/// <summary>
/// Back-propagation against central differences (f(v + h) - f(v - h)) / 2h, in double precision on <see cref="Backend.Reference"/>, where f is the sum of the
/// module's result weighted by random numbers. The module is checked as it is in training, or out of it, as it is given.
/// </summary>
public static class GradientCheck
{
    /// <summary>The largest relative error that rounding explains; a wrong gradient is off by far more.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>
    /// Tried in this order until one agrees: a kink (of a rectifier, of a maximum) within the step spoils the difference, a smaller step leaves it outside.
    /// </summary>
    static readonly double[] Steps = [1e-4, 1e-5, 1e-6];

    /// <summary>Checks a sample of the elements of the input and of every parameter.</summary>
    /// <param name="module">The module; its values are the same afterwards.</param>
    /// <param name="input">The shape of the input; its values are drawn from a normal distribution.</param>
    /// <param name="seed">What input, weights of the sum and choice of elements follow from.</param>
    /// <param name="samples">At most how many elements of each are checked.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The input first, then the parameters.</returns>
    /// <exception cref="ShapeException">The module does not take such an input.</exception>
    public static IReadOnlyList<GradientError> Of(Module module, Shape input, ulong seed = 1, int samples = 16, CancellationToken cancellation = default)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        IReadOnlyList<Variable> variables = module.Variables(), parameters = module.Parameters();
        List<double[]> before = [.. variables.Select(Values)];
        try
        {
            Tensor x = Tensor.From(Normal(input.Count, seed, 0), input);
            Tensor? weights = null;
            Tensor Sum(Tensor at)
            {
                Tensor y = module.Forward(at);
                weights ??= Tensor.From(Normal(y.Shape.Count, seed, 1), y.Shape);
                // Dropout must draw the same numbers at every run: its key stays, as all variables do.
                Variable.AssignOnlyIf(0);
                return (y * weights).Sum();
            }
            Function value = new(at => Sum(at));
            Function gradients = new(at => Gradient.Of(Sum(at[0]), [at[0], .. parameters]));

            Tensor[] analytic = gradients.Call(x);
            List<GradientError> errors = [];
            for (int i = 0; i < analytic.Length; i++)
            {
                Tensor target = i == 0 ? x : parameters[i - 1];
                errors.Add(Check(i == 0 ? "input" : parameters[i - 1].Name ?? "", target, Values(analytic[i]), () => Value(value.Call(x)[0]),
                    new CounterRandom(seed, 2, i, RandomPurpose.None), samples, cancellation));
            }
            return errors;
        }
        finally
        {
            for (int i = 0; i < before.Count; i++) variables[i].Write(before[i].AsSpan());
        }
    }

    static GradientError Check(string name, Tensor target, double[] analytic, Func<double> value, CounterRandom random, int samples, CancellationToken cancellation)
    {
        double[] values = Values(target);
        // Elements far smaller than the rest are compared on the scale of the rest: their own digits drown in the rounding of f.
        double scale = Math.Max(1e-8, 1e-3 * analytic.Max(Math.Abs));
        ((double Unexplained, double Relative) worst, long worstAt, double worstNumeric) = ((0, 0), 0, 0);
        int count = Math.Min(samples, values.Length);
        for (int k = 0; k < count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            int at = count == values.Length ? k : random.NextInt(values.Length);
            ((double Unexplained, double Relative) error, double numeric) = ((double.PositiveInfinity, double.PositiveInfinity), 0);
            foreach (double step in Steps)
            {
                if (error.Unexplained <= Tolerance) break;
                (double difference, double unsure) = Difference(target, values, at, step, value);
                double off = Math.Abs(difference - analytic[at]), of = Math.Max(scale, Math.Max(Math.Abs(difference), Math.Abs(analytic[at])));
                (double Unexplained, double Relative) found = (Math.Max(0, off - unsure) / of, off / of);
                if (double.IsNaN(found.Unexplained)) found = (double.MaxValue, double.MaxValue);
                if (found.CompareTo(error) < 0) (error, numeric) = (found, difference);
            }
            if (k == 0 || error.CompareTo(worst) > 0) (worst, worstAt, worstNumeric) = (error, at, numeric);
        }
        return new GradientError(name, target.Shape, count, worst.Relative, worst.Unexplained, worstAt, analytic.Length == 0 ? 0 : analytic[worstAt], worstNumeric);
    }

    /// <summary>The central difference, and how far the rounding of f alone may put it off.</summary>
    static (double Value, double Unsure) Difference(Tensor target, double[] values, int at, double step, Func<double> value)
    {
        double own = values[at], up = own + step, down = own - step;
        double At(double changed)
        {
            values[at] = changed;
            target.Write(values.AsSpan());
            return value();
        }
        (double above, double below) = (At(up), At(down));
        values[at] = own;
        target.Write(values.AsSpan());
        const double Rounding = 4 * 2.2e-16;
        // The step that was really taken, after rounding.
        return ((above - below) / (up - down), Rounding * Math.Max(Math.Abs(above), Math.Abs(below)) / step);
    }

    static double[] Values(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values.AsSpan());
        return values;
    }

    static double Value(Tensor tensor)
    {
        Span<double> value = stackalloc double[1];
        tensor.CopyTo(value);
        return value[0];
    }

    static ReadOnlySpan<double> Normal(long count, ulong seed, int part)
    {
        CounterRandom random = new(seed, 1, part, RandomPurpose.None);
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
        return values;
    }
}
