using System.Globalization;
using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial class ElementwiseProgram
{
    // The longest chain that has a kernel of its own.
    const int LongestReady = 10;

    /// <summary>The kernel that is made for this chain, where there is one.</summary>
    unsafe CpuKernel? Ready(CpuSite site, Shape output, int[] sums)
    {
        int columns = output.Rank > 0 ? output[-1] : 0;
        if (columns < 2 || instructions.Count is < 2 or > LongestReady) return null;
        int[] matrices = [-1, -1], rows = [-1, -1, -1, -1, -1, -1];
        int matrixCount = 0, rowCount = 0;
        string[] names = new string[site.Inputs.Length];
        for (int i = 0; i < names.Length; i++)
        {
            Spread? spread = Spread.Of(site.Inputs[i], output);
            if (spread is null && matrixCount < matrices.Length)
            {
                names[i] = $"m{matrixCount}";
                matrices[matrixCount++] = i;
            }
            else if (spread is not null && spread.Period == columns && rowCount < rows.Length)
            {
                names[i] = $"r{rowCount}";
                rows[rowCount++] = i;
            }
            else return null;
        }
        if (ColumnChain.Find(Told(names, sums)) is not { } chain) return null;
        long height = output.Count / columns;
        site.Kernel = "columns";
        site.ScratchBytes = chain.ScratchBytes(height, columns);
        return (x, y, scratch) =>
        {
            float* At(int[] places, int k) => places[k] < 0 ? null : x[places[k]];
            ColumnOperands operands = new()
            {
                M0 = At(matrices, 0), M1 = At(matrices, 1), R0 = At(rows, 0), R1 = At(rows, 1), R2 = At(rows, 2), R3 = At(rows, 3), R4 = At(rows, 4), R5 = At(rows, 5),
            };
            chain.Run(height, columns, operands, y, scratch);
        };
    }

    /// <summary>The chain as <see cref="ColumnChain"/> writes it.</summary>
    string Told(string[] names, int[] sums)
    {
        string Name(int operand) =>
            operand < 0 ? $"s{-1 - operand}" : Instruction.IsConstant(operand, out int constant) ? constants[constant].ToString(CultureInfo.InvariantCulture) : names[operand];
        List<string> steps = [];
        foreach (Instruction step in instructions)
        {
            string operands = Name(step.A);
            if (step.B != Instruction.None) operands += $",{Name(step.B)}";
            if (step.C != Instruction.None) operands += $",{Name(step.C)}";
            steps.Add($"{step.Operation.Name}({operands})");
        }
        foreach (int sum in sums) steps.Add($"Sum({Name(sum)})");
        return string.Join(' ', steps);
    }
}
