namespace Fovea.Tensors.Tests.Operations;

/// <summary>
/// One row of the table by which every operation is held to its contract (see <see cref="OperationContract"/>): operand shapes, what is computed from them, and
/// where its values are drawn from.
/// </summary>
/// <param name="Name">The operation and what is special about this row.</param>
/// <param name="Shapes">The operands' shapes.</param>
/// <param name="Compute">The computation over operands of these shapes.</param>
public sealed record OperationCase(string Name, Shape[] Shapes, Func<Tensor[], Tensor> Compute)
{
    /// <summary>Operands are uniform between these bounds.</summary>
    public (double From, double To) Range { get; init; } = (-2, 2);

    /// <summary>Draws one value; overrides <see cref="Range"/>: for operands that must be whole numbers, distinct, or away from a kink.</summary>
    public Func<Random, int, double>? Draw { get; init; }

    /// <summary>Operands that have no gradient: indices, conditions.</summary>
    public int[] NotDifferentiable { get; init; } = [];

    /// <summary>Whether there is any gradient to check: comparisons and roundings have none.</summary>
    public bool HasGradient { get; init; } = true;

    /// <summary>Whether the gradient is differentiable itself.</summary>
    public bool HasSecondGradient { get; init; } = true;

    /// <summary>Largest difference between Cpu and Reference, relative to 1 + the largest magnitude of the exact result.</summary>
    public double Tolerance { get; init; } = 2e-5;

    /// <summary>
    /// Whether the slopes of this row are measured. Large rows are there for the kernels of the CPU: their gradients are those of the definition, as everywhere, and the definition is
    /// the same for every size.
    /// </summary>
    public bool HasSlopes => HasGradient && Shapes.Sum(shape => shape.Count) <= MostElementsForSlopes;

    const int MostElementsForSlopes = 20_000;

    public override string ToString() => Name;

    public double[][] Operands(int seed)
    {
        Random random = new(seed);
        return [.. Shapes.Select((shape, operand) =>
        {
            double[] values = new double[shape.Count];
            for (int i = 0; i < values.Length; i++)
                // Rounded to single precision, so that both backends start from the same numbers.
                values[i] = (float)(Draw?.Invoke(random, operand) ?? Range.From + random.NextDouble() * (Range.To - Range.From));
            return values;
        })];
    }
}
