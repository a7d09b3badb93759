namespace Fovea.Tensors.Tests.Operations;

/// <summary>
/// What holds for every operation: the CPU gives what the definition gives, in the value and in every gradient; the gradient is the slope that central
/// differences measure in double precision; and so is the gradient of the gradient.
/// </summary>
public static class OperationContract
{
    public static void CpuEqualsReference(OperationCase row)
    {
        double[][] operands = row.Operands(1);
        (double[] value, double[][] gradients) exact = Evaluate(Backend.Reference, row, operands), fast = Evaluate(Backend.Cpu, row, operands);
        AssertClose($"{row.Name}: value", exact.value, fast.value, row.Tolerance);
        for (int i = 0; i < exact.gradients.Length; i++) AssertClose($"{row.Name}: gradient {i}", exact.gradients[i], fast.gradients[i], row.Tolerance);
    }

    public static void GradientIsTheSlope(OperationCase row)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        CheckSlopes(row.Name, row.Shapes, row.Operands(2), row.NotDifferentiable, x => (row.Compute(x) * Weights(row.Compute(x).Shape)).Sum());
    }

    public static void SecondGradientIsTheSlope(OperationCase row)
    {
        using IDisposable scope = Backend.Use(Backend.Reference);
        int[] differentiable = [.. Enumerable.Range(0, row.Shapes.Length).Except(row.NotDifferentiable)];
        CheckSlopes($"{row.Name}, second", row.Shapes, row.Operands(3), row.NotDifferentiable, x =>
        {
            Tensor y = row.Compute(x);
            Tensor[] gradients = Gradient.Of((y * Weights(y.Shape)).Sum(), [.. differentiable.Select(i => x[i])]);
            return gradients.Select(gradient => (gradient * Weights(gradient.Shape)).Sum()).Aggregate((a, b) => a + b);
        });
    }

    static (double[], double[][]) Evaluate(Backend backend, OperationCase row, double[][] operands)
    {
        using IDisposable scope = Backend.Use(backend);
        Tensor[] x = [.. operands.Select((values, i) => Tensor.From(values, row.Shapes[i]))];
        Tensor y = row.Compute(x);
        int[] differentiable = row.HasGradient ? [.. Enumerable.Range(0, x.Length).Except(row.NotDifferentiable)] : [];
        Tensor[] gradients = differentiable.Length == 0 ? [] : Gradient.Of((y * Weights(y.Shape)).Sum(), [.. differentiable.Select(i => x[i])]);
        Tensor.Compute([y, .. gradients]);
        return (Read(y), [.. gradients.Select(Read)]);
    }

    static void CheckSlopes(string name, Shape[] shapes, double[][] operands, int[] skipped, Func<Tensor[], Tensor> scalar)
    {
        const double Step = 1e-5;
        Tensor[] x = [.. operands.Select((values, i) => Tensor.From(values, shapes[i]))];
        int[] differentiable = [.. Enumerable.Range(0, x.Length).Except(skipped)];
        Tensor[] gradients = Gradient.Of(scalar(x), [.. differentiable.Select(i => x[i])]);
        Random random = new(4);
        foreach (int operand in differentiable)
        {
            double[] gradient = Read(gradients[Array.IndexOf(differentiable, operand)]);
            if (gradient.Length == 0) continue;
            // A handful of elements of each operand: enough to find a wrong formula, few enough for large shapes.
            foreach (int at in Enumerable.Range(0, Math.Min(6, gradient.Length)).Select(_ => random.Next(gradient.Length)).Distinct())
            {
                double ValueAt(double shift)
                {
                    double[] moved = (double[])operands[operand].Clone();
                    moved[at] += shift;
                    Tensor[] y = [.. x];
                    y[operand] = Tensor.From(moved, shapes[operand]);
                    return Read(scalar(y))[0];
                }
                double slope = (ValueAt(Step) - ValueAt(-Step)) / (2 * Step);
                Assert.True(Math.Abs(slope - gradient[at]) <= 1e-5 * (1 + Math.Abs(slope)), $"{name}: operand {operand}, element {at}: gradient {gradient[at]:g10}, slope {slope:g10}");
            }
        }
    }

    /// <summary>Fixed uneven weights, so that a gradient which ends up at the wrong element shows.</summary>
    static Tensor Weights(Shape shape)
    {
        double[] weights = new double[shape.Count];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)(0.5 + Math.Sin(i * 1.7 + 0.3));
        return Tensor.From(weights, shape);
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }

    static void AssertClose(string what, double[] exact, double[] value, double tolerance)
    {
        Assert.Equal(exact.Length, value.Length);
        double scale = 1 + exact.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < exact.Length; i++)
        {
            bool same = double.IsNaN(exact[i]) ? double.IsNaN(value[i]) : exact[i] == value[i] || Math.Abs(exact[i] - value[i]) <= tolerance * scale;
            Assert.True(same, $"{what}: element {i} is {value[i]:g9}, the definition gives {exact[i]:g9}");
        }
    }
}
