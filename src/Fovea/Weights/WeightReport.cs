using System.Globalization;
using System.Text;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>How a weight file and a model fit together.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">What its format is called.</param>
/// <param name="Prefix">What stands in the file before every name of the model, such as <c>module.</c>; mostly nothing.</param>
/// <param name="Loaded">The model's weights that fit.</param>
/// <param name="Missing">The model's weights that the file does not have.</param>
/// <param name="Unexpected">The file's tensors that the model does not have.</param>
/// <param name="Misfits">The model's weights that are in the file with another shape, or in a type that makes no real numbers.</param>
public sealed record WeightReport(string Path, string Format, string Prefix, IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected,
    IReadOnlyList<WeightMisfit> Misfits)
{
    const int Longest = 10;

    /// <summary>Whether every weight of the model was in the file and every tensor of the file is one of the model's.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Misfits.Count == 0;

    /// <summary>What was loaded, and below it, where there are any, the differences, by kind, at most ten of each and then their number.</summary>
    public override string ToString()
    {
        string prefix = Prefix.Length == 0 ? "" : $", without the prefix '{Prefix}' of their names";
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"{Path}: {Loaded.Count} tensors of {Format}{prefix}"));
        return text.Append(Differences()).ToString();
    }

    /// <summary>The differences alone, each kind on lines of its own; empty where there are none.</summary>
    internal string Differences()
    {
        StringBuilder text = new();
        void List(string title, IReadOnlyCollection<string> lines)
        {
            if (lines.Count == 0) return;
            text.Append(CultureInfo.InvariantCulture, $"\n  {title} ({lines.Count}):");
            foreach (string line in lines.Take(Longest)) text.Append("\n    ").Append(line);
            if (lines.Count > Longest) text.Append(CultureInfo.InvariantCulture, $"\n    and {lines.Count - Longest} more");
        }
        List("not in the file", Missing);
        List("of another shape", [.. Misfits.Select(misfit => misfit.ToString())]);
        List("in the file, but not in the model", [.. Unexpected.Select(Quoted.Plain)]);
        return text.ToString();
    }
}

/// <summary>A weight that the file holds in another shape than the model.</summary>
/// <param name="Name">The weight's name in the model.</param>
/// <param name="InFile">Type and shape in the file, such as <c>F32 (1000, 512)</c>.</param>
/// <param name="Expected">The shape that the file would need to have.</param>
public sealed record WeightMisfit(string Name, string InFile, Shape Expected)
{
    /// <summary>For example <c>fc.weight: F32 (1000, 512) in the file, the model needs (10, 512)</c>.</summary>
    public override string ToString() => $"{Name}: {InFile} in the file, the model needs {Expected}";
}
