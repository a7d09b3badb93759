using System.Text;

namespace Fovea.Tensors;

/// <summary>
/// Shapes that do not fit an operation. Thrown on the line that made the mistake, before anything is computed; the message names the operation,
/// every shape with the names of its dimensions, and where possible a hint.
/// </summary>
public sealed class ShapeException : FoveaException
{
    /// <summary>An error whose message stands for itself.</summary>
    public ShapeException(string message, string? hint = null) : base(message, hint)
    {
    }

    /// <summary>An error of an operation: what is wrong, then one line an operand with the names of its dimensions.</summary>
    public ShapeException(string operation, string reason, ReadOnlySpan<(string Name, Shape Shape, string Dimensions)> operands, string? hint = null)
        : base(Describe(operation, reason, operands), hint)
    {
    }

    static string Describe(string operation, string reason, ReadOnlySpan<(string Name, Shape Shape, string Dimensions)> operands)
    {
        StringBuilder text = new($"{operation}: {reason}");
        int nameWidth = 0, shapeWidth = 0;
        foreach (var (name, shape, _) in operands) (nameWidth, shapeWidth) = (Math.Max(nameWidth, name.Length), Math.Max(shapeWidth, shape.ToString().Length));
        foreach (var (name, shape, dimensions) in operands)
            text.Append('\n').Append($"  {name.PadRight(nameWidth)}  {shape.ToString().PadRight(shapeWidth)}   {dimensions}".TrimEnd());
        return text.ToString();
    }
}
