using System.Globalization;

namespace Fovea.Imaging;

/// <summary>Kernels as text: what <see cref="Kernel.Parse"/> describes.</summary>
internal static class KernelText
{
    private const int MostFileBytes = 64 << 20;

    private static readonly string Hint = "write [1 2 1; 2 4 2; 1 2 1], with a factor before (1/16 [...]) or a divisor behind ([...]/16); @FILE; or one of " + string.Join(", ", KernelGallery.Spellings);

    public static Kernel Read(string text)
    {
        text = text.Trim();
        if (text.StartsWith('@')) return ReadFile(text[1..]).Named(text);
        if (text.Length > 0 && char.IsAsciiLetter(text[0])) return KernelGallery.Make(text);
        return ReadWeights(text, text);
    }

    public static string Write(Kernel kernel)
    {
        IEnumerable<string> rows = Enumerable.Range(0, kernel.Rows).Select(y => string.Join(',', kernel.Weights.Slice(y * kernel.Columns, kernel.Columns).ToArray().Select(Write)));
        string brackets = $"[{string.Join(';', rows)}]";
        if (kernel.Factor == 1) return brackets;
        double divisor = Math.Round(1 / kernel.Factor);
        return 1 / divisor == kernel.Factor ? $"{brackets}/{Write(divisor)}" : $"{Write(kernel.Factor)}{brackets}";
    }

    private static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Kernel ReadFile(string path)
    {
        string text;
        try
        {
            FileInfo file = new(path);
            if (file.Length > MostFileBytes) throw new BadFileException(path, $"{file.Length} bytes are no kernel");
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FoveaException($"kernel: {path} cannot be read: {exception.Message}", inner: exception);
        }
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0);
        return ReadWeights(text.Contains('[') ? string.Join('\n', lines) : $"[{string.Join(';', lines)}]", path);
    }

    private static Kernel ReadWeights(string text, string said)
    {
        int open = text.IndexOf('['), close = text.LastIndexOf(']');
        bool bare = open < 0 && close < 0;
        if (!bare && (open < 0 || close < open)) throw Wrong(said, "a bracket is missing");
        // Without brackets a fraction at the end could be a weight or a divisor of all.
        if (bare && text.Contains('/')) throw Wrong(said, "a factor needs brackets around the weights");
        string before = bare ? "" : text[..open].Trim().TrimEnd('*').Trim(), behind = bare ? "" : text[(close + 1)..].Trim();
        string[] rows = (bare ? text : text[(open + 1)..close]).Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<double> weights = [];
        int columns = 0;
        for (int y = 0; y < rows.Length; y++)
        {
            string[] numbers = rows[y].Split([',', ' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (y == 0) columns = numbers.Length;
            if (numbers.Length != columns) throw Wrong(said, $"row {y} has {numbers.Length} weights, the first has {columns}");
            foreach (string number in numbers) weights.Add(Number(number) ?? throw Wrong(said, $"'{number}' is no number"));
        }
        if (weights.Count == 0) throw Wrong(said, "there are no weights");
        double factor = before.Length == 0 ? 1 : Number(before) ?? throw Wrong(said, $"'{before}' is no factor");
        if (behind.Length > 0)
        {
            double divisor = behind[0] == '/' && Number(behind[1..].Trim()) is { } number && number != 0 ? number : throw Wrong(said, $"'{behind}' is no divisor");
            factor /= divisor;
        }
        return new Kernel(rows.Length, columns, [.. weights], factor);
    }

    /// <summary>A number or a fraction of two.</summary>
    private static double? Number(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return null;
        if (parts.Length == 1) return value;
        return double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double divisor) && divisor != 0 ? value / divisor : null;
    }

    private static FoveaException Wrong(string text, string reason) => new($"'{(text.Length > 80 ? text[..80] + "..." : text)}' is no kernel: {reason}", Hint);
}
