using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>What holds for every layer: the shape of the result, Cpu equals Reference in values and all gradients, and gradients are slopes.</summary>
internal static class LayerContract
{
    /// <summary>The result and the gradients of its weighted sum: of the input first, then of every parameter.</summary>
    public static (Tensor Value, double[][] All) Evaluate(Backend backend, LayerCase row)
    {
        using IDisposable scope = Backend.Use(backend);
        Module module = row.Build();
        RandomState.Set(seed: 1, epoch: 0, step: 0);
        Tensor[] results = Gradients(module).Call(Tensor.From(row.Values(), row.Input));
        return (results[0], [.. results.Select(Read)]);
    }

    public static void CpuEqualsReference(LayerCase row)
    {
        (_, double[][] exact) = Evaluate(Backend.Reference, row);
        (_, double[][] fast) = Evaluate(Backend.Cpu, row);
        for (int i = 0; i < exact.Length; i++) Expected.AreNear(exact[i], fast[i], row.Tolerance, $"{row.Name}: {(i == 0 ? "value" : $"gradient {i - 1}")}");
    }

    /// <summary>Compares gradients with central differences in double precision, at a handful of elements of the input and of every parameter.</summary>
    public static void GradientIsTheSlope(LayerCase row)
    {
        // Variables that are made here hold doubles.
        using IDisposable scope = Backend.Use(Backend.Reference);
        Module module = row.Build();
        RandomState.Set(seed: 1, epoch: 0, step: 0);
        double[] values = row.Values();
        double[][] gradients = [.. Gradients(module).Call(Tensor.From(values, row.Input)).Skip(1).Select(Read)];
        Function loss = new(x => WeightedSum(module.Forward(x)));
        double Loss()
        {
            // Dropout must leave out the same numbers at every run.
            RandomState.Set(seed: 1, epoch: 0, step: 0);
            return Read(loss.Call(Tensor.From(values, row.Input))[0])[0];
        }

        Random random = new(11);
        CheckSlopes($"{row.Name}: input", gradients[0], random, values, Loss);
        IReadOnlyList<Variable> parameters = module.Parameters();
        for (int i = 0; i < parameters.Count; i++)
        {
            double[] weight = Read(parameters[i]);
            CheckSlopes($"{row.Name}: {parameters[i].Name}", gradients[i + 1], random, weight, () =>
            {
                parameters[i].Write(weight);
                return Loss();
            });
            parameters[i].Write(weight);
        }
    }

    static void CheckSlopes(string what, double[] gradient, Random random, double[] at, Func<double> loss)
    {
        const double Step = 1e-5;
        foreach (int i in Enumerable.Range(0, Math.Min(8, at.Length)).Select(_ => random.Next(at.Length)).Distinct())
        {
            double start = at[i];
            at[i] = start + Step;
            double above = loss();
            at[i] = start - Step;
            double below = loss();
            at[i] = start;
            double slope = (above - below) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) <= 1e-6 * (1 + Math.Abs(slope)), $"{what}, element {i}: gradient {gradient[i]:g10}, slope {slope:g10}");
        }
    }

    static Function Gradients(Module module) => new(x =>
    {
        Tensor y = module.Forward(x[0]);
        return [y, .. Gradient.Of(WeightedSum(y), [x[0], .. module.Parameters()])];
    });

    /// <summary>Fixed uneven weights, so that a gradient which ends up at the wrong element shows.</summary>
    static Tensor WeightedSum(Tensor y)
    {
        double[] weights = new double[y.Shape.Count];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)(0.5 + Math.Sin(i * 1.7 + 0.3));
        return (y * Tensor.From(weights, y.Shape)).Sum();
    }

    static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
