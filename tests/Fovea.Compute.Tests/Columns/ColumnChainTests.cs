using System.Globalization;

namespace Fovea.Compute.Tests;

/// <summary>Every chain against its own text, read step by step; on small whole numbers, so that no rounding decides on which side of 0 a value lies.</summary>
public unsafe class ColumnChainTests
{
    public static TheoryData<string> Texts => [.. ColumnChain.Known.Select(chain => chain.Text)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void AChainComputesWhatItsTextSays(string text)
    {
        ColumnChain chain = ColumnChain.Find(text)!;
        foreach (int rows in new[] { 1, 3, 4, 7, 130 })
            foreach (int columns in new[] { 2, 5, 16, 17, 64, 100 })
            {
                Case one = new(text, rows, columns);
                Assert.Equal(one.Expected(), one.Run(chain, over: -1));
                if (text.Contains("Sum(", StringComparison.Ordinal)) continue;
                // The result may be written over a matrix.
                for (int m = 0; m < one.Matrices; m++) Assert.Equal(one.Expected(), new Case(text, rows, columns).Run(chain, over: m));
            }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void TheNumberOfThreadsChangesNoBit(string text) =>
        Threads.CheckSameBits(() => new Case(text, 3001, 97).Run(ColumnChain.Find(text)!, over: -1), text);

    [Theory]
    [MemberData(nameof(Texts))]
    public void LongSumsAreExact(string text)
    {
        Case one = new(text, 40_000, 18);
        Assert.Equal(one.Expected(), one.Run(ColumnChain.Find(text)!, over: -1));
    }

    [Fact]
    public void AnUnknownChainHasNoKernel() => Assert.Null(ColumnChain.Find("Add(m0,r0)"));

    sealed class Case
    {
        readonly string[] steps;
        readonly int rows, columns;
        readonly Floats[] matrices = [Floats.Whole(0, 0), Floats.Whole(0, 0)];
        readonly Floats[] row = new Floats[ColumnOperands.MostRows];

        public Case(string text, int rows, int columns)
        {
            (steps, this.rows, this.columns) = (text.Split(' '), rows, columns);
            for (int m = 0; m < ColumnOperands.MostMatrices; m++) matrices[m] = Floats.Whole((long)rows * columns, 7 * rows + columns + m, 3);
            for (int r = 0; r < row.Length; r++) row[r] = Floats.Whole(columns, 100 + r, 2);
        }

        public int Matrices => steps.Any(step => step.Contains("m1", StringComparison.Ordinal)) ? 2 : 1;

        int Sums => steps.Count(step => step.StartsWith("Sum(", StringComparison.Ordinal));

        public float[] Run(ColumnChain chain, int over)
        {
            ColumnOperands x = new()
            {
                M0 = matrices[0].Pointer, M1 = matrices[1].Pointer,
                R0 = row[0].Pointer, R1 = row[1].Pointer, R2 = row[2].Pointer, R3 = row[3].Pointer, R4 = row[4].Pointer, R5 = row[5].Pointer,
            };
            Floats y = over >= 0 ? matrices[over] : new Floats(Sums > 0 ? (long)Sums * columns : (long)rows * columns);
            Scratch scratch = new(chain.ScratchBytes(rows, columns));
            chain.Run(rows, columns, x, y.Pointer, scratch.Pointer);
            y.CheckFences();
            scratch.Check();
            return y.ToArray();
        }

        public float[] Expected()
        {
            double[] result = new double[Sums > 0 ? Sums * columns : rows * columns];
            for (int r = 0; r < rows; r++)
                for (int c = 0; c < columns; c++)
                {
                    List<double> values = [];
                    int sum = 0;
                    foreach (string step in steps)
                    {
                        string[] parts = step.Split('(', ')');
                        double[] x = [.. parts[1].Split(',').Select(name => Value(name, r, c, values))];
                        if (parts[0] == "Sum") result[sum++ * columns + c] += x[0];
                        else
                            values.Add(parts[0] switch
                            {
                                "Add" => x[0] + x[1],
                                "Subtract" => x[0] - x[1],
                                "Multiply" => x[0] * x[1],
                                "Relu" => Math.Max(0, x[0]),
                                "Greater" => x[0] > x[1] ? 1 : 0,
                                "Where" => x[0] != 0 ? x[1] : x[2],
                                _ => throw new ArgumentException(step),
                            });
                    }
                    if (Sums == 0) result[r * columns + c] = values[^1];
                }
            return [.. result.Select(value => (float)value)];
        }

        double Value(string name, int r, int c, List<double> values) => name[0] switch
        {
            'm' => matrices[name[1] - '0'][(long)r * columns + c],
            'r' => row[name[1] - '0'][c],
            's' => values[name[1] - '0'],
            _ => double.Parse(name, CultureInfo.InvariantCulture),
        };
    }
}
