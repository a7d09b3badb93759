using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Rows for operators that work element by element: what they do to tensors, and what they do to numbers that are known while the graph is built. Operands are stretched to a
/// common shape; the result lies in memory as the largest operand does.
/// </summary>
internal static class Elementwise
{
    /// <summary>An operator of one operand.</summary>
    public static OnnxOperator Unary(string name, Func<Tensor, Tensor> tensor, Func<double, double>? number = null, Func<long, long>? integer = null) =>
        new(name, call => Map(call.Inputs, x => tensor(x[0]), number is null ? null : x => number(x[0]), integer is null ? null : x => integer(x[0]))) { IsElementwise = true };

    /// <summary>An operator of two operands.</summary>
    public static OnnxOperator Binary(string name, Func<Tensor, Tensor, Tensor> tensor, Func<double, double, double>? number = null, Func<long, long, long>? integer = null) =>
        new(name, call => Map([call[0], call[1]], x => tensor(x[0], x[1]), number is null ? null : x => number(x[0], x[1]), integer is null ? null : x => integer(x[0], x[1])))
            { IsElementwise = true };

    /// <summary>An operator of two operands that gives truth values.</summary>
    public static OnnxOperator Comparison(string name, Func<Tensor, Tensor, Tensor> tensor, Func<double, double, bool> number, Func<long, long, bool> integer) =>
        new(name, call => Map([call[0], call[1]], x => tensor(x[0], x[1]), x => number(x[0], x[1]) ? 1 : 0, x => integer(x[0], x[1]) ? 1 : 0, OnnxElementType.Bool))
            { IsElementwise = true };

    /// <summary>An operator of any number of operands that goes from one to the next.</summary>
    public static OnnxOperator Fold(string name, Func<Tensor, Tensor, Tensor> tensor, Func<double, double, double> number, Func<long, long, long> integer) =>
        new(name, call => Map(call.Inputs, x => x.Aggregate(tensor), x => x.Aggregate(number), x => x.Aggregate(integer))) { IsElementwise = true };

    /// <summary>The values element by element: numbers where all are known and there are not too many, else a tensor.</summary>
    /// <param name="x">The operands.</param>
    /// <param name="tensor">The operation on tensors.</param>
    /// <param name="number">The same on real numbers; without it known numbers become tensors.</param>
    /// <param name="integer">The same on whole numbers; without it they are taken as real ones.</param>
    /// <param name="type">The type of the result; that of the last operand where none is given.</param>
    public static OnnxValue Map(
        OnnxValue[] x, Func<Tensor[], Tensor> tensor, Func<double[], double>? number = null, Func<long[], long>? integer = null, OnnxElementType? type = null)
    {
        OnnxElementType result = type ?? x[^1].Type;
        Shape shape = x[0].Shape;
        foreach (OnnxValue value in x)
            shape = Shape.Broadcast(shape, value.Shape) ?? throw new ShapeException("the shapes do not fit each other");
        if (!x.All(value => value.IsKnown) || shape.Count > OnnxValue.MostKnown || (number ?? (object?)integer) is null)
        {
            (Tensor[] tensors, int[] order) = OnnxValue.Together(x);
            return new OnnxValue(tensor(tensors), result, order);
        }
        OnnxValue[] full = Array.ConvertAll(x, value => value.BroadcastTo(shape));
        if (integer is not null && full.All(value => value.Integers is not null))
        {
            long[] integers = Each(full, value => value.Integers!, integer);
            return result.IsFloating() ? new OnnxValue(Array.ConvertAll(integers, value => (double)value), shape, result) : new OnnxValue(integers, shape, result);
        }
        return number is null ? throw new InvalidOperationException("whole numbers are needed") : OnnxValue.Of(Each(full, value => value.Known!, number), shape, result);
    }

    static T[] Each<T>(OnnxValue[] x, Func<OnnxValue, T[]> values, Func<T[], T> rule)
    {
        T[][] operands = Array.ConvertAll(x, value => values(value));
        T[] result = new T[operands[0].Length], at = new T[x.Length];
        for (int i = 0; i < result.Length; i++)
        {
            for (int k = 0; k < at.Length; k++) at[k] = operands[k][i];
            result[i] = rule(at);
        }
        return result;
    }
}
