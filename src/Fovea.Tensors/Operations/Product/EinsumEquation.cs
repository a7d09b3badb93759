namespace Fovea.Tensors;

/// <summary>
/// What an equation of <see cref="Tensor.Einsum"/> says: the labels of every operand's dimensions and of the result's. A letter is its own label; the dimensions of an ellipsis have
/// labels that no letter has, counted from its last.
/// </summary>
internal sealed class EinsumEquation
{
    const int FirstOfEllipsis = 0x10000;

    readonly string text;

    public EinsumEquation(string equation, ReadOnlySpan<Tensor> operands)
    {
        text = equation;
        string[] sides = string.Concat(equation.Where(c => !char.IsWhiteSpace(c))).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2) throw Wrong("has more than one arrow");
        if (terms.Length != operands.Length) throw Wrong($"has {terms.Length} operands, {operands.Length} are given");
        int ellipsis = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            int[] labels = Labels(terms[i], operands[i].Shape.Rank - terms[i].Count(char.IsAsciiLetter));
            if (labels.Length != operands[i].Shape.Rank) throw Wrong($"names {labels.Length} dimensions for operand {i}, which has {operands[i].Shape.Rank}, shape {operands[i].Shape}");
            ellipsis = Math.Max(ellipsis, labels.Count(label => label >= FirstOfEllipsis));
            Operands.Add(labels);
            for (int d = 0; d < labels.Length; d++)
            {
                int size = operands[i].Shape[d], known = Sizes.GetValueOrDefault(labels[d], 1);
                if (size != known && size != 1 && known != 1) throw Wrong($"gives {Written(labels[d])} the sizes {known} and {size}");
                Sizes[labels[d]] = known == 1 ? size : known;
            }
        }
        Result = sides.Length == 2 ? Labels(sides[1], ellipsis) : Implied(ellipsis);
        if (Result.Distinct().Count() != Result.Length) throw Wrong("names a dimension of the result twice");
        foreach (int label in Result)
            if (!Sizes.ContainsKey(label)) throw Wrong($"has {Written(label)} in the result only");
    }

    /// <summary>The labels of every operand's dimensions.</summary>
    public List<int[]> Operands { get; } = [];

    /// <summary>The labels of the result's dimensions.</summary>
    public int[] Result { get; }

    /// <summary>The size along every label; an operand may have 1 there.</summary>
    public Dictionary<int, int> Sizes { get; } = [];

    /// <summary>Without a right side: the dimensions of ellipses, then in alphabetical order the letters that stand once.</summary>
    int[] Implied(int ellipsis) =>
        [.. Ellipsis(ellipsis), .. Operands.SelectMany(labels => labels).Where(label => label < FirstOfEllipsis).GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order()];

    int[] Labels(string term, int ellipsis)
    {
        List<int> labels = [];
        bool seen = false;
        for (int i = 0; i < term.Length; i++)
        {
            if (char.IsAsciiLetter(term[i])) labels.Add(term[i]);
            else if (!seen && term.AsSpan(i).StartsWith("..."))
            {
                labels.AddRange(Ellipsis(Math.Max(ellipsis, 0)));
                seen = true;
                i += 2;
            }
            else throw Wrong($"has '{term[i]}' where a letter, or one ellipsis, is expected");
        }
        return [.. labels];
    }

    static IEnumerable<int> Ellipsis(int count) => Enumerable.Range(FirstOfEllipsis, count).Reverse();

    static string Written(int label) => label < FirstOfEllipsis ? $"'{(char)label}'" : "a dimension of the ellipsis";

    ShapeException Wrong(string what) => new($"Einsum: \"{text}\" {what}");
}
