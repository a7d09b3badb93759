using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>One row of the table by which every layer is held to its contract (see <see cref="LayerContract"/>).</summary>
/// <param name="Name">The layer and what is special about this row.</param>
/// <param name="Input">The shape that goes in.</param>
/// <param name="Output">The shape that must come out.</param>
/// <param name="Make">Makes the layer.</param>
/// <param name="Variables">Names and shapes of its variables in order, as <see cref="Describe"/> writes them.</param>
public sealed record LayerCase(string Name, Shape Input, Shape Output, Func<Module> Make, string Variables = "")
{
    /// <summary>Whether the layer is used as in training.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Largest difference between Cpu and Reference, relative to 1 + the largest magnitude of the exact result.</summary>
    public double Tolerance { get; init; } = 2e-5;

    public static string Describe(Module module) =>
        string.Join("; ", module.Variables().Select(variable => $"{variable.Name} {variable.Shape}{(variable.Trainable ? "" : " fixed")}"));

    /// <summary>The layer, with variables moved away from the ones and zeros with which some start.</summary>
    public Module Build()
    {
        using IDisposable seed = Initializer.Seed(3);
        Module module = Make();
        module.Train(Training);
        Random random = new(5);
        foreach (Variable variable in module.Variables())
        {
            float[] values = variable.ToArray();
            // Upwards only: variances must stay positive.
            for (int i = 0; i < values.Length; i++) values[i] += 0.3f * random.NextSingle();
            variable.Write(values);
        }
        return module;
    }

    /// <summary>Numbers of -2 to 2, in single precision so that all backends start from the same.</summary>
    public double[] Values()
    {
        Random random = new(7);
        double[] values = new double[Input.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 4 - 2);
        return values;
    }

    public override string ToString() => Name;
}
